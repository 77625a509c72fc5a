"""What flies where, when, and what is left of it."""

from datetime import time, timedelta

import pytest

from airline import fares, search
from airline.fares import FareClass
from airline.flights import OutsideTimetable
from airline.search import RouteNotFlown
from tests.integration.airline.small_airline import NOW, TODAY, Airline, fly, scheduled


def test_flights_of_a_day_come_with_the_fares_that_have_seats(airline: Airline) -> None:
    light = fares.of_flight(airline.session, airline.flight(2), FareClass.LIGHT)
    assert fares.take_seats(airline.session, light, 5)
    (offer,) = search.offers(airline.session, "PTP", "ORY", TODAY + timedelta(days=2), NOW)
    assert offer.flight.number == "ZE412"
    assert {fare.fare_class for fare in offer.fares} == {FareClass.STANDARD, FareClass.FLEX}


def test_more_travellers_than_seats_find_nothing(airline: Airline) -> None:
    assert search.offers(airline.session, "PTP", "ORY", TODAY + timedelta(days=2), NOW, travellers=6) == []


def test_a_cancelled_flight_is_not_offered(airline: Airline) -> None:
    airline.flight(2).cancelled = True
    assert search.offers(airline.session, "PTP", "ORY", TODAY + timedelta(days=2), NOW) == []


def test_a_flight_that_has_left_is_not_offered(airline: Airline) -> None:
    late = NOW + timedelta(hours=7)
    assert search.offers(airline.session, "PTP", "ORY", TODAY, late) == []


def test_a_day_without_flights_has_neighbours(airline: Airline) -> None:
    day = TODAY + timedelta(days=4)
    assert search.offers(airline.session, "PTP", "ORY", day, NOW) == []
    assert search.nearest_days(airline.session, "PTP", "ORY", day, NOW, limit=2) == [
        day - timedelta(days=1),
        day + timedelta(days=1),
    ]


def test_yesterday_and_next_year_are_outside_the_timetable(airline: Airline) -> None:
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=300)):
        with pytest.raises(OutsideTimetable):
            search.offers(airline.session, "PTP", "ORY", day, NOW)


def test_a_route_that_is_not_flown_says_so(airline: Airline) -> None:
    with pytest.raises(RouteNotFlown) as refused:
        search.offers(airline.session, "FDF", "MIA", TODAY, NOW)
    assert (refused.value.origin.city, refused.value.destination.city) == ("Fort-de-France", "Miami")


def test_a_timetable_has_a_line_for_each_number(airline: Airline) -> None:
    fly(airline.session, scheduled("ZE414", "PTP", "ORY", 1))
    lines = search.timetable(airline.session, "PTP", "ORY", TODAY)
    assert {line.number for line in lines} == {"ZE412", "ZE414"}
    daily = next(line for line in lines if line.number == "ZE412")
    assert daily.weekdays == frozenset(range(7))
    assert (daily.leaves, daily.lands, daily.lands_days_later) == (time(14), time(3), 1)


def test_destinations_are_places_reached_without_changing(airline: Airline) -> None:
    fly(airline.session, scheduled("ZE101", "PTP", "FDF", 1))
    assert [airport.city for airport in search.destinations(airline.session, "PTP")] == ["Fort-de-France", "Paris"]
