"""From scores to probabilities that mean what they say, and how to see whether they do."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, softmax

BINS = 15
START = (np.log(12.0), -2.0, -1.0)
MOST_EXAMPLES = 2500  # three numbers need no more


@dataclass(frozen=True)
class Calibration:
    """Scores to probabilities. `sharpness` is the factor on the scores before the softmax (temperature scaling, Guo et al. 2017,
    section 4.2). `doubt` is the share of messages that are not what they seem: these are spread less sharply, by `bluntness`
    (0 to 1), so that most of it goes to the intents that are near.
    """

    sharpness: float
    doubt: float
    bluntness: float

    @classmethod
    def learn(cls, scores: np.ndarray, columns: np.ndarray) -> Calibration:
        """The numbers under which the probability of the best guess says most truly whether it is right.

        That of the right intent, as usual, would be learned from what the guesses get wrong altogether; customers are told how
        sure the best one is.
        """
        step = -(-len(columns) // MOST_EXAMPLES)
        scores, columns = scores[::step], columns[::step]
        right = scores.argmax(axis=1) == columns

        def surprise(parameters: np.ndarray) -> float:
            best = cls.of(parameters).probabilities(scores).max(axis=1)
            return -float(np.log(np.where(right, best, 1 - best) + 1e-12).mean())

        return cls.of(minimize(surprise, START, method="Nelder-Mead", options={"maxiter": 200, "xatol": 0.01, "fatol": 1e-5}).x)

    @classmethod
    def of(cls, parameters: np.ndarray) -> Calibration:
        """From three numbers without bounds."""
        return cls(float(np.exp(parameters[0])), float(expit(parameters[1])), float(expit(parameters[2])))

    def probabilities(self, scores: np.ndarray) -> np.ndarray:
        sharp = softmax(scores * self.sharpness, axis=1)
        return (1 - self.doubt) * sharp + self.doubt * softmax(scores * self.sharpness * self.bluntness, axis=1)


@dataclass(frozen=True)
class Band:
    """Of `size` messages whose probability lies in [low, high): the mean of what was said, and the share that was right."""

    low: float
    high: float
    size: int
    said: float
    right: float


def reliability(said: np.ndarray, right: np.ndarray, edges: np.ndarray) -> list[Band]:
    """The bands between the edges (rising), without the empty ones. The last band holds its upper edge."""
    found = []
    for low, high in pairwise(edges):
        inside = (said >= low) & ((said < high) | (high == edges[-1]))
        if inside.any():
            mean_said, mean_right = float(said[inside].mean()), float(right[inside].mean())
            found.append(Band(float(low), float(high), int(inside.sum()), mean_said, mean_right))
    return found


def calibration_error(said: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error over 15 bins of equal width (Guo et al. 2017, equation 3), 0 to 1."""
    bands = reliability(said, right, np.linspace(0, 1, BINS + 1))
    return sum(band.size * abs(band.said - band.right) for band in bands) / len(said)
