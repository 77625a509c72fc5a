"""Kernel ridge regression onto one column an intent (Rasmussen and Williams 2006, sections 2.2 and 6.5).

One linear system instead of hundreds of steps downhill, and it comes with what each example would have scored had it not been
learned from (ibid., equation 5.12). So calibration and the threshold for the unfamiliar need neither a second data set nor
training again and again.
"""

from __future__ import annotations

import numpy as np
from scipy.linalg import lapack

from bot.intents.features import Features

# Chosen on parts of BANKING77's training messages, full and ten an intent (docs/reference/understanding.md).
NARROWNESS = 3.0  # of the bell around an example: higher trusts only the very close
SPELLING_SHARE = 0.15
RIDGE = 0.1
ROWS_AT_ONCE = 1000


class KernelRegression:
    """Scores are near 1 for the intent of a message and near 0 for the others."""

    def __init__(self, examples: Features, columns: np.ndarray, width: int) -> None:
        """`columns` says which of the `width` intents each example belongs to."""
        self.meaning = examples.meaning
        targets = np.eye(width, dtype=np.float32)[columns]
        self._average = targets.mean(axis=0)
        factor = cholesky_factor(likeness_among(examples))
        weights, _ = lapack.spotrs(factor, np.asfortranarray(targets - self._average), lower=1)
        self._weights = np.ascontiguousarray(weights)
        # The likeness in spelling is linear, so its part of the sum over all examples can be done once and for all.
        self._spelling_weights = np.ascontiguousarray(examples.spelling.T @ self._weights * np.float32(SPELLING_SHARE))
        self.left_out_scores = targets - weights / inverse_diagonal(factor)[:, None]
        """(examples, intents): what each example scores when it alone is left out of the learning."""

    def cosines(self, messages: Features) -> np.ndarray:
        """(messages, examples), of the meanings."""
        return messages.meaning @ self.meaning.T

    def scores(self, messages: Features, cosines: np.ndarray) -> np.ndarray:
        return bell(cosines) @ self._weights + messages.spelling @ self._spelling_weights + self._average

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "left_out_scores": None}  # as large as the weights, and only needed while learning


def bell(cosines: np.ndarray) -> np.ndarray:
    """1 for the same meaning, falling with the squared distance."""
    return np.exp(NARROWNESS * (cosines - 1))


def likeness(some: Features, others: Features) -> np.ndarray:
    """(some, others), 1 + SPELLING_SHARE for the same message twice: the bell over the meaning, plus shared words and letters."""
    shared = (some.spelling * np.float32(SPELLING_SHARE)) @ others.spelling.T
    return bell(some.meaning @ others.meaning.T) + shared.toarray()


def likeness_among(examples: Features) -> np.ndarray:
    """The lower half of the likeness of all examples with each other; the upper half stays empty, for it is the same."""
    size = len(examples)
    half = np.zeros((size, size), dtype=np.float32, order="F")
    for start in range(0, size, ROWS_AT_ONCE):
        end = min(start + ROWS_AT_ONCE, size)
        half[start:end, :end] = likeness(examples.rows(slice(start, end)), examples.rows(slice(0, end)))
    return half


def cholesky_factor(half: np.ndarray) -> np.ndarray:
    """L with L Lᵀ = likeness + ridge, written over `half`."""
    half[np.diag_indices_from(half)] += RIDGE
    factor, _ = lapack.spotrf(half, lower=1, clean=1, overwrite_a=1)
    return factor


def inverse_diagonal(factor: np.ndarray) -> np.ndarray:
    """The diagonal of (L Lᵀ)⁻¹. Writes over `factor`."""
    inverse, _ = lapack.strtri(factor, lower=1, overwrite_c=1)
    return np.einsum("ij,ij->j", inverse, inverse)
