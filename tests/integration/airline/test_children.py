"""Infants and children: added by their age on the day, at their share of the fare, or looked after when they travel alone."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from airline import ancillaries, tickets
from airline.ages import ImpossibleBirthday
from airline.ancillaries import Order
from airline.before_departure import NotFlying, TooLate
from airline.bookings import Booking, PassengerKind, Segment
from airline.children import AlreadyOnBooking, NoAdultForChild, NoSeatForChild, NotAChild, add_child, quote_child
from airline.fares import Fare, FareClass
from airline.quotes import Quote, QuoteOutdated
from airline.unaccompanied_minors import (
    AlreadyLookedAfter,
    Companion,
    Contact,
    NotADirectFlight,
    NotAlone,
    NotOfAgeAlone,
    Role,
    book_unaccompanied_minor,
    quote_unaccompanied_minor,
)
from tests.integration.airline.small_airline import NOW, TODAY, Airline, fly, scheduled

TWO_ON_DAY_9 = date(2024, 12, 4)
EIGHT = date(2018, 6, 1)
BOTH = {Role.BRINGS: Contact("Marc Lebrun", "+590690123456"), Role.FETCHES: Contact("Léa Lebrun", "+33612345678")}


def quoted(airline: Airline, booking: Booking, born_on: date, first_name: str = "Lou") -> Quote:
    return quote_child(airline.session, booking, first_name, "De la Peña", born_on, NOW, airline.conversation_id)


# ── added to a booking ────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_infant_pays_a_tenth_and_takes_no_seat(airline: Airline) -> None:
    booking = airline.book(FareClass.STANDARD, 2)
    quote = quoted(airline, booking, TODAY - timedelta(days=100))
    assert (quote.lines, quote.rule_id) == ([("infant_fare", 1200)], "children.infant")
    receipt = add_child(airline.session, quote, quote.key, NOW)
    assert add_child(airline.session, quote, quote.key, NOW).number == receipt.number
    infant = booking.passengers[-1]
    assert (infant.kind, len(booking.passengers)) == (PassengerKind.INFANT, 2)
    (ticket,) = tickets.of_booking(airline.session, booking)
    assert (ticket.passenger, ticket.fare_minor, ticket.taxes_minor) == (infant, 1200, 0)
    assert airline.seats(2, FareClass.STANDARD) == 5
    assert receipt.what == "Lou De la Peña flies as an infant on ZE 412, Friday 27 November 2026"


def test_a_child_takes_a_seat_on_each_flight_and_pays_its_share(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 5, 9)
    quote = quoted(airline, booking, EIGHT)
    assert (quote.total_minor, quote.rule_id) == (15000, "children.child")
    add_child(airline.session, quote, quote.key, NOW)
    assert (airline.seats(5, FareClass.FLEX), booking.passengers[-1].kind) == (4, PassengerKind.CHILD)
    assert [ticket.paid_minor for ticket in tickets.of_booking(airline.session, booking)] == [7500, 7500]


@pytest.mark.parametrize(("days", "line"), [((5,), "infant_fare"), ((5, 8), "infant_fare"), ((5, 9), "child_fare")])
def test_who_turns_two_on_the_way_is_a_child_on_all_flights(airline: Airline, days: tuple[int, ...], line: str) -> None:
    booking = airline.book(FareClass.FLEX, *days)
    assert quoted(airline, booking, TWO_ON_DAY_9).lines[0][0] == line


def test_twelve_on_the_day_is_an_adult(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 5)
    flown_on = booking.segments[0].flight.day
    assert quoted(airline, booking, flown_on.replace(year=2014) + timedelta(days=1)).lines[0][0] == "child_fare"
    with pytest.raises(NotAChild) as refused:
        quoted(airline, booking, flown_on.replace(year=2014))
    assert refused.value.rule.id == "children.ages"


@pytest.mark.parametrize("born_on", [date(2026, 12, 1), date(1899, 1, 1)])
def test_an_impossible_birthday_is_asked_again(airline: Airline, born_on: date) -> None:
    booking = airline.book(FareClass.FLEX, 5)
    with pytest.raises(ImpossibleBirthday):
        quoted(airline, booking, born_on)


def test_an_adult_has_one_lap(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 5)
    first, second = quoted(airline, booking, TODAY), quoted(airline, booking, TODAY, first_name="Zoé")
    add_child(airline.session, first, first.key, NOW)
    with pytest.raises(NoAdultForChild) as refused:
        add_child(airline.session, second, second.key, NOW)
    assert refused.value.rule.id == "children.infant"
    assert len(booking.passengers) == 2


def test_a_child_travels_with_an_adult(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 5)
    booking.passengers[0].kind = PassengerKind.CHILD
    with pytest.raises(NoAdultForChild) as refused:
        quoted(airline, booking, EIGHT)
    assert refused.value.rule.id == "children.child"


def test_no_child_on_a_flight_that_is_full_but_an_infant(airline: Airline) -> None:
    booking, others = airline.book(FareClass.FLEX, 5), airline.book(FareClass.FLEX, 5, travellers=4)
    early = [quoted(airline, other, EIGHT) for other in (booking, others)]
    airline.session.execute(update(Fare).where(Fare.flight_id == airline.flight(5).id).values(seats_left=1))
    add_child(airline.session, early[1], early[1].key, NOW)
    with pytest.raises(NoSeatForChild) as refused:
        add_child(airline.session, early[0], early[0].key, NOW)
    assert (refused.value.rule.id, refused.value.values["flight"]) == ("children.child", "ZE 412")
    assert quoted(airline, booking, TODAY).total_minor == 1000


def test_nobody_is_added_twice(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 5, travellers=2)
    one, other = quoted(airline, booking, EIGHT), quoted(airline, booking, EIGHT, first_name="LOU")
    add_child(airline.session, one, one.key, NOW)
    with pytest.raises(AlreadyOnBooking):
        add_child(airline.session, other, other.key, NOW)


def test_a_child_is_added_a_day_before_the_first_flight(airline: Airline) -> None:
    with pytest.raises(TooLate) as refused:
        quoted(airline, airline.book(FareClass.FLEX, 0, 5), EIGHT)
    assert refused.value.rule.id == "children.child"


def test_a_booking_that_is_flown_takes_nobody(airline: Airline) -> None:
    with pytest.raises(NotFlying) as refused:
        quoted(airline, airline.book(FareClass.FLEX, -1), EIGHT)
    assert refused.value.rule.id == "extras.flight"


def test_a_fare_that_moved_is_quoted_again(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 5)
    quote = quoted(airline, booking, EIGHT)
    airline.reprice(5, FareClass.FLEX, 20000)
    with pytest.raises(QuoteOutdated):
        add_child(airline.session, quote, quote.key, NOW)


# ── travelling alone ──────────────────────────────────────────────────────────────────────────────────────────────────


def alone(airline: Airline, booking: Booking, born_on: date = EIGHT, contacts: dict[Role, Contact] = BOTH) -> Quote:
    order = Order(booking.passengers[0], tuple(booking.segments))
    return quote_unaccompanied_minor(airline.session, order, born_on, contacts, NOW, airline.conversation_id)


def test_a_child_alone_is_looked_after_there_and_back(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 5, 9)
    quote = alone(airline, booking)
    assert (quote.lines, quote.rule_id) == ([("unaccompanied_minor", 12000)], "children.alone")
    receipt = book_unaccompanied_minor(airline.session, quote, quote.key, NOW)
    assert book_unaccompanied_minor(airline.session, quote, quote.key, NOW).number == receipt.number
    booked = ancillaries.of_booking(airline.session, booking)
    assert [(one.detail, one.paid_minor) for one in booked] == [("8 years old", 6000)] * 2
    names = select(Companion.name).where(Companion.ancillary_id == booked[0].id).order_by(Companion.id)
    assert list(airline.session.scalars(names)) == ["Marc Lebrun", "Léa Lebrun"]
    assert (booking.passengers[0].born_on, booking.passengers[0].kind) == (EIGHT, PassengerKind.CHILD)
    assert receipt.due_at == booking.segments[0].flight.estimated_departure - timedelta(hours=2)


def test_what_is_needed_next_is_on_the_receipt(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 5)
    quote = alone(airline, booking, contacts={Role.BRINGS: BOTH[Role.BRINGS]})
    receipt = book_unaccompanied_minor(airline.session, quote, quote.key, NOW)
    assert receipt.next_step == "Tell us the name and telephone number of who fetches the child"
    assert receipt.due_at == booking.segments[0].flight.estimated_departure - timedelta(hours=24)


@pytest.mark.parametrize("years", [4, 12])
def test_alone_from_five_to_eleven(airline: Airline, years: int) -> None:
    booking = airline.book(FareClass.FLEX, 5)
    with pytest.raises(NotOfAgeAlone) as refused:
        alone(airline, booking, booking.segments[0].flight.day.replace(year=2026 - years))
    assert (refused.value.rule.id, refused.value.values["age"]) == ("children.alone", str(years))


def test_nobody_alone_changes_planes(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 5)
    fly(airline.session, scheduled("ZE501", "ORY", "BOD", 6))
    on = Segment(position=2, flight=airline.flight(6, "ZE501"), paid_minor=5000)
    booking.segments.append(on)
    airline.session.flush()
    with pytest.raises(NotADirectFlight) as refused:
        alone(airline, booking)
    assert refused.value.rule.id == "children.alone"


def test_with_an_adult_nobody_is_alone(airline: Airline) -> None:
    with pytest.raises(NotAlone) as refused:
        alone(airline, airline.book(FareClass.FLEX, 5, travellers=2))
    assert refused.value.rule.id == "children.alone"


def test_the_service_is_booked_once_for_a_flight(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 5)
    one, other = alone(airline, booking), alone(airline, booking)
    book_unaccompanied_minor(airline.session, one, one.key, NOW)
    with pytest.raises(AlreadyLookedAfter):
        book_unaccompanied_minor(airline.session, other, other.key, NOW)


def test_the_service_is_booked_two_days_before(airline: Airline) -> None:
    with pytest.raises(TooLate) as refused:
        alone(airline, airline.book(FareClass.FLEX, 1))
    assert refused.value.rule.id == "children.alone"
