"""How likely it is that a person should help now: an additive model, so that every feature's share of it is known.

The log-odds are a sum of one share a feature. What troubles can only raise it and what calms can only lower it (the weights keep
their sign while they are fitted), so one more misunderstanding never makes the risk smaller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit

from bot.frustration.signals import FEATURE_SIGNALS, FEATURES, NOTICED, Signal

# Of 100 messages to such an assistant, at how many a person is due. The written conversations hold far more trouble than real
# ones, so the probabilities are shifted to this rate (Saerens, Latinne and Decaestecker 2002).
BASE_RATE = 0.08
# What the weights are held near, and how firmly: where the written conversations say little, this common sense stays.
EXPECTED = {
    "insulted_now": 3.0,
    "insulted_so_far": 1.5,
    "clearly_upset_now": 3.0,
    "corrected_so_far": 0.6,
    "not_understood_so_far": 0.5,
    "failed_so_far": 0.5,
    "repeated_so_far": 0.5,
    "bot_repeated_so_far": 0.5,
    "probably_wants_person": 2.0,
    "calm_content": -0.5,
    "calm_done": -0.5,
}
HELD = 3.0
CALMS = tuple(name.startswith("calm_") for name in FEATURES)
# An exchange that cost patience has a cause; its share of the risk goes to those that were noticed.
CAUSES = ("not_understood", "failed", "repeated", "bot_repeated", "corrected")


@dataclass(frozen=True)
class Risk:
    """`weights` belong to FEATURES; `shift` brings the log-odds from the rate of the examples to the real one."""

    weights: tuple[float, ...]
    intercept: float
    shift: float

    def of(self, features: dict[str, float]) -> float:
        """The probability, 0 to 1, that a person is due."""
        return float(expit(self.intercept + self.shift + sum(self.shares(features).values())))

    def shares(self, features: dict[str, float]) -> dict[str, float]:
        """Each feature's part of the log-odds."""
        return {name: weight * features[name] for name, weight in zip(FEATURES, self.weights, strict=True)}

    def contributions(self, features: dict[str, float]) -> dict[Signal, float]:
        """The log-odds by reason."""
        total: dict[Signal, float] = {}
        for name, share in self.shares(features).items():
            if not share:
                continue
            for signal, part in parts(name, share, features).items():
                total[signal] = total.get(signal, 0.0) + part
        return total


def parts(name: str, share: float, features: dict[str, float]) -> dict[Signal, float]:
    """To whose account a feature's share goes."""
    if not name.startswith("costly_"):
        return {FEATURE_SIGNALS[name]: share}
    causes = {cause: features[f"{cause}_so_far"] for cause in CAUSES}
    if not sum(causes.values()):
        return {FEATURE_SIGNALS[name]: share}
    known = min(1.0, sum(causes.values()))
    caused = {NOTICED[cause]: share * known * count / sum(causes.values()) for cause, count in causes.items()}
    return {**caused, FEATURE_SIGNALS[name]: share * (1 - known)}


def learn(rows: Sequence[dict[str, float]], due: Sequence[bool], base_rate: float = BASE_RATE) -> Risk:
    """From the features of many customer turns, and whether a person was due at each."""
    numbers = np.array([[row[name] for name in FEATURES] for row in rows])
    labels = np.array(due, dtype=float)
    expected = np.array([EXPECTED.get(name, 0.0) for name in FEATURES])

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        weights, intercept = parameters[:-1], parameters[-1]
        odds, away = numbers @ weights + intercept, weights - expected
        error = expit(odds) - labels
        value = np.logaddexp(0, odds).sum() - labels @ odds + HELD * away @ away / 2
        return float(value), np.append(numbers.T @ error + HELD * away, error.sum())

    bounds = [(None, 0.0) if calms else (0.0, None) for calms in CALMS]
    start = np.append(expected, logit(labels.mean()))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)])
    shift = float(logit(base_rate) - logit(labels.mean()))
    return Risk(tuple(float(weight) for weight in found.x[:-1]), float(found.x[-1]), shift)
