"""Finds the phrases of data/frustration/phrases.yml in messages.

Text is tidied first (`tidy`), so the phrases are in lower case with plain apostrophes and without repeated letters or marks.
Swearing is told apart by its target: "you stupid bot" is about the assistant, "where the hell is my bag" is only emphasis.
"""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import yaml

PHRASES = Path(__file__).parents[2] / "data" / "frustration" / "phrases.yml"

SHORTEST_FORGIVEN = 4
SENTENCE_ENDS = re.compile(r"[.!?;]+(?=\s|$)")
SPACED_OUT = re.compile(r"\b(?:[a-z] ){3,}[a-z]\b")
MARKS = re.compile(r"[^\w\s']|_|(?<!\w)'|'(?!\w)")


class UnknownPhrases(Exception):
    """There is no such family in phrases.yml."""

    def __init__(self, family: str) -> None:
        super().__init__(f"{PHRASES.name} has no phrases called {family!r}")


@lru_cache(maxsize=32768)
def says(family: str, text: str) -> bool:
    """Whether the text, as it was written, holds a phrase of that family."""
    pattern, tidied = family_pattern(family), tidy(text)
    # Few messages hold one, so what only sounds like it is looked for when one was found.
    return pattern.search(tidied) is not None and pattern.search(without_lookalikes(family, tidied)) is not None


@lru_cache(maxsize=32768)
def wishes_for_a_person(text: str) -> bool:
    """An explicit wish for a person, also inside a longer message and with a slip in the words that carry it."""
    readings = [with_words_mended(reading) for reading in read_by_lines(text)]
    return any(map(holds_a_wish, readings)) and any(
        holds_a_wish(without_lookalikes("asks_for_person", reading)) for reading in readings
    )


def only_sounds_like(family: str, text: str) -> bool:
    """Whether there is a phrase that sounds like those of the family and is none."""
    tidied = tidy(text)
    return without_lookalikes(family, tidied) != tidied


def read_by_lines(text: str) -> list[str]:
    """The text as one, and with each line as a sentence: people break lines at the end of one, or anywhere."""
    return list(dict.fromkeys((tidy(text), tidy(". ".join(filter(None, map(str.strip, text.splitlines())))))))


def with_words_mended(tidied: str) -> str:
    joined = SPACED_OUT.sub(lambda found: found[0].replace(" ", ""), tidied)
    return " ".join(mended_word(word) for word in joined.split())


def holds_a_wish(mended: str) -> bool:
    """In the text, in one of its sentences, or in one of these without marks around and between the words."""
    sentences = [sentence.strip() for sentence in SENTENCE_ENDS.split(mended)]
    bare = [" ".join(MARKS.sub(" ", sentence).split()) for sentence in sentences]
    wish, bare_wish = family_pattern("asks_for_person"), family_pattern("bare_wish_for_a_person")
    return any(wish.search(part) or bare_wish.fullmatch(part) for part in dict.fromkeys((mended, *sentences, *bare)))


def without_lookalikes(family: str, tidied: str) -> str:
    """Without the phrases that only sound like those of the family."""
    lookalikes = f"not_{family}"
    return family_pattern(lookalikes).sub(" ", tidied) if lookalikes in written_phrases() else tidied


@lru_cache(maxsize=8192)
def tidy(text: str) -> str:
    """Lower case, plain letters and apostrophes, no letter more than twice and no mark more than once in a row."""
    text = (text if text.isascii() else as_shown(text)).lower().replace("’", "'").replace("‘", "'").strip()
    text = re.sub(r"([a-z])\1{2,}", r"\1\1", text)
    text = re.sub(r"[!?.,][!?.,\s]*(?=[!?.,])", "", text)
    return re.sub(r"\s+", " ", text)


def as_shown(text: str) -> str:
    """Full-width letters become usual ones; what cannot be seen (zero-width, direction of writing) is dropped."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text) if unicodedata.category(letter) != "Cf")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Tidy, and without any punctuation: how a message is read for its mood, so that the way it is typed changes nothing."""
    return " ".join(re.sub(r"[^\w\s]", " ", tidy(text).replace("'", "")).split())


@lru_cache(maxsize=64)
def family_pattern(family: str) -> re.Pattern[str]:
    lists = written_phrases()
    if family not in lists or family in ("words", "slips"):
        raise UnknownPhrases(family)
    any_of_them = "|".join(with_words(phrase, lists["words"]) for phrase in lists[family])
    return re.compile(rf"(?<!\w)(?:{any_of_them})(?!\w)")  # whole words only


@lru_cache(maxsize=1)
def written_phrases() -> dict:
    return yaml.safe_load(PHRASES.read_text(encoding="utf-8"))


def with_words(phrase: str, words: dict[str, str]) -> str:
    """The phrase with the lists that it names, as a regular expression."""
    for _ in range(3):  # a word list may name another one
        for name, alternatives in words.items():
            # A list that was folded over several lines has a blank after each break.
            phrase = phrase.replace("{" + name + "}", alternatives.replace("| ", "|"))
    return phrase


@lru_cache(maxsize=1)
def forgiven_words() -> frozenset[str]:
    """Those that carry the wish for a person."""
    return frozenset(written_phrases()["slips"]["forgiven_in"])


@lru_cache(maxsize=8192)
def mended_word(word: str) -> str:
    core = word.strip("!?.,;:'\"()")
    slips = written_phrases()["slips"]
    if (
        len(core) < SHORTEST_FORGIVEN
        or core in slips["forgiven_in"]
        or core in slips["other_words"].split()
        or not core.isalpha()
    ):
        return word
    meant = next((known for known in slips["forgiven_in"] if one_slip_apart(core, known)), core)
    return word.replace(core, meant)


def one_slip_apart(word: str, known: str) -> bool:
    """One letter missing, too many or wrong, or two neighbours swapped (Damerau 1964)."""
    if abs(len(word) - len(known)) > 1:
        return False
    same = next((i for i, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(len(word), len(known)))
    rest, expected = word[same:], known[same:]
    swapped = rest[:2] == expected[:2][::-1] and rest[2:] == expected[2:]
    return swapped or rest[1:] == expected or rest == expected[1:] or rest[1:] == expected[1:]
