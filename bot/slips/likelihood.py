"""Which words somebody may have meant who typed this one, and how likely each slip is: a letter dropped, doubled, swapped with
the next or hit on a neighbouring key (Damerau 1964; Kernighan, Church and Gale 1990).
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import pairwise
from string import ascii_lowercase

from rapidfuzz import process
from rapidfuzz.distance import OSA

# Log-likelihoods, in proportion to each other.
SWAPPED, DOUBLED, DROPPED, NEIGHBOUR = -1.0, -1.0, -1.5, -1.8
INSERTED, REPLACED = -4.0, -5.0
TWO_SLIPS = -8.5
FIRST_LETTER = -1.0  # who begins a word looks at it
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
NEIGHBOURS = {pair for row in ROWS for way in (row, row[::-1]) for pair in map("".join, pairwise(way))}
FURTHER = 30  # candidates with two slips


def one_slip(word: str, known: Container[str]) -> dict[str, float]:
    """The known words that are one slip away, with the likelihood of the likeliest slip."""
    found: dict[str, float] = {}
    for meant, likelihood in one_slip_away(word):
        if meant in known and likelihood > found.get(meant, TWO_SLIPS):
            found[meant] = likelihood
    found.pop(word, None)
    return found


def one_slip_away(word: str) -> Iterator[tuple[str, float]]:
    for place, letter in enumerate(word):
        before, after = word[:place], word[place + 1 :]
        first = 0.0 if place else FIRST_LETTER
        yield before + after, DOUBLED if before.endswith(letter) else INSERTED + first
        if after:
            yield before + after[0] + letter + after[1:], SWAPPED + first / 2
        for other in ascii_lowercase:
            yield before + other + after, (NEIGHBOUR if other + letter in NEIGHBOURS else REPLACED) + first
            yield before + other + letter + after, DROPPED + first / 2
    for other in ascii_lowercase:
        yield word + other, DROPPED


def two_slips(word: str, known: Sequence[str]) -> dict[str, float]:
    """Of these words, the nearest that are two slips away."""
    near = process.extract(word, known, scorer=OSA.distance, score_cutoff=2, limit=FURTHER)
    return {meant: TWO_SLIPS for meant, distance, _ in near if distance > 1}
