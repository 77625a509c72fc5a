"""Finds the time of day that a customer means: "19:40", "7am", "half past three", "after six pm", "noon", "the evening flight".

Of several it is the wished one ("from the 7 am to the 9 am"). A greeting ("Good morning") is none.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time

from actions.day_names import MONTH, WEEKDAY
from actions.figures import NUMBER_WORDS, plain
from actions.wished import Mention, most_wished, wish, without_unwanted

HOURS = {word: number for number, word in enumerate(NUMBER_WORDS[:12], start=1)}
HOUR = rf"(?:\d{{1,2}}|{'|'.join(HOURS)})"
MINUTES = {
    "five": 5, "ten": 10, "quarter": 15, "fifteen": 15, "twenty": 20, "twenty five": 25, "half": 30, "thirty": 30,
    "thirty five": 35, "forty": 40, "forty five": 45, "fifty": 50, "fifty five": 55,
}  # fmt: skip
MINUTE = "|".join(word.replace(" ", "[ -]") for word in sorted(MINUTES, key=len, reverse=True))
HALF_OF_DAY = (
    r"(?:\s*(?P<half>a\.?m|p\.?m)\b\.?"
    r"|\s+(?P<part>(?:in the\s+|at\s+)?(?:morning|afternoon|evening|eve|night))\b(?!\s+flights))"
)
NO_LENGTH = r"(?!\s*(?:days?|weeks?|nights?|delay|late|ago|layover|wait|journey|of)\b)"

CLOCK = re.compile(rf"(?<![\d:./-])([01]?\d|2[0-3])[:h]([0-5]\d)(?![\d/.-]\d|[\d/-]){HALF_OF_DAY}?", re.IGNORECASE)
PAST_OR_TO = re.compile(
    rf"\b({MINUTE}|\d{{1,2}}(?=[a-z\s]+past))(?:\s+min(?:ute)?s?)?[\s-]+(?:(past|to)[\s-]+)?({HOUR})\b{NO_LENGTH}{HALF_OF_DAY}?",
    re.IGNORECASE,
)
SPELLED = re.compile(rf"\b({'|'.join(HOURS)})[\s-]+(?:oh[\s-]+)?({MINUTE})\b{NO_LENGTH}{HALF_OF_DAY}?", re.IGNORECASE)
FULL_HOUR = re.compile(rf"(?<![\w/.:])({HOUR})(?P<clock>\s*o['’]?\s?clock|[\s-]?ish\b)?{HALF_OF_DAY}?", re.IGNORECASE)
HOUR_WITH_H = re.compile(
    rf"\b(?:at|around|about|before|after|until|till|by|from|to|the)\s+([01]?\d|2[0-3])\s?h\b{NO_LENGTH}", re.IGNORECASE
)
FOUR_DIGITS = re.compile(
    r"(?:\b(?:at|the)\s+|^\W*)(?!20[23])([01]\d|2[0-3])([0-5]\d)(?=(?:\s*(?:h|hrs|hours|flight|one|departure)\b|\W*$))"
)
NOON = re.compile(r"\b(?:(?:12|twelve)\s+)?(?:(noon|midday)|midnight)\b", re.IGNORECASE)
PARTS = {
    r"\bfirst thing (?:in the morning\b|tomorrow|on\b|next\b)": (time(4), time(9)),
    r"\b(?:early )?morning\b": (time(4), time(11, 59)),
    r"\blunch\s*time\b": (time(11, 30), time(14)),
    r"\bafternoon\b": (time(12), time(17, 59)),
    r"\b(?:evening|tonight|in the eve)\b": (time(17), time(23, 59)),
    r"\b(?:late |over)?night\b|\bred[ -]?eye\b": (time(20), time(23, 59)),
}
GREETING = re.compile(
    r"\b(?:good|gd)\s+(?:morning|afternoon|evening|night)\b(?!\s+(?:flight|one|departure))"
    r"|^\W*(?:morning|afternoon|evening)(?:\s+(?:all|everyone|team|there|guys|sir|madam)\b|\s*!+\s*(?=\w)"
    r"|\s*[,.]\s*(?=(?:i|i['’]m|i['’]d|my|we|our|can|could|is|are|what|when|how|do|does|would|just|hi|hello)\b))",
    re.IGNORECASE,
)
NIGHTS_SPENT = re.compile(
    rf"\b(?:last|per|each|every|extra|hotel|an?|\d+|{'|'.join(NUMBER_WORDS)})\s+nights?\b(?!\s+(?:flight|one|plane|departure))",
    re.IGNORECASE,
)
AFTER_A_DATE = re.compile(rf"\b(?:{MONTH}|{WEEKDAY}),?\s+(?:the\s+)?$", re.IGNORECASE)
LEADS_TO_A_TIME = re.compile(r"\b(?:at|around|about|by|before|after|until|till|from|past|between|and|the)\s+$", re.IGNORECASE)
LEADS_TO_ONE = re.compile(r"\b(?:at|around|about|by|before|after|until|till|from|past|between)\s+$", re.IGNORECASE)
FROM = re.compile(r"\b(?:from|between)\s+$", re.IGNORECASE)
NEGATED = (
    r"(?:\b(?:not|cannot)|n['’]t|\bno(?=\s+(?:later|earlier)))"
    r"(?:\s+(?:able|arrive|be|come|depart|fly|get|go|it|leave|make|there|to|travel|want))*\s+"
)
BOUND = re.compile(
    rf"(?P<not>{NEGATED})?\b(?:(?P<after>after|later than|past|from|since)|(?P<before>before|earlier than|by|until|till))"
    r"\s+(?:about\s+|around\s+|the\s+)?$",
    re.IGNORECASE,
)
FIRST_HOUR = re.compile(rf"(?<![\w:.])({HOUR})\s*(?:and|to|-|–)\s*$", re.IGNORECASE)  # "2 to" before "5 pm"
BETWEEN = re.compile(r"\bbetween\s+[^,;]+\s+(?:and|to|-|–)\s+$|[-–]$", re.IGNORECASE)
AROUND = 60  # minutes: a flight is known by its time more or less
NOON_AT, LAST_MINUTE = 12 * 60, 24 * 60 - 1


@dataclass(frozen=True)
class Span:
    """From the first to the last minute, both included."""

    first: time
    last: time

    def holds(self, at: time) -> bool:
        return self.first <= at <= self.last


Minutes = list[int]  # of the day; two when it was left open which half is meant


def spans_in(text: str, *, instead: bool = False) -> list[Span]:
    """Where in the day the message points to; more than one when it leaves open which half ("half past three"), none if it says
    nothing of the sort. `instead`: of a flight other than theirs, so that "my evening flight" says nothing."""
    text = NIGHTS_SPENT.sub(" ", GREETING.sub(" ", plain(text)))
    clock = _as_spans(text, _clock_times(text))
    named = sorted([*clock, *_parts(text, clock)], key=lambda mention: mention.start)
    wished = [mention for mention in most_wished(text, named) if not instead or wish(text, named, mention) >= 0]
    exact = [mention for mention in wished if mention in clock]
    if not exact:  # "I'd like the evening flight at 19:40" wishes for the evening, and then says more of it
        exact = [at for at in without_unwanted(text, clock) if any(_says_more(at, part) for part in wished)]
    return exact[0].meant if exact else [span for mention in wished for span in mention.meant]


def _clock_times(text: str) -> list[Mention[Minutes]]:
    readers: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Minutes]]] = [
        (CLOCK, _clock),
        (PAST_OR_TO, _past_or_to),
        (SPELLED, _spelled),
        (NOON, lambda found: [NOON_AT] if found[1] else [2 * NOON_AT]),
        (FULL_HOUR, _full_hour),
        (HOUR_WITH_H, lambda found: _both_halves(int(found[1]) * 60)),
        (FOUR_DIGITS, lambda found: [int(found[1]) * 60 + int(found[2])]),
    ]
    times: list[Mention[Minutes]] = []
    for pattern, reader in readers:
        for found in pattern.finditer(text):
            free = not any(found.start() < other.end and other.start < found.end() for other in times)
            if free and (minutes := reader(found)):
                times.append(Mention(found.start(), found.end(), minutes))
    return sorted(times, key=lambda mention: mention.start)


def _clock(found: re.Match[str]) -> Minutes:
    minute = int(found[1]) * 60 + int(found[2])
    half = _half(found)
    return _in_half(minute, half) if half or int(found[1]) > 12 or found[1].startswith("0") else _both_halves(minute)


def _past_or_to(found: re.Match[str]) -> Minutes:
    said = found[1].lower().replace("-", " ")
    if (found[2] is None and said != "half") or (found[2] and FROM.search(found.string[: found.start()])):
        return []
    minutes = int(said) if said.isdigit() else MINUTES[said]
    return _in_half(_hour(found[3]) * 60 + (-minutes if (found[2] or "").lower() == "to" else minutes), _half(found))


def _spelled(found: re.Match[str]) -> Minutes:
    before = found.string[: found.start()]
    if not (_half(found) or LEADS_TO_A_TIME.search(before) or not before.strip()):
        return []
    return _in_half(_hour(found[1]) * 60 + MINUTES[found[2].lower().replace("-", " ")], _half(found))


def _full_hour(found: re.Match[str]) -> Minutes:
    """An hour is one beside "o'clock", "pm", "in the evening"; but not in "Friday 4 in the evening", nor "one evening flight"."""
    before, part = found.string[: found.start()], found["part"]
    if not (found["clock"] or _half(found)) or _hour(found[1]) > 23:
        return []
    bare = part and not found["clock"]
    if bare and (AFTER_A_DATE.search(before) or (found[1].isalpha() and " " not in part)):
        return []
    if bare and found[1].lower() == "one" and not LEADS_TO_ONE.search(before):
        return []
    return _in_half(_hour(found[1]) * 60, _half(found))


def _half(found: re.Match[str]) -> str | None:
    return found["half"] or found["part"]


def _hour(word: str) -> int:
    return HOURS.get(word.lower()) or int(word)


def _in_half(minute: int, half: str | None) -> Minutes:
    """The minute of the day in its half; in both when that was not said."""
    if half is None:
        return _both_halves(minute)
    word = half.lower().replace(".", "").split()[-1]
    small_hours = word == "night" and minute % 720 < 6 * 60
    return [minute % 720 + (720 if word not in {"am", "morning"} and not small_hours else 0)]


def _both_halves(minute: int) -> Minutes:
    return [minute] if minute >= 13 * 60 else [minute % 720, minute % 720 + 720]


def _as_spans(text: str, times: list[Mention[Minutes]]) -> list[Mention[list[Span]]]:
    """Around each time; from it on, or until then, when "after" or "before" leads to it; all between "two and five pm"."""
    spans: list[Mention[list[Span]]] = []
    for place, at in enumerate(times):
        earlier = times[place - 1] if place else None
        if earlier and BETWEEN.search(text[: at.start]):
            spans[-1] = Mention(earlier.start, at.end, [_span(earlier.meant[-1], at.meant[-1])])
        elif begins := FIRST_HOUR.search(text[: at.start]):
            spans.append(Mention(begins.start(), at.end, [_from_hour(_hour(begins[1]), at.meant[-1])]))
        else:
            spans.append(Mention(at.start, at.end, _bounded(text[: at.start], at.meant)))
    return spans


def _from_hour(hour: int, last: int) -> Span:
    """From the hour of "two to five pm", in the half of the later one, or before noon in "ten to two pm"."""
    first = hour * 60 % 720 + (720 if last >= NOON_AT else 0)
    return _span(first if first <= last else first - 720, last)


def _bounded(before: str, minutes: Minutes) -> list[Span]:
    bound = BOUND.search(before)
    if not bound:
        return [_span(minute - AROUND, minute + AROUND) for minute in minutes]
    open_half = len(minutes) > 1
    if bool(bound["after"]) != bool(bound["not"]):
        return [_span(minute, NOON_AT - 1 if open_half and minute < NOON_AT else LAST_MINUTE) for minute in minutes]
    return [_span(NOON_AT if open_half and minute >= NOON_AT else 0, minute) for minute in minutes]


def _parts(text: str, clock: list[Mention[list[Span]]]) -> list[Mention[list[Span]]]:
    """Parts of the day, without the evening of "seven in the evening"."""
    parts: list[Mention[list[Span]]] = []
    for words, span in PARTS.items():
        for found in re.finditer(words, text, re.IGNORECASE):
            part = Mention(found.start(), found.end(), [Span(*span)])
            if not any(part.overlaps(other) for other in [*clock, *parts]):
                parts.append(part)
    return parts


def _says_more(at: Mention[list[Span]], part: Mention[list[Span]]) -> bool:
    return at.start > part.start and any(
        whole.first <= span.last and span.first <= whole.last for whole in part.meant for span in at.meant
    )


def _span(first: int, last: int) -> Span:
    first, last = max(0, min(first, LAST_MINUTE)), max(0, min(last, LAST_MINUTE))
    return Span(time(first // 60, first % 60), time(last // 60, last % 60))
