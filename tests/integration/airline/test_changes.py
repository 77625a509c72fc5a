"""Moving a flight: quoted by the rule, done once, and refused in a way that says why."""

from datetime import date, timedelta

import pytest

from airline import changes, quotes, tickets
from airline.bookings import PassengerKind
from airline.changes import (
    AlreadyFlown,
    ChangeNotAllowed,
    DateHasPassed,
    DatesCross,
    FlightCancelled,
    FlightFull,
    NoFlightThatDay,
    SameDate,
    change_flight,
    change_of,
    quote_date_change,
    quote_flight_change,
)
from airline.fares import FareClass
from airline.flights import OutsideTimetable
from airline.quotes import QuoteExpired, QuoteOutdated
from airline.tickets import TicketStatus
from customer_care import receipts
from tests.integration.airline.small_airline import NOW, TODAY, Airline, fly, scheduled


def on(day: int) -> date:
    return TODAY + timedelta(days=day)


def test_a_quote_says_what_the_rule_says(airline: Airline) -> None:
    booking = airline.book(FareClass.STANDARD, 6, travellers=2)
    quote = quote_date_change(airline.session, booking.segments[0], on(2), NOW)
    assert ([tuple(line) for line in quote.lines], quote.total_minor) == (
        [("change_fee", 7000), ("fare_difference", 4000)],
        11000,
    )
    assert quote.rule_id == "changes.standard"
    assert "€35.00" in quote.rule_words
    assert quote.expires_at == NOW + timedelta(minutes=15)


def test_a_quote_changes_nothing(airline: Airline) -> None:
    booking = airline.book(FareClass.STANDARD, 6)
    quote_date_change(airline.session, booking.segments[0], on(2), NOW)
    assert booking.segments[0].flight.day == on(6)
    assert airline.seats(2, FareClass.STANDARD) == 5


def test_a_change_moves_the_flight_the_seats_and_leaves_a_receipt(airline: Airline) -> None:
    booking = airline.book(FareClass.STANDARD, 6, travellers=2)
    quote = quote_date_change(airline.session, booking.segments[0], on(2), NOW, airline.conversation_id)
    receipt = change_flight(airline.session, quote, quote.key, NOW)
    assert booking.segments[0].flight.day == on(2)
    assert booking.segments[0].paid_minor == 12000
    assert airline.seats(2, FareClass.STANDARD) == 3
    assert airline.seats(6, FareClass.STANDARD) == 7
    assert (receipt.amount_minor, receipt.currency, receipt.conversation_id) == (11000, "EUR", airline.conversation_id)
    assert receipt.undo_until == NOW + timedelta(hours=24)


def test_a_second_yes_gets_the_same_receipt_and_moves_nothing(airline: Airline) -> None:
    booking = airline.book(FareClass.STANDARD, 6)
    quote = quote_date_change(airline.session, booking.segments[0], on(2), NOW)
    first = change_flight(airline.session, quote, quote.key, NOW)
    second = change_flight(airline.session, quote, quote.key, NOW + timedelta(hours=1))
    assert second.number == first.number
    assert airline.seats(2, FareClass.STANDARD) == 4
    assert receipts.with_key(airline.session, quote.key) == first


def test_an_expired_quote_is_not_honoured_silently(airline: Airline) -> None:
    booking = airline.book(FareClass.STANDARD, 6)
    quote = quote_date_change(airline.session, booking.segments[0], on(2), NOW)
    with pytest.raises(QuoteExpired):
        change_flight(airline.session, quote, quote.key, NOW + timedelta(minutes=15))
    assert booking.segments[0].flight.day == on(6)


def test_a_price_that_moved_is_asked_again(airline: Airline) -> None:
    booking = airline.book(FareClass.STANDARD, 6)
    quote = quote_date_change(airline.session, booking.segments[0], on(2), NOW)
    airline.reprice(2, FareClass.STANDARD, 13000)
    with pytest.raises(QuoteOutdated):
        change_flight(airline.session, quote, quote.key, NOW)


def test_a_booking_that_moved_meanwhile_is_asked_again(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 6)
    one = quote_date_change(airline.session, booking.segments[0], on(2), NOW)
    other = quote_date_change(airline.session, booking.segments[0], on(3), NOW)
    change_flight(airline.session, other, other.key, NOW)
    with pytest.raises(QuoteOutdated):
        change_flight(airline.session, one, one.key, NOW)


def test_the_last_seat_goes_to_who_was_first(airline: Airline) -> None:
    one, other = airline.book(FareClass.FLEX, 6, travellers=3), airline.book(FareClass.FLEX, 6, travellers=3)
    first = quote_date_change(airline.session, one.segments[0], on(3), NOW)
    second = quote_date_change(airline.session, other.segments[0], on(3), NOW)
    change_flight(airline.session, first, first.key, NOW)
    with pytest.raises(FlightFull):
        change_flight(airline.session, second, second.key, NOW)
    assert airline.seats(3, FareClass.FLEX) == 2


def test_light_may_move_only_just_after_booking(airline: Airline) -> None:
    old = airline.book(FareClass.LIGHT, 6)
    with pytest.raises(ChangeNotAllowed) as refused:
        quote_date_change(airline.session, old.segments[0], on(2), NOW)
    assert refused.value.rule.id == "changes.light"
    fresh = airline.book(FareClass.LIGHT, 6, booked_ago=timedelta(hours=23))
    assert quote_date_change(airline.session, fresh.segments[0], on(2), NOW).total_minor == 2000


def test_close_to_departure_the_rule_says_no(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 0)
    departure = booking.segments[0].flight.estimated_departure
    quote_date_change(airline.session, booking.segments[0], on(2), departure - timedelta(hours=2))
    with pytest.raises(ChangeNotAllowed):
        quote_date_change(airline.session, booking.segments[0], on(2), departure - timedelta(minutes=119))


def test_a_flight_that_has_left_stays(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, -1)
    with pytest.raises(AlreadyFlown):
        quote_date_change(airline.session, booking.segments[0], on(2), NOW)


def test_a_flight_that_we_cancelled_is_not_changed_at_the_customers_cost(airline: Airline) -> None:
    booking = airline.book(FareClass.STANDARD, 6)
    booking.segments[0].flight.cancelled = True
    with pytest.raises(FlightCancelled):
        quote_date_change(airline.session, booking.segments[0], on(2), NOW)


@pytest.mark.parametrize(("day", "refusal"), [(6, SameDate), (-1, DateHasPassed), (30, OutsideTimetable), (4, NoFlightThatDay)])
def test_a_day_that_does_not_work_says_why(airline: Airline, day: int, refusal: type[Exception]) -> None:
    booking = airline.book(FareClass.FLEX, 6)
    with pytest.raises(refusal):
        quote_date_change(airline.session, booking.segments[0], on(day), NOW)


def test_too_few_seats_for_everybody(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 6, travellers=6)
    with pytest.raises(FlightFull):
        quote_date_change(airline.session, booking.segments[0], on(2), NOW)


def test_nobody_returns_before_they_left(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 5, 9)
    out, back = booking.segments
    with pytest.raises(DatesCross) as crossed:
        quote_date_change(airline.session, back, on(3), NOW)
    assert crossed.value.other is out
    with pytest.raises(DatesCross) as crossed:
        quote_date_change(airline.session, out, on(10), NOW)
    assert crossed.value.other is back
    assert change_of(airline.session, quote_date_change(airline.session, out, on(7), NOW)).to_flight.day == on(7)


def test_suggested_days_are_near_and_possible(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 5)
    days = changes.days_with_seats(airline.session, booking.segments[0], NOW, limit=4)
    assert days == [on(6), on(7), on(3), on(8)]
    for day in days:
        assert quote_date_change(airline.session, booking.segments[0], day, NOW)


def test_a_quote_belongs_to_its_conversation(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 5)
    quote = quote_date_change(airline.session, booking.segments[0], on(6), NOW, airline.conversation_id)
    assert quotes.of_conversation(airline.session, airline.conversation_id, quote.id) is quote
    assert quotes.of_conversation(airline.session, airline.conversation_id + 1, quote.id) is None


def test_a_change_exchanges_the_tickets_for_dearer_ones(airline: Airline) -> None:
    booking = airline.book(FareClass.STANDARD, 6)
    segment = booking.segments[0]
    old = tickets.issue(airline.session, booking.passengers[0], segment, segment.paid_minor)
    quote = quote_date_change(airline.session, segment, on(2), NOW)
    change_flight(airline.session, quote, quote.key, NOW)
    (new,) = tickets.open_on(airline.session, segment)
    assert (old.status, old.paid_minor, new.paid_minor) == (TicketStatus.EXCHANGED, 10000, 12000)


def test_an_infant_takes_no_seat_and_pays_nothing_for_a_change(airline: Airline) -> None:
    booking = airline.book(FareClass.STANDARD, 6, travellers=2)
    booking.passengers[1].kind = PassengerKind.INFANT
    assert quote_date_change(airline.session, booking.segments[0], on(2), NOW).total_minor == 3500 + 2000


def test_another_flight_of_the_same_day_can_be_chosen(airline: Airline) -> None:
    fly(airline.session, scheduled("ZE414", "PTP", "ORY", 6))
    booking = airline.book(FareClass.FLEX, 6)
    quote = quote_flight_change(airline.session, booking.segments[0], airline.flight(6, "ZE414"), NOW)
    change_flight(airline.session, quote, quote.key, NOW)
    assert booking.segments[0].flight.number == "ZE414"


def test_a_flight_of_another_route_is_no_change_of_date(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 6)
    with pytest.raises(NoFlightThatDay):
        quote_flight_change(airline.session, booking.segments[0], airline.flight(7, "ZE413"), NOW)


def test_a_change_is_put_back_with_its_price(airline: Airline) -> None:
    booking = airline.book(FareClass.STANDARD, 6)
    tickets.issue(airline.session, booking.passengers[0], booking.segments[0], 10000)
    quote = quote_date_change(airline.session, booking.segments[0], on(2), NOW, airline.conversation_id)
    change_flight(airline.session, quote, quote.key, NOW)
    changes.change_back(airline.session, quote, NOW)
    (ticket,) = tickets.open_on(airline.session, booking.segments[0])
    assert (booking.segments[0].flight.day, booking.segments[0].paid_minor, ticket.paid_minor) == (on(6), 10000, 10000)
    assert (airline.seats(2, FareClass.STANDARD), airline.seats(6, FareClass.STANDARD)) == (5, 5)


def test_only_the_newest_change_is_put_back(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 6)
    first = quote_date_change(airline.session, booking.segments[0], on(2), NOW)
    change_flight(airline.session, first, first.key, NOW)
    second = quote_date_change(airline.session, booking.segments[0], on(3), NOW)
    change_flight(airline.session, second, second.key, NOW)
    with pytest.raises(QuoteOutdated):
        changes.change_back(airline.session, first, NOW)
