"""Finds the time of day that a customer means: "19:40", "7am", "half past three", "noon", "the evening flight"."""

import re
from dataclasses import dataclass
from datetime import time

HOURS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(),  # noqa: SIM905  reads better
        start=1,
    )
}
HOUR = rf"(?:\d{{1,2}}|{'|'.join(HOURS)})"
MINUTES = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty-five": 25}
HALF_OF_DAY = r"(?:\s*(a\.?m|p\.?m)\b\.?|\s+(?:in the\s+)?(morning|afternoon|evening|night)\b)"

CLOCK = re.compile(rf"(?<![\d:./-])([01]?\d|2[0-3])[:.h]([0-5]\d)(?![\d/.-]){HALF_OF_DAY}?", re.IGNORECASE)
PAST_OR_TO = re.compile(
    rf"\b(half|quarter|five|ten|twenty|twenty-five)[\s-]+(?:(past|to)\s+)?({HOUR})\b(?!\s*(?:days?|weeks?|€|euros?)){HALF_OF_DAY}?",
    re.IGNORECASE,
)
FULL_HOUR = re.compile(rf"\b({HOUR})(?:\s*o'?clock{HALF_OF_DAY}?|{HALF_OF_DAY})", re.IGNORECASE)
NAMED = {
    r"\b(?:noon|midday)\b": (time(11, 30), time(12, 30)),
    r"\bmidnight\b": (time(23), time(23, 59)),
    r"\b(?:early )?morning\b": (time(4), time(11, 59)),
    r"\blunch\s*time\b": (time(11, 30), time(14)),
    r"\bafternoon\b": (time(12), time(17, 59)),
    r"\b(?:evening|tonight)\b": (time(17), time(23, 59)),
    r"\b(?:late |over)?night\b": (time(20), time(23, 59)),
}
AROUND = 60  # minutes: a flight is known by its time more or less


@dataclass(frozen=True)
class Span:
    """From the first to the last minute, both included."""

    first: time
    last: time

    def holds(self, at: time) -> bool:
        return self.first <= at <= self.last


def spans_in(text: str) -> list[Span]:
    """Where in the day the message points to; more than one when it leaves open which half ("half past three"), none if it says
    nothing of the sort."""
    readers = (_clock, _past_or_to, _full_hour)
    minutes = next((found for reader in readers if (found := reader(text))), [])
    if minutes:
        return [_around(minute) for minute in minutes]
    return [Span(*span) for words, span in NAMED.items() if re.search(words, text, re.IGNORECASE)][:1]


def _clock(text: str) -> list[int]:
    found = CLOCK.search(text)
    if not found:
        return []
    minute = int(found[1]) * 60 + int(found[2])
    half = found[3] or found[4]
    return _in_half(minute, half) if half or int(found[1]) > 12 or found[1].startswith("0") else _both_halves(minute)


def _past_or_to(text: str) -> list[int]:
    found = PAST_OR_TO.search(text)
    if not found or (found[2] is None and found[1].lower() != "half"):
        return []
    minutes = MINUTES[found[1].lower()]
    minute = _hour(found[3]) * 60 + (-minutes if (found[2] or "").lower() == "to" else minutes)
    return _in_half(minute, found[4] or found[5])


def _full_hour(text: str) -> list[int]:
    found = FULL_HOUR.search(text)
    if not found:
        return []
    half = next((group for group in found.groups()[1:] if group), None)
    return _in_half(_hour(found[1]) * 60, half) if _hour(found[1]) < 24 else []


def _hour(word: str) -> int:
    return HOURS.get(word.lower()) or int(word)


def _in_half(minute: int, half: str | None) -> list[int]:
    """The minute of the day in its half; in both when that was not said."""
    if half is None:
        return _both_halves(minute)
    afternoon = half.lower().replace(".", "") in {"pm", "afternoon", "evening", "night"}
    return [minute % 720 + (720 if afternoon else 0)]


def _both_halves(minute: int) -> list[int]:
    return [minute] if minute >= 13 * 60 else [minute % 720, minute % 720 + 720]


def _around(minute: int) -> Span:
    first, last = max(0, minute - AROUND), min(24 * 60 - 1, minute + AROUND)
    return Span(time(first // 60, first % 60), time(last // 60, last % 60))
