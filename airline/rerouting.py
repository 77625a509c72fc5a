"""Moving a flight of a booking to another route, where that can be priced; else it is a person's work."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from airline import ancillaries, bookings, changes, check_in, fares, moving, quotes, rulebook
from airline.bookings import Booking, BookingKind, PassengerKind, Segment, SegmentStatus
from airline.changes import ChangeNotAllowed, DateHasPassed, FlightFull, NoFlightThatDay, Price, change_of
from airline.deeds import deed, receipt_of
from airline.flights import Flight
from airline.quotes import Quote, QuoteOutdated
from airline.refusals import Refusal
from airline.rulebook import Rule
from airline.undoing import undo
from customer_care.receipts import Receipt

KIND = "change_route"


class CannotBePriced(Refusal):
    """Other flights, a group, children or extras hang on it: a person must work out what it costs."""

    code = "cannot_be_priced"


class SameRoute(Refusal):
    """The customer flies there already: it is the day that changes, if anything."""

    code = "same_route"


def demand_priceable(session: Session, segment: Segment, now: datetime) -> None:
    """Raises CannotBePriced, or what `changes.demand_changeable` raises, whatever the new route."""
    changes.demand_changeable(segment, now)
    booking, rule = segment.booking, route_rule()
    alone = len([other for other in booking.segments if other.status != SegmentStatus.CANCELLED]) == 1
    adults = all(passenger.kind == PassengerKind.ADULT for passenger in booking.passengers)
    extras = [extra for extra in ancillaries.of_booking(session, booking) if extra.segment_id == segment.id]
    if booking.kind != BookingKind.INDIVIDUAL or not alone or not adults or extras:
        raise CannotBePriced(rule, flight=segment.flight.name)
    if now > segment.flight.estimated_departure - timedelta(hours=rule.parameters["hours_before"]):
        raise ChangeNotAllowed(rule)


def quote_route_change(
    session: Session, segment: Segment, flight: Flight, now: datetime, conversation_id: int | None = None
) -> Quote:
    """What it costs to fly `flight`, of another route, instead; changes nothing.

    Raises what `demand_priceable` raises, SameRoute, NoFlightThatDay, DateHasPassed or FlightFull.
    """
    demand_priceable(session, segment, now)
    booking, rule = segment.booking, route_rule()
    if (flight.origin, flight.destination) == (segment.flight.origin, segment.flight.destination):
        raise SameRoute(rule, flight=segment.flight.name)
    cost = _cost(session, segment, flight, now)
    return quotes.make(
        session,
        KIND,
        rule,
        now,
        conversation_id=conversation_id,
        booking=booking,
        facts={
            "segment_id": segment.id,
            "from_flight_id": segment.flight_id,
            "to_flight_id": flight.id,
            "travellers": len(booking.seated),
            "fee_minor": cost.fee_minor,
            "difference_minor": cost.difference_minor,
        },
        lines=[line for line in (("change_fee", cost.fee_minor), ("fare_difference", cost.difference_minor)) if line[1]],
        currency=booking.currency,
    )


@deed(KIND)
def change_route(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Moves the segment and its tickets. Raises QuoteExpired, QuoteOutdated, FlightFull and what quoting raises."""
    bookings.locked(session, change_of(session, quote).segment.booking_id)
    change = change_of(session, quote)
    if change.segment.flight_id != change.from_flight.id or len(change.segment.booking.seated) != change.travellers:
        raise QuoteOutdated
    demand_priceable(session, change.segment, now)
    cost = _cost(session, change.segment, change.to_flight, now)
    if (cost.fee_minor, cost.difference_minor) != (change.fee_minor, change.difference_minor):
        raise QuoteOutdated
    if not moving.move(session, change.segment, change.to_flight, change.difference_minor // change.travellers):
        raise FlightFull(change.to_flight)
    return _receipt(session, quote, key, now)


@undo(KIND)
def change_route_back(session: Session, done: Quote, now: datetime) -> None:
    """Puts the segment back on its first flight. Raises QuoteOutdated or FlightFull."""
    changes.change_back(session, done, now)


def route_rule() -> Rule:
    return rulebook.rule("changes.route")


def words(flight: Flight) -> str:
    """ "ZE 412 from Pointe-à-Pitre to Paris, Friday 4 December 2026 19:40" """
    leaves = flight.scheduled_departure.astimezone(flight.leaves_from.zone)
    return f"{flight.name} from {flight.leaves_from.city} to {flight.lands_in.city}, {flight.day:%A %-d %B %Y} {leaves:%H:%M}"


def _cost(session: Session, segment: Segment, flight: Flight, now: datetime) -> Price:
    """Raises NoFlightThatDay, DateHasPassed or FlightFull."""
    booking: Booking = segment.booking
    if flight.cancelled:
        raise NoFlightThatDay
    if flight.has_left(now):
        raise DateHasPassed
    fare = fares.of_flight(session, flight, booking.fare_class)
    if fare.seats_left < len(booking.seated):
        raise FlightFull(flight)
    return changes.price(route_rule(), segment.paid_minor, fare.price_minor, len(booking.seated))


def _receipt(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    change, undo_hours = change_of(session, quote), route_rule().parameters["undo_hours"]
    return receipt_of(
        session,
        quote,
        key,
        now,
        f"Moved {words(change.from_flight)} to {words(change.to_flight)}",
        next_step=f"Check in for {change.to_flight.name} online",
        due_at=check_in.closes_at(change.to_flight),
        undo_until=min(now + timedelta(hours=undo_hours), change.to_flight.boards_at) if undo_hours else None,
    )
