"""Seats: what a flight has, who chose which, at which price, and who was first."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from airline import seats
from airline.before_departure import TooLate
from airline.bookings import PassengerKind
from airline.fares import FareClass
from airline.quotes import Quote, QuoteOutdated
from airline.seats import ExitRow, NoSuchSeat, OnALap, SeatTaken, Wish, choose_seat, quote_seats
from customer_care import database
from tests.integration.airline.small_airline import NOW, Airline


def test_a_light_fare_pays_for_choosing_and_changes_for_nothing(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, 5)
    segment, traveller = booking.segments[0], booking.passengers[0]
    quote = quote_seats(airline.session, segment, [(traveller, "12A")], NOW, airline.conversation_id)
    assert (quote.total_minor, quote.rule_id) == (1500, "seats.light")
    receipt = choose_seat(airline.session, quote, quote.key, NOW)
    assert receipt.what == "Seat 12A for Inès 0 De la Peña on ZE 412, Monday 30 November 2026"
    another = quote_seats(airline.session, segment, [(traveller, "14A")], NOW)
    assert another.total_minor == 0
    choose_seat(airline.session, another, another.key, NOW)
    assert seats.label_of(airline.session, segment.flight, traveller) == "14A"
    assert "12A" in [place.label for place in seats.free_places(airline.session, segment.flight)]


def test_a_retry_gets_the_same_receipt_and_moves_nobody(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 5)
    segment, traveller = booking.segments[0], booking.passengers[0]
    first = quote_seats(airline.session, segment, [(traveller, "12A")], NOW)
    second = quote_seats(airline.session, segment, [(traveller, "13A")], NOW)
    receipt = choose_seat(airline.session, first, first.key, NOW)
    choose_seat(airline.session, second, second.key, NOW)
    assert choose_seat(airline.session, first, first.key, NOW).number == receipt.number
    assert seats.label_of(airline.session, segment.flight, traveller) == "13A"


def test_a_couple_may_swap_its_seats(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 5, travellers=2)
    one, other = booking.passengers
    for choices in ([(one, "12A"), (other, "12B")], [(one, "12B"), (other, "12A")]):
        quote = quote_seats(airline.session, booking.segments[0], choices, NOW)
        choose_seat(airline.session, quote, quote.key, NOW)
    flight = booking.segments[0].flight
    assert [seats.label_of(airline.session, flight, traveller) for traveller in (one, other)] == ["12B", "12A"]


def test_who_comes_second_keeps_the_seat_they_had(airline: Airline) -> None:
    one, other = airline.book(FareClass.FLEX, 5), airline.book(FareClass.FLEX, 5)
    seats.take(airline.session, other.segments[0].flight, [(other.passengers[0], "20C")], NOW)
    quotes = [
        quote_seats(airline.session, booking.segments[0], [(booking.passengers[0], "12A")], NOW) for booking in (one, other)
    ]
    choose_seat(airline.session, quotes[0], quotes[0].key, NOW)
    with pytest.raises(SeatTaken) as quicker:
        choose_seat(airline.session, quotes[1], quotes[1].key, NOW)
    assert quicker.value.label == "12A"
    assert seats.label_of(airline.session, other.segments[0].flight, other.passengers[0]) == "20C"
    with pytest.raises(SeatTaken):
        quote_seats(airline.session, other.segments[0], [(other.passengers[0], "12A")], NOW)


def test_two_who_choose_the_same_seat_at_once_get_it_once(airline: Airline, connected: Engine) -> None:
    bookings = [airline.book(FareClass.FLEX, 5) for _ in range(2)]
    quotes = [quote_seats(airline.session, each.segments[0], [(each.passengers[0], "12A")], NOW).id for each in bookings]
    airline.session.commit()
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def say_yes(quote_id: int) -> None:
        start.wait()
        try:
            with database.unit_of_work() as session:
                quote = session.get_one(Quote, quote_id)
                choose_seat(session, quote, quote.key, NOW)
            outcomes.append("mine")
        except SeatTaken:
            outcomes.append("taken")

    both = [threading.Thread(target=say_yes, args=(quote_id,)) for quote_id in quotes]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(outcomes) == ["mine", "taken"]


def test_no_child_is_on_a_booking_that_sits_at_an_exit(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 5, travellers=2)
    assert quote_seats(airline.session, booking.segments[0], [(booking.passengers[0], "24A")], NOW).total_minor == 0
    booking.passengers[1].kind = PassengerKind.INFANT
    with pytest.raises(ExitRow) as refused:
        quote_seats(airline.session, booking.segments[0], [(booking.passengers[0], "24A")], NOW)
    assert refused.value.rule.id == "seats.exit"


def test_an_infant_has_no_seat_of_its_own(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 5, travellers=2)
    booking.passengers[1].kind = PassengerKind.INFANT
    with pytest.raises(OnALap) as refused:
        quote_seats(airline.session, booking.segments[0], [(booking.passengers[1], "20A")], NOW)
    assert refused.value.rule.id == "seats.lap"


@pytest.mark.parametrize("label", ["41A", "12I", "A12", ""])
def test_a_seat_that_the_aircraft_has_not(airline: Airline, label: str) -> None:
    booking = airline.book(FareClass.FLEX, 5)
    with pytest.raises(NoSuchSeat):
        quote_seats(airline.session, booking.segments[0], [(booking.passengers[0], label)], NOW)


def test_a_seat_is_chosen_until_an_hour_before_departure(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 0)
    chosen = [(booking.passengers[0], "12A")]
    quote_seats(airline.session, booking.segments[0], chosen, NOW + timedelta(hours=5))
    with pytest.raises(TooLate) as refused:
        quote_seats(airline.session, booking.segments[0], chosen, NOW + timedelta(hours=5, seconds=1))
    assert refused.value.rule.id == "seats.flex"


def test_a_seat_of_a_flight_that_was_changed_since_is_asked_again(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 5)
    quote = quote_seats(airline.session, booking.segments[0], [(booking.passengers[0], "12A")], NOW)
    booking.segments[0].flight = airline.flight(6)
    airline.session.flush()
    with pytest.raises(QuoteOutdated):
        choose_seat(airline.session, quote, quote.key, NOW)


def test_seats_together_are_in_one_row_between_aisles_while_there_are_such(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 5, travellers=3)
    flight = booking.segments[0].flight
    assert seats.together(airline.session, flight, 3) == ["1C", "1D", "1E"]
    seats.take(airline.session, flight, list(zip(booking.passengers, ["1C", "1F", "2D"], strict=True)), NOW)
    assert seats.together(airline.session, flight, 3) == ["3C", "3D", "3E"]
    assert seats.together(airline.session, flight, 2) == ["1A", "1B"]


def test_windows_and_aisles_from_the_front(airline: Airline) -> None:
    flight = airline.flight(5)
    assert seats.suggest(airline.session, flight, Wish.WINDOW, 3) == ["1A", "1H", "2A"]
    assert seats.suggest(airline.session, flight, Wish.AISLE, 5) == ["1B", "1C", "1F", "1G", "2B"]
