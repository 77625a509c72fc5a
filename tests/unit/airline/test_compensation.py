"""The amounts of the regulation, over every distance and delay."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airline import rulebook
from airline.airports import AIRPORTS, distance_km
from airline.compensation import IN_THE_UNION, band, close_enough, for_cancellation, for_delay

DISTANCES = st.integers(1, 20000)
DELAYS = st.timedeltas(timedelta(0), timedelta(hours=8))  # everything that matters happens before five hours


@pytest.mark.parametrize(
    ("origin", "destination", "amount_minor"),
    [("PTP", "FDF", 25000), ("PTP", "MIA", 40000), ("PTP", "YUL", 40000), ("PTP", "CAY", 40000), ("PTP", "ORY", 40000)],
)
def test_each_route_of_ours_earns_the_amount_of_its_distance(origin: str, destination: str, amount_minor: int) -> None:
    km = distance_km(AIRPORTS[origin], AIRPORTS[destination])
    assert band(km, inside_union={origin, destination} <= IN_THE_UNION).amount_minor == amount_minor


@pytest.mark.parametrize(
    ("km", "inside_union", "amount_minor"),
    [
        (1500, False, 25000),
        (1501, False, 40000),
        (3500, False, 40000),
        (3501, False, 60000),
        (1500, True, 25000),
        (1501, True, 40000),
        (6755, True, 40000),
    ],
)
def test_the_amount_changes_exactly_where_the_regulation_says(km: int, *, inside_union: bool, amount_minor: int) -> None:
    assert band(km, inside_union=inside_union).amount_minor == amount_minor


@given(km=DISTANCES, further=DISTANCES, inside_union=st.booleans())
def test_a_longer_flight_never_earns_less(km: int, further: int, *, inside_union: bool) -> None:
    assert band(km, inside_union=inside_union).amount_minor <= band(km + further, inside_union=inside_union).amount_minor


@given(km=DISTANCES, late=DELAYS, inside_union=st.booleans())
def test_a_delay_earns_nothing_a_half_or_the_whole_of_one_of_three_amounts(
    km: int, late: timedelta, *, inside_union: bool
) -> None:
    amount = for_delay(band(km, inside_union=inside_union), late)
    assert amount in {0, 25000, 40000, 30000, 60000}
    assert (amount == 0) == (late < timedelta(hours=3))
    assert (amount == 30000) == (km > 3500 and not inside_union and timedelta(hours=3) <= late < timedelta(hours=4))


@pytest.mark.parametrize(("minutes", "amount_minor"), [(179, 0), (180, 30000), (239, 30000), (240, 60000), (2000, 60000)])
def test_between_three_and_four_hours_the_highest_amount_is_halved(minutes: int, amount_minor: int) -> None:
    assert for_delay(band(5000, inside_union=False), timedelta(minutes=minutes)) == amount_minor


@given(km=DISTANCES, late=DELAYS, later=DELAYS, inside_union=st.booleans())
def test_a_longer_delay_never_earns_less(km: int, late: timedelta, later: timedelta, *, inside_union: bool) -> None:
    earned = band(km, inside_union=inside_union)
    assert for_delay(earned, late) <= for_delay(earned, late + later)


@given(km=DISTANCES, late=st.none() | DELAYS, inside_union=st.booleans())
def test_a_cancellation_earns_the_amount_or_half_of_it(km: int, late: timedelta | None, *, inside_union: bool) -> None:
    earned = band(km, inside_union=inside_union)
    amount = for_cancellation(earned, late)
    assert amount in {earned.amount_minor, earned.amount_minor // 2}
    if late is None:
        assert amount == earned.amount_minor


@pytest.mark.parametrize(("km", "hours"), [(900, 2), (2000, 3), (5000, 4)])
def test_another_flight_that_lands_soon_enough_halves_the_amount(km: int, hours: int) -> None:
    earned = band(km, inside_union=False)
    assert for_cancellation(earned, timedelta(hours=hours)) == earned.amount_minor // 2
    assert for_cancellation(earned, timedelta(hours=hours, minutes=1)) == earned.amount_minor


@pytest.mark.parametrize(
    ("notice_days", "early_hours", "late_minutes", "close"),
    [
        (8, 2, 239, True),
        (8, 2, 240, False),
        (8, 3, 60, False),
        (7, 2, 239, True),
        (6, 1, 119, True),
        (6, 1, 120, False),
        (6, 2, 60, False),
    ],
)
def test_how_close_another_flight_must_be_depends_on_when_it_was_told(
    notice_days: int, early_hours: int, late_minutes: int, *, close: bool
) -> None:
    notice, early, late = timedelta(days=notice_days), timedelta(hours=early_hours), timedelta(minutes=late_minutes)
    assert close_enough(notice, early, late) == close


def test_the_amounts_in_the_words_are_those_that_are_paid() -> None:
    words = rulebook.rule("compensation.amounts").words
    for amount in ("€250.00", "€400.00", "€600.00", "1500 km", "3500 km"):
        assert amount in words
