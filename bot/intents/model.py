"""The model of what customers want: learns from examples, then says what a message means, and how sure that is."""

from __future__ import annotations

import pickle
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.intents.calibration import Calibration
from bot.intents.features import Embed, Features, Spelling, meanings
from bot.intents.out_of_scope import DECISION, LABELS, Familiarity, closeness, closeness_among, scope_scores
from bot.intents.reading import Reader
from bot.intents.regression import KernelRegression

# Of the confidence that the best guess is right and inside the scope. Measured: docs/reference/understanding.md.
SURE = 0.8
FAIRLY_SURE = 0.5
MEANT_SO = 0.8  # probability that a slip of the finger was mended into the word that was meant
# The likeness of all examples with each other takes 4 bytes a pair: one gigabyte here.
MOST_EXAMPLES = 16_000
TEXTS_AT_ONCE = 500
SAYS_SOMETHING = re.compile(r"[^\W_]")  # dots, or a picture that nobody has put into words, mean nothing


class NotEnoughToLearn(Exception):
    """There are fewer than two intents, so there is nothing to tell apart."""


@dataclass(frozen=True)
class Understanding:
    """What a message means. `ranking` holds every intent with its probability, best first; the probabilities sum to 1.

    `out_of_scope` (0 to 1) is one half where messages begin to be turned away. `in_scope` is the decision.
    """

    ranking: tuple[tuple[str, float], ...]
    out_of_scope: float
    in_scope: bool

    @property
    def intent(self) -> str:
        return self.ranking[0][0]

    @property
    def confidence(self) -> float:
        return self.ranking[0][1]

    @property
    def band(self) -> str:
        """ "sure", "fairly_sure" or "unsure". What is known to be out of scope is as sure as its probability."""
        if not self.in_scope and self.intent not in LABELS:
            return "unsure"
        return "sure" if self.confidence >= SURE else "fairly_sure" if self.confidence >= FAIRLY_SURE else "unsure"


class IntentModel:
    """`IntentModel.fit(texts, intents, embed)`, then `understand`."""

    def __init__(self, intents: np.ndarray, reader: Reader, spelling: Spelling, regression: KernelRegression) -> None:
        self.intents = intents
        self._reader = reader
        self._foreign = np.isin(intents, list(LABELS))
        self._spelling = spelling
        self._regression = regression
        self._familiar: np.ndarray
        self._familiarity: Familiarity
        self._calibration: Calibration

    @classmethod
    def fit(cls, texts: Sequence[str], intents: Sequence[str], embed: Embed, airlines: tuple[str, ...] = ()) -> IntentModel:
        """Learns from one intent a text. The same examples give the same model. Raises NotEnoughToLearn.

        Flight numbers of these `airlines` are all read as the same one.
        """
        kept = evenly_chosen(intents, MOST_EXAMPLES)
        labels = np.array([intents[index] for index in kept])
        reader = Reader([texts[index] for index in kept], airlines)
        texts = [reader.as_typed(texts[index]) for index in kept]
        known, columns = np.unique(labels, return_inverse=True)
        if len(known) < 2:
            raise NotEnoughToLearn
        # The name of an intent is the first thing that was ever said about it, so it is an example too.
        named = [column for column, intent in enumerate(known) if says_something(intent)]
        everything = [*texts, *(in_words(known[column]) for column in named)]
        spelling = Spelling(everything)
        examples = Features(meanings(everything, embed), spelling.of(everything))
        regression = KernelRegression(examples, np.append(columns, named).astype(int), len(known))
        model = cls(known, reader, spelling, regression)
        model._calibrate(examples.rows(slice(0, len(texts))), columns)
        return model

    def _calibrate(self, examples: Features, columns: np.ndarray) -> None:
        scores = self._regression.left_out_scores[: len(examples)]
        self._calibration = Calibration.learn(scores, columns)
        inside = ~self._foreign[columns]
        self._familiar = np.flatnonzero(inside)
        close = closeness_among(examples.rows(self._familiar))
        self._familiarity = Familiarity.learn(scope_scores(scores[inside], self._foreign), close)

    def understand(self, text: str, embed: Embed) -> Understanding:
        return self.understand_all([text], embed)[0]

    def understand_all(self, texts: Sequence[str], embed: Embed) -> list[Understanding]:
        """One for each text, in order; none of them changes what is said about another."""
        understood: list[Understanding] = []
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            typed = [self._reader.as_typed(text) for text in texts[start : start + TEXTS_AT_ONCE]]
            meant = [self._reader.as_meant(text) for text in typed]
            chances, outside = self._judge(meant, embed)
            mended = [place for place, text in enumerate(meant) if text != typed[place]]
            if mended:
                # Which word was meant is a guess. What only the mended words say is fairly sure at most.
                chances_typed, outside_typed = self._judge([typed[place] for place in mended], embed)
                chances[mended] = MEANT_SO * chances[mended] + (1 - MEANT_SO) * chances_typed
                outside[mended] = MEANT_SO * outside[mended] + (1 - MEANT_SO) * outside_typed
            silent = [place for place, text in enumerate(typed) if not SAYS_SOMETHING.search(text)]
            chances[silent], outside[silent] = 1 / len(self.intents), 1.0
            understood += [self._understanding(row, float(chance)) for row, chance in zip(chances, outside, strict=True)]
        return understood

    def _judge(self, texts: Sequence[str], embed: Embed) -> tuple[np.ndarray, np.ndarray]:
        """(texts, intents) probabilities, and for each text that of being out of scope."""
        messages = Features(meanings(texts, embed), self._spelling.of(texts))
        cosines = self._regression.cosines(messages)
        scores = self._regression.scores(messages, cosines)
        chances = self._calibration.probabilities(scores)
        close = closeness(cosines[:, self._familiar])
        unfamiliar = self._familiarity.out_of_scope(scope_scores(scores, self._foreign), close)
        return chances, 1 - (1 - unfamiliar) * (1 - chances[:, self._foreign].sum(axis=1))

    def _understanding(self, chances: np.ndarray, out_of_scope: float) -> Understanding:
        ranking = tuple((str(self.intents[at]), float(chances[at])) for at in np.argsort(-chances, kind="stable"))
        return Understanding(ranking, out_of_scope, out_of_scope < DECISION and ranking[0][0] not in LABELS)

    def save(self, path: Path) -> None:
        path.write_bytes(pickle.dumps(self, pickle.HIGHEST_PROTOCOL))

    @staticmethod
    def load(path: Path) -> IntentModel:
        """Only for files of our own making: loading one runs what is in it."""
        model: IntentModel = pickle.loads(path.read_bytes())  # noqa: S301  (of our own making)
        return model


def in_words(intent: str) -> str:
    return intent.replace("_", " ").replace("-", " ").replace("/", " ").strip()


def says_something(intent: str) -> bool:
    return intent not in LABELS and any(letter.isalpha() for letter in intent)


def evenly_chosen(intents: Sequence[str], most: int) -> list[int]:
    """All indexes, or so many that every intent keeps the same share of its examples, spread over their order."""
    if len(intents) <= most:
        return list(range(len(intents)))
    places = defaultdict(list)
    for index, intent in enumerate(intents):
        places[intent].append(index)
    share = most / len(intents)
    return sorted(found[int(step / share)] for found in places.values() for step in range(max(1, int(len(found) * share))))
