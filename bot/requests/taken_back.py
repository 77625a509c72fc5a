"""What is asked for and taken back in the same message: "please cancel my booking. No wait, don't." Pure.

What was said last counts. A taking back is a run of words that says nothing else, at the end of the message or of one of its
parts: it unsays what stands before it, and what stands behind it is a new wish ("cancel it. Actually no, move it").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.requests.choice import DECLINED, GIVES_WAY_OUTSIDE, LONG, Reading

AS_IT_IS = r"(?:as\s+(?:it\s+is|is|they\s+are|it\s+was|booked|before)|(?:the\s+way|how)\s+it\s+is|like\s+(?:that|this)|be|alone)"
IT = r"(?:it|that|this|them|things|everything)"
OURS = r"(?:my|our|the)\s+(?:\w+\s+)?(?:bookings?|flights?|trip|tickets?|reservations?|seats?|dates?)"
WE = r"(?:(?:i|we)(?:['’](?:ve|d|ll|m|re)|\s+(?:have|will|would|am|are))?\s+)"
DO_NOT = r"(?:do\s+not|do\s?n['’]?t)"
# What a taking back is made of. Each word is looked up once, the first kind that fits: no pattern here looks twice.
KINDS = {
    # enough of itself
    "turns": r"never\s*mind|nvm|(?:scratch|strike|disregard)\s+(?:that|it)|on\s+second\s+thoughts?"
    r"|forget\s+(?:that\s+)?i\s+(?:said|asked)(?:\s+(?:anything|that))?|i\s+take\s+(?:it|that)\s+back",
    # enough where it begins to say something of its own
    "leaves": rf"{WE}?(?:rather|prefer\s+to|want\s+to|like\s+to|better|going\s+to)?\s*"
    rf"(?:keep(?:ing)?|leav(?:e|ing))\s+{IT}(?:\s+{AS_IT_IS})?"
    rf"|leave\s+{OURS}\s+{AS_IT_IS}|(?:forget|ignore)\s+(?:about\s+)?{IT}"
    rf"|(?:or\s+)?(?:{WE}(?:rather|better|prefer)|rather|better|maybe|perhaps|probably)\s+not|not\s+after\s+all"
    rf"|{DO_NOT}(?:\s+(?:(?:do|touch|change|cancel|move)\s+(?:{IT}|anything|{OURS})|bother))?",
    # alone it may be the reason for what is asked
    "tells": rf"{WE}?(?:just\s+)?chang(?:ed|ing)\s+(?:my|our)\s+minds?"
    rf"|{WE}{DO_NOT}(?:\s+want\s+(?:to|that|it|this))?(?:\s+(?:any\s?more|now))?"
    rf"|{WE}?(?:rather|prefer\s+to|want\s+to|like\s+to|going\s+to)?\s*(?:keep(?:ing)?|stay(?:ing)?\s+with)\s+(?:{IT}|{OURS})"
    r"|after\s+all|it['’]?s\s+(?:fine|ok(?:ay)?)",
    "no": r"no+(?:pe)?|nah|non",
    "wavers": r"h+m+|u+h*m+|er+m*|oops|sorry|actually|wait",
    "beside": r"please|pls|plz|thank\s+you|thanks?|thx|then|but|just|for\s+now|o+h+|a+h+|well|ok(?:ay)?",
}
GAP = r"[\s,.;!…–—-]"
PIECE = re.compile("|".join(rf"(?P<{kind}>{words})" for kind, words in KINDS.items()), re.IGNORECASE)
BETWEEN = re.compile(rf"(?!\w){GAP}*")
STOP = re.compile(r"[.,;!?…\n–—]\s*$|\s-\s*$")
WORD = re.compile(r"\b\w")
# "If it costs more, leave it"; "they said never mind".
CONDITION = re.compile(r"\b(?:if|unless|whether|in case|when|or|otherwise)\b[^.!?…;\n]*$", re.IGNORECASE)
REPORTED = re.compile(r"\b(?:said|say|says|told|tells?)(?:\s+(?:me|us|to))*[\s:,\"“'‘]*$", re.IGNORECASE)


def taken_back_at(text: str, *, to_the_end: bool = True) -> int | None:
    """Where the taking back begins with which this text ends; None when it takes nothing back."""
    return next((each.start() for each in WORD.finditer(text) if _takes_back(text, each.start(), to_the_end=to_the_end)), None)


def _takes_back(text: str, start: int, *, to_the_end: bool) -> bool:
    before, kinds = text[:start], _kinds(text, start)
    if not kinds or not before.strip() or REPORTED.search(before):
        return False
    said = [kind for kind in kinds if kind != "beside"]
    if said[:1] == ["turns"] or _turns_round(said):
        return True
    if not STOP.search(before) or CONDITION.search(before):
        return False
    if set(kinds) == {"no"}:
        return to_the_end and not before.rstrip().endswith("?")
    return "leaves" in said or "turns" in said or ("tells" in said and bool({"no", "wavers"}.intersection(said)))


def _turns_round(said: Sequence[str]) -> bool:
    """ "No wait", "actually no", "no, don't", before anything else."""
    return set(said[:2]) in ({"no", "wavers"}, {"no", "leaves"}) and said[0] != "leaves"


def _kinds(text: str, start: int) -> list[str]:
    """What all words from here on are; nothing when one of them says something else."""
    kinds, at = [], start
    while at < len(text):
        piece = PIECE.match(text, at)
        between = BETWEEN.match(text, piece.end()) if piece else None
        if piece is None or between is None:
            return []
        kinds.append(piece.lastgroup or "")
        at = between.end()
    return kinds


def without_taken_back(whole: Reading, parts: Sequence[Reading], wishes: Collection[str]) -> tuple[Reading, list[Reading]]:
    """The whole and its parts, of which those that are taken back again are declined."""
    if len(whole.text) > LONG:
        return whole, list(parts)
    if not parts:
        return (_declined(whole) if whole.intent in wishes and taken_back_at(whole.text) is not None else whole), []
    ends = [part.span[1] for part in parts]
    found = ((taken_back_at(whole.text[:end], to_the_end=end == ends[-1]), end) for end in ends)
    since, until = max(((since, end) for since, end in found if since is not None), key=lambda each: each[1], default=(0, 0))
    kept = [_declined(part) if part.span[0] < until else part for part in parts]
    asked = any(part.intent in wishes for part in parts if part.span[0] < since)
    stands = any(part.intent in wishes for part in kept)
    if not asked and not (since and whole.intent in wishes):
        return whole, list(parts)
    gives_way = whole.intent in wishes or whole.intent in GIVES_WAY_OUTSIDE
    return (_declined(whole) if gives_way and not stands else whole), kept


def _declined(reading: Reading) -> Reading:
    return replace(reading, intent=DECLINED, confidence=1.0)
