"""What the model sees of a message: its meaning as one vector, its spelling as weighted words and letters."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

Embed = Callable[[str], Sequence[np.ndarray]]
"""The views of one sentence, each a float32 vector of length 1 (bot.embedder.Embedder.views)."""

FEW = 8  # texts, for which threads would cost more than they save
WORD_OR_QUESTION = r"(?u)\b\w+\b|\?"


@dataclass(frozen=True)
class Features:
    """A row for each message, all rows of length 1: `meaning` dense, `spelling` sparse, float32."""

    meaning: np.ndarray
    spelling: csr_matrix

    def __len__(self) -> int:
        return len(self.meaning)

    def rows(self, chosen: slice | np.ndarray) -> Features:
        return Features(self.meaning[chosen], self.spelling[chosen])


class Spelling:
    """Words, pairs of words, and runs of two to four letters: these keep typos and a company's own words apart."""

    def __init__(self, texts: Sequence[str]) -> None:
        words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=WORD_OR_QUESTION)
        letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4))
        self._parts = [Weights(part, [normalised(text) for text in texts]) for part in (words, letters)]

    def of(self, texts: Sequence[str]) -> csr_matrix:
        """Each of the two parts gives half of a row's squared length."""
        columns, values, ends = [], [], [0]
        for text in map(normalised, texts):
            offset = 0
            for part in self._parts:
                found, weights = part.of(text)
                columns += [column + offset for column in found]
                values.append(weights * 0.5**0.5)
                offset += len(part)
            ends.append(len(columns))
        data = np.concatenate([*values, np.empty(0)]).astype(np.float32)
        return csr_matrix((data, columns, ends), shape=(len(texts), sum(map(len, self._parts))))


class Weights:
    """The rarer a piece, the more it weighs (tf-idf); one text at a time far quicker than the vectoriser that learned it."""

    def __init__(self, vectoriser: TfidfVectorizer, texts: Sequence[str]) -> None:
        vectoriser.fit(texts)
        self._pieces_of = vectoriser.build_analyzer()
        self._columns = {piece: int(column) for piece, column in vectoriser.vocabulary_.items()}
        self._rarity = vectoriser.idf_

    def __len__(self) -> int:
        return len(self._columns)

    def of(self, text: str) -> tuple[list[int], np.ndarray]:
        """Columns, and their weights as a vector of length 1."""
        counts = Counter(self._columns[piece] for piece in self._pieces_of(text) if piece in self._columns)
        columns = list(counts)
        weights = (1 + np.log(np.fromiter(counts.values(), float, len(counts)))) * self._rarity[columns]
        return columns, weights / (np.linalg.norm(weights) or 1.0)


def meanings(texts: Sequence[str], embed: Embed) -> np.ndarray:
    """Many at once on all cores; each is the same as alone."""
    if len(texts) <= FEW:
        return np.array([one_vector(embed(text)) for text in texts], dtype=np.float32)
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return np.array(list(threads.map(lambda text: one_vector(embed(text)), texts)), dtype=np.float32)


def one_vector(views: Sequence[np.ndarray]) -> np.ndarray:
    together = np.concatenate(list(views))
    return together / np.linalg.norm(together)


def normalised(text: str) -> str:
    """Lower case, and each number as one sign: which flight or day is meant says nothing about what is wanted."""
    words = text.lower().replace("’", "'").split()
    return " ".join("#" if any(letter.isdigit() for letter in word) else word for word in words)
