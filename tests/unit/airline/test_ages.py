"""How old somebody is on the day of a flight."""

from datetime import date

import pytest

from airline.ages import ImpossibleBirthday, age_on


@pytest.mark.parametrize(
    ("born_on", "day", "years"),
    [
        (date(2024, 12, 4), date(2026, 12, 3), 1),
        (date(2024, 12, 4), date(2026, 12, 4), 2),
        (date(2024, 2, 29), date(2026, 2, 28), 1),
        (date(2024, 2, 29), date(2026, 3, 1), 2),
        (date(2026, 12, 4), date(2026, 12, 4), 0),
    ],
)
def test_a_year_is_lived_on_the_birthday(born_on: date, day: date, years: int) -> None:
    assert age_on(born_on, day) == years


@pytest.mark.parametrize("born_on", [date(2026, 12, 5), date(1905, 1, 1)])
def test_nobody_was_born_after_the_flight_or_too_long_ago(born_on: date) -> None:
    with pytest.raises(ImpossibleBirthday):
        age_on(born_on, date(2026, 12, 4))
