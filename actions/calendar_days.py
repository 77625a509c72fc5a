"""Days by their date: "12/12", "the 12th", "4 December 2026", "the 28th of next month", "the last Sunday of December", Christmas.

Day before month, as in Great Britain and France, unless the customer's browser is set to American English; a number over twelve
is a day either way. A day without a year is the next such day; when that would be most of a year
away, the customer means the one that has just passed, and the airline says so.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import easter

from actions.day_names import MONTH, ORDINALS, WEEKDAY, month_number, weekday_number

MOST_OF_A_YEAR = timedelta(days=270)
NEXT_LEAP_YEAR = 8  # years until there is a 29 February at the latest
YEARS_AHEAD = 10  # "5/12/31" is not 1931
TH = r"(?:\s?(?:st|nd|rd|th))?"
YEAR = r"(?:[\s,./-]*((?:19|20)\d\d)\b)?"


@dataclass(frozen=True)
class Day:
    day: date


@dataclass(frozen=True)
class NoSuchDay:
    """Words that look like a date that the calendar does not have."""

    said: str


@dataclass(frozen=True)
class Standpoint:
    """From where a day is seen: `booked` is the one that the talk is about, `expected` says that a date was asked for."""

    today: date
    booked: date | None = None
    expected: bool = False
    month_first: bool = False


# "5 or 6 December", "between the 5th and the 8th of December"
MONTH_LEFT_OUT = re.compile(
    rf"(?<![\w/.:-])(\d{{1,2}}{TH})(?=\s*(?:[-–/&]|\b(?:and|or|to|until|till)\b)\s*(?:the\s+)?\d{{1,2}}{TH}\s+(?:of\s+)?({MONTH}))",
    re.IGNORECASE,
)
YEAR_FIRST = re.compile(r"(?<![\w/.-])((?:19|20)\d\d)([-/.])(\d{1,2})\2(\d{1,2})(?![\d/-])")
DAY_AND_MONTH = re.compile(rf"(?<![\w/.])(\d{{1,2}}){TH}[\s./-]*(?:of\s+)?({MONTH}){YEAR}(?!\w)", re.IGNORECASE)
MONTH_AND_DAY = re.compile(rf"\b({MONTH})\s*(?:the\s+)?(\d{{1,2}}){TH}(?![\w:]|[.]\d){YEAR}(?!\w)", re.IGNORECASE)
NUMERIC = re.compile(r"(?<![\w/.:-])(\d{1,2})([-/.])(\d{1,2})(?:\2((?:19|20)?\d\d))?(?![\w/-]|\.\d)")
IN_A_MONTH = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)(?:\s+of)?\s+(this|next|the|the following)\s+month\b", re.IGNORECASE)
WHICH = rf"{'|'.join(ORDINALS[:5])}|[1-5](?:st|nd|rd|th)|last"
OF_A_MONTH = re.compile(
    rf"\b(?:({WHICH})\s+)?({WEEKDAY}|day)\s+(?:of|in)\s+(?:({MONTH}){YEAR}(?!\s*\d)|(this|next|the)\s+month\b)", re.IGNORECASE
)
FEASTS = {
    r"(?:christmas|xmas) eve": (24, 12), r"(?:christmas|xmas)(?: day)?": (25, 12), r"boxing day": (26, 12),
    r"new year['’]?s? eve|nye": (31, 12), r"new year['’]?s?(?: day)?": (1, 1), r"bastille day": (14, 7),
    r"valentine['’]?s(?: day)?": (14, 2),
}  # fmt: skip
FROM_EASTER = {
    r"mardi gras|shrove tuesday": -47, "ash wednesday": -46, "palm sunday": -7, "maundy thursday": -3, "good friday": -2,
    "easter monday": 1, "easter(?: sunday)?": 0, "ascension(?: day)?": 39, "whit sunday": 49, "whit monday": 50,
}  # fmt: skip
FEAST = re.compile(rf"\b(?:{'|'.join([*FEASTS, *FROM_EASTER])})\b", re.IGNORECASE)
AFTER_A_WEEKDAY = r"(?:(?<=(?:nday|sday) )|(?<=(?:riday|urday) )|(?<=\b(?:mon|tue|wed|thu|fri|sat|sun) ))"
NO_TIME_FOLLOWS = r"(?![./:]\d|\s*(?:[h%€$£#]|[ap]\.?m\b|o['’]?\s?clock|noon|midnight|in the\b|at night))"
ORDINAL = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)\b|(?:\bthe\s+|{AFTER_A_WEEKDAY})(\d{{1,2}})\b{NO_TIME_FOLLOWS}", re.IGNORECASE
)
BARE = re.compile(r"^\D{0,12}\b(\d{1,2})\b\s*[.!?]?$")


def year_first(found: re.Match[str], _: Standpoint) -> Day | NoSuchDay:
    return _day(int(found[1]), int(found[3]), int(found[4])) or NoSuchDay(found[0])


def day_and_month(found: re.Match[str], seen: Standpoint) -> Day | NoSuchDay:
    return _dated(found[1], month_number(found[2]), found[3], seen) or NoSuchDay(found[0].strip())


def month_and_day(found: re.Match[str], seen: Standpoint) -> Day | NoSuchDay:
    return _dated(found[2], month_number(found[1]), found[3], seen) or NoSuchDay(found[0].strip())


def numeric(found: re.Match[str], seen: Standpoint) -> Day | NoSuchDay | None:
    """ "5-12" may be many things, so it is a day only where one was asked for."""
    first, second, year = int(found[1]), int(found[3]), found[4]
    if found[2] == "-" and not year and not seen.expected:
        return None
    if second > 12 >= first or (seen.month_first and first <= 12):
        first, second = second, first
    return _dated(first, second, year, seen) or NoSuchDay(found[0])


def in_a_month(found: re.Match[str], seen: Standpoint) -> Day | NoSuchDay:
    start = _month_start(seen.today, 1 if found[2].lower() in {"next", "the following"} else 0)
    return _day(start.year, start.month, int(found[1])) or NoSuchDay(found[0])


def of_a_month(found: re.Match[str], seen: Standpoint) -> Day | NoSuchDay | None:
    """The first, the last such weekday; none for "a Tuesday in January"."""
    if not found[1]:
        return None
    start = _start_of(found, seen.today)
    days = [start.replace(day=day) for day in range(1, monthrange(start.year, start.month)[1] + 1)]
    fitting = days if found[2].lower() == "day" else [day for day in days if day.weekday() == weekday_number(found[2])]
    which = -1 if found[1].lower() == "last" else _place(found[1])
    return Day(fitting[which]) if which < len(fitting) else NoSuchDay(found[0])


def feast(found: re.Match[str], seen: Standpoint) -> Day:
    this_year, next_year = (_feast(found[0], year) for year in (seen.today.year, seen.today.year + 1))
    return Day(this_year if this_year >= seen.today else next_year)


def ordinal(found: re.Match[str], seen: Standpoint) -> Day | NoSuchDay:
    number = int(next(group for group in found.groups() if group))
    day = nearest((day for day in days_ahead(seen.today, seen.booked) if day.day == number), seen.booked)
    return Day(day) if day else NoSuchDay(found[0].strip())


def days_ahead(first: date, booked: date | None) -> Iterator[date]:
    """Two months of days from `first`, around the booked day when there is one."""
    start = max(first, booked - timedelta(days=31)) if booked else first
    return (start + timedelta(days=step) for step in range(63))


def nearest(days: Iterator[date], booked: date | None) -> date | None:
    """The day nearest to the booked one, the later of two; without one the first."""
    return min(days, key=lambda day: (abs(day - booked), day < booked), default=None) if booked else next(days, None)


def _dated(day: str | int, month: int, year: str | None, seen: Standpoint) -> Day | None:
    return _day(_whole(year, seen.today), month, int(day)) if year else _next(month, int(day), seen.today)


def _whole(year: str, today: date) -> int:
    """ "26" is 2026, and "85" 1985."""
    if len(year) == 4:
        return int(year)
    return 2000 + int(year) - (100 if int(year) > today.year % 100 + YEARS_AHEAD else 0)


def _next(month: int, day: int, today: date) -> Day | None:
    """The next such day, or the last one when the next one is most of a year away."""
    coming = (_day(year, month, day) for year in range(today.year, today.year + NEXT_LEAP_YEAR))
    found = next((found for found in coming if found and found.day >= today), None)
    before = _day(found.day.year - 1, month, day) if found else None
    return before if found and before and found.day - today > MOST_OF_A_YEAR else found


def _day(year: int, month: int, day: int) -> Day | None:
    try:
        return Day(date(year, month, day))
    except ValueError:
        return None


def _month_start(today: date, later: int = 0) -> date:
    months = today.year * 12 + today.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)


def _start_of(found: re.Match[str], today: date) -> date:
    """Of the month that OF_A_MONTH names: the one in which we are, or the next such."""
    if found[5]:
        return _month_start(today, 1 if found[5].lower() == "next" else 0)
    month = month_number(found[3])
    return date(int(found[4]) if found[4] else today.year + (month < today.month), month, 1)


def _place(word: str) -> int:
    return int(word[0]) - 1 if word[0].isdigit() else ORDINALS.index(word.lower())


def _feast(said: str, year: int) -> date:
    for words, (day, month) in FEASTS.items():
        if re.fullmatch(words, said, re.IGNORECASE):
            return date(year, month, day)
    days = next(days for words, days in FROM_EASTER.items() if re.fullmatch(words, said, re.IGNORECASE))
    return easter(year) + timedelta(days=days)
