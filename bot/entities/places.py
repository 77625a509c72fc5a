"""Airports and cities in what a customer wrote, by the names in data/places.yml, with typos. Pure: text in, findings out.

A name counts in any spelling of accents, hyphens and capitals. With a slip it counts when it is long, or when the sentence leads
to a place ("to", "from", "flight"), and never when the slip makes an ordinary word ("pairs", "lion"). A code of three letters and
a name that is also a word ("Nice") count only where a place is meant. "My son Kingston" is no place. Which end of a journey each
is says bot/entities/directions.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.entities.directions import BY_WAY_OF, FROM, TO, with_roles
from bot.entities.finding import Finding

PLACES = Path(__file__).parents[2] / "data" / "places.yml"
PLACE = "place"
LONGEST_NAME = 5  # words
SHORTEST_WITH_A_SLIP = 5  # letters
SLIPS_FORGIVEN = (
    (10, 2, 3),
    (7, 1, 2),
    (SHORTEST_WITH_A_SLIP, 0, 1),
)  # from so many letters: so many slips; where a place is due

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
BETWEEN_CODES = re.compile(r"\s*[-–—→>/]*\s*")
BETWEEN_WORDS_OF_A_NAME = re.compile(r"\.?\s*[-–]?\s*")
LEADS_TO_A_PLACE = {*TO, *FROM, *BY_WAY_OF, "in", "at", "near", "visit", "visiting"}
# After these a person's name stands, and before those.
KIN = {
    "husband", "wife", "son", "daughter", "brother", "sister", "mother", "father", "mum", "mom", "dad", "friend", "partner",
    "boyfriend", "girlfriend", "fiance", "fiancee", "cousin", "nephew", "niece", "uncle", "aunt", "grandson", "granddaughter",
    "colleague",
}  # fmt: skip
DOES_AS_A_PERSON = {"wants", "needs", "wishes", "weighs", "travels", "turns"}
FOLLOWS_A_PLACE = {"flight", "flights", "airport", "plane", "service", "route", "leg"}
ENDS_A_ROUTE = {
    "to", "from", "on", "at", "via", "today", "tomorrow", "tonight", "yesterday", "this", "next", "please", "flight", "airport",
    "and", "or", "is", "leave", "leaves", "land", "lands", "delayed", "cancelled", "monday", "tuesday", "wednesday", "thursday",
    "friday", "saturday", "sunday", "with", "in",
}  # fmt: skip
NO_PART_OF_A_NAME = {
    "the", "a", "an", "is", "it", "my", "and", "or", "on", "at", "in", "to", "from", "for", "of", "i", "we", "you", "flight",
    "flights", "via", "by", "please", "today", "tomorrow", "tonight", "not", "this", "that", "our", "your", "me", "be", "are",
    "was", "with",
}  # fmt: skip
SHORT_FORMS = {"st": "saint", "ste": "sainte", "ft": "fort"}
IsWord = Callable[[str], bool]


@dataclass(frozen=True)
class Name:
    """One spelling of a place. `is_code`: three letters. `is_word`: also an ordinary word."""

    code: str
    city: str
    is_code: bool = False
    is_word: bool = False


NO_NAME = Name("", "")


@dataclass(frozen=True)
class Word:
    plain: str
    start: int
    end: int


def find(text: str, is_word: IsWord, *, due: bool = False) -> list[Finding]:
    """The places in the order of the text. `is_word` knows ordinary words in small letters; `due`: a place may stand alone."""
    words = [Word(plain(match[0]), match.start(), match.end()) for match in WORD.finditer(text)]
    exact = [found for found in _windows(text, words) if _is_meant(text, words, *found, is_word, due=due)]
    found = [_finding(words, *window) for window in _longest_first(exact)]
    taken = {position for finding in found for position in range(finding.start, finding.end)}
    found += _with_slips(text, words, taken, is_word, due=due)
    return with_roles(text, sorted(found, key=lambda finding: finding.start))


def plain(text: str) -> str:
    """Without accents, capitals, hyphens, blanks and dots: how names are compared."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    word = "".join(letter for letter in letters if letter.isalpha())
    return SHORT_FORMS.get(word, word)


@lru_cache(maxsize=1)
def names() -> dict[str, Name]:
    """Every spelling in data/places.yml, in its plain form."""
    known: dict[str, Name] = {}
    for place in yaml.safe_load(PLACES.read_text(encoding="utf-8")):
        city, words = place["names"][0], {plain(word) for word in place.get("also_a_word", ())}
        for spelled in place["names"]:
            key = "".join(plain(part) for part in re.split(r"[\s-]+", spelled))
            known[key] = Name(place["code"], city, is_word=key in words)
        for code in (place["code"], *place.get("codes", ())):
            known.setdefault(plain(code), Name(place["code"], city, is_code=True))
    return known


def _windows(text: str, words: list[Word]) -> Iterator[tuple[int, int, Name]]:
    """(first word, word after the last, name) for each run of words that is a name as it stands."""
    for first in range(len(words)):
        key = ""
        for last in range(first, min(first + LONGEST_NAME, len(words))):
            if last > first and not BETWEEN_WORDS_OF_A_NAME.fullmatch(text, words[last - 1].end, words[last].start):
                break
            key += words[last].plain
            if name := names().get(key):
                yield first, last + 1, name


def _longest_first(windows: list[tuple[int, int, Name]]) -> list[tuple[int, int, Name]]:
    chosen: list[tuple[int, int, Name]] = []
    for window in sorted(windows, key=lambda window: window[0] - window[1]):
        if all(window[1] <= other[0] or window[0] >= other[1] for other in chosen):
            chosen.append(window)
    return chosen


def _finding(words: list[Word], first: int, after: int, name: Name) -> Finding:
    return Finding(PLACE, name.code, words[first].start, words[after - 1].end, name=name.city)


# ── is a place meant ──────────────────────────────────────────────────────────────────────────────────────────────────


def _is_meant(text: str, words: list[Word], first: int, after: int, name: Name, is_word: IsWord, *, due: bool) -> bool:
    """A name of its own is, unless a person has it; a code and a name that is also a word need a sign of it."""
    if _is_a_person(words, first, after):
        return False
    if not (name.is_code or name.is_word):
        return True
    alone = len(words) == after - first
    if alone and due:
        return True
    written = text[words[first].start : words[after - 1].end]
    if name.is_code:
        return _code_is_meant(text, words, first, after, written, is_word)
    return _word_is_meant(text, words, first, after, written)


def _is_a_person(words: list[Word], first: int, after: int) -> bool:
    before = words[first - 1].plain if first else ""
    follows = words[after].plain if after < len(words) else ""
    return before in KIN or follows in DOES_AS_A_PERSON


def _code_is_meant(text: str, words: list[Word], first: int, after: int, written: str, is_word: IsWord) -> bool:
    ordinary = is_word(written.lower())
    if (written.isupper() and not ordinary) or _beside_another_code(text, words, first, is_word):
        return True
    due = _place_is_due(words, first, after)
    if written.isupper():
        return due and not (text.isupper() and not _ends_a_route(text, words, after))
    return due and not ordinary


def _beside_another_code(text: str, words: list[Word], at: int, is_word: IsWord) -> bool:
    """ "lys ptp", "PTP-MIA": two codes in a row, unless both are words."""
    pairs = [(words[one], words[one + 1]) for one in (at - 1, at) if 0 <= one < len(words) - 1]
    return any(
        all(names().get(word.plain, NO_NAME).is_code for word in pair)
        and not all(is_word(word.plain) for word in pair)
        and BETWEEN_CODES.fullmatch(text, pair[0].end, pair[1].start)
        for pair in pairs
    )


def _word_is_meant(text: str, words: list[Word], first: int, after: int, written: str) -> bool:
    before = words[first - 1].plain if first else ""
    capital = written[0].isupper() and not text.isupper() and bool(before)
    follows = words[after].plain if after < len(words) else ""
    if capital and (before in LEADS_TO_A_PLACE or follows in FOLLOWS_A_PLACE):
        return True
    return before in {*TO, *FROM, *BY_WAY_OF} and _ends_a_route(text, words, after)


def _place_is_due(words: list[Word], first: int, after: int) -> bool:
    """The words around lead to a place: "to …", "the … flight"."""
    before = words[first - 1].plain if first else ""
    if before == "the" and first > 1:
        before = words[first - 2].plain
    follows = words[after].plain if after < len(words) else ""
    return before in LEADS_TO_A_PLACE or follows in FOLLOWS_A_PLACE or (first == 0 and follows == "to")


def _ends_a_route(text: str, words: list[Word], after: int) -> bool:
    """After the name the sentence ends, or goes on as it does after a place."""
    if after == len(words):
        return True
    gap = text[words[after - 1].end : words[after].start]
    return bool(gap.strip()) or words[after].plain in ENDS_A_ROUTE


# ── with a slip ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _with_slips(text: str, words: list[Word], taken: set[int], is_word: IsWord, *, due: bool) -> list[Finding]:
    """Names with one to three slips, the longest first, where nothing else was found."""
    found: list[Finding] = []
    for length in range(min(LONGEST_NAME, len(words)), 0, -1):
        for first in range(len(words) - length + 1):
            finding = _slipped(text, words, first, first + length, is_word, due=due)
            if finding and not taken & set(range(finding.start, finding.end)):
                found.append(finding)
                taken |= set(range(finding.start, finding.end))
    return found


def _slipped(text: str, words: list[Word], first: int, after: int, is_word: IsWord, *, due: bool) -> Finding | None:
    window = words[first:after]
    key = "".join(word.plain for word in window)
    if len(key) < SHORTEST_WITH_A_SLIP or {window[0].plain, window[-1].plain} & NO_PART_OF_A_NAME:
        return None
    if all(is_word(word.plain) for word in window) or not _hang_together(text, window):
        return None
    slips = _forgiven(len(key), due=(due and len(words) == after - first) or _place_is_due(words, first, after))
    closest = process.extractOne(key, _full_names(), scorer=OSA.distance, score_cutoff=slips) if slips else None
    if closest is None or closest[0][0] != key[0]:
        return None
    return _finding(words, first, after, names()[closest[0]])


def _forgiven(length: int, *, due: bool) -> int:
    return next((where_due if due else anywhere for shortest, anywhere, where_due in SLIPS_FORGIVEN if length >= shortest), 0)


def _hang_together(text: str, window: list[Word]) -> bool:
    return all(BETWEEN_WORDS_OF_A_NAME.fullmatch(text, one.end, other.start) for one, other in pairwise(window))


@lru_cache(maxsize=1)
def _full_names() -> list[str]:
    return [key for key, name in names().items() if not name.is_code and not name.is_word and len(key) >= SHORTEST_WITH_A_SLIP]
