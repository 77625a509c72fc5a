"""Moving a flight of a booking to another day: a quote by the fare's rule, and the deed itself, done once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from airline import fares, rulebook
from airline.bookings import Booking, Segment
from airline.fares import Fare
from airline.flights import Flight, OutsideTimetable, local_day
from airline.rulebook import Rule
from customer_care import receipts
from customer_care.database import Base
from customer_care.errors import ReassureError
from customer_care.receipts import Receipt

QUOTE_HOLDS = timedelta(minutes=15)
SUGGESTION_REACH = timedelta(days=7)


class ChangeNotAllowed(ReassureError):
    """The fare's rule says no; `rule` has the words."""

    code = "change_not_allowed"

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule.id)
        self.rule = rule


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


class FlightFull(ReassureError):
    """The flight of that day, `flight`, has too few seats left in this fare."""

    code = "flight_full"

    def __init__(self, flight: Flight) -> None:
        super().__init__(flight.number)
        self.flight = flight


class QuoteExpired(ReassureError):
    """The quote's time has run out; nothing was done."""

    code = "quote_expired"


class QuoteOutdated(ReassureError):
    """The price or the booking changed since the quote was made; nothing was done."""

    code = "quote_outdated"


@dataclass(frozen=True)
class Price:
    """What a change costs for all travellers, in minor units. Neither part is ever negative."""

    fee_minor: int
    difference_minor: int

    @property
    def total_minor(self) -> int:
        return self.fee_minor + self.difference_minor


class ChangeQuote(Base):
    """A price that holds until `expires_at`, with the very words of the rule that made it."""

    __tablename__ = "change_quotes"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int | None] = mapped_column(index=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"))
    from_flight_id: Mapped[int] = mapped_column(ForeignKey("flights.id"))
    to_flight_id: Mapped[int] = mapped_column(ForeignKey("flights.id"))
    travellers: Mapped[int]
    fee_minor: Mapped[int]
    difference_minor: Mapped[int]
    total_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    rule_id: Mapped[str] = mapped_column(String(60))
    rule_words: Mapped[str] = mapped_column(String(500))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    segment: Mapped[Segment] = relationship(lazy="joined", innerjoin=True)
    from_flight: Mapped[Flight] = relationship(foreign_keys=[from_flight_id], lazy="joined", innerjoin=True)
    to_flight: Mapped[Flight] = relationship(foreign_keys=[to_flight_id], lazy="joined", innerjoin=True)

    @property
    def key(self) -> str:
        """The idempotency key of saying yes to this quote: a second yes is the same yes."""
        return f"change-date-{self.id}"

    @property
    def what(self) -> str:
        other_number = f"{self.to_flight.name}, " if self.to_flight.number != self.from_flight.number else ""
        moved = f"{self.from_flight.name} from {self.from_flight.day:%A %-d %B %Y}"
        return f"Moved {moved} to {other_number}{self.to_flight.day:%A %-d %B %Y}"


def quote_date_change(
    session: Session, segment: Segment, new_day: date, now: datetime, conversation_id: int | None = None
) -> ChangeQuote:
    """What it costs to fly this segment on `new_day` (a date where it leaves from) instead; changes nothing.

    Raises AlreadyFlown, FlightCancelled, ChangeNotAllowed, SameDate, DateHasPassed, OutsideTimetable, DatesCross,
    NoFlightThatDay or FlightFull.
    """
    demand_changeable(segment, now)
    demand_sensible_day(session, segment, new_day, now)
    flight = flight_instead(session, segment, new_day)
    if flight is None:
        raise NoFlightThatDay
    if flight.has_left(now):
        raise DateHasPassed
    fare = fare_for(session, segment, flight)
    if fare is None:
        raise FlightFull(flight)
    return _written_quote(session, segment, flight, fare, now, conversation_id)


def quote_of(session: Session, conversation_id: int, quote_id: int) -> ChangeQuote | None:
    """The quote with this id, if it was made in this conversation."""
    mine = (ChangeQuote.id == quote_id, ChangeQuote.conversation_id == conversation_id)
    return session.scalar(select(ChangeQuote).where(*mine))


def change_flight(session: Session, quote: ChangeQuote, key: str, now: datetime) -> Receipt:
    """Does what was quoted, once for each key, and returns its receipt; a retry returns the same one.

    Seats, time and price are checked again. Raises QuoteExpired, QuoteOutdated, FlightFull, or what `demand_changeable` raises;
    then nothing was done.
    """
    # The row lock makes two confirmations of one quote come one after the other (SQLite: BEGIN IMMEDIATE).
    session.refresh(quote, ["expires_at"], with_for_update=True)
    known = receipts.with_key(session, key)
    if known:
        return known
    if now >= quote.expires_at:
        raise QuoteExpired
    fare = _demand_still_true(session, quote, now)
    _move_seats(session, quote, fare)
    quote.segment.flight = quote.to_flight
    quote.segment.paid_minor = max(quote.segment.paid_minor, fare.price_minor)
    return _receipt(session, quote, key, now)


def rule_for(booking: Booking) -> Rule:
    """The rule that decides about changes of this booking."""
    return rulebook.rule(f"changes.{booking.fare_class}")


def demand_changeable(segment: Segment, now: datetime) -> None:
    """Raises AlreadyFlown, FlightCancelled or ChangeNotAllowed, whatever the new day."""
    if segment.flight.has_left(now):
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
    """Raises SameDate, DateHasPassed, OutsideTimetable or DatesCross."""
    today = local_day(segment.flight, now)
    if new_day == segment.flight.day:
        raise SameDate
    if new_day < today:
        raise DateHasPassed
    last = timetable_end(session, segment)
    if new_day > last:
        raise OutsideTimetable(today, last)
    for other in segment.booking.segments:
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


def fare_for(session: Session, segment: Segment, flight: Flight) -> Fare | None:
    """The fare of the booking's class on `flight`, None when it has too few seats left for everybody."""
    fare = fares.of_flight(session, flight, segment.booking.fare_class)
    return fare if fare.seats_left >= len(segment.booking.passengers) else None


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
    try:
        demand_sensible_day(session, segment, day, now)
    except ReassureError:
        return False
    flight = flight_instead(session, segment, day)
    return flight is not None and not flight.has_left(now) and fare_for(session, segment, flight) is not None


def _same_route(segment: Segment) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Flight.origin == segment.flight.origin, Flight.destination == segment.flight.destination


def _written_quote(
    session: Session, segment: Segment, flight: Flight, fare: Fare, now: datetime, conversation_id: int | None
) -> ChangeQuote:
    rule, travellers = rule_for(segment.booking), len(segment.booking.passengers)
    cost = price(rule, segment.paid_minor, fare.price_minor, travellers)
    quote = ChangeQuote(
        conversation_id=conversation_id,
        segment=segment,
        from_flight=segment.flight,
        to_flight=flight,
        travellers=travellers,
        fee_minor=cost.fee_minor,
        difference_minor=cost.difference_minor,
        total_minor=cost.total_minor,
        currency=segment.booking.currency,
        rule_id=rule.id,
        rule_words=rule.words,
        made_at=now,
        expires_at=now + QUOTE_HOLDS,
    )
    session.add(quote)
    session.flush()
    return quote


def _demand_still_true(session: Session, quote: ChangeQuote, now: datetime) -> Fare:
    """The fare to take, when the booking, the rule and the price are still those of the quote."""
    session.refresh(quote.segment)
    demand_changeable(quote.segment, now)
    if quote.segment.flight_id != quote.from_flight_id or quote.to_flight.cancelled or quote.to_flight.has_left(now):
        raise QuoteOutdated
    fare = fares.of_flight(session, quote.to_flight, quote.segment.booking.fare_class)
    cost = price(rule_for(quote.segment.booking), quote.segment.paid_minor, fare.price_minor, quote.travellers)
    if (cost.fee_minor, cost.difference_minor) != (quote.fee_minor, quote.difference_minor):
        raise QuoteOutdated
    return fare


def _move_seats(session: Session, quote: ChangeQuote, fare: Fare) -> None:
    if not fares.take_seats(session, fare, quote.travellers):
        raise FlightFull(quote.to_flight)
    left = fares.of_flight(session, quote.from_flight, quote.segment.booking.fare_class)
    fares.give_seats_back(session, left, quote.travellers)


def _receipt(session: Session, quote: ChangeQuote, key: str, now: datetime) -> Receipt:
    undo_hours = rule_for(quote.segment.booking).parameters["undo_hours"]
    return receipts.issue(
        session,
        conversation_id=quote.conversation_id,
        key=key,
        what=quote.what,
        subject=f"Booking {quote.segment.booking.reference}",
        amount_minor=quote.total_minor,
        currency=quote.currency,
        now=now,
        next_step=f"Check in for {quote.to_flight.name} online",
        due_at=quote.to_flight.estimated_departure - timedelta(hours=2),
        undo_until=min(now + timedelta(hours=undo_hours), quote.to_flight.boards_at) if undo_hours else None,
    )
