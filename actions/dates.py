"""Finds the day that a customer means: "next Friday", "the 12th", "12/12", "tomorrow", "two days later", "a week on Tuesday".

Of several days in a message it is the wished one ("from Friday to Sunday"). What is no day, "the 23 kg bag", is left out first.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from actions import calendar_days, relative_days
from actions.calendar_days import Day, NoSuchDay, Standpoint
from actions.day_names import WEEKDAYS, mended, weekday_number
from actions.figures import plain
from actions.relative_days import A_WEEKDAY
from actions.wished import Mention, most_wished, unwanted_before, without_unwanted

__all__ = ["Day", "Meant", "NoSuchDay", "WrongWeekday", "day_in", "without_days"]


@dataclass(frozen=True)
class WrongWeekday:
    """A date was named together with a weekday that it is not."""

    day: date
    weekday: str


Meant = Day | WrongWeekday | NoSuchDay
Reader = Callable[[re.Match[str], Standpoint], Day | NoSuchDay | None]

# What is found by an earlier one is not looked at by the later ones.
READERS: list[tuple[re.Pattern[str], Reader]] = [
    (calendar_days.YEAR_FIRST, calendar_days.year_first),
    (calendar_days.DAY_AND_MONTH, calendar_days.day_and_month),
    (calendar_days.MONTH_AND_DAY, calendar_days.month_and_day),
    (calendar_days.NUMERIC, calendar_days.numeric),
    (calendar_days.IN_A_MONTH, calendar_days.in_a_month),
    (calendar_days.OF_A_MONTH, calendar_days.of_a_month),
    (calendar_days.FEAST, calendar_days.feast),
    (relative_days.AFTER_A_DAY, relative_days.after_a_day),
    (relative_days.DAY_AFTER, relative_days.day_after),
    (relative_days.NEXT_WEEK, relative_days.next_week),
    (relative_days.FROM_TODAY, relative_days.from_today),
    (calendar_days.ORDINAL, calendar_days.ordinal),
    (relative_days.WEEKEND, relative_days.weekend),
    (relative_days.A_WEEKDAY, relative_days.a_weekday),
]
FROM_BOOKED: list[tuple[re.Pattern[str], Reader]] = [
    (relative_days.FROM_BOOKED, relative_days.from_booked),
    (relative_days.NEIGHBOUR, relative_days.neighbour),
    (relative_days.WEEKDAY_FROM_BOOKED, relative_days.weekday_from_booked),
]
BESIDE = re.compile(r"[\s,(]*(?:(?:on|the|a|an)\s+)*")
Named = Mention[Meant | None]


def day_in(
    text: str,
    today: date,
    *,
    booked: date | None = None,
    expected: bool = False,
    month_first: bool = False,
    past: bool = False,
) -> Meant | None:
    """The day that `text` names, None when it names none.

    `booked` is the day that the talk is about: "two days later" counts from it, and "Sunday" is the one nearest to it.
    `expected` says that a date was asked for, so that "12" is one. `month_first`: "12/4" is the fourth of December.
    `past`: the day lies behind us, such as a birthday, and is not one that is wished.
    """
    text = calendar_days.MONTH_LEFT_OUT.sub(r"\1 \2", plain(mended(text)))
    seen = Standpoint(today, booked, expected, month_first)
    named = [mention for mention in _named(text, seen) if mention.meant]
    if past:
        named = without_unwanted(text, named)
        behind = [mention for mention in named if not (isinstance(mention.meant, Day) and mention.meant.day > today)]
        return (behind or named)[0].meant if named else None
    wished = most_wished(text, named, lambda meant: isinstance(meant, Day) and (meant.day < today or meant.day == booked))
    return wished[0].meant if wished else None


def without_days(text: str) -> str:
    """`text` without the words that name a day, for who looks for names in it."""
    for pattern, _ in [*READERS, *FROM_BOOKED]:
        text = pattern.sub(" ", text)
    return text


def _named(text: str, seen: Standpoint) -> list[Named]:
    """Every day that is named, in the order of the text."""
    named = _with_offsets(text, _read(text, READERS, seen, []))
    named = _checked_by_weekday(text, _read(text, FROM_BOOKED if seen.booked else [], seen, named))
    if not named and seen.expected and (bare := calendar_days.BARE.search(text)):
        return [Mention(bare.start(), bare.end(), calendar_days.ordinal(bare, seen))]
    return named


def _read(text: str, readers: list[tuple[re.Pattern[str], Reader]], seen: Standpoint, named: list[Named]) -> list[Named]:
    for pattern, reader in readers:
        for found in pattern.finditer(text):
            whole: Named = Mention(found.start(), found.end(), reader(found, seen))
            others = [other for other in named if not whole.is_more_than(other)]
            if not any(whole.overlaps(other) for other in others):
                named = [*others, whole]
    return sorted(named, key=lambda mention: mention.start)


def _with_offsets(text: str, named: list[Named]) -> list[Named]:
    """ "The day after Christmas" as one day, in place of those that its words name."""
    for mention in named:
        found = relative_days.OFFSET.search(text[: mention.start])
        if found and isinstance(mention.meant, Day):
            others = [other for other in named if other.end <= found.start() or other.start >= mention.end]
            whole: Named = Mention(found.start(), mention.end, relative_days.offset(found, mention.meant.day))
            return _with_offsets(text, sorted([*others, whole], key=lambda mention: mention.start))
    return named


def _checked_by_weekday(text: str, named: list[Named]) -> list[Named]:
    """ "Friday 4 December" as one day. Of "not Friday, 5 December" both stay as they are."""
    joined: list[Named] = []
    for mention in named:
        before = joined[-1] if joined else None
        if before and BESIDE.fullmatch(text[before.end : mention.start]) and (both := _one_day(text, before, mention)):
            joined[-1] = both
        else:
            joined.append(mention)
    return joined


def _one_day(text: str, first: Named, second: Named) -> Named | None:
    """Two neighbours of which one is a weekday and the other its date."""
    weekdays = [A_WEEKDAY.fullmatch(text, mention.start, mention.end) for mention in (first, second)]
    weekday, dated = (weekdays[0], second.meant) if weekdays[0] else (weekdays[1], first.meant)
    if not weekday or all(weekdays) or not isinstance(dated, Day):
        return None
    wanted = weekday_number(weekday[2])
    fits = dated.day.weekday() == wanted
    if not fits and unwanted_before(text, first):
        return None
    meant = dated if fits else WrongWeekday(dated.day, WEEKDAYS[wanted].capitalize())
    return Mention(first.start, second.end, meant)
