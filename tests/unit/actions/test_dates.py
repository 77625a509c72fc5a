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
        ("tomorrow week", date(2026, 12, 3)),
        ("Friday next week", date(2026, 12, 4)),
        ("the weekend after next", date(2026, 12, 12)),
        ("in twelve days", date(2026, 12, 7)),
        ("the 28th of next month", date(2026, 12, 28)),
        ("the fifth of next month", date(2026, 12, 5)),
        ("first Monday in December", date(2026, 12, 7)),
        ("last Sunday of December", date(2026, 12, 27)),
        ("the second Saturday of January", date(2027, 1, 9)),
        ("the last Friday of the month", date(2026, 11, 27)),
        ("December the twelfth", date(2026, 12, 12)),
        ("between 5 and 8 December", date(2026, 12, 5)),
        ("the 5th or the 6th of December", date(2026, 12, 5)),
        ("xmas", date(2026, 12, 25)),
        ("New Years Eve", date(2026, 12, 31)),
        ("Good Friday", date(2027, 3, 26)),
        ("Easter Monday", date(2027, 3, 29)),
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
        ("the Sunday after", date(2026, 12, 6)),
        ("the Friday before", date(2026, 11, 27)),
        ("two days after my flight", date(2026, 12, 6)),
    ],
)
def test_days_are_understood_from_the_booked_one(said: str, day: date) -> None:
    assert day_in(said, WEDNESDAY, booked=BOOKED) == Day(day)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("the day after Christmas", date(2026, 12, 26)),
        ("two days after Christmas", date(2026, 12, 27)),
        ("the day after the 12th", date(2026, 12, 13)),
        ("3 days before New Year", date(2026, 12, 29)),
        ("the Monday after Christmas", date(2026, 12, 28)),
        ("the weekend before Christmas", date(2026, 12, 19)),
        ("a week from the 12th", date(2026, 12, 19)),
        ("2 days prior to 20 December", date(2026, 12, 18)),
    ],
)
def test_a_day_may_count_from_another_one_that_is_named(said: str, day: date) -> None:
    assert day_in(said, WEDNESDAY, booked=BOOKED) == day_in(said, WEDNESDAY) == Day(day)


@pytest.mark.parametrize("said", ["the day after my wedding", "two days after the funeral", "the week before Christmas"])
def test_a_day_that_counts_from_one_that_we_do_not_know_is_none(said: str) -> None:
    assert day_in(said, WEDNESDAY, booked=BOOKED) is None


SATURDAY, SUNDAY, MONDAY = date(2026, 12, 5), date(2026, 12, 6), date(2026, 12, 7)
WISHES = [
    ("change from 4 December to 6 December", SUNDAY),
    ("4/12 -> 6/12", SUNDAY),
    ("from Friday to Sunday", SUNDAY),
    ("my flight is on Friday, can I go on Sunday", SUNDAY),
    ("we were meant to fly Friday but can we go Sunday", SUNDAY),
    ("reschedule my 4 December flight to the 6th", SUNDAY),
    ("could I swap Friday's flight for Sunday's", SUNDAY),
    ("I have a ticket for Friday and want to go on Monday", MONDAY),
    ("instead of Friday I want Monday", MONDAY),
    ("Monday rather than Friday", MONDAY),
    ("not Friday, Saturday", SATURDAY),
    ("not Friday or Saturday, Sunday", SUNDAY),
    ("I can't do the 4th, the 5th?", SATURDAY),
    ("Friday is no good, what about Monday", MONDAY),
    ("Friday doesn't work for me, Sunday would", SUNDAY),
    ("Friday, no sorry, Saturday", SATURDAY),
    ("I called yesterday, please move me to 5 December", SATURDAY),
    ("she died on Friday, I need to fly on Monday", MONDAY),
    ("my flight is tomorrow but I need to fly on 6 December", SUNDAY),
    ("change my flight tomorrow to Saturday", SATURDAY),
    ("I can no longer travel on the 4th. The 5th would be fine", SATURDAY),
    ("my visa expires on the 7th, so fly me back on the 5th", SATURDAY),
    ("Saturday or Sunday", SATURDAY),
    ("why not Saturday?", SATURDAY),
]


@pytest.mark.parametrize(("said", "day"), WISHES)
def test_of_several_days_the_wished_one_is_meant(said: str, day: date) -> None:
    assert day_in(said, WEDNESDAY, booked=BOOKED) == Day(day)


@pytest.mark.parametrize(("said", "day"), WISHES)
def test_the_wished_day_is_known_without_knowing_the_booked_one(said: str, day: date) -> None:
    assert day_in(said, date(2026, 12, 3)) == Day(day)


@pytest.mark.parametrize(
    "said", ["any day except the 8th", "not on Friday please", "anything but Friday", "I can't fly on the 6th"]
)
def test_a_day_that_will_not_do_is_not_meant(said: str) -> None:
    assert day_in(said, WEDNESDAY, booked=BOOKED, expected=True) is None


def test_a_day_behind_us_is_not_the_wished_one() -> None:
    said = "flying on 4 December, born 12 March 1985"
    assert day_in(said, WEDNESDAY) == Day(BOOKED)
    assert day_in(said, WEDNESDAY, past=True) == Day(date(1985, 3, 12))


NO_DAY = [
    "", "hello", "my name is Martin", "X7K2PL", "ZE 412", "I am Martin 12", "2 bags", "at 12:30", "may I?", "we are sun seekers",
    "I sat there for hours", "in ten minutes", "the second flight", "a week", "I booked a week ago", "the first one", "week",
    "my second child", "last", "half past three", "on time", "ZE 412 or ZE 413", "next please",
    "the 7 am flight", "put me on the 9 o'clock", "is ZE412 at 7.30 on time", "at 10.15 please", "at 7.10", "the 6.05 flight",
    "I paid 12.50 for it", "EUR 12.10", "it was 5.12 euros", "Paris for the 3 of us", "upgrade to 1st class", "the 2nd flight",
    "this is the 3rd time I ask", "the fourth time", "the 23 kg bag", "my bag weighs 23.5 kg", "24/7", "is it open 24/7?",
    "3/4 of the passengers", "may 2 people share a seat", "the 5th row", "the 14 euro fee", "the 12 noon flight",
    "the 7 in the evening", "5 to 12 bags", "5-12 bags", "a Tuesday in January", "Mr Munday", "a sturdy bag", "5 members",
]  # fmt: skip


@pytest.mark.parametrize("said", NO_DAY)
def test_what_is_no_day(said: str) -> None:
    assert day_in(said, WEDNESDAY) is None


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("the 7 am flight on Sunday", SUNDAY),
        ("flight at 7.30 pm on Sunday", SUNDAY),
        ("Sunday for the 3 of us", SUNDAY),
        ("Sunday, and this is the 2nd time I change it", SUNDAY),
        ("the 6th, with 2 bags of 23.5 kg", SUNDAY),
        ("Friday 4 in the evening", BOOKED),
    ],
)
def test_a_day_beside_what_is_none_is_found(said: str, day: date) -> None:
    assert day_in(said, WEDNESDAY, booked=BOOKED) == Day(day)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("12th Febuary", date(2027, 2, 12)),
        ("3rd Janurary", date(2027, 1, 3)),
        ("Decemeber 14", date(2026, 12, 14)),
        ("14 decmber", date(2026, 12, 14)),
        ("5 agust 2027", date(2027, 8, 5)),
        ("wensday", date(2026, 12, 2)),
        ("Thrusday", date(2026, 11, 26)),
        ("on firday please", date(2026, 11, 27)),
        ("tommorow", date(2026, 11, 26)),
        ("tmr", date(2026, 11, 26)),
        ("2moro", date(2026, 11, 26)),
    ],
)
def test_mistyped_days_and_months(said: str, day: date) -> None:
    assert day_in(said, WEDNESDAY) == Day(day)


@pytest.mark.parametrize(
    "said",
    [
        "5dec", "Dec5", "5.12.", "5.12", "05-12-2026", "5-Dec-2026", "2026/12/05", "2026-12-5", "5/12/26", "Dec. 5th, 2026",
        "sat 5th", "Saturday, the 5th", "5 December (Saturday)", "move me to sat 5 please",
    ],
)  # fmt: skip
def test_a_date_may_be_written_in_many_ways(said: str) -> None:
    assert day_in(said, WEDNESDAY) == Day(SATURDAY)


def test_five_twelve_is_a_day_only_when_a_day_was_asked_for() -> None:
    assert day_in("5-12", WEDNESDAY) is None
    assert day_in("5-12", WEDNESDAY, expected=True) == Day(SATURDAY)


@pytest.mark.parametrize("said", ["12 March 1985", "12/03/1985", "March 12, 1985", "1985-03-12", "12.3.1985", "12.3.85"])
def test_birthdays_keep_their_year(said: str) -> None:
    assert day_in(f"born {said}", WEDNESDAY, past=True) == Day(date(1985, 3, 12))


@given(st.dates(WEDNESDAY, WEDNESDAY + timedelta(days=260)))
def test_every_dotted_date_is_understood(day: date) -> None:
    assert day_in(f"{day.day}.{day.month}.", WEDNESDAY) == Day(day)


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
