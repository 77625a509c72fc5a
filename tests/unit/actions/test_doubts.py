"""Which days are questioned, once, before anything is priced."""

from datetime import date

import pytest

from actions.conversation import Memory
from actions.doubts import choices, doubt_about

FIRST, LAST = date(2026, 11, 25), date(2027, 1, 24)
FRIDAY, SATURDAY = date(2026, 12, 18), date(2026, 12, 19)


def doubted(day: date, said: str = "19 December", looked_at: date | None = None) -> tuple[str, date] | None:
    doubt = doubt_about(day, said, Memory(looked_at=looked_at), FIRST, LAST)
    return (doubt.response, doubt.likely) if doubt else None


def test_the_day_beside_the_one_that_was_looked_at_is_questioned() -> None:
    assert doubted(SATURDAY, looked_at=FRIDAY) == ("utter_day_beside", FRIDAY)


@pytest.mark.parametrize("said", ["a day later then", "the day after please", "the next day", "one day earlier"])
def test_not_when_it_was_said_on_purpose(said: str) -> None:
    assert doubted(SATURDAY, said, looked_at=FRIDAY) is None


@pytest.mark.parametrize("looked_at", [None, SATURDAY, date(2026, 12, 16), date(2026, 12, 21)])
def test_not_when_another_day_or_none_was_looked_at(looked_at: date | None) -> None:
    assert doubted(SATURDAY, looked_at=looked_at) is None


@pytest.mark.parametrize(("day", "likely"), [(date(2025, 12, 18), FRIDAY), (date(2026, 1, 10), date(2027, 1, 10))])
def test_a_day_of_another_year_is_questioned(day: date, likely: date) -> None:
    assert doubted(day, f"{day:%d.%m.%Y}") == ("utter_day_of_another_year", likely)


@pytest.mark.parametrize("day", [date(2026, 8, 3), date(2028, 2, 29), FRIDAY])
def test_a_day_that_no_other_year_mends_is_not(day: date) -> None:
    assert doubted(day, f"{day:%d.%m.%Y}") is None


def test_a_day_that_is_said_again_is_meant() -> None:
    memory = Memory(looked_at=FRIDAY)
    assert doubt_about(SATURDAY, "Saturday", memory, FIRST, LAST)
    assert choices(memory, FIRST, LAST) == [FRIDAY, SATURDAY]
    assert doubt_about(SATURDAY, "Saturday", memory, FIRST, LAST) is None


def test_after_another_year_the_likely_day_is_offered() -> None:
    memory = Memory()
    assert doubt_about(date(2025, 12, 18), "18.12.2025", memory, FIRST, LAST)
    assert choices(memory, FIRST, LAST) == [FRIDAY]
