"""Flying somewhere else: priced where it can be, left to a person where it cannot."""

import pytest

from airline import rerouting, tickets
from airline.bookings import BookingKind, PassengerKind
from airline.changes import ChangeNotAllowed, FlightFull
from airline.fares import FareClass
from airline.flights import Flight
from airline.quotes import QuoteOutdated
from airline.rerouting import CannotBePriced, SameRoute, change_route, quote_route_change
from tests.integration.airline.small_airline import NOW, Airline, fly, scheduled


@pytest.fixture
def to_lyon(airline: Airline) -> Flight:
    fly(airline.session, scheduled("ZE431", "PTP", "LYS", 7))
    airline.reprice(7, FareClass.STANDARD, 13000, "ZE431")
    return airline.flight(7, "ZE431")


def test_a_route_costs_the_fee_and_the_difference(airline: Airline, to_lyon: Flight) -> None:
    booking = airline.book(FareClass.STANDARD, 6)
    quote = quote_route_change(airline.session, booking.segments[0], to_lyon, NOW)
    assert [tuple(line) for line in quote.lines] == [("change_fee", 5000), ("fare_difference", 3000)]
    assert "€50.00" in quote.rule_words


def test_the_flight_moves_with_its_ticket(airline: Airline, to_lyon: Flight) -> None:
    booking = airline.book(FareClass.STANDARD, 6)
    tickets.issue(airline.session, booking.passengers[0], booking.segments[0], 10000)
    quote = quote_route_change(airline.session, booking.segments[0], to_lyon, NOW, airline.conversation_id)
    receipt = change_route(airline.session, quote, quote.key, NOW)
    (ticket,) = tickets.open_on(airline.session, booking.segments[0])
    assert (booking.segments[0].flight.destination, ticket.paid_minor) == ("LYS", 13000)
    assert "Lyon" in receipt.what
    assert receipt.amount_minor == 8000


def test_it_can_be_put_back(airline: Airline, to_lyon: Flight) -> None:
    booking = airline.book(FareClass.STANDARD, 6)
    quote = quote_route_change(airline.session, booking.segments[0], to_lyon, NOW, airline.conversation_id)
    change_route(airline.session, quote, quote.key, NOW)
    rerouting.change_route_back(airline.session, quote, NOW)
    assert (booking.segments[0].flight.destination, booking.segments[0].paid_minor) == ("ORY", 10000)


def test_what_hangs_together_is_priced_by_a_person(airline: Airline, to_lyon: Flight) -> None:
    there_and_back = airline.book(FareClass.FLEX, 5, 9)
    group = airline.book(FareClass.FLEX, 6, travellers=3)
    group.kind = BookingKind.GROUP
    family = airline.book(FareClass.FLEX, 6, travellers=2)
    family.passengers[1].kind = PassengerKind.INFANT
    for booking in (there_and_back, group, family):
        with pytest.raises(CannotBePriced):
            quote_route_change(airline.session, booking.segments[0], to_lyon, NOW)


def test_a_light_fare_stays_on_its_route(airline: Airline, to_lyon: Flight) -> None:
    with pytest.raises(ChangeNotAllowed):
        quote_route_change(airline.session, airline.book(FareClass.LIGHT, 6).segments[0], to_lyon, NOW)


def test_the_same_route_is_no_change_of_route(airline: Airline) -> None:
    with pytest.raises(SameRoute):
        quote_route_change(airline.session, airline.book(FareClass.FLEX, 6).segments[0], airline.flight(7), NOW)


def test_a_full_flight_takes_nobody(airline: Airline, to_lyon: Flight) -> None:
    booking = airline.book(FareClass.FLEX, 6, travellers=6)
    with pytest.raises(FlightFull):
        quote_route_change(airline.session, booking.segments[0], to_lyon, NOW)


def test_a_dearer_price_meanwhile_is_asked_again(airline: Airline, to_lyon: Flight) -> None:
    booking = airline.book(FareClass.STANDARD, 6)
    quote = quote_route_change(airline.session, booking.segments[0], to_lyon, NOW)
    airline.reprice(7, FareClass.STANDARD, 20000, "ZE431")
    with pytest.raises(QuoteOutdated):
        change_route(airline.session, quote, quote.key, NOW)
    assert booking.segments[0].flight.destination == "ORY"
