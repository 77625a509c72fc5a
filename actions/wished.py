"""Which of several days or times in a message is the one that is wished.

"From Friday to Sunday", "my flight is on Friday, can I go on Sunday", "Sunday instead of Friday", "not Friday, Sunday": the words
right around each of them tell the wished one from the one that they have, and from those that will not do.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from actions.day_names import MONTH, WEEKDAY

Meaning = TypeVar("Meaning")

DAY = rf"{WEEKDAY}s?|today|tomorrow|{MONTH}|\d{{1,2}}(?:st|nd|rd|th)?"
LEADING = rf"(?:(?:on|at|in|for|around|about|by|the|this|next|coming|a|my|any|{DAY}),?\s+)*$"
UNWANTED_BEFORE = re.compile(
    r"\b(?:(?:(?<!why )(?<!if )(?<!or )not|except|excluding|apart from|other than|rather than|anything but"
    r"|any (?:day|time|seat|row|one) but|all but"
    r"|(?:it|that|flight|one) (?:is|was)n['’]?t|instead of|in place of)(?:\s+(?:for|flying|going|leaving|travell?ing))?"
    r"|(?:can['’]?t|cannot|can not|couldn['’]?t|could not|unable to|not able to|won['’]?t be able to"
    r"|(?:don['’]?t|do not) (?:want|like)(?: to)?|no longer(?: want(?: to)?)?)"
    r"(?:\s+(?:do|make(?:\s+it)?|fly|travel|go|leave|come|take))?)"
    rf"\s+{LEADING}",
    re.IGNORECASE,
)
NO_GOOD = r"(?:possible|good|suit(?:able)?|work|fit|do|an option|ok(?:ay)?|convenient)"
UNWANTED_AFTER = re.compile(
    r"(?:['’]s)?(?:\s+(?:flight|one|departure))?\s*(?:"
    rf"(?:\bis|['’]s|\bseems|\bwould be)\s+(?:no good|no use|out\b|impossible|bad|too\s+\w+|not\s+{NO_GOOD})"
    rf"|\b(?:does|do|wo|would|is)n['’]?t\s+(?:be\s+)?{NO_GOOD}\b|\b(?:does|do|will|would) not\s+(?:be\s+)?{NO_GOOD}\b)",
    re.IGNORECASE,
)
OR = re.compile(rf"\s*,?\s*(?:or|nor|and)\s+{LEADING}", re.IGNORECASE)
CLAUSE_ENDS = re.compile(r"[,.;!?\n]+\s|\b(?:but|and|or|so|if)\b|\s[-–—]\s", re.IGNORECASE)
SLIP = r"(?:no|sorry|oops|i mean|i meant|actually|rather|wait|correction|scratch that|make (?:that|it))\b[\s,.!:–-]*"
CORRECTED = re.compile(rf"\b{SLIP}(?:{SLIP})*{LEADING}", re.IGNORECASE)
WISHED = [
    r"\b(?:want|need|like|love|prefer|rather|wish|hope|can|could|would|please|pls|what about|how about|have to|must)\b",
    r"\b(?:move|put|switch|book|rebook|get|fly|transfer)\s+(?:me|us)\b|\b(?:change|move|put|switch|book)\s+(?:it|them)\s+(?:on|to|for)\b",
    r"\b(?:any|another|other|later|earlier)\s+(?:flight|one|plane|departure)\b|\b(?:is there|there is|there['’]?s)\b",
    rf"\b(?:to|into|onto|until|till)\s+(?:(?:any time|some\s?time|after|before)\s+)*{LEADING}|(?:->|=>|→|>)\s*$",
]
THEIRS = [
    r"\b(?:my|our)\s+(?:\w+\s+){0,2}?(?:flights?|booking|ticket|trip|return|seats?|departure|outbound)\b|\b(?:my|our)\s+$",
    r"\bfrom\b|\b(?:booked|currently|original|originally|i['’]m on|we['’]re on)\b",
    r"(?<!\bcan )(?<!\bcould )(?<!\bmay )\b(?:i|we)(?:\s+have|['’]ve)\b",
    r"\b(?:supposed|meant|due|scheduled|planned|planning|was going|were going)(?:\s+to)?(?:\s+\w+)?",
    r"\b(?:was|were|been|got|have)\s+(?:re)?(?:moved|booked|changed|put|scheduled)(?:\s+(?:on|to|for|onto))*",
    r"\b(?:change|changing|move|moving|switch|switching|swap|swapping|shift|reschedule|rebook|postpone|push|bring|cancel)\b",
    # What has happened: "I called yesterday", "she died on Monday".
    r"\b(?:was|were|had|did|expires|called|phoned|rang|wrote|e-?mailed|messaged|told|said|spoke|asked|died|bought|paid|came|arrived|landed|flew"
    r"|missed|cancelled|canceled|delayed|lost|happened|since)\b",
]
# The last of these before a day or a time says what it is.
CUE = re.compile(rf"(?P<wished>{'|'.join(WISHED)})|(?P<theirs>{'|'.join(THEIRS)})", re.IGNORECASE)
POSSESSIVE = re.compile(r"['’]s\b")  # "this morning's flight", and no word of wishing for it


@dataclass(frozen=True)
class Mention(Generic[Meaning]):
    """A day or a time where a message names it."""

    start: int
    end: int
    meant: Meaning

    def overlaps(self, other: "Mention[Meaning]") -> bool:
        return self.start < other.end and other.start < self.end

    def is_more_than(self, other: "Mention[Meaning]") -> bool:
        """ "The previous Friday" is more than "Friday"."""
        return self.start <= other.start and other.end <= self.end and self.end - self.start > other.end - other.start


def unwanted_before(text: str, mention: Mention[Meaning], since: int = 0) -> bool:
    """ "Not", "except", "instead of", "I can't do" right before it."""
    return UNWANTED_BEFORE.search(text[since : mention.start]) is not None


def without_unwanted(text: str, mentions: Sequence[Mention[Meaning]]) -> list[Mention[Meaning]]:
    """Those that are not ruled out, nor in a row with one that is ("not Friday or Saturday"), in the order of the text."""
    kept: list[Mention[Meaning]] = []
    ruled_out_until = -1
    for mention in mentions:
        in_a_row = ruled_out_until >= 0 and OR.fullmatch(text[ruled_out_until : mention.start])
        if in_a_row or unwanted_before(text, mention, _end_before(mentions, mention)):
            ruled_out_until = mention.end
        elif not UNWANTED_AFTER.match(text, mention.end):
            kept.append(mention)
    return kept


def most_wished(
    text: str, mentions: Sequence[Mention[Meaning]], unlikely: Callable[[Meaning], bool] = lambda meant: False
) -> list[Mention[Meaning]]:
    """Those that are wished most, in the order of the text; several when nothing puts one above the others."""
    kept = without_unwanted(text, mentions)
    wishes = [wish(text, mentions, mention) - (2 if unlikely(mention.meant) else 0) for mention in kept]
    return [mention for mention, its_wish in zip(kept, wishes, strict=True) if its_wish == max(wishes)]


def wish(text: str, mentions: Sequence[Mention[Meaning]], mention: Mention[Meaning]) -> int:
    """How much the words since the mention before this one make it the wished one; below 0 it is what they have, or is past."""
    since = _end_before(mentions, mention)
    before = text[since : mention.start]
    if since and CORRECTED.search(before):
        return 2
    cues = list(CUE.finditer(CLAUSE_ENDS.split(before)[-1]))
    if cues:
        return 1 if cues[-1]["wished"] else -1
    return -1 if not since and POSSESSIVE.match(text, mention.end) else 0


def _end_before(mentions: Sequence[Mention[Meaning]], mention: Mention[Meaning]) -> int:
    """Where the mention before this one ends."""
    return max((other.end for other in mentions if other.end <= mention.start), default=0)
