"""A message in parts: its sentences, and their clauses where another request may begin. Pure: text in, positions out.

Parts are candidates only; which of them hold a request is for the classifier to say (bot/requests/choice.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_PARTS = 48
LONGEST_PART = 400  # characters; someone who never uses a full stop is read in pieces of this size
FEWEST_LETTERS = 2

# A full stop ends a sentence unless it stands after a title, before a number ("no. 5") or inside a number or an address.
SENTENCE_END = re.compile(
    r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?!(?<=\bno)\.\s*\d)[.!?…;]+[)\"'’”]*(?=\s|$)|\n+", re.IGNORECASE
)
JOINT = (
    r"(?:,|\band\b|\bbut\b|\bplus\b|\balso\b|\bthen\b|\boh\b|&|–|—|\s-\s|\bas well as\b|\bafter that\b|\bsecondly\b"
    r"|\bafterwards\b)"
)
BEGINS_A_REQUEST = (
    r"(?:please|pls|plz|can|could|would|will|may|might|should|is|are|was|has|have|do|does|did|when|what|what's|which|how|where|who|why|i"
    r"|i'd|i'm|i've|i'll|we|we'd|my|show|tell|check|look|find|give|get|let|move|change|cancel|book|rebook|put|push|bring|see|open|help"
    r"|postpone|reschedule|shift|swap|confirm|send|need|want|if|whether|just|only|rather)"
)
# At most a few joining words: a pattern without that bound would search "and and and and …" for ever.
CLAUSE = re.compile(rf"(?:\s*{JOINT}){{1,4}}\s*(?={BEGINS_A_REQUEST}\b)", re.IGNORECASE)

# "Add a wheelchair and a vegan meal": two things under one verb. One that has a verb of its own is no thing, but tells something.
THING = r"(?:an?|the|my|our|one|two|three|another|some)\s"
FIRST_THING = re.compile(rf"\b{THING}", re.IGNORECASE)
NEXT_THING = re.compile(rf"(?:\s*(?:,|\band\b|\bplus\b|&|\bas well as\b|\balso\b)){{1,3}}\s*(?=\b{THING})", re.IGNORECASE)
TELLS_SOMETHING = re.compile(r"\b(?:(?:is|are|was|were|has|had)(?:n['’]?t)?|got|came)\b", re.IGNORECASE)
# "Wifi and lounge please", "seat + bag": nothing but their names, with at most a verb before them.
BARE_LEAD = re.compile(
    r"\W*(?:(?:hi|hello|hey|good\s+\w+|please|pls|plz|i|we|i['’]d|we['’]d|can|could|may|would|like|love|need|want|wanna|get|have|book|add|order|give"
    r"|me|us|you|to|also|both|show|tell|about|info|on|looking|for|is|there|do|with)\b\W*)*",
    re.IGNORECASE,
)
BARE_END = re.compile(r"(?:\W*\b(?:please|pls|plz|thanks|thank\s+you|thx|too|as\s+well))*\W*$", re.IGNORECASE)
BARE_JOINT = re.compile(r"\s*(?:(?:,|\+|&|\band\b|\bplus\b|\bas\s+well\s+as\b|\balso\b)\s*){1,3}", re.IGNORECASE)
BARE_THING = re.compile(r"[^\W\d_]+(?:[\s-][^\W\d_]+){0,2}")
# Of "a refund for my meal and my seat" the refund is the thing.
OF_A_THING = re.compile(
    r"(?<!look)(?<!looking)(?<!ask)(?<!asking)(?<!wish)\s(?:for|of|about|with|without|in|on|to|from)\s$", re.IGNORECASE
)
# Which booking it is about belongs to all of them.
WHOSE = re.compile(
    r"(?:[\s,;:]+(?:for|on|in|to|under|with|my|our|the|it['’]?s|is|booking|reservation|reference|ref|number|code))*[\s,;:]+"
    r"(?=(?=[a-z]*\d)[a-z0-9]{6}\b)",
    re.IGNORECASE,
)
FEWEST_THINGS, MOST_THINGS = 2, 6


@dataclass(frozen=True)
class Things:
    """Things that are named under one verb. `lead` is what stands before the first one; `rest` says whose they are; `bare`: they
    have no articles.
    """

    whole: Part
    each: tuple[Part, ...]
    lead: str
    rest: Part | None = None
    bare: bool = False

    def carried(self, text: str) -> list[str]:
        """Each with the words before the first: "add a wheelchair", "add a vegan meal"."""
        return [text[self.whole.start : self.each[0].end], *(self.lead + thing.of(text) for thing in self.each[1:])]


@dataclass(frozen=True)
class Part:
    """`text[start:end]`, without blanks and joining words around it."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


def split(text: str) -> list[Part]:
    """The parts in the order of the text; one part when there is nothing to divide."""
    clauses = [clause for sentence in _between(SENTENCE_END, text, Part(0, len(text))) for clause in _clauses(text, sentence)]
    short = [piece for clause in clauses for piece in _pieces(text, clause)]
    parts = [part for part in (_trimmed(text, piece) for piece in short) if _says_something(part.of(text))]
    return _joined(parts, MOST_PARTS)


def things(text: str, part: Part) -> Things | None:
    """The things that this part names one after the other; None when it names only one, or tells something of them."""
    first = FIRST_THING.search(text, part.start, part.end)
    whose = WHOSE.search(text, first.end(), part.end) if first else None
    end = whose.start() if whose else part.end
    if first is None or OF_A_THING.search(text, part.start, first.start()) or TELLS_SOMETHING.search(text, first.start(), end):
        return None
    each, start = [], part.start
    for joint in NEXT_THING.finditer(text, first.end(), end):
        each.append(Part(start, joint.start()))
        start = joint.end()
    each.append(Part(start, end))
    if not FEWEST_THINGS <= len(each) <= MOST_THINGS:
        return None
    return Things(part, tuple(each), text[part.start : first.start()], Part(whose.end(), part.end) if whose else None)


def bare_things(text: str, part: Part) -> Things | None:
    """The things of a part that says nothing but their names; None for anything else."""
    lead = BARE_LEAD.match(text, part.start, part.end)
    start = lead.end() if lead else part.start
    end = BARE_END.search(text, start, part.end)
    each = _between(BARE_JOINT, text, Part(start, end.start() if end else part.end))
    named = all(BARE_THING.fullmatch(thing.of(text)) for thing in each)
    if not named or not FEWEST_THINGS <= len(each) <= MOST_THINGS:
        return None
    return Things(part, tuple(each), text[part.start : start], bare=True)


def _clauses(text: str, sentence: Part) -> list[Part]:
    return _between(CLAUSE, text, sentence)


def _between(boundary: re.Pattern[str], text: str, whole: Part) -> list[Part]:
    """What stands between the boundaries; a mark at the end stays with what it ends ("…late?")."""
    parts, start = [], whole.start
    for match in boundary.finditer(text, whole.start, whole.end):
        if match.start() > start:
            parts.append(Part(start, match.end() if boundary is SENTENCE_END else match.start()))
        start = match.end()
    return [*parts, Part(start, whole.end)] if start < whole.end else parts


def _pieces(text: str, part: Part) -> list[Part]:
    """A part that is too long, cut at a blank."""
    pieces, start = [], part.start
    while part.end - start > LONGEST_PART:
        cut = text.rfind(" ", start, start + LONGEST_PART)
        cut = cut if cut > start else start + LONGEST_PART
        pieces.append(Part(start, cut))
        start = cut
    return [*pieces, Part(start, part.end)]


def _trimmed(text: str, part: Part) -> Part:
    said = part.of(text)
    return Part(part.start + len(said) - len(said.lstrip(" ,\t\n\r–—-")), part.start + len(said.rstrip()))


def _says_something(said: str) -> bool:
    return sum(map(str.isalnum, said)) >= FEWEST_LETTERS


def _joined(parts: list[Part], most: int) -> list[Part]:
    """Neighbours joined until there are no more than `most`."""
    each = -(-len(parts) // most)
    return [Part(group[0].start, group[-1].end) for group in (parts[i : i + each] for i in range(0, len(parts), max(each, 1)))]
