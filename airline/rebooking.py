"""After a cancelled or long delayed flight: what the customer may choose, and another flight free of charge."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from airline import bookings, disruptions, fares, quotes, rulebook, tickets
from airline.bookings import Booking, Segment, SegmentStatus
from airline.check_in import BoardingPass
from airline.deeds import deed, receipt_of
from airline.fares import Fare
from airline.flights import Flight
from airline.quotes import Quote, QuoteOutdated
from airline.refusals import Refusal
from airline.rulebook import Rule
from airline.seats import Seat
from airline.tickets import TicketStatus
from customer_care.database import Base
from customer_care.receipts import Receipt

CHECK_IN_CLOSES = timedelta(hours=2)


class NotDisrupted(Refusal):
    """The flight runs, and not late enough for another one free of charge."""

    code = "not_disrupted"


class HasLeft(Refusal):
    """The flight has left: nothing can be chosen for it any more."""

    code = "has_left"


class NotAnOption(Refusal):
    """The flight that was chosen is on another route, too far from the booked day, full, or gone."""

    code = "not_an_option"


class NoOtherFlight(Refusal):
    """No flight of ours within reach has a seat for everybody: what is left is the money, or a person."""

    code = "no_other_flight"


class Rebooking(Base):
    """That a segment moved from a disrupted flight to another; the claim for the first one reads it."""

    __tablename__ = "rebookings"

    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"), index=True)
    from_flight_id: Mapped[int] = mapped_column(ForeignKey("flights.id"))
    to_flight_id: Mapped[int] = mapped_column(ForeignKey("flights.id"))
    at: Mapped[datetime]
    from_flight: Mapped[Flight] = relationship(foreign_keys=[from_flight_id], lazy="joined", innerjoin=True)
    to_flight: Mapped[Flight] = relationship(foreign_keys=[to_flight_id], lazy="joined", innerjoin=True)


@dataclass(frozen=True)
class Options:
    """`flights` are the ones to choose from, the nearest to the booked time first; `refund_minor` is None where none is owed."""

    segment: Segment
    cancelled: bool
    minutes_late: int
    flights: list[Flight]
    refund_minor: int | None
    rule: Rule
    refund_rule: Rule


@dataclass(frozen=True)
class Booked:
    """A flight that a segment was booked on, and the other one that it was moved to after a disruption, if it was."""

    segment: Segment
    flight: Flight
    moved_to: Flight | None


def disrupted_segments(session: Session, booking: Booking, now: datetime) -> list[Segment]:
    """The segments for which there are options now, in the order of travel."""
    return [segment for segment in booking.segments if _has_options(session, segment, now)]


def options(session: Session, segment: Segment, now: datetime) -> Options:
    """What may be chosen instead of this flight. Raises NotDisrupted or HasLeft."""
    demand_disrupted(session, segment, now)
    return Options(
        segment=segment,
        cancelled=disruptions.was_cancelled(session, segment.flight),
        minutes_late=disruptions.minutes_late(session, segment.flight),
        flights=flights_instead(session, segment, now),
        refund_minor=refund_owed(session, segment),
        rule=rebooking_rule(),
        refund_rule=rulebook.rule("disruptions.refund"),
    )


def rebooking_rule() -> Rule:
    return rulebook.rule("disruptions.rebooking")


def demand_disrupted(session: Session, segment: Segment, now: datetime) -> None:
    """Raises NotDisrupted or HasLeft."""
    if segment.flight.has_left(now):
        raise HasLeft(rebooking_rule(), flight=segment.flight.name)
    if segment.status == SegmentStatus.CANCELLED or not _is_disrupted(session, segment.flight, rebooking_rule()):
        raise NotDisrupted(rebooking_rule(), flight=segment.flight.name)


def flights_instead(session: Session, segment: Segment, now: datetime) -> list[Flight]:
    """The flights of the same route within the rule's reach that have seats for everybody and keep the order of travel."""
    booked, reach = segment.flight, timedelta(days=rebooking_rule().parameters["reach_days"])
    same_route = (Flight.origin == booked.origin, Flight.destination == booked.destination, Flight.id != booked.id)
    in_reach = Flight.day.between(booked.day - reach, booked.day + reach)
    found = session.scalars(select(Flight).where(*same_route, in_reach, Flight.cancelled.is_(False)))
    possible = [flight for flight in found if _is_possible(session, segment, flight, now)]
    return sorted(possible, key=lambda flight: abs(flight.scheduled_departure - booked.scheduled_departure))


def demand_choice(session: Session, segment: Segment, now: datetime) -> None:
    """Raises NoOtherFlight when there is nothing to choose from."""
    if not flights_instead(session, segment, now):
        raise NoOtherFlight(rebooking_rule(), flight=segment.flight.name)


def refund_owed(session: Session, segment: Segment) -> int | None:
    """What was paid for this flight and the ones after it, in minor units of the booking's currency; None when it runs.

    The flights after it have no purpose without it: Regulation (EC) No 261/2004, art. 8(1)(a).
    """
    if not _is_disrupted(session, segment.flight, rulebook.rule("disruptions.refund")):
        return None
    useless = [other for other in segment.booking.segments if other.position >= segment.position]
    return sum(ticket.paid_minor for other in useless for ticket in tickets.open_on(session, other))


def quote_rebooking(session: Session, segment: Segment, flight: Flight, now: datetime, conversation_id: int | None) -> Quote:
    """What moving this segment to `flight` means; it costs nothing. Raises NotDisrupted, HasLeft or NotAnOption."""
    demand_disrupted(session, segment, now)
    if flight not in flights_instead(session, segment, now):
        raise NotAnOption(rebooking_rule(), flight=flight.name)
    return quotes.make(
        session,
        "rebook_disruption",
        rebooking_rule(),
        now,
        conversation_id=conversation_id,
        booking=segment.booking,
        facts={
            "booking_id": segment.booking_id,
            "segment_id": segment.id,
            "from_flight_id": segment.flight_id,
            "to_flight_id": flight.id,
            "refund_minor": refund_owed(session, segment),  # the right to it ends
        },
        currency=segment.booking.currency,
    )


@deed("rebook_disruption")
def rebook(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Moves the segment, its seats and its tickets. Raises QuoteExpired, QuoteOutdated or NotAnOption; then nothing was done."""
    segment, left, flight = _demand_still_true(session, quote, now)
    if not fares.take_seats(session, _fare_with_seats(session, segment, flight), len(segment.booking.seated)):
        raise NotAnOption(rebooking_rule(), flight=flight.name)
    fares.give_seats_back(session, fares.of_flight(session, left, segment.booking.fare_class), len(segment.booking.seated))
    _forget_check_in(session, segment)
    _keep_chosen_seats(session, segment, flight)
    segment.flight = flight
    session.add(Rebooking(segment_id=segment.id, from_flight_id=left.id, to_flight_id=flight.id, at=now))
    _exchange_tickets(session, segment)
    return receipt_of(
        session,
        quote,
        key,
        now,
        f"Moved {left.named_with_departure}, to {flight.named_with_departure}, free of charge",
        next_step=f"Check in for {flight.name} online",
        due_at=flight.estimated_departure - CHECK_IN_CLOSES,
    )


def flights_booked(session: Session, booking: Booking) -> list[Booked]:
    """Every flight that this booking was on, also those that it was moved away from after a disruption."""
    ids = [segment.id for segment in booking.segments]
    moves = session.scalars(select(Rebooking).where(Rebooking.segment_id.in_(ids)).order_by(Rebooking.id)).all()
    segments = {segment.id: segment for segment in booking.segments}
    left = [Booked(segments[move.segment_id], move.from_flight, segments[move.segment_id].flight) for move in moves]
    return [*left, *(Booked(segment, segment.flight, None) for segment in booking.segments)]


def _has_options(session: Session, segment: Segment, now: datetime) -> bool:
    try:
        demand_disrupted(session, segment, now)
    except (NotDisrupted, HasLeft):
        return False
    return True


def _is_disrupted(session: Session, flight: Flight, rule: Rule) -> bool:
    late_enough = disruptions.minutes_late(session, flight) >= 60 * rule.parameters["hours_late"]
    return late_enough or disruptions.was_cancelled(session, flight)


def _is_possible(session: Session, segment: Segment, flight: Flight, now: datetime) -> bool:
    in_order = all(
        other.flight.day <= flight.day if other.position < segment.position else other.flight.day >= flight.day
        for other in segment.booking.segments
        if other is not segment and other.status != SegmentStatus.CANCELLED
    )
    seats = len(segment.booking.seated)
    return in_order and not flight.has_left(now) and _fare_with_seats(session, segment, flight).seats_left >= seats


def _fare_with_seats(session: Session, segment: Segment, flight: Flight) -> Fare:
    """The booking's own fare while it has seats, else the one with most: after a disruption every free seat counts."""
    own = fares.of_flight(session, flight, segment.booking.fare_class)
    if own.seats_left >= len(segment.booking.seated):
        return own
    return session.scalars(select(Fare).where(Fare.flight_id == flight.id).order_by(Fare.seats_left.desc()).limit(1)).one()


def _demand_still_true(session: Session, quote: Quote, now: datetime) -> tuple[Segment, Flight, Flight]:
    """The segment, the flight that it leaves and the one that it takes."""
    bookings.locked(session, quote.facts["booking_id"])
    segment = session.get_one(Segment, quote.facts["segment_id"], populate_existing=True)
    flight = session.get_one(Flight, quote.facts["to_flight_id"])
    if segment.flight_id != quote.facts["from_flight_id"] or flight.cancelled or flight.has_left(now):
        raise QuoteOutdated
    if not _has_options(session, segment, now):
        raise QuoteOutdated
    return segment, segment.flight, flight


def _forget_check_in(session: Session, segment: Segment) -> None:
    """A boarding pass of the old flight opens no door."""
    session.execute(delete(BoardingPass).where(BoardingPass.segment_id == segment.id))
    segment.checked_in_at = None


def _keep_chosen_seats(session: Session, segment: Segment, flight: Flight) -> None:
    """Each traveller keeps the number of the seat where it is free on the other flight."""
    travellers = [passenger.id for passenger in segment.booking.passengers]
    taken = set(session.scalars(select(Seat.label).where(Seat.flight_id == flight.id)))
    chosen = select(Seat).where(Seat.flight_id == segment.flight_id, Seat.passenger_id.in_(travellers))
    for seat in session.scalars(chosen).all():
        if seat.label in taken:
            session.delete(seat)
        else:
            seat.flight = flight


def _exchange_tickets(session: Session, segment: Segment) -> None:
    for ticket in tickets.open_on(session, segment):
        ticket.status = TicketStatus.EXCHANGED
        tickets.issue(session, ticket.passenger, segment, ticket.paid_minor)
