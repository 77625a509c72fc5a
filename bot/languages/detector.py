"""In which language a message is written, by the small words that every sentence needs (data/languages.yml). Pure.

Each word that only one language has speaks for that language; one that several have is shared among them. Names of places and
people say nothing, and a short message is English unless it could be nothing else: "ok" and "Paris" are no French.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

LANGUAGES = Path(__file__).parents[2] / "data" / "languages.yml"
ENGLISH = "en"
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
FEWEST_SIGNS = 1.5
SHARE_OF_WORDS = 0.34  # of all words, those that show the language
AGAINST_ENGLISH = 0.6  # of the words that show a language, those that show this one
SHORT = 10  # words
KINDS = ("words", "alone", "begins", "person", "yes", "no", "polite")
MIXED = 0.25  # from this share of English words on, English is written too


@dataclass(frozen=True)
class Written:
    """The language of a message by its ISO 639-1 code; `mixed` says that a good part of it is English."""

    code: str
    mixed: bool = False


@dataclass(frozen=True)
class Signs:
    """How many words speak for each language, out of `words`; `alone` are languages for which each single word speaks."""

    each: dict[str, float]
    words: int
    alone: set[str]


def language_of(text: str, ignore: Collection[tuple[int, int]] = ()) -> Written:
    """The language of `text`; what stands in the (start, end) of `ignore`, names above all, says nothing."""
    signs = _signs(dict.fromkeys(match[0].casefold() for match in WORD.finditer(text) if not _inside(match, ignore)))
    best = max((code for code in signs.each if code != ENGLISH), key=lambda code: signs.each[code], default=ENGLISH)
    if best == ENGLISH:
        return Written(ENGLISH)
    if signs.alone:
        return Written(best if best in signs.alone else min(signs.alone))
    foreign, english = signs.each[best], signs.each.get(ENGLISH, 0.0)
    enough = foreign >= FEWEST_SIGNS and foreign >= SHARE_OF_WORDS * signs.words
    if not enough or foreign < AGAINST_ENGLISH * (foreign + english):
        return Written(ENGLISH, mixed=foreign >= FEWEST_SIGNS)
    return Written(best, mixed=english >= MIXED * (foreign + english))


def _inside(match: re.Match[str], spans: Collection[tuple[int, int]]) -> bool:
    return any(start <= match.start() < end for start, end in spans)


def _signs(words: Collection[str]) -> Signs:
    each: dict[str, float] = defaultdict(float)
    for word in words:
        speaking_for = _languages_of(word)
        for code in speaking_for:
            each[code] += 1 / len(speaking_for)
    alone = set.intersection(*(_alone(word) for word in words)) if words else set()
    return Signs(dict(each), len(words), alone)


def _languages_of(word: str) -> set[str]:
    """English has the last word: what it has too shows no other language. "à" is none of its words, nor that of Spanish."""
    spelled, said = _small(word), plain(word)
    if spelled in _words()[ENGLISH]["words"]:
        return {ENGLISH}
    others = {code: lists for code, lists in _words().items() if code != ENGLISH}
    if said != spelled and (exact := {code for code, lists in others.items() if spelled in lists["words"]}):
        return exact
    beginning, apostrophe, rest = said.partition("'")
    return {
        code
        for code, lists in others.items()
        if said in lists["without_accents"] or (apostrophe and rest and beginning in lists["begins"])
    }


def asks_for_a_person(text: str, code: str) -> bool:
    """Whether a short message of this language names somebody to talk to."""
    said = [plain(word) for word in WORD.findall(text)]
    return len(said) <= SHORT and any(word in _words()[code]["person"] for word in said)


def yes_or_no(text: str) -> str | None:
    """ "yes" or "no", when that is all that is said in a language other than English; "oui, s'il vous plaît" is a yes."""
    said = {plain(word) for word in WORD.findall(text)}
    if said <= _words()[ENGLISH]["words"]:
        return None
    for lists in _words().values():
        for answer in ("yes", "no"):
            if said & lists[answer] and said <= lists[answer] | lists["polite"]:
                return answer
    return None


def _alone(word: str) -> set[str]:
    return {code for code, lists in _words().items() if plain(word) in lists["alone"]}


def plain(word: str) -> str:
    """Small letters without accents, as they are often typed."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", _small(word)) if not unicodedata.combining(letter))


def _small(word: str) -> str:
    return unicodedata.normalize("NFC", word.casefold().replace("’", "'"))


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, frozenset[str]]]:
    """The lists of each language, without accents but for `words`."""
    written = yaml.safe_load(LANGUAGES.read_text(encoding="utf-8"))
    return {str(code): _read(lists) for code, lists in written.items()}


def _read(lists: dict[str, str]) -> dict[str, frozenset[str]]:
    listed = {kind: str(lists.get(kind, "")).split() for kind in KINDS}
    plainly = {kind: frozenset(map(plain, words)) for kind, words in listed.items()}
    return plainly | {"words": frozenset(map(_small, listed["words"])), "without_accents": plainly["words"]}
