"""Days by their distance: "tomorrow", "a week on Tuesday", "next Friday", "two days later", "the day after Christmas"."""

import re
from datetime import date, timedelta

from actions.calendar_days import Day, Standpoint, days_ahead, nearest
from actions.day_names import WEEKDAY, weekday_number
from actions.figures import NUMBER_WORDS

COUNTS = {word: number for number, word in enumerate(NUMBER_WORDS[:14], start=1)} | {
    "a": 1, "an": 1, "a couple of": 2, "couple of": 2, "a few": 3,
}  # fmt: skip
COUNT = rf"(?:\d{{1,2}}|{'|'.join(sorted(COUNTS, key=len, reverse=True))})"
UNITS = {"day": 1, "night": 1, "week": 7, "fortnight": 14}
UNIT = rf"(?:{'|'.join(UNITS)})s?"
IN_DAYS = {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1}
BACK = {"previous", "before", "earlier", "sooner", "prior to", "earlier than"}
ALSO_WORDS = {"sat", "sun", "wed", "mon", "suns", "mons"}
LEADS_TO_A_DAY = re.compile(r"\b(?:on|for|to|until|till|by|from|and|or)\s+$", re.IGNORECASE)
A_NUMBER_FOLLOWS = re.compile(r"\s+(?:the\s+)?\d{1,2}(?:st|nd|rd|th)?\b(?!\s*[:h])")

FROM_TODAY = re.compile(
    rf"\b(day after tomorrow|day before yesterday|{'|'.join(IN_DAYS)}"
    rf"|(?:in|within)\s+({COUNT})\s+({UNIT})(?:['’]?s?)?(?:\s+time)?|({COUNT})\s+({UNIT})\s+from\s+(?:now|today))\b",
    re.IGNORECASE,
)
# "a week on Tuesday", "two weeks from Friday", "a week tomorrow"; "Tuesday week", "Friday in two weeks", "Friday after next"
AFTER_A_DAY = re.compile(rf"\b({COUNT})\s+(weeks?|fortnights?)\s+(?:on\s+|from\s+)?({WEEKDAY}s?|today|tomorrow)\b", re.IGNORECASE)
DAY_AFTER = re.compile(
    rf"\b({WEEKDAY}s?|today|tomorrow)\s+(?:(week|fortnight)\b(?!\s*end)|(?:in\s+)?({COUNT})\s+(weeks?|fortnights?)"
    r"(?:\s+(?:later|from now|time))?|(after next))",
    re.IGNORECASE,
)
NEXT_WEEK = re.compile(rf"\b(?:({WEEKDAY})\s+(?:of\s+)?next\s+week|next\s+week(?:\s+on)?\s+({WEEKDAY}))\b", re.IGNORECASE)
A_WEEKDAY = re.compile(rf"\b(?:(this|next|coming|following|last)\s+)?({WEEKDAY})s?\b", re.IGNORECASE)
WEEKEND = re.compile(r"\b(?:(this|next|coming|the)\s+)?week-?\s?end\b(\s+after\s+next\b)?", re.IGNORECASE)

# What is counted from another day, if one is named right after it, and from the booked one otherwise.
OFFSET = re.compile(
    rf"\b(?:({COUNT})\s+({UNIT})|(?:the\s+)?(?:first\s+)?({WEEKDAY}|weekend)|(?:the\s+)?(?:day|night|evening)|(the\s+week))"
    r"\s+(before|after|from|following|prior to|later than|earlier than)\s+(?:on\s+|the\s+)?$",
    re.IGNORECASE,
)
# The day after their flight is one after the booked day; the day after their wedding is not.
OF_THEIRS = (
    r"(?!\s+(?:next|tomorrow|today|yesterday)\b)"
    r"(?!\s+(?:my|our|the|his|her|their|a)\s+(?!(?:\w+\s+){0,2}(?:flight|booking|departure|one|booked|original|old|current)\b))"
)
FROM_BOOKED = re.compile(rf"\b({COUNT})\s+({UNIT})\s+(later|earlier|after|before|sooner)\b{OF_THEIRS}", re.IGNORECASE)
NEIGHBOUR = re.compile(
    rf"\b(?:the\s+)?(next|following|previous)\s+day\b|\bthe\s+day\s+(after|before)\b{OF_THEIRS}", re.IGNORECASE
)
WEEKDAY_FROM_BOOKED = re.compile(
    rf"\b(?:the\s+({WEEKDAY})\s+(after|before)\b{OF_THEIRS}|the\s+(previous|following)\s+({WEEKDAY}))\b", re.IGNORECASE
)


def from_today(found: re.Match[str], seen: Standpoint) -> Day:
    said = found[1].lower()
    if said in {"day after tomorrow", "day before yesterday"}:
        return Day(seen.today + timedelta(days=2 if "after" in said else -2))
    count, unit = found[2] or found[4], found[3] or found[5]
    return Day(seen.today + timedelta(days=_days(count, unit) if count else IN_DAYS[said]))


def after_a_day(found: re.Match[str], seen: Standpoint) -> Day:
    """Weeks after the next such weekday, or after today or tomorrow."""
    return Day(_soonest(found[3], seen.today) + timedelta(days=_days(found[1], found[2])))


def day_after(found: re.Match[str], seen: Standpoint) -> Day:
    if found[5]:
        return Day(_of_next_week(found[1], seen.today) + timedelta(days=7))
    return Day(_soonest(found[1], seen.today) + timedelta(days=_days("a", found[2]) if found[2] else _days(found[3], found[4])))


def next_week(found: re.Match[str], seen: Standpoint) -> Day:
    return Day(_of_next_week(found[1] or found[2], seen.today))


def a_weekday(found: re.Match[str], seen: Standpoint) -> Day | None:
    """The next such day after today, or the one nearest to the booked day; "next Friday" is the Friday of next week."""
    if _is_a_word(found):
        return None
    which = (found[1] or "").lower()
    if which in {"next", "following"}:
        return Day(_of_next_week(found[2], seen.today))
    if which == "last":
        return Day(_soonest(found[2], seen.today) - timedelta(days=7))
    booked = None if which else seen.booked
    fitting = (day for day in days_ahead(seen.today + timedelta(days=1), booked) if day.weekday() == weekday_number(found[2]))
    day = nearest(fitting, booked)
    return Day(day) if day else None


def weekend(found: re.Match[str], seen: Standpoint) -> Day:
    """Its Saturday; "next weekend" is the one after the coming one."""
    saturday = seen.today + timedelta(days=(5 - seen.today.weekday()) % 7)
    weeks = 2 if found[2] else 1 if (found[1] or "").lower() == "next" else 0
    return Day(saturday + timedelta(weeks=weeks))


def from_booked(found: re.Match[str], seen: Standpoint) -> Day | None:
    return _moved(seen.booked, _days(found[1], found[2]), found[3])


def neighbour(found: re.Match[str], seen: Standpoint) -> Day | None:
    return _moved(seen.booked, 1, found[1] or found[2])


def weekday_from_booked(found: re.Match[str], seen: Standpoint) -> Day | None:
    which = found[2] or found[3]
    return Day(_weekday_beside(seen.booked, found[1] or found[4], which)) if seen.booked else None


def offset(found: re.Match[str], day: date) -> Day | None:
    """What OFFSET says, counted from `day`; none for "the week before"."""
    if found[4]:
        return None
    if found[3]:
        return Day(_weekday_beside(day, "saturday" if found[3].lower() == "weekend" else found[3], found[5]))
    return _moved(day, _days(found[1], found[2]) if found[1] else 1, found[5])


def _moved(day: date | None, days: int, where: str) -> Day | None:
    return Day(day + timedelta(days=-days if where.lower() in BACK else days)) if day else None


def _weekday_beside(day: date, weekday: str, where: str) -> date:
    """The next such weekday before or after the day, which itself is none of them."""
    step = -1 if where.lower() in BACK else 1
    return next(
        other for days in range(1, 8) if (other := day + timedelta(days=step * days)).weekday() == weekday_number(weekday)
    )


def _is_a_word(found: re.Match[str]) -> bool:
    """ "sun", "sat" and "wed" are words, too: in a sentence they need a word like "on" before them, or a number after them."""
    if found[2].lower() not in ALSO_WORDS or found[1] or len(found.string.split()) <= 3:
        return False
    return not LEADS_TO_A_DAY.search(found.string, 0, found.start()) and not A_NUMBER_FOLLOWS.match(found.string, found.end())


def _of_next_week(weekday: str, today: date) -> date:
    """ "Friday" of the week that begins next Monday, and tomorrow as it is."""
    if weekday.lower() in IN_DAYS:
        return _soonest(weekday, today)
    return today + timedelta(days=7 - today.weekday() + weekday_number(weekday))


def _soonest(name: str, today: date) -> date:
    """Today, tomorrow, or the next such weekday after today."""
    if name.lower() in IN_DAYS:
        return today + timedelta(days=IN_DAYS[name.lower()])
    ahead = (weekday_number(name) - today.weekday() - 1) % 7 + 1
    return today + timedelta(days=ahead)


def _days(count: str, unit: str) -> int:
    return (COUNTS.get(count.lower()) or int(count)) * UNITS[unit.lower().rstrip("s")]
