"""Distances between airports, by which compensation and the price of bags are told."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from airline.airports import AIRPORTS, Airport, Haul, distance_km, haul

airports = st.sampled_from(list(AIRPORTS.values()))


def test_a_quarter_of_the_earth_is_ten_thousand_kilometres() -> None:
    """The metre was once meant to make it so."""
    here = AIRPORTS["PTP"]
    on_the_equator, east = replace(here, latitude=0.0, longitude=0.0), replace(here, latitude=0.0, longitude=90.0)
    assert distance_km(on_the_equator, east) == distance_km(on_the_equator, replace(here, latitude=90.0)) == 10008


def test_routes_fall_where_the_rules_tell_them_apart() -> None:
    assert distance_km(AIRPORTS["PTP"], AIRPORTS["FDF"]) < 700
    assert 1500 < distance_km(AIRPORTS["PTP"], AIRPORTS["MIA"]) < 3500
    assert distance_km(AIRPORTS["PTP"], AIRPORTS["ORY"]) > 3500


@given(airports, airports, airports)
def test_no_detour_is_shorter(a: Airport, b: Airport, c: Airport) -> None:
    assert distance_km(a, c) <= distance_km(a, b) + distance_km(b, c) + 1  # each is rounded


@given(airports, airports)
def test_it_is_as_far_there_as_back(a: Airport, b: Airport) -> None:
    assert distance_km(a, b) == distance_km(b, a)


@given(airports)
def test_nobody_is_away_from_where_they_are(a: Airport) -> None:
    assert distance_km(a, a) == 0


def test_within_the_caribbean_a_flight_is_regional() -> None:
    assert haul(AIRPORTS["PTP"], AIRPORTS["FDF"]) == Haul.REGIONAL
    assert haul(AIRPORTS["PTP"], AIRPORTS["ORY"]) == Haul.LONG
    assert haul(AIRPORTS["MIA"], AIRPORTS["PTP"]) == Haul.LONG
