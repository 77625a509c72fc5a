"""What is said outright in words that no phrase has: the wish for a person, danger, a threat with the law.

Phrases (data/frustration/phrases.yml) find what they know and nothing else. Beside them stands a regression for each of the
three, learned from data/frustration/outright.yml and, as messages that say nothing of the kind, from the written conversations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import yaml

from bot.frustration import phrases
from bot.frustration.regression import Features, Regression
from bot.frustration.signals import OUTRIGHT
from bot.signs import in_words

EXAMPLES = Path(__file__).parents[2] / "data" / "frustration" / "outright.yml"
NOTHING = "nothing"
STRENGTH = 4.0  # inverse of the regularisation


@dataclass(frozen=True)
class Outright:
    """Log-odds of each thing that may be said outright, from a message's features."""

    regressions: dict[str, Regression]

    @classmethod
    def learn(cls, features: Features, others: Features) -> Outright:
        """`features` are those of `all_examples()`, `others` those of messages that say nothing of the kind."""
        codes = np.array([code for code, texts in examples().items() for _ in texts] + [NOTHING] * len(others.dense))
        seen = features.above(others)
        return cls({code: Regression.learn(seen, (codes == code).astype(float), STRENGTH) for code in OUTRIGHT})

    def log_odds(self, features: Features) -> list[dict[str, float]]:
        """One for each row, by code."""
        columns = [regression.log_odds(features).tolist() for regression in self.regressions.values()]
        return [dict(zip(self.regressions, row, strict=True)) for row in zip(*columns, strict=True)]


def says_nothing_outright(texts: Sequence[str]) -> np.ndarray:
    """Which of these (a mask) hold no phrase that says something outright."""
    return np.array(
        [not (phrases.wishes_for_a_person(text) or phrases.says("safety", text) or phrases.says("legal", text)) for text in texts]
    )


def all_examples() -> list[str]:
    return [text for texts in examples().values() for text in texts]


@lru_cache(maxsize=1)
def examples() -> dict[str, list[str]]:
    written: dict[str, list[str]] = yaml.load(EXAMPLES.read_bytes(), Loader=yaml.CBaseLoader)  # noqa: S506  (texts and lists only)
    return {code: [in_words(text) for text in written[code]] for code in (*OUTRIGHT, NOTHING)}
