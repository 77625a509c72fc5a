"""The day that a customer means."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.dates import Day, NoSuchDay, WrongWeekday, day_in, without_days
from actions.wording import day_words

WEDNESDAY = date(2026, 11, 25)
BOOKED = date(2026, 12, 4)  # a Friday


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("tomorrow", date(2026, 11, 26)),
        ("the day after tomorrow", date(2026, 11, 27)),
        ("yesterday", date(2026, 11, 24)),
        ("Friday", date(2026, 11, 27)),
        ("on fri please", date(2026, 11, 27)),
        ("this friday", date(2026, 11, 27)),
        ("next Friday", date(2026, 12, 4)),
        ("wednesday", date(2026, 12, 2)),
        ("the 12th", date(2026, 12, 12)),
        ("12/12", date(2026, 12, 12)),
        ("4/12", date(2026, 12, 4)),
        ("12.12.2026", date(2026, 12, 12)),
        ("2026-12-04", date(2026, 12, 4)),
        ("12 December", date(2026, 12, 12)),
        ("december the 4th", date(2026, 12, 4)),
        ("Friday 4 December", date(2026, 12, 4)),
        ("5 January", date(2027, 1, 5)),
        ("the 12th of December 2027", date(2027, 12, 12)),
        ("in 2 weeks", date(2026, 12, 9)),
        ("move X7K2PL from ZE 412 to the 1st", date(2026, 12, 1)),
        ("a week on Tuesday", date(2026, 12, 8)),
        ("Tuesday week", date(2026, 12, 8)),
        ("two weeks from Friday", date(2026, 12, 11)),
        ("Friday in two weeks", date(2026, 12, 11)),
        ("Friday after next", date(2026, 12, 11)),
        ("a week tomorrow", date(2026, 12, 3)),
        ("in a fortnight", date(2026, 12, 9)),
        ("two weeks from now", date(2026, 12, 9)),
        ("in three days' time", date(2026, 11, 28)),
        ("the day before yesterday", date(2026, 11, 23)),
        ("last Friday", date(2026, 11, 20)),
        ("tmrw", date(2026, 11, 26)),
        ("Christmas Eve", date(2026, 12, 24)),
        ("on New Year's Day", date(2027, 1, 1)),
        ("the first of December", date(2026, 12, 1)),
        ("twenty-third of December", date(2026, 12, 23)),
        ("the twelfth", date(2026, 12, 12)),
        ("at the weekend", date(2026, 11, 28)),
        ("next weekend", date(2026, 12, 5)),
        ("I would like it on sun", date(2026, 11, 29)),
        ("12/31", date(2026, 12, 31)),
    ],
)
def test_days_in_words(said: str, day: date) -> None:
    assert day_in(said, WEDNESDAY) == Day(day)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Sunday", date(2026, 12, 6)),
        ("Wednesday", date(2026, 12, 2)),
        ("two days later", date(2026, 12, 6)),
        ("a week earlier", date(2026, 11, 27)),
        ("the next day", date(2026, 12, 5)),
        ("the day before", date(2026, 12, 3)),
        ("the 1st", date(2026, 12, 1)),
        ("next Friday", date(2026, 12, 4)),
        ("the day after", date(2026, 12, 5)),
        ("a fortnight later", date(2026, 12, 18)),
        ("a couple of days later", date(2026, 12, 6)),
        ("a few days earlier", date(2026, 12, 1)),
    ],
)
def test_days_are_understood_from_the_booked_one(said: str, day: date) -> None:
    assert day_in(said, WEDNESDAY, booked=BOOKED) == Day(day)


NO_DAY = [
    "", "hello", "my name is Martin", "X7K2PL", "ZE 412", "I am Martin 12", "2 bags", "at 12:30", "may I?", "we are sun seekers",
    "I sat there for hours", "in ten minutes", "the second flight", "a week", "I booked a week ago", "the first one", "week",
    "my second child", "last", "half past three", "on time", "ZE 412 or ZE 413", "next please",
]  # fmt: skip


@pytest.mark.parametrize("said", NO_DAY)
def test_what_is_no_day(said: str) -> None:
    assert day_in(said, WEDNESDAY) is None


def test_a_bare_number_is_a_day_only_when_a_day_was_asked_for() -> None:
    assert day_in("12", WEDNESDAY) is None
    assert day_in("12", WEDNESDAY, expected=True) == Day(date(2026, 12, 12))


def test_in_american_english_the_month_comes_first() -> None:
    assert day_in("4/12", WEDNESDAY) == Day(date(2026, 12, 4))
    assert day_in("12/4", WEDNESDAY, month_first=True) == Day(date(2026, 12, 4))
    assert day_in("31/12", WEDNESDAY, month_first=True) == Day(date(2026, 12, 31))


def test_a_day_that_just_passed_is_not_taken_for_next_year() -> None:
    assert day_in("3 November", WEDNESDAY) == Day(date(2026, 11, 3))


def test_a_weekday_that_does_not_fit_its_date_is_noticed() -> None:
    assert day_in("Friday 5 December", WEDNESDAY) == WrongWeekday(date(2026, 12, 5), "Friday")


@pytest.mark.parametrize("said", ["30 February", "31/11", "2026-13-01"])
def test_a_day_that_does_not_exist_is_noticed(said: str) -> None:
    assert day_in(said, WEDNESDAY) == NoSuchDay(said)


@given(st.integers(min_value=0, max_value=200))
def test_a_day_in_our_own_words_is_understood(ahead: int) -> None:
    """The buttons with suggested days say what they read."""
    day = WEDNESDAY + timedelta(days=ahead)
    assert day_in(day_words(day, WEDNESDAY), WEDNESDAY, booked=BOOKED) == Day(day)


def test_days_can_be_taken_out_of_a_text() -> None:
    assert without_days("Martin on Friday 4 December").split() == ["Martin", "on"]
