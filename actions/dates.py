"""Finds the day that a customer means: "next Friday", "the 12th", "12/12", "tomorrow", "two days later".

Day before month, as in Great Britain and France. A day without a year is the next such day; when that would be most of a year
away, the customer means the one that has just passed, and the airline says so.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import dateparser

WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
COUNT = r"(?:\d{1,2}|an?|one|two|three|four|five|six|seven)"
COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
MOST_OF_A_YEAR = timedelta(days=270)


@dataclass(frozen=True)
class Day:
    day: date


@dataclass(frozen=True)
class WrongWeekday:
    """A date was named together with a weekday that it is not."""

    day: date
    weekday: str


@dataclass(frozen=True)
class NoSuchDay:
    """Words that look like a date that the calendar does not have."""

    said: str


Meant = Day | WrongWeekday | NoSuchDay

ISO = re.compile(r"\b(20\d\d-\d\d-\d\d)\b")
CALENDAR = re.compile(
    rf"\b(\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}(?:,?\s+20\d\d)?"
    rf"|{MONTH}\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+20\d\d)?"
    r"|\d{1,2}[/.]\d{1,2}(?:[/.](?:20)?\d\d)?)(?!\w)",
    re.IGNORECASE,
)
FROM_BOOKED = re.compile(rf"\b({COUNT})\s+(day|week)s?\s+(later|earlier|after|before|sooner)\b", re.IGNORECASE)
NEIGHBOUR = re.compile(
    r"\b(?:the\s+)?(next|following|previous)\s+day\b|\bthe\s+day\s+(after|before)\b(?!\s+tomorrow)", re.IGNORECASE
)
FROM_TODAY = re.compile(
    rf"\b(day after tomorrow|tomorrow|yesterday|today|tonight|in\s+{COUNT}\s+(?:day|week)s?)\b", re.IGNORECASE
)
ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b|\bthe\s+(\d{1,2})\b(?!\s*[:h%€])", re.IGNORECASE)
BARE = re.compile(r"^\D{0,12}\b(\d{1,2})\b\s*[.!?]?$")
WEEKDAY = re.compile(
    r"\b(?:(this|next|coming|following)\s+)?(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday|s)?|thu(?:rs?(?:day)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)s?\b",
    re.IGNORECASE,
)


def day_in(text: str, today: date, *, booked: date | None = None, expected: bool = False) -> Meant | None:
    """The day that `text` names, None when it names none.

    `booked` is the day that the talk is about: "two days later" counts from it, and "Sunday" is the one nearest to it.
    `expected` says that a date was asked for, so that "12" is one.
    """
    readers: list[Callable[[], Meant | None]] = [
        lambda: _from_booked(text, booked),
        lambda: _from_today(text, today),
        lambda: _calendar(text, today),
        lambda: _ordinal(text, today, booked, expected=expected),
    ]
    meant = next((found for reader in readers if (found := reader())), None)
    return _checked_by_weekday(text, meant) if meant else _weekday(text, today, booked)


def without_days(text: str) -> str:
    """`text` without the words that name a day, for who looks for names in it."""
    for pattern in (ISO, CALENDAR, FROM_BOOKED, NEIGHBOUR, FROM_TODAY, ORDINAL, WEEKDAY):
        text = pattern.sub(" ", text)
    return text


def _from_booked(text: str, booked: date | None) -> Day | None:
    if booked is None:
        return None
    if found := NEIGHBOUR.search(text):
        back = (found[1] or found[2]).lower() in {"previous", "before"}
        return Day(booked + timedelta(days=-1 if back else 1))
    if found := FROM_BOOKED.search(text):
        count = COUNTS.get(found[1].lower()) or int(found[1])
        days = count * (7 if found[2].lower() == "week" else 1)
        return Day(booked + timedelta(days=-days if found[3].lower() in {"earlier", "before", "sooner"} else days))
    return None


def _from_today(text: str, today: date) -> Day | None:
    found = FROM_TODAY.search(text)
    if not found:
        return None
    day = today if found[1].lower() == "tonight" else _parsed(found[1], today)
    return Day(day) if day else None


def _calendar(text: str, today: date) -> Day | NoSuchDay | None:
    if found := ISO.search(text):
        return _iso(found[1])
    found = CALENDAR.search(text)
    if not found:
        return None
    day = _parsed(found[1], today)
    if day is None:
        return NoSuchDay(found[1])
    return Day(day if re.search(r"\d{4}|[/.]\d+[/.]", found[1]) else _nearer(day, today))


def _iso(text: str) -> Day | NoSuchDay:
    try:
        return Day(date.fromisoformat(text))
    except ValueError:
        return NoSuchDay(text)


def _parsed(phrase: str, today: date) -> date | None:
    found = dateparser.parse(
        phrase,
        locales=["en-GB"],
        settings={
            "RELATIVE_BASE": datetime.combine(today, time(12)),
            "PREFER_DATES_FROM": "future",
            "DATE_ORDER": "DMY",
            "REQUIRE_PARTS": ["day", "month"],
        },
    )
    return found.date() if found else None


def _nearer(day: date, today: date) -> date:
    """A day without a year: last year's when the next one is most of a year away."""
    if day - today <= MOST_OF_A_YEAR or (day.month, day.day) == (2, 29):
        return day
    return day.replace(year=day.year - 1)


def _ordinal(text: str, today: date, booked: date | None, *, expected: bool) -> Day | NoSuchDay | None:
    found = ORDINAL.search(text) or (BARE.search(text) if expected else None)
    if not found:
        return None
    number = int(next(group for group in found.groups() if group))
    day = _nearest((day for day in _ahead(today, booked) if day.day == number), booked)
    return Day(day) if day else NoSuchDay(found[0].strip())


def _weekday(text: str, today: date, booked: date | None) -> Day | None:
    """The next such day after today, or the one nearest to the booked day; "next Friday" is the Friday of next week."""
    found = WEEKDAY.search(text)
    if not found:
        return None
    wanted = _weekday_number(found[2])
    if (found[1] or "").lower() in {"next", "following"}:
        next_monday = today + timedelta(days=7 - today.weekday())
        return Day(next_monday + timedelta(days=wanted))
    if found[1]:
        booked = None
    tomorrow = today + timedelta(days=1)
    day = _nearest((day for day in _ahead(tomorrow, booked) if day.weekday() == wanted), booked)
    return Day(day) if day else None


def _ahead(first: date, booked: date | None) -> Iterator[date]:
    """Two months of days from `first`, around the booked day when there is one."""
    start = max(first, booked - timedelta(days=31)) if booked else first
    return (start + timedelta(days=step) for step in range(63))


def _nearest(days: Iterator[date], booked: date | None) -> date | None:
    """The day nearest to the booked one, the later of two; without one the first."""
    return min(days, key=lambda day: (abs(day - booked), day < booked), default=None) if booked else next(days, None)


def _weekday_number(word: str) -> int:
    return next(number for number, name in enumerate(WEEKDAYS) if name.startswith(word[:3].lower()))


def _checked_by_weekday(text: str, meant: Meant) -> Meant:
    found = WEEKDAY.search(text)
    if not isinstance(meant, Day) or not found:
        return meant
    wanted = _weekday_number(found[2])
    return meant if meant.day.weekday() == wanted else WrongWeekday(meant.day, WEEKDAYS[wanted].capitalize())
