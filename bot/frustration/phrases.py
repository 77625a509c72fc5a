"""Finds the phrases of data/frustration/phrases.yml in messages.

Text is tidied first (`tidy`), so the phrases are in lower case with plain apostrophes and without repeated letters or marks.
Swearing is told apart by its target: "you stupid bot" is about the assistant, "where the hell is my bag" is only emphasis.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import pcre2
import yaml

PHRASES = Path(__file__).parents[2] / "data" / "frustration" / "phrases.yml"

SHORTEST_FORGIVEN = 4
HALVED_FROM = 100  # words; more than any phrase has
SENTENCE_ENDS = re.compile(r"[.!?;]+(?=\s|$)")
SPACED_OUT = re.compile(r"\b(?:[a-z] ){3,}[a-z]\b")
MARKS = re.compile(r"[^\w\s']|_|(?<!\w)'|'(?!\w)")
UNSEEN = ("Cf", "Cs")  # categories of Unicode
NAMED_LIST, CALLED_LIST = re.compile(r"\{([a-z_]+)\}"), re.compile(r"\(\?&([a-z_]+)\)")


class UnknownPhrases(Exception):
    """There is no such family in phrases.yml, or no such list of words."""

    def __init__(self, family: str) -> None:
        super().__init__(f"{PHRASES.name} has no phrases called {family!r}")


class UnreadablePhrases(Exception):
    """A phrase is no expression; `make content` says which."""

    def __init__(self, family: str, problem: str) -> None:
        super().__init__(f"Phrases called {family!r} in {PHRASES.name} cannot be read ({problem}). `make content` says where.")


@lru_cache(maxsize=32768)
def says(family: str, text: str) -> bool:
    """Whether the text, as it was written, holds a phrase of that family."""
    phrases, tidied = written_family(family), tidy(text)
    # Few messages hold one, so what only sounds like it is looked for when one was found.
    return phrases.are_in(tidied) and phrases.are_in(without_lookalikes(family, tidied))


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
    wish, bare_wish = written_family("asks_for_person"), written_family("bare_wish_for_a_person")
    return any(wish.are_in(part) or bare_wish.are_all_of(part) for part in dict.fromkeys((mended, *sentences, *bare)))


def without_lookalikes(family: str, tidied: str) -> str:
    """Without the phrases that only sound like those of the family."""
    lookalikes = f"not_{family}"
    return written_family(lookalikes).taken_out_of(tidied) if lookalikes in written_phrases() else tidied


@lru_cache(maxsize=8192)
def tidy(text: str) -> str:
    """Lower case, plain letters and apostrophes, no letter more than twice and no mark more than once in a row."""
    text = (text if text.isascii() else as_shown(text)).lower().replace("’", "'").replace("‘", "'").strip()
    text = re.sub(r"([a-z])\1{2,}", r"\1\1", text)
    text = re.sub(r"[!?.,][!?.,\s]*(?=[!?.,])", "", text)
    return re.sub(r"\s+", " ", text)


def as_shown(text: str) -> str:
    """Full-width letters become usual ones; what cannot be seen (zero-width, direction of writing, half a sign) is dropped."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text) if unicodedata.category(letter) not in UNSEEN)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Tidy, and without any punctuation: how a message is read for its mood, so that the way it is typed changes nothing."""
    return " ".join(re.sub(r"[^\w\s]", " ", tidy(text).replace("'", "")).split())


@dataclass(frozen=True)
class Family:
    """The phrases of a family as one regular expression; whole words only.

    Compiled to machine code, which finds them some forty times as fast as Python's own `re`. That code gives up on a message that
    says the same hundreds of times over, so such a one is read in halves.
    """

    expression: str
    name: str = ""

    def are_in(self, tidied: str) -> bool:
        compiled = self._compiled
        try:
            return compiled.search(tidied) is not None
        except pcre2.LibraryError:
            return any(map(self.are_in, halves(tidied)))

    def are_all_of(self, tidied: str) -> bool:
        compiled = self._compiled
        try:
            return compiled.fullmatch(tidied) is not None
        except pcre2.LibraryError:
            return False

    def taken_out_of(self, tidied: str) -> str:
        compiled = self._compiled
        try:
            return compiled.sub(" ", tidied)
        except pcre2.LibraryError:
            return " ".join(map(self.taken_out_of, halves(tidied)))

    @cached_property
    def _compiled(self) -> pcre2.Pattern:
        """Raises UnreadablePhrases."""
        try:
            return pcre2.compile(self.expression)
        except pcre2.PatternError as refused:
            raise UnreadablePhrases(self.name, str(refused)) from refused


def halves(tidied: str) -> list[str]:
    """Nothing of a text that is short already."""
    words = tidied.split()
    return [" ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])] if len(words) > HALVED_FROM else []


@lru_cache(maxsize=64)
def written_family(family: str) -> Family:
    """Raises UnknownPhrases."""
    lists = written_phrases()
    if family not in lists or family in ("words", "slips"):
        raise UnknownPhrases(family)
    any_of_them = with_lists_called("|".join(lists[family]))
    return Family(rf"{definitions(any_of_them, lists['words'])}(?<!\w)(?:{any_of_them})(?!\w)", family)


@lru_cache(maxsize=1)
def written_phrases() -> dict:
    return yaml.safe_load(PHRASES.read_text(encoding="utf-8"))


def definitions(phrases: str, lists: Mapping[str, str]) -> str:
    """What defines the lists that these phrases call, and the lists that those call. Raises UnknownPhrases."""
    defined: dict[str, str] = {}
    unread = [phrases]
    while unread:
        for name in CALLED_LIST.findall(unread.pop()):
            if name not in defined:
                defined[name] = list_called(name, lists)
                unread.append(defined[name])
    return f"(?(DEFINE){''.join(f'(?<{name}>{words})' for name, words in defined.items())})" if defined else ""


def list_called(name: str, lists: Mapping[str, str]) -> str:
    try:
        words = lists[name]
    except KeyError:
        raise UnknownPhrases(name) from None
    # A list that was folded over several lines has a blank after each break.
    return with_lists_called(words.replace("| ", "|"))


def with_lists_called(phrases: str) -> str:
    """With each list that is named in braces as a group to be called."""
    return NAMED_LIST.sub(r"(?&\1)", phrases)


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
