"""Mends slips of the finger before a message is judged: "yuo dont udnerstand" is heard as "you dont understand".

What was meant is the word that is often said, fits between its neighbours and is easily mistyped like that (a noisy channel).
Only words that are not known are mended, and rare ones that are one slip away from a far more likely one. Known are English
words and all that the texts use from which it learns, so dialect, slang and a company's own words stay. Names, handles,
addresses and references stay as well, and so does a message in another language.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from math import inf, log

from bot.languages.detector import ENGLISH, language_of
from bot.slips import english, likelihood

WORD = r"[^\W_]+(?:['’][^\W_]+)*"
PIECE = re.compile(WORD + r"|\s+|[^\w\s]|_+")
WORDS = re.compile(WORD)
ENDS_AFTER_MARK = re.compile(r"\b([^\W\d_]{3,})([.,;:?!])([^\W\d_])\b")
APOSTROPHE_ENDS_AFTER_BLANK = re.compile(r"(?<=\w)(['’]) ([stmd])(\w+)")
SLIPPED_CAPITAL = re.compile(r"[a-z][A-Z][a-z]{2,}|([A-Z])\1[a-z]{2,}")
CONTRACTED = re.compile("['’](s|ve|ll|d|re|em|n|m)$", re.IGNORECASE)  # "who'll", "somebody's": too many to be listed
BEGINS, ENDS = "<", ">"  # of a message, as neighbours of words
OWN_SHARE = 0.5  # of a word's likelihood, from the written conversations; the rest from English at large
TRUSTED_AFTER = 20  # times that a word was seen, from which what follows it counts half
NEVER_SAID = 1e-9
NEIGHBOURS_WEIGH = 0.5  # against the word itself
SAID_ENOUGH = 1e-6  # likelihood from which a word may have been meant with two slips
RARE = 2e-5  # likelihood below which an English word may be a slip
SLIPS_EXPECTED, IN_WORDS = 0.02, 5  # before anything is read of a message; with these its own slips are counted
RARE_AMONG_SLIPS = 3e-4  # the same, in a message in which somebody mistyped another word
UNLIKELY = -22.0  # log-likelihood below which a word is left as it was typed
SHORT, OFTEN = 3, 1e-4  # a word of so few letters becomes only one that is said as often as that
LONG_FOR_TWO = 5  # letters; a shorter word with two slips could be anything
LONGEST = 30  # letters of a word that somebody may have mistyped; what is longer is none, and takes long to compare
TYPED_AT_MOST = 2000  # words of a message; a longer one was pasted
FAVOUR = 4.0  # log-odds, for words that must not be missed
ACROSS = -6.0  # log-likelihood that a letter stands on the wrong side of a blank
UNDERSTOOD, KNOWN = 0.6, 0.3  # of a message's words, with slips and without; with fewer it is another language
FEW = 3  # words, of which none needs to be known


@dataclass
class Piece:
    """A word, or what stands between words."""

    text: str
    word: str = ""  # as it is looked up; empty for what is no word
    fixed: bool = False  # part of an address, or letters such as "ZE": stays, whatever it looks like
    name: bool = False  # with a capital: may be another name at most
    spaced: bool = False  # only a blank is between it and what follows
    known: bool = True
    rare: bool = False

    def becomes(self, word: str) -> None:
        shaped = word.upper() if self.text.isupper() and len(self.text) > 1 else word.title() if self.text[0].isupper() else word
        self.text, self.word, self.known, self.rare = shaped, word, True, False


@dataclass(frozen=True)
class Guess:
    """What one word, or two, are meant to be; log-likelihood."""

    likelihood: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Typing:
    """How a message is typed: who has mistyped one word may well have mistyped another into a word that exists."""

    has_slips: bool
    slipping: float  # log-likelihood that a word of it is a slip
    likelier_than: float  # log-likelihood that a slip must have

    @classmethod
    def of(cls, words: list[Piece]) -> Typing:
        unknown = sum(not piece.known for piece in words)
        slipping = log((unknown + SLIPS_EXPECTED) / (len(words) + IN_WORDS))
        # Where half the words are unknown, only the usual slips are believed: "flurb the wobbly gnatter" is no slip of anything.
        return cls(unknown > 0, slipping, likelihood.INSERTED if 2 * unknown >= len(words) else -inf)


class Mender:
    """Knows the words of these texts, and which follow which. `favoured` are words that were meant rather than others."""

    def __init__(self, texts: Iterable[str], favoured: Iterable[str] = ()) -> None:
        self._favoured = frozenset(favoured)
        self._counts: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._names: set[str] = set()
        for text in texts:
            words = [BEGINS, *map(english.bare, WORDS.findall(text)), ENDS]
            if text[1:] != text[1:].lower():  # else there is no name to look for
                self._names.update(piece.word for piece in pieces(text) if piece.name)
            self._counts.update(words)
            self._pairs.update(pairwise(words))
        self._remember()

    def mended(self, text: str) -> str:
        """The text as it was meant. Punctuation, capitals and blanks stay."""
        text = ENDS_AFTER_MARK.sub(self._mark_behind, APOSTROPHE_ENDS_AFTER_BLANK.sub(self._letter_before, text))
        if all(english.bare(word) in self._sure for word in WORDS.findall(text)):
            return text
        found = pieces(text)
        words = [piece for piece in found if piece.word]
        for piece in words:
            piece.known = piece.fixed or self._knows(piece.word) or (piece.name and not self._names_like(piece.word))
        typing = Typing.of(words)
        for piece in words:
            piece.rare = piece.known and not piece.fixed and not piece.name and self._is_doubtful(piece.word, typing)
        if len(words) <= TYPED_AT_MOST and self._is_english(words):
            for place in range(len(words)):
                self._mend(words, place, typing)
        return "".join(piece.text for piece in found)

    def _mark_behind(self, found: re.Match[str]) -> str:
        """ "disappointe.d" is "disappointed."; in "plan b.c" nothing is known that it could be."""
        begun, mark, letter = found.groups()
        whole = english.bare(begun + letter)
        return begun + letter + mark if self._is_said(whole) and not self._is_said(english.bare(begun)) else found.group()

    def _letter_before(self, found: re.Match[str]) -> str:
        """ "she' s84" is "she's 84"; in "the 'economy' seat" the word is one as it stands."""
        mark, letter, rest = found.groups()
        is_one = rest.isdigit() or (self._is_said(english.bare(rest)) and not self._knows(english.bare(letter + rest)))
        return f"{mark}{letter} {rest}" if is_one else found.group()

    def _is_doubtful(self, word: str, typing: Typing) -> bool:
        return self._likelihood(word) < RARE_AMONG_SLIPS if typing.has_slips else word not in self._sure

    def _mend(self, words: list[Piece], place: int, typing: Typing) -> None:
        piece = words[place]
        before = words[place - 1].word if place else BEGINS
        after = words[place + 1] if place + 1 < len(words) else Piece("", ENDS, known=False)
        across = not (piece.known and after.known) and stand_beside(piece, after)
        if piece.known and not piece.rare and not across:
            return
        guesses = [self._one_word(before, piece, after, typing)]
        if across:
            guesses.append(self._across(before, piece, after))
        best = max(guesses, key=lambda guess: guess.likelihood)
        if best.likelihood > UNLIKELY:
            for typed, meant in zip((piece, after), best.words, strict=False):
                if meant != typed.word:
                    typed.becomes(meant)

    def _one_word(self, before: str, piece: Piece, after: Piece, typing: Typing) -> Guess:
        """The likeliest word here. A rare one may also be meant as it stands."""
        if piece.known and not piece.rare:
            return Guess(self._fit(before, piece.word, after), (piece.word,))
        candidates = self._names_like(piece.word) if piece.name else self._meant(piece.word)
        slipped = {meant: slip for meant, slip in candidates.items() if slip > typing.likelier_than}
        if piece.rare:
            slipped = {
                meant: slip + typing.slipping
                for meant, slip in slipped.items()
                if slip > likelihood.TWO_SLIPS and not is_another_form(piece.word, meant)
            } | {piece.word: 0.0}
        guesses = [Guess(slip + self._fit(before, meant, after), (meant,)) for meant, slip in slipped.items()]
        return max(guesses, key=lambda guess: guess.likelihood, default=Guess(UNLIKELY))

    def _across(self, before: str, piece: Piece, after: Piece) -> Guess:
        """Two words, if one letter stands on the wrong side of the blank between them: "th eflight"."""
        ways = [(piece.word + after.word[0], after.word[1:]), (piece.word[:-1], piece.word[-1] + after.word)]
        typed = log(self._likelihood(after.word) if after.known else SAID_ENOUGH)
        guesses = [
            Guess(ACROSS + log(self._following(before, one)) + log(self._following(one, other)) - typed, (one, other))
            for one, other in ways
            if self._is_said(one) and self._is_said(other) and len(other) > 1
        ]
        return max(guesses, key=lambda guess: guess.likelihood, default=Guess(UNLIKELY))

    def _fit(self, before: str, word: str, after: Piece) -> float:
        """Log-likelihood of a word between two others."""
        alone = self._likelihood(word)
        beside = log(self._following(before, word) / alone)
        if after.known:
            beside += log(self._following(word, after.word) / self._likelihood(after.word))
        return log(alone) + NEIGHBOURS_WEIGH * beside

    def _following(self, before: str, word: str) -> float:
        seen = self._counts[before]
        trust = seen / (seen + TRUSTED_AFTER)
        return trust * (self._pairs[before, word] / seen if seen else 0.0) + (1 - trust) * self._likelihood(word)

    def _likelihood(self, word: str) -> float:
        own = self._counts[word] / self._total
        return OWN_SHARE * own + (1 - OWN_SHARE) * english.shares().get(word, 0.0) or NEVER_SAID

    def _is_said(self, word: str) -> bool:
        return self._likelihood(word) > NEVER_SAID

    def _knows(self, word: str) -> bool:
        """Also a known word with "s", or with "un" and the like before it."""
        if self._is_said(word):
            return True
        if word.endswith("s"):
            return len(word) > SHORT + 1 and not word.endswith("ss") and self._is_said(word[:-1])
        stem = re.sub("^(un|re|non|over|out|mis|pre)", "", word)
        return SHORT < len(stem) < len(word) and self._likelihood(stem) > SAID_ENOUGH

    def _is_english(self, words: list[Piece]) -> bool:
        """Nothing is mended in another language, or where most words are strange."""
        known = sum(piece.known for piece in words)
        if known < KNOWN * len(words) and len(words) > FEW:
            return False
        if language_of(" ".join(piece.text for piece in words)).code != ENGLISH:
            return False
        mendable = sum(not piece.known and bool(self._meant(piece.word)) for piece in words)
        return known + mendable >= UNDERSTOOD * len(words)

    def _names_like(self, word: str) -> dict[str, float]:
        return {meant: slip for meant, slip in self._meant(word).items() if meant in self._names and slip > likelihood.INSERTED}

    def _find_meant(self, word: str) -> dict[str, float]:
        """The words that may be meant by this one, with the log-likelihood of the slip."""
        drawn_out = re.sub(r"(.)\1{2,}", r"\1\1", word)
        if drawn_out != word and (shorter := self._shortened(drawn_out)):
            return {shorter: 0.0}
        if len(drawn_out) > LONGEST:
            return {}
        near = likelihood.one_slip(drawn_out, self._known)
        if not self._knows(word):
            near |= {meant: near[meant] + FAVOUR for meant in near.keys() & self._favoured}
        if len(word) <= SHORT:
            return {meant: slip for meant, slip in near.items() if self._likelihood(meant) > OFTEN and slip > likelihood.INSERTED}
        return likelihood.two_slips(drawn_out, self._words_like(drawn_out)) | near if len(word) >= LONG_FOR_TWO else near

    def _shortened(self, drawn_out: str) -> str:
        ways = (drawn_out, re.sub(r"(.)\1+", r"\1", drawn_out))
        return next(filter(self._is_said, ways), "")

    def _words_like(self, word: str) -> list[str]:
        """With the same first letter, and about as long."""
        lengths = range(max(SHORT + 1, len(word) - 2), len(word) + 3)
        return [meant for length in lengths for meant in self._by_start[word[0], length]]

    @cached_property
    def _by_start(self) -> defaultdict[tuple[str, int], list[str]]:
        """Words that are said often enough to be meant with two slips, by first letter and length."""
        found = defaultdict(list)
        for word in self._known:
            if self._likelihood(word) > SAID_ENOUGH:
                found[word[0], len(word)].append(word)
        return found

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self._counts.keys() - {BEGINS, ENDS}) | english.shares().keys()

    @cached_property
    def _sure(self) -> frozenset[str]:
        """Words that are never doubted: most messages have no others."""
        often = {word for word, share in english.shares().items() if (1 - OWN_SHARE) * share >= RARE}
        return frozenset(self._counts.keys() | often)

    def _remember(self) -> None:
        self._total = sum(self._counts.values())
        self._meant = lru_cache(maxsize=8192)(self._find_meant)

    def __getstate__(self) -> dict[str, object]:
        return {name: self.__dict__[name] for name in ("_counts", "_pairs", "_names", "_favoured")}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        self._remember()


def pieces(text: str) -> list[Piece]:
    found = [Piece(piece) for piece in PIECE.findall(text)]
    quiet = not text.isupper()
    for place, piece in enumerate(found):
        spelled = english.bare(piece.text)
        if spelled.isalpha() and spelled.isascii() and not joined(found, place):
            piece.word = spelled
            piece.fixed = bool(CONTRACTED.search(piece.text)) or (quiet and is_an_abbreviation(piece.text))
            piece.name = quiet and not piece.fixed and is_a_name(found, place)
            piece.spaced = place + 2 < len(found) and found[place + 1].text == " "
    return found


def is_an_abbreviation(text: str) -> bool:
    """ "ZE" or "ATMs"; with capitals alone a longer word may be shouted, and "oMving" and "AAfter" are slips."""
    return len(text) <= SHORT if text.isupper() else text[1:] != text[1:].lower() and not SLIPPED_CAPITAL.fullmatch(text)


def is_a_name(found: list[Piece], place: int) -> bool:
    """A capital within a sentence."""
    begins = place < 2 or found[place - 2].text in ".!?:…" or not found[place - 1].text.isspace()
    return found[place].text.istitle() and not begins


def is_another_form(word: str, other: str) -> bool:
    """Whether they differ in their last letter only, as "restriction" and "restrictions", "receives" and "received"."""
    return min(len(word), len(other)) >= LONG_FOR_TWO and (word[:-1].startswith(other[:-1]) or other[:-1].startswith(word[:-1]))


def joined(found: list[Piece], place: int) -> bool:
    """Whether it belongs to a handle, a hashtag or an address."""
    before = "".join(piece.text for piece in found[max(0, place - 2) : place])
    after = "".join(piece.text for piece in found[place + 1 : place + 3])
    return bool(re.search(r"[@#_]$|\w[./]$", before) or re.match(r"[@_]|[./]\w", after))


def stand_beside(piece: Piece, after: Piece) -> bool:
    """Whether only a blank is between the two, and the second is long enough to give a letter away."""
    return piece.spaced and len(after.word) > 1 and not after.fixed
