"""Giving a booking up: what goes back, by the rule that is best for the customer, and the deed that makes it so.

Three rules can decide. We cancelled a flight, or it is very late: all goes back. The booking is fresh: all goes back. Else it is
the fare's own rule: a part of the fare, less a fee, and the taxes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from airline import ancillaries, check_in, fares, quotes, rebooking, refunds, rulebook, tickets
from airline.ancillaries import Ancillary, AncillaryStatus
from airline.bookings import Booking, BookingStatus, PassengerKind, Segment, SegmentStatus
from airline.changes import FlightFull
from airline.deeds import deed, receipt_of
from airline.fares import Fare
from airline.money import money_words
from airline.quotes import Quote, QuoteOutdated
from airline.refunds import RefundReason
from airline.refusals import Refusal
from airline.rulebook import Rule
from airline.seats import Seat
from airline.tickets import Ticket, TicketStatus
from airline.undoing import undo
from customer_care.receipts import Receipt


class NothingToGiveUp(Refusal):
    """Every flight of the booking was flown or given up before."""

    code = "nothing_to_give_up"


class TooLateToCancel(Refusal):
    """The first departure is too near; `values["until"]` is the hours before it by which it had to be."""

    code = "too_late_to_cancel"


class CoolingOffOver(Refusal):
    """The booking is too old, or leaves too soon, to be taken back for nothing."""

    code = "cooling_off_over"


@dataclass(frozen=True)
class Assessment:
    """What goes back if the booking is given up now, by which rule and why; lines are negative towards the customer."""

    reason: RefundReason
    rule: Rule
    segments: list[Segment]
    lines: list[tuple[str, int]]

    @property
    def refund_minor(self) -> int:
        """What goes back, in minor units; 0 or more."""
        return -sum(amount for _, amount in self.lines)


def assess(session: Session, booking: Booking, now: datetime) -> Assessment:
    """What giving up every flight ahead brings. Raises NothingToGiveUp, TooLateToCancel or PaidElsewhere; changes nothing."""
    found = _best(session, booking, now)
    refunds.shared_out(session, booking, found.refund_minor)
    return found


def quote_cancellation(session: Session, booking: Booking, now: datetime, conversation_id: int | None = None) -> Quote:
    """What giving the booking up brings, by the best rule. Raises what `assess` raises."""
    return _quote(session, "cancel_booking", booking, assess(session, booking, now), now, conversation_id)


def quote_refund_request(session: Session, booking: Booking, now: datetime, conversation_id: int | None = None) -> Quote:
    """The same, asked for as money back. Raises what `assess` raises."""
    return _quote(session, "request_refund", booking, assess(session, booking, now), now, conversation_id)


def assess_cooling_off(session: Session, booking: Booking, now: datetime) -> Assessment:
    """What taking a fresh booking back brings. Raises NothingToGiveUp, CoolingOffOver or PaidElsewhere; changes nothing."""
    found = _all_back(session, booking, _demand_ahead(booking, now), now)
    if found is None:
        rule = rulebook.rule("refunds.cooling_off")
        raise CoolingOffOver(rule, hours=str(rule.parameters["hours_after_booking"]))
    refunds.shared_out(session, booking, found.refund_minor)
    return found


def quote_cooling_off(session: Session, booking: Booking, now: datetime, conversation_id: int | None = None) -> Quote:
    """Taking a fresh booking back for nothing. Raises what `assess_cooling_off` raises."""
    found = assess_cooling_off(session, booking, now)
    return _quote(session, "cancel_cooling_off", booking, found, now, conversation_id)


@deed("cancel_booking")
def cancel_booking(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Gives every flight ahead up and owes what was quoted. Raises QuoteOutdated and refusals."""
    return _give_up(session, quote, key, now)


@deed("request_refund")
def request_refund(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Like `cancel_booking`."""
    return _give_up(session, quote, key, now)


@deed("cancel_cooling_off")
def cancel_cooling_off(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Like `cancel_booking`; after the cooling-off time the quote is outdated."""
    return _give_up(session, quote, key, now)


@undo("cancel_booking")
@undo("request_refund")
@undo("cancel_cooling_off")
def take_up_again(session: Session, done: Quote, now: datetime) -> None:
    """The flights are booked again and nothing is owed; chosen seats are not kept. Raises FlightFull or RefundPaid."""
    booking = session.get_one(Booking, done.booking_id, with_for_update={"of": Booking}, populate_existing=True)
    if done.total_minor:
        refunds.withdraw(session, done.key, now)
    for segment in _given_up(booking, done):
        if segment.flight.cancelled or not fares.take_seats(session, _fare_of(session, segment), len(booking.seated)):
            raise FlightFull(segment.flight)
        segment.status = SegmentStatus.BOOKED
    for ticket in session.scalars(select(Ticket).where(Ticket.id.in_(done.facts["tickets"]))).unique():
        ticket.status = TicketStatus.OPEN
    for extra_id, status in done.facts["extras"].items():
        session.get_one(Ancillary, int(extra_id)).status = AncillaryStatus(status)
    booking.status, booking.cancelled_at = BookingStatus.CONFIRMED, None


# ── the arithmetic ────────────────────────────────────────────────────────────────────────────────────────────────────


def by_fare(rule: Rule, open_tickets: Sequence[Ticket]) -> list[tuple[str, int]]:
    """What goes back of these tickets by the rule of their fare: the fare's part, the fee that is kept of it, the taxes."""
    fare_minor = sum(_fare_back(rule, ticket) for ticket in open_tickets)
    fee_minor = sum(_fee(rule, ticket) for ticket in open_tickets)
    taxes_minor = sum(ticket.taxes_minor for ticket in open_tickets)
    lines = [("fare_back", -fare_minor), ("cancellation_fee", fee_minor), ("taxes_back", -taxes_minor)]
    return [(name, amount) for name, amount in lines if amount]


def in_full(open_tickets: Sequence[Ticket], extras_minor: int) -> list[tuple[str, int]]:
    """Everything that was paid for these tickets, and for extras."""
    lines = [
        ("fare_back", -sum(ticket.fare_minor for ticket in open_tickets)),
        ("taxes_back", -sum(ticket.taxes_minor for ticket in open_tickets)),
        ("extras_back", -extras_minor),
    ]
    return [(name, amount) for name, amount in lines if amount]


def _fare_back(rule: Rule, ticket: Ticket) -> int:
    return ticket.fare_minor * rule.parameters["fare_percent"] // 100


def _fee(rule: Rule, ticket: Ticket) -> int:
    """Kept of the fare alone, so that a cancellation never costs anything."""
    seated = ticket.passenger.kind != PassengerKind.INFANT
    return min(_fare_back(rule, ticket), rule.parameters["fee_minor"]) if seated else 0


# ── which rule ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _best(session: Session, booking: Booking, now: datetime) -> Assessment:
    ahead = _demand_ahead(booking, now)
    found = _all_back(session, booking, ahead, now)
    if found:
        return found
    rule = rulebook.rule(f"refunds.{booking.fare_class}")
    if now > _first_departure(ahead) - timedelta(hours=rule.parameters["hours_before"]):
        raise TooLateToCancel(rule, hours=str(rule.parameters["hours_before"]))
    return Assessment(RefundReason.CANCELLATION, rule, ahead, by_fare(rule, _open_tickets(session, ahead)))


def _all_back(session: Session, booking: Booking, ahead: list[Segment], now: datetime) -> Assessment | None:
    """All that was paid for the flights ahead: after our own cancellation or long delay, or just after booking."""
    if any(rebooking.refund_owed(session, segment) is not None for segment in ahead):
        return _everything(session, booking, ahead, RefundReason.DISRUPTION, rulebook.rule("disruptions.refund"))
    fresh = rulebook.rule("refunds.cooling_off")
    if _is_fresh(booking, ahead, fresh, now):
        return _everything(session, booking, ahead, RefundReason.COOLING_OFF, fresh)
    return None


def _demand_ahead(booking: Booking, now: datetime) -> list[Segment]:
    ahead = booking.segments_ahead(now)
    if not ahead:
        raise NothingToGiveUp(rulebook.rule("refunds.once"), booking=booking.reference)
    return ahead


def _is_fresh(booking: Booking, ahead: Sequence[Segment], rule: Rule, now: datetime) -> bool:
    just_booked = now <= booking.booked_at + timedelta(hours=rule.parameters["hours_after_booking"])
    return just_booked and now < _first_departure(ahead) - timedelta(hours=rule.parameters["hours_before"])


def _first_departure(ahead: Sequence[Segment]) -> datetime:
    return min(segment.flight.estimated_departure for segment in ahead)


def _everything(session: Session, booking: Booking, ahead: list[Segment], reason: RefundReason, rule: Rule) -> Assessment:
    extras_minor = sum(extra.paid_minor for extra in _extras(session, booking, ahead))
    seats_minor = sum(_seats_minor(session, segment) for segment in ahead)
    return Assessment(reason, rule, ahead, in_full(_open_tickets(session, ahead), extras_minor + seats_minor))


def _seats_minor(session: Session, segment: Segment) -> int:
    travellers = [passenger.id for passenger in segment.booking.passengers]
    chosen = (Seat.flight_id == segment.flight_id, Seat.passenger_id.in_(travellers))
    return sum(session.scalars(select(Seat.paid_minor).where(*chosen)))


def _open_tickets(session: Session, segments: Sequence[Segment]) -> list[Ticket]:
    return [ticket for segment in segments for ticket in tickets.open_on(session, segment)]


def _extras(session: Session, booking: Booking, segments: Sequence[Segment]) -> list[Ancillary]:
    ids = {segment.id for segment in segments}
    return [extra for extra in ancillaries.of_booking(session, booking) if extra.segment_id in ids]


# ── quote and deed ────────────────────────────────────────────────────────────────────────────────────────────────────


def _quote(session: Session, kind: str, booking: Booking, found: Assessment, now: datetime, conversation_id: int | None) -> Quote:
    return quotes.make(
        session,
        kind,
        found.rule,
        now,
        conversation_id=conversation_id,
        booking=booking,
        facts={
            "reason": found.reason,
            "segments": [segment.id for segment in found.segments],
            "tickets": [ticket.id for ticket in _open_tickets(session, found.segments)],
            "extras": {str(extra.id): extra.status for extra in _extras(session, booking, found.segments)},
        },
        lines=found.lines,
        currency=booking.currency,
    )


def _give_up(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    booking = session.get_one(Booking, quote.booking_id, with_for_update={"of": Booking}, populate_existing=True)
    found = _demand_still_true(session, quote, booking, now)
    due_at = now + timedelta(days=found.rule.parameters["pay_days"])
    if found.refund_minor:
        refunds.request(
            session, booking, found.refund_minor, found.reason, key, due_at, now, conversation_id=quote.conversation_id
        )
    for segment in found.segments:
        _leave(session, segment)
    if all(segment.status == SegmentStatus.CANCELLED for segment in booking.segments):
        booking.status, booking.cancelled_at = BookingStatus.CANCELLED, now
    flights = ", ".join(f"{segment.flight.name} of {segment.flight.day:%A %-d %B %Y}" for segment in found.segments)
    return receipt_of(
        session,
        quote,
        key,
        now,
        f"Cancelled {flights}",
        next_step=f"We pay {money_words(found.refund_minor, booking.currency)} back" if found.refund_minor else None,
        due_at=due_at if found.refund_minor else None,
        undo_until=_undo_until(found, now),
    )


def _undo_until(found: Assessment, now: datetime) -> datetime | None:
    """Until the money leaves, and never after boarding; a flight that does not go as planned is not taken up again."""
    if found.reason == RefundReason.DISRUPTION:
        return None
    money_leaves = now + timedelta(hours=rulebook.rule("refunds.payout").parameters["after_hours"])
    return min(money_leaves, *(segment.flight.boards_at for segment in found.segments))


def _demand_still_true(session: Session, quote: Quote, booking: Booking, now: datetime) -> Assessment:
    found = assess(session, booking, now)
    quoted = [tuple(line) for line in quote.lines]
    if (found.reason, [segment.id for segment in found.segments]) != (quote.facts["reason"], quote.facts["segments"]):
        raise QuoteOutdated
    if found.lines != quoted:
        raise QuoteOutdated
    return found


def _leave(session: Session, segment: Segment) -> None:
    """The seats are free again, the tickets are refunded, and nothing is carried for anybody."""
    booking = segment.booking
    for ticket in tickets.open_on(session, segment):
        ticket.status = TicketStatus.REFUNDED
    for extra in _extras(session, booking, [segment]):
        extra.status = AncillaryStatus.CANCELLED
    check_in.leave_flight(session, segment)
    fares.give_seats_back(session, _fare_of(session, segment), len(booking.seated))
    segment.status = SegmentStatus.CANCELLED


def _fare_of(session: Session, segment: Segment) -> Fare:
    return fares.of_flight(session, segment.flight, segment.booking.fare_class)


def _given_up(booking: Booking, done: Quote) -> list[Segment]:
    return [segment for segment in booking.segments if segment.id in done.facts["segments"]]
