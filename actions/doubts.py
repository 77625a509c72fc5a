"""A day that is probably a slip, beside the one that was just looked at or of another year: it is questioned once."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from actions.conversation import Memory

# Who says so means the day beside it.
ON_PURPOSE = re.compile(
    r"\b(?:days?|one|night) (?:after|before|later|earlier|sooner)\b|\b(?:next|following|previous) day\b", re.IGNORECASE
)
YEAR = re.compile(r"\b20\d\d\b")


@dataclass(frozen=True)
class Doubt:
    """`likely` is the day that was probably meant; `response` says so."""

    response: str
    likely: date


def doubt_about(day: date, said: str, memory: Memory, first: date, last: date) -> Doubt | None:
    """Whether `day`, of the words `said`, is to be questioned; flights can be had from `first` to `last`."""
    if day == memory.doubted:
        return None
    memory.doubted = None
    likely = _of_this_year(day, first, last) if YEAR.search(said) and not first <= day <= last else None
    if likely:
        memory.doubted = day
        return Doubt("utter_day_of_another_year", likely)
    looked_at = memory.looked_at
    if looked_at and abs(day - looked_at) == timedelta(days=1) and first <= looked_at <= last and not ON_PURPOSE.search(said):
        memory.doubted = day
        return Doubt("utter_day_beside", looked_at)
    return None


def choices(memory: Memory, first: date, last: date) -> list[date]:
    """The days between which the customer is to choose after a doubt, the likely one first."""
    if memory.doubted is None:
        return []
    likely = _of_this_year(memory.doubted, first, last)
    if not first <= memory.doubted <= last:
        return [likely] if likely else []
    return [memory.looked_at, memory.doubted] if memory.looked_at else []


def _of_this_year(day: date, first: date, last: date) -> date | None:
    """The same day and month between the two days; none for 29 February, and when there is none."""
    for year in range(first.year, last.year + 1):
        try:
            same = day.replace(year=year)
        except ValueError:
            continue
        if first <= same <= last:
            return same
    return None
