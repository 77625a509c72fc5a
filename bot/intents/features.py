"""What the model sees of a message: its meaning as one vector, its spelling as weighted words and letters."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.tf_idf import TfIdf

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
        self._pieces = TfIdf((words, letters), [normalised(text) for text in texts], length=0.5**0.5)

    def of(self, texts: Sequence[str]) -> csr_matrix:
        """Each of the two parts gives half of a row's squared length."""
        return self._pieces.of([normalised(text) for text in texts])


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
