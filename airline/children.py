"""Adding an infant or a child to a booking: who they are on the day of travel, what they pay, and whether there is a seat."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from airline import ages, fares, quotes, rulebook, tickets
from airline.before_departure import NotFlying, demand_in_time
from airline.bookings import Booking, Passenger, PassengerKind, Segment, surname_key
from airline.deeds import deed, receipt_of
from airline.quotes import Quote, QuoteOutdated
from airline.refusals import Refusal
from airline.rulebook import Rule
from customer_care.errors import ReassureError
from customer_care.receipts import Receipt


class NotAChild(Refusal):
    """Twelve or older on a flight: an adult, who is booked like any other."""

    code = "not_a_child"


class NoAdultForChild(Refusal):
    """An infant needs a lap of its own, a child an adult on the booking."""

    code = "no_adult_for_child"


class NoSeatForChild(Refusal):
    """The flight has no seat left in the booking's fare."""

    code = "no_seat_for_child"


class AlreadyOnBooking(ReassureError):
    """Somebody with this name travels on the booking already."""

    code = "already_on_booking"


def quote_child(
    session: Session,
    booking: Booking,
    first_name: str,
    surname: str,
    born_on: date,
    now: datetime,
    conversation_id: int | None = None,
) -> Quote:
    """What it costs to take an infant or a child along on all flights ahead; the rule says which of the two it is.

    Raises NotFlying, TooLate, ImpossibleBirthday, NotAChild, NoAdultForChild, NoSeatForChild or AlreadyOnBooking.
    """
    segments = booking.segments_ahead(now)
    if not segments:
        raise NotFlying(rulebook.rule("extras.flight"), flight=booking.segments[-1].flight.name)
    kind = kind_of(segments, born_on)
    rule = rule_for(kind)
    _demand_allowed(session, booking, segments, kind, now)
    _demand_new(booking, first_name, surname)
    return quotes.make(
        session,
        "add_child",
        rule,
        now,
        conversation_id=conversation_id,
        booking=booking,
        facts={
            "segment_ids": [segment.id for segment in segments],
            "flight_ids": [segment.flight_id for segment in segments],
            "first_name": first_name,
            "surname": surname,
            "born_on": born_on.isoformat(),
        },
        lines=[(f"{kind}_fare", sum(_prices(session, segments, rule)))],
        currency=booking.currency,
    )


@deed("add_child")
def add_child(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Puts the infant or child on the booking, with a ticket for each flight. Raises QuoteOutdated, and what quoting raises."""
    booking, segments = _booked_still(session, quote)
    first_name, surname, born_on = quote.facts["first_name"], quote.facts["surname"], date.fromisoformat(quote.facts["born_on"])
    kind = kind_of(segments, born_on)
    _demand_allowed(session, booking, segments, kind, now)
    _demand_new(booking, first_name, surname)
    prices = _prices(session, segments, rule_for(kind))
    if sum(prices) != quote.total_minor:
        raise QuoteOutdated
    if kind == PassengerKind.CHILD:
        _take_seats(session, segments)
    traveller = Passenger(first_name=first_name, surname=surname, surname_key=surname_key(surname), kind=kind, born_on=born_on)
    booking.passengers.append(traveller)
    session.flush()
    for segment, price_minor in zip(segments, prices, strict=True):
        tickets.issue(session, traveller, segment, price_minor)
    flights = " and ".join(f"{segment.flight.name}, {segment.flight.day:%A %-d %B %Y}" for segment in segments)
    what = f"{first_name} {surname} flies as {'an infant' if kind == PassengerKind.INFANT else 'a child'} on {flights}"
    return receipt_of(session, quote, key, now, what, next_step="Bring a document that shows the date of birth")


def kind_of(segments: Sequence[Segment], born_on: date) -> PassengerKind:
    """What somebody is on these flights, the last one deciding. Raises ImpossibleBirthday or NotAChild."""
    rule = rulebook.rule("children.ages")
    ages.age_on(born_on, segments[0].flight.day)
    kind = ages.kind_on(born_on, segments[-1].flight.day, rule)
    if kind == PassengerKind.ADULT:
        raise NotAChild(rule)
    return kind


def rule_for(kind: PassengerKind) -> Rule:
    return rulebook.rule(f"children.{kind}")


def _prices(session: Session, segments: Sequence[Segment], rule: Rule) -> list[int]:
    """For each flight, the rule's share of today's fare, rounded down to whole minor units."""
    share = rule.parameters["share_percent"]
    today = [fares.of_flight(session, segment.flight, segment.booking.fare_class).price_minor for segment in segments]
    return [price_minor * share // 100 for price_minor in today]


def _demand_allowed(session: Session, booking: Booking, segments: Sequence[Segment], kind: PassengerKind, now: datetime) -> None:
    rule = rule_for(kind)
    for segment in segments:
        demand_in_time(segment, rule, now)
    adults, infants = (_count(booking, kind) for kind in (PassengerKind.ADULT, PassengerKind.INFANT))
    if adults == 0 or (kind == PassengerKind.INFANT and infants >= adults):
        raise NoAdultForChild(rule)
    if kind == PassengerKind.CHILD:
        _demand_seats(session, segments, rule)


def _demand_seats(session: Session, segments: Sequence[Segment], rule: Rule) -> None:
    for segment in segments:
        if fares.of_flight(session, segment.flight, segment.booking.fare_class).seats_left < 1:
            raise NoSeatForChild(rule, flight=segment.flight.name)


def _take_seats(session: Session, segments: Sequence[Segment]) -> None:
    for segment in segments:
        if not fares.take_seats(session, fares.of_flight(session, segment.flight, segment.booking.fare_class), 1):
            raise NoSeatForChild(rule_for(PassengerKind.CHILD), flight=segment.flight.name)


def _demand_new(booking: Booking, first_name: str, surname: str) -> None:
    wanted = surname_key(first_name), surname_key(surname)
    if wanted in [(surname_key(known.first_name), known.surname_key) for known in booking.passengers]:
        raise AlreadyOnBooking


def _count(booking: Booking, kind: PassengerKind) -> int:
    return sum(passenger.kind == kind for passenger in booking.passengers)


def _booked_still(session: Session, quote: Quote) -> tuple[Booking, list[Segment]]:
    """The booking and its flights, locked, when they are still those of the quote. Raises QuoteOutdated."""
    # Two who add an infant at once: the second sees the first one's.
    session.execute(select(Booking.id).where(Booking.id == quote.booking_id).with_for_update())
    booking = session.get_one(Booking, quote.booking_id, populate_existing=True)
    segments = [segment for segment in booking.segments if segment.id in quote.facts["segment_ids"]]
    if [segment.flight_id for segment in segments] != quote.facts["flight_ids"]:
        raise QuoteOutdated
    return booking, segments
