"""What a flight earns in miles."""

from hypothesis import given
from hypothesis import strategies as st

from airline.loyalty import earned


@given(km=st.integers(1, 20000), percent=st.integers(1, 200))
def test_miles_are_whole_and_never_more_than_the_percentage_of_the_distance(km: int, percent: int) -> None:
    miles = earned(km, percent)
    assert 0 <= miles * 1609 * 100 <= km * 1000 * percent < (miles + 1) * 1609 * 100


def test_paris_is_some_four_thousand_miles_away() -> None:
    assert earned(6755, 100) == 4198
