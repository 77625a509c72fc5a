"""Moving a flight of a booking to another day, or to another flight of its day: a quote by the fare's rule, and the deed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from airline import bookings, check_in, fares, moving, quotes, rulebook
from airline.bookings import Booking, Segment, SegmentStatus
from airline.deeds import deed, receipt_of
from airline.fares import Fare
from airline.flights import Flight, OutsideTimetable, local_day
from airline.quotes import Quote, QuoteOutdated
from airline.refusals import Refusal
from airline.rulebook import Rule
from airline.undoing import undo
from customer_care.errors import ReassureError
from customer_care.receipts import Receipt

KIND = "change_date"
SUGGESTION_REACH = timedelta(days=7)


class ChangeNotAllowed(Refusal):
    """The fare's rule says no."""

    code = "change_not_allowed"


class AlreadyFlown(ReassureError):
    """The flight has left: there is nothing to move."""

    code = "already_flown"


class FlightCancelled(ReassureError):
    """The flight was cancelled by us: it is rebooked by a person, and not changed at the customer's cost."""

    code = "flight_cancelled"


class DateHasPassed(ReassureError):
    """The new day is over, or its flight has left."""

    code = "date_has_passed"


class SameDate(ReassureError):
    """The customer already flies on that day."""

    code = "same_date"


class DatesCross(ReassureError):
    """On the new day the flights of the booking would be out of order; `other` is the one that is in the way."""

    code = "dates_cross"

    def __init__(self, other: Segment) -> None:
        super().__init__(other.position)
        self.other = other


class NoFlightThatDay(ReassureError):
    """Nothing of ours flies that route on that day."""

    code = "no_flight_that_day"


class NoFlightThen(ReassureError):
    """On the day of the customer's flight, no other one of that route has the time, or the number, that was named."""

    code = "no_flight_then"


class FlightFull(ReassureError):
    """The flight of that day, `flight`, has too few seats left in this fare."""

    code = "flight_full"

    def __init__(self, flight: Flight) -> None:
        super().__init__(flight.number)
        self.flight = flight


@dataclass(frozen=True)
class Price:
    """What a change costs for all travellers, in minor units. Neither part is ever negative."""

    fee_minor: int
    difference_minor: int

    @property
    def total_minor(self) -> int:
        return self.fee_minor + self.difference_minor


@dataclass(frozen=True)
class Change:
    """What a quote of this kind is about. The fee and the difference are for all travellers with a seat, in minor units."""

    segment: Segment
    from_flight: Flight
    to_flight: Flight
    travellers: int
    fee_minor: int
    difference_minor: int

    @property
    def to_another(self) -> bool:
        """To a flight of another number or another time of day, so that both are told in full."""
        numbers, times = zip(*((flight.number, _time_of(flight)) for flight in (self.from_flight, self.to_flight)), strict=True)
        return len(set(numbers)) > 1 or len(set(times)) > 1

    @property
    def what(self) -> str:
        if self.to_another:
            return f"Moved {self.from_flight.named_with_departure}, to {self.to_flight.named_with_departure}"
        return f"Moved {self.from_flight.name} from {self.from_flight.day:%A %-d %B %Y} to {self.to_flight.day:%A %-d %B %Y}"


def quote_date_change(
    session: Session, segment: Segment, new_day: date, now: datetime, conversation_id: int | None = None
) -> Quote:
    """What it costs to fly this segment on `new_day` (a date where it leaves from) instead; changes nothing.

    Raises AlreadyFlown, FlightCancelled, ChangeNotAllowed, SameDate, DateHasPassed, OutsideTimetable, DatesCross,
    NoFlightThatDay or FlightFull.
    """
    demand_changeable(segment, now)
    if new_day == segment.flight.day:
        raise SameDate
    demand_sensible_day(session, segment, new_day, now)
    flight = flight_instead(session, segment, new_day)
    if flight is None:
        raise NoFlightThatDay
    return _quote(session, segment, flight, now, conversation_id)


def quote_flight_change(
    session: Session, segment: Segment, flight: Flight, now: datetime, conversation_id: int | None = None
) -> Quote:
    """Like `quote_date_change`, for a flight that was chosen, of the same day or another; NoFlightThatDay on another route."""
    demand_changeable(segment, now)
    if flight.id == segment.flight_id:
        raise SameDate
    demand_sensible_day(session, segment, flight.day, now)
    if (flight.origin, flight.destination) != (segment.flight.origin, segment.flight.destination) or flight.cancelled:
        raise NoFlightThatDay
    return _quote(session, segment, flight, now, conversation_id)


def change_of(session: Session, quote: Quote) -> Change:
    """The change that this quote offers."""
    facts = quote.facts
    return Change(
        segment=session.get_one(Segment, facts["segment_id"]),
        from_flight=session.get_one(Flight, facts["from_flight_id"]),
        to_flight=session.get_one(Flight, facts["to_flight_id"]),
        travellers=facts["travellers"],
        fee_minor=facts["fee_minor"],
        difference_minor=facts["difference_minor"],
    )


@deed(KIND)
def change_flight(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Moves the segment and its tickets. Seats, time and price are checked again.

    Raises QuoteExpired, QuoteOutdated, FlightFull, or what `demand_changeable` raises; then nothing was done.
    """
    change = _demand_still_true(session, quote, now)
    if not moving.move(session, change.segment, change.to_flight, change.difference_minor // change.travellers):
        raise FlightFull(change.to_flight)
    undo_hours = rule_for(change.segment.booking).parameters["undo_hours"]
    return receipt_of(
        session,
        quote,
        key,
        now,
        change.what,
        next_step=f"Check in for {change.to_flight.name} online",
        due_at=check_in.closes_at(change.to_flight),
        undo_until=min(now + timedelta(hours=undo_hours), change.to_flight.boards_at) if undo_hours else None,
    )


@undo(KIND)
def change_back(session: Session, done: Quote, now: datetime) -> None:
    """Puts the segment back on its first flight. Raises QuoteOutdated when it moved on or that flight is gone, or FlightFull."""
    bookings.locked(session, change_of(session, done).segment.booking_id)
    change = change_of(session, done)
    gone = change.from_flight.cancelled or change.from_flight.has_left(now)
    if gone or change.segment.flight_id != change.to_flight.id or change.segment.status == SegmentStatus.CANCELLED:
        raise QuoteOutdated
    if not moving.move(session, change.segment, change.from_flight, -change.difference_minor // change.travellers):
        raise FlightFull(change.from_flight)


def rule_for(booking: Booking) -> Rule:
    """The rule that decides about changes of this booking."""
    return rulebook.rule(f"changes.{booking.fare_class}")


def demand_changeable(segment: Segment, now: datetime) -> None:
    """Raises AlreadyFlown, FlightCancelled or ChangeNotAllowed, whatever the new day."""
    if segment.flight.has_left(now) or segment.status == SegmentStatus.CANCELLED:
        raise AlreadyFlown
    if segment.flight.cancelled:
        raise FlightCancelled
    rule = rule_for(segment.booking)
    latest = segment.flight.estimated_departure - timedelta(hours=rule.parameters["hours_before"])
    window = timedelta(hours=rule.parameters["hours_after_booking"])
    too_long_ago = window and now > segment.booking.booked_at + window
    if now > latest or too_long_ago:
        raise ChangeNotAllowed(rule)


def demand_sensible_day(session: Session, segment: Segment, new_day: date, now: datetime) -> None:
    """Raises DateHasPassed, OutsideTimetable or DatesCross."""
    today = local_day(segment.flight, now)
    if new_day < today:
        raise DateHasPassed
    last = timetable_end(session, segment)
    if new_day > last:
        raise OutsideTimetable(today, last)
    for other in segment.booking.segments:
        if other.status == SegmentStatus.CANCELLED:
            continue
        if (other.position < segment.position and new_day < other.flight.day) or (
            other.position > segment.position and new_day > other.flight.day
        ):
            raise DatesCross(other)


def timetable_end(session: Session, segment: Segment) -> date:
    """The last day on which we fly this segment's route."""
    last = session.scalar(select(Flight.day).where(*_same_route(segment)).order_by(Flight.day.desc()).limit(1))
    return last or segment.flight.day


def flight_instead(session: Session, segment: Segment, day: date) -> Flight | None:
    """The flight on that day on the same route, of the same number if there is one."""
    flights = session.scalars(select(Flight).where(*_same_route(segment), Flight.day == day, Flight.cancelled.is_(False)))
    return min(flights, key=lambda flight: (flight.number != segment.flight.number, flight.number), default=None)


def flights_of_day(session: Session, segment: Segment, day: date, now: datetime) -> list[Flight]:
    """All of that day on the same route that can still be taken, seats aside, the first first."""
    that_day = select(Flight).where(*_same_route(segment), Flight.day == day, Flight.cancelled.is_(False))
    return [flight for flight in session.scalars(that_day.order_by(Flight.scheduled_departure)) if not flight.has_left(now)]


def fare_for(session: Session, segment: Segment, flight: Flight) -> Fare | None:
    """The fare of the booking's class on `flight`, None when it has too few seats left for everybody."""
    fare = fares.of_flight(session, flight, segment.booking.fare_class)
    return fare if fare.seats_left >= len(segment.booking.seated) else None


def price(rule: Rule, paid_minor: int, new_price_minor: int, travellers: int) -> Price:
    """The arithmetic of a change: a fee for each traveller, and the way up to a dearer fare where the rule charges it."""
    difference = max(0, new_price_minor - paid_minor) if rule.parameters["charges_difference"] else 0
    return Price(fee_minor=rule.parameters["fee_minor"] * travellers, difference_minor=difference * travellers)


def days_with_seats(session: Session, segment: Segment, now: datetime, limit: int) -> list[date]:
    """Up to `limit` days near the booked one on which this change is possible, the nearest first."""
    booked = segment.flight.day
    reach = [booked + timedelta(days=step) for step in range(-SUGGESTION_REACH.days, SUGGESTION_REACH.days + 1)]
    nearest_first = sorted(reach, key=lambda day: (abs(day - booked), day < booked))
    return [day for day in nearest_first if _possible(session, segment, day, now)][:limit]


def _possible(session: Session, segment: Segment, day: date, now: datetime) -> bool:
    if day == segment.flight.day:
        return False
    try:
        demand_sensible_day(session, segment, day, now)
    except ReassureError:
        return False
    flight = flight_instead(session, segment, day)
    return flight is not None and not flight.has_left(now) and fare_for(session, segment, flight) is not None


def _time_of(flight: Flight) -> time:
    return flight.scheduled_departure.astimezone(flight.leaves_from.zone).time()


def _same_route(segment: Segment) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Flight.origin == segment.flight.origin, Flight.destination == segment.flight.destination


def _quote(session: Session, segment: Segment, flight: Flight, now: datetime, conversation_id: int | None) -> Quote:
    if flight.has_left(now):
        raise DateHasPassed
    fare = fare_for(session, segment, flight)
    if fare is None:
        raise FlightFull(flight)
    rule, travellers = rule_for(segment.booking), len(segment.booking.seated)
    cost = price(rule, segment.paid_minor, fare.price_minor, travellers)
    lines = [("change_fee", cost.fee_minor), ("fare_difference", cost.difference_minor)]
    return quotes.make(
        session,
        KIND,
        rule,
        now,
        conversation_id=conversation_id,
        booking=segment.booking,
        facts={
            "segment_id": segment.id,
            "from_flight_id": segment.flight_id,
            "to_flight_id": flight.id,
            "travellers": travellers,
            "fee_minor": cost.fee_minor,
            "difference_minor": cost.difference_minor,
        },
        lines=[line for line in lines if line[1]],
        currency=segment.booking.currency,
    )


def _demand_still_true(session: Session, quote: Quote, now: datetime) -> Change:
    """The change, when the booking, the rule and the price are still those of the quote."""
    bookings.locked(session, change_of(session, quote).segment.booking_id)
    change = change_of(session, quote)
    session.refresh(change.segment)
    demand_changeable(change.segment, now)
    gone = change.to_flight.cancelled or change.to_flight.has_left(now)
    if change.segment.flight_id != change.from_flight.id or gone or len(change.segment.booking.seated) != change.travellers:
        raise QuoteOutdated
    fare = fares.of_flight(session, change.to_flight, change.segment.booking.fare_class)
    cost = price(rule_for(change.segment.booking), change.segment.paid_minor, fare.price_minor, change.travellers)
    if (cost.fee_minor, cost.difference_minor) != (change.fee_minor, change.difference_minor):
        raise QuoteOutdated
    return change
