"""Logistic regression onto shares: a message that is 0.35 on the way to lost patience counts as 0.35 of a "yes".

A library's regression knows only yes and no, and keeps dense and sparse features in one sparse matrix, which takes three times as
long to learn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack
from scipy.special import expit

STEEPNESS_LEFT = 0.3  # of the loss, in any direction, at the end of the learning; less moves no log-odds by more than 0.03
MOST_STEPS = 300


@dataclass(frozen=True)
class Features:
    """A row for each message or exchange: numbers of every kind (float32), and weights of words or letters (float32, sparse)."""

    dense: np.ndarray
    sparse: csr_matrix

    def rows(self, chosen: np.ndarray) -> Features:
        return Features(self.dense[chosen], self.sparse[chosen])

    def above(self, others: Features) -> Features:
        return Features(np.vstack([self.dense, others.dense]), vstack([self.sparse, others.sparse], format="csr"))


@dataclass(frozen=True)
class Regression:
    """Log-odds are a weighted sum."""

    dense: np.ndarray
    sparse: np.ndarray
    intercept: float

    def log_odds(self, features: Features) -> np.ndarray:
        return features.dense @ self.dense + features.sparse @ self.sparse + self.intercept

    @classmethod
    def learn(cls, features: Features, shares: np.ndarray, strength: float, like: Regression | None = None) -> Regression:
        """`shares` are between 0 and 1. `strength` is the inverse of the regularisation, which spares the intercept.

        Where it will hardly differ from another one, it is found sooner when it begins as that one.
        """
        width = features.dense.shape[1]
        across = features.dense.T, features.sparse.T.tocsr()

        def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
            model = cls.of(parameters, width)
            odds = model.log_odds(features)
            weights = parameters[:-1]
            value = np.logaddexp(0, odds).sum() - shares @ odds + weights @ weights / (2 * strength)
            error = (expit(odds) - shares).astype(np.float32)
            slope = np.concatenate([part @ error for part in across])
            return float(value), np.append(slope + weights / strength, error.sum())

        start = like.parameters if like else np.zeros(width + features.sparse.shape[1] + 1)
        options = {"maxiter": MOST_STEPS, "gtol": STEEPNESS_LEFT}
        return cls.of(minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x, width)

    @property
    def parameters(self) -> np.ndarray:
        return np.concatenate([self.dense, self.sparse, [self.intercept]])

    @classmethod
    def of(cls, parameters: np.ndarray, width: int) -> Regression:
        weights = parameters[:-1].astype(np.float32)
        return cls(weights[:width], weights[width:], float(parameters[-1]))
