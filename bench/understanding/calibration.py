"""Whether a probability means what it says: expected calibration error, after a shift to the base rate of the set.

A model brings the base rate of what it learned from. On another set only its constant is wrong at first, so the log-odds are
shifted by one number until their mean is the set's rate (Saerens, Latinne and Decaestecker 2002, for labels that shift).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

Numbers = NDArray[np.float64]
BINS = 10
CERTAIN = 1e-6  # nearer to 0 or 1 than this has no log-odds
FURTHEST_SHIFT = 40.0


@dataclass(frozen=True)
class Bin:
    """Scores that are near each other: their mean, the share that was due, and how many they are."""

    said: float
    happened: float
    size: int


def shifted_to_base_rate(scores: Sequence[float], due: Sequence[bool]) -> Numbers:
    """The scores (0 to 1), moved by one constant in log-odds so that their mean is the share that is due."""
    odds = log_odds(scores)
    rate = float(np.mean(due))
    if not 0 < rate < 1:
        return np.full(len(odds), rate)
    shift = brentq(lambda by: float(np.mean(probability(odds + by))) - rate, -FURTHEST_SHIFT, FURTHEST_SHIFT)
    return probability(odds + shift)


def log_odds(scores: Sequence[float] | Numbers) -> Numbers:
    safe = np.clip(np.asarray(scores, dtype=float), CERTAIN, 1 - CERTAIN)
    return np.asarray(np.log(safe / (1 - safe)))


def probability(odds: Numbers) -> Numbers:
    return np.asarray(1 / (1 + np.exp(-odds)))


def calibration_error(bins: Sequence[Bin]) -> float:
    """ECE (Naeini, Cooper and Hauskrecht 2015): the mean distance of said and happened, weighted by the size of the bins."""
    total = sum(one.size for one in bins)
    return sum(one.size * abs(one.said - one.happened) for one in bins) / total


def equal_width(scores: Sequence[float] | Numbers, due: Sequence[bool], bins: int = BINS) -> list[Bin]:
    """Bins from 0 to 1, all as wide; empty ones are left out."""
    values = np.asarray(scores, dtype=float)
    places = np.minimum((values * bins).astype(int), bins - 1)
    return list(filled(values, np.asarray(due), [np.flatnonzero(places == place) for place in range(bins)]))


def equal_size(scores: Sequence[float] | Numbers, due: Sequence[bool], bins: int = BINS) -> list[Bin]:
    """Adaptive bins, all with as many scores (Nguyen and O'Connor 2015): crowded places are looked at more closely."""
    values = np.asarray(scores, dtype=float)
    return list(filled(values, np.asarray(due), np.array_split(np.argsort(values, kind="stable"), bins)))


def filled(values: Numbers, due: NDArray[np.bool_], groups: Sequence[NDArray[np.intp]]) -> Iterator[Bin]:
    for group in groups:
        if len(group):
            yield Bin(float(values[group].mean()), float(due[group].mean()), len(group))
