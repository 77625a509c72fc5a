"""Whether a message is about something that the assistant has not learned at all.

Two signs, each in its own natural spread: how high the best intent scores, and how close the nearest examples are in meaning.
The threshold needs no example of the unfamiliar: it turns away TURNED_AWAY of the examples, each judged as if it had never been
seen. Examples that are labelled as out of scope help when there are some: their score counts against the best intent's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.intents.features import Features

LABELS = frozenset({"out_of_scope", "oos"})
TURNED_AWAY = 0.03
NEIGHBOURS = 5
WEIGHT_OF_NEIGHBOURS = 0.5
DECISION = 0.5
ROWS_AT_ONCE = 1000


@dataclass(frozen=True)
class Familiarity:
    """`at_threshold` and `at_median` are the familiarities at which the probability is one half, and TURNED_AWAY."""

    spread_of_scores: float
    spread_of_closeness: float
    at_threshold: float
    at_median: float

    @classmethod
    def learn(cls, scores: np.ndarray, closeness: np.ndarray) -> Familiarity:
        """From examples inside the scope, each judged without itself."""
        spreads = float(scores.std()) or 1.0, float(closeness.std()) or 1.0
        known = familiarity(scores, closeness, *spreads)
        threshold, median = (float(value) for value in np.quantile(known, (TURNED_AWAY, 0.5)))
        return cls(*spreads, threshold, max(median, threshold + 1e-3))

    def out_of_scope(self, scores: np.ndarray, closeness: np.ndarray) -> np.ndarray:
        """Between 0 and 1: one half at the threshold, TURNED_AWAY for a message as familiar as the middle one of the examples."""
        known = familiarity(scores, closeness, self.spread_of_scores, self.spread_of_closeness)
        steepness = np.log(1 / TURNED_AWAY - 1) / (self.at_median - self.at_threshold)
        return 1 / (1 + np.exp(np.clip(steepness * (known - self.at_threshold), -50, 50)))


def familiarity(scores: np.ndarray, closeness: np.ndarray, spread_of_scores: float, spread_of_closeness: float) -> np.ndarray:
    return scores / spread_of_scores + WEIGHT_OF_NEIGHBOURS * closeness / spread_of_closeness


def closeness_among(examples: Features) -> np.ndarray:
    """The closeness of each example, which does not count as its own neighbour."""
    found = []
    for at in range(0, len(examples), ROWS_AT_ONCE):
        cosines = examples.meaning[at : at + ROWS_AT_ONCE] @ examples.meaning.T
        rows = np.arange(len(cosines))
        cosines[rows, at + rows] = -1.0
        found.append(closeness(cosines))
    return np.concatenate(found)


def closeness(cosines: np.ndarray) -> np.ndarray:
    """The mean of the highest in each row."""
    count = min(NEIGHBOURS, cosines.shape[1])
    return np.partition(cosines, -count, axis=1)[:, -count:].mean(axis=1)


def scope_scores(scores: np.ndarray, foreign: np.ndarray) -> np.ndarray:
    """The best intent's score, less that of the labels in `foreign` (a mask over the columns) where it is above nothing."""
    best = scores[:, ~foreign].max(axis=1)
    if not foreign.any():
        return best
    return best - np.maximum(scores[:, foreign].max(axis=1), 0.0)
