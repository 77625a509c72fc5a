"""Finds the day that a customer means: "next Friday", "the 12th", "12/12", "tomorrow", "two days later", "a week on Tuesday".

Day before month, as in Great Britain and France, unless the customer's browser is set to American English; a number over twelve
is a day either way. A day without a year is the next such day; when that would be most of a year
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
COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "a couple of": 2, "couple of": 2, "three": 3, "a few": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
COUNT = rf"(?:\d{{1,2}}|{'|'.join(sorted(COUNTS, key=len, reverse=True))})"
UNITS = {"day": 1, "night": 1, "week": 7, "fortnight": 14}
UNIT = rf"(?:{'|'.join(UNITS)})s?"
ORDINALS = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
    "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth", "twenty-first",
    "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth", "twenty-seventh", "twenty-eighth",
    "twenty-ninth", "thirtieth", "thirty-first",
]  # fmt: skip
FEASTS = {
    r"christmas eve": (24, 12), r"christmas day|christmas": (25, 12), r"boxing day": (26, 12), r"new year'?s eve": (31, 12),
    r"new year'?s day|new year": (1, 1), r"bastille day": (14, 7), r"valentine'?s(?: day)?": (14, 2),
}  # fmt: skip
ALSO_WORDS = {"sat", "sun", "wed", "mon", "suns", "mons"}
LEADS_TO_A_DAY = re.compile(r"\b(?:on|for|to|until|till|by|from|and|or)\s+$", re.IGNORECASE)
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
FROM_BOOKED = re.compile(
    rf"\b({COUNT})\s+({UNIT})\s+(later|earlier|after|before|sooner)\b(?!\s+(?:next|tomorrow|today))", re.IGNORECASE
)
NEIGHBOUR = re.compile(
    r"\b(?:the\s+)?(next|following|previous)\s+day\b|\bthe\s+day\s+(after|before)\b(?!\s+(?:tomorrow|yesterday))", re.IGNORECASE
)
FROM_TODAY = re.compile(
    rf"\b(day after tomorrow|day before yesterday|tomorrow|tmrw|tomorow|yesterday|today|tonight"
    rf"|(?:in|within)\s+({COUNT})\s+({UNIT})(?:'s?)?(?:\s+time)?|({COUNT})\s+({UNIT})\s+from\s+(?:now|today))\b",
    re.IGNORECASE,
)
IN_DAYS = {"today": 0, "tonight": 0, "tomorrow": 1, "tmrw": 1, "tomorow": 1, "yesterday": -1}
DAY_NAME = r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday|s)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)s?"
# "a week on Tuesday", "two weeks from Friday", "a week tomorrow"; "Tuesday week", "Friday in two weeks", "Friday after next"
AFTER_A_DAY = re.compile(rf"\b({COUNT})\s+(weeks?|fortnights?)\s+(?:on\s+|from\s+)?({DAY_NAME}|today|tomorrow)\b", re.IGNORECASE)
DAY_AFTER = re.compile(
    rf"\b({DAY_NAME})\s+(?:(week|fortnight)\b(?!\s*end)|(?:in\s+)?({COUNT})\s+(weeks?|fortnights?)(?:\s+(?:later|from now|time))?"
    r"|(after next))",
    re.IGNORECASE,
)
FEAST = re.compile(rf"\b(?:{'|'.join(FEASTS)})\b", re.IGNORECASE)
WEEKEND = re.compile(r"\b(?:(this|next|coming|the)\s+)?week-?\s?end\b", re.IGNORECASE)
NUMERIC = re.compile(r"(\d{1,2})([/.])(\d{1,2})((?:[/.](?:20)?\d\d)?)")
SPELLED_ORDINAL = re.compile(
    rf"\b({'|'.join(sorted((word.replace('-', '[ -]') for word in ORDINALS), key=len, reverse=True))})\b"
    rf"(?=\s+(?:of\s+)?{MONTH})|(?<=the )({'|'.join(word.replace('-', '[ -]') for word in ORDINALS[3:])})\b",
    re.IGNORECASE,
)
ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b|\bthe\s+(\d{1,2})\b(?!\s*[:h%€])", re.IGNORECASE)
BARE = re.compile(r"^\D{0,12}\b(\d{1,2})\b\s*[.!?]?$")
WEEKDAY = re.compile(
    r"\b(?:(this|next|coming|following|last)\s+)?(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday|s)?|thu(?:rs?(?:day)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)s?\b",
    re.IGNORECASE,
)


def day_in(
    text: str, today: date, *, booked: date | None = None, expected: bool = False, month_first: bool = False
) -> Meant | None:
    """The day that `text` names, None when it names none.

    `booked` is the day that the talk is about: "two days later" counts from it, and "Sunday" is the one nearest to it.
    `expected` says that a date was asked for, so that "12" is one. `month_first`: "12/4" is the fourth of December.
    """
    text = SPELLED_ORDINAL.sub(lambda found: f"{_ordinal_number(found[0])}th", text)
    readers: list[Callable[[], Meant | None]] = [
        lambda: _weeks_from(text, today),
        lambda: _from_booked(text, booked),
        lambda: _from_today(text, today),
        lambda: _calendar(text, today, month_first=month_first),
        lambda: _feast(text, today),
        lambda: _ordinal(text, today, booked, expected=expected),
    ]
    meant = next((found for reader in readers if (found := reader())), None)
    if meant is None:
        return _weekday(text, today, booked) or _weekend(text, today)
    return meant if _counts_from_a_weekday(text) else _checked_by_weekday(text, meant)


def without_days(text: str) -> str:
    """`text` without the words that name a day, for who looks for names in it."""
    for pattern in (ISO, CALENDAR, AFTER_A_DAY, DAY_AFTER, FROM_BOOKED, NEIGHBOUR, FROM_TODAY, FEAST, WEEKEND, ORDINAL, WEEKDAY):
        text = pattern.sub(" ", text)
    return text


def _from_booked(text: str, booked: date | None) -> Day | None:
    if booked is None:
        return None
    if found := NEIGHBOUR.search(text):
        back = (found[1] or found[2]).lower() in {"previous", "before"}
        return Day(booked + timedelta(days=-1 if back else 1))
    if found := FROM_BOOKED.search(text):
        days = _days(found[1], found[2])
        return Day(booked + timedelta(days=-days if found[3].lower() in {"earlier", "before", "sooner"} else days))
    return None


def _from_today(text: str, today: date) -> Day | None:
    found = FROM_TODAY.search(text)
    if not found:
        return None
    said = found[1].lower()
    if said in {"day after tomorrow", "day before yesterday"}:
        return Day(today + timedelta(days=2 if "after" in said else -2))
    count, unit = found[2] or found[4], found[3] or found[5]
    return Day(today + timedelta(days=_days(count, unit) if count else IN_DAYS[said]))


def _weeks_from(text: str, today: date) -> Day | None:
    """Weeks after the next such weekday, or after today or tomorrow."""
    if found := AFTER_A_DAY.search(text):
        return Day(_soonest(found[3], today) + timedelta(days=_days(found[1], found[2])))
    if found := DAY_AFTER.search(text):
        weeks = _days("a", found[2]) if found[2] else _days(found[3], found[4]) if found[3] else 7
        from_monday = today + timedelta(days=7 - today.weekday()) if found[5] else today
        start = from_monday + timedelta(days=_weekday_number(found[1])) if found[5] else _soonest(found[1], today)
        return Day(start + timedelta(days=weeks))
    return None


def _counts_from_a_weekday(text: str) -> bool:
    return bool(AFTER_A_DAY.search(text) or DAY_AFTER.search(text))


def _soonest(name: str, today: date) -> date:
    """Today, tomorrow, or the next such weekday after today."""
    if name.lower() in IN_DAYS:
        return today + timedelta(days=IN_DAYS[name.lower()])
    ahead = (_weekday_number(name) - today.weekday() - 1) % 7 + 1
    return today + timedelta(days=ahead)


def _feast(text: str, today: date) -> Day | None:
    found = FEAST.search(text)
    if not found:
        return None
    day, month = next(when for words, when in FEASTS.items() if re.fullmatch(words, found[0], re.IGNORECASE))
    this_year = date(today.year, month, day)
    return Day(this_year if this_year >= today else this_year.replace(year=today.year + 1))


def _weekend(text: str, today: date) -> Day | None:
    """Its Saturday; "next weekend" is the one after the coming one."""
    found = WEEKEND.search(text)
    if not found:
        return None
    saturday = today + timedelta(days=(5 - today.weekday()) % 7)
    return Day(saturday + timedelta(days=7 if (found[1] or "").lower() == "next" else 0))


def _days(count: str, unit: str) -> int:
    return (COUNTS.get(count.lower()) or int(count)) * UNITS[unit.lower().rstrip("s")]


def _ordinal_number(word: str) -> int:
    return ORDINALS.index(word.lower().replace(" ", "-")) + 1


def _calendar(text: str, today: date, *, month_first: bool) -> Day | NoSuchDay | None:
    if found := ISO.search(text):
        return _iso(found[1])
    found = CALENDAR.search(text)
    if not found:
        return None
    day = _parsed(_day_first(found[1], month_first=month_first), today)
    if day is None:
        return NoSuchDay(found[1])
    return Day(day if re.search(r"\d{4}|[/.]\d+[/.]", found[1]) else _nearer(day, today))


def _day_first(written: str, *, month_first: bool) -> str:
    """12/31 turned into 31/12, and 12/4 too where months come first; other dates stay as they are."""
    found = NUMERIC.fullmatch(written)
    if not found:
        return written
    first, second = int(found[1]), int(found[3])
    swap = second > 12 >= first or (month_first and first <= 12)
    return f"{second}{found[2]}{first}{found[4]}" if swap else written


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
    found = _named_weekday(text)
    if not found:
        return None
    wanted = _weekday_number(found[2])
    if (found[1] or "").lower() in {"next", "following"}:
        next_monday = today + timedelta(days=7 - today.weekday())
        return Day(next_monday + timedelta(days=wanted))
    if (found[1] or "").lower() == "last":
        return Day(_soonest(found[2], today) - timedelta(days=7))
    if found[1]:
        booked = None
    tomorrow = today + timedelta(days=1)
    day = _nearest((day for day in _ahead(tomorrow, booked) if day.weekday() == wanted), booked)
    return Day(day) if day else None


def _named_weekday(text: str) -> re.Match[str] | None:
    """ "sun", "sat" and "wed" are words, too: in a sentence they need a word like "on" before them."""
    for found in WEEKDAY.finditer(text):
        a_word_too = found[2].lower() in ALSO_WORDS and not found[1] and len(text.split()) > 3
        if not a_word_too or LEADS_TO_A_DAY.search(text, 0, found.start()):
            return found
    return None


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
