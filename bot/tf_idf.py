"""Words or runs of letters of a text, each the weightier the rarer it is (tf-idf, with the logarithm of the counts)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer


class TfIdf:
    """Learned by scikit-learn's vectorisers, which say what a piece is; for one text at a time it is many times as quick."""

    def __init__(self, vectorisers: Sequence[TfidfVectorizer], texts: Sequence[str], length: float) -> None:
        """Each vectoriser gives a part of each row, and each part has this length, or 0 where no piece is known."""
        for vectoriser in vectorisers:
            vectoriser.fit(texts)
        starts = np.cumsum([0, *(len(vectoriser.vocabulary_) for vectoriser in vectorisers)]).tolist()
        self._pieces_of = [vectoriser.build_analyzer() for vectoriser in vectorisers]
        self._columns = [
            {piece: start + int(column) for piece, column in vectoriser.vocabulary_.items()}
            for start, vectoriser in zip(starts, vectorisers, strict=False)
        ]
        self._rarity = np.concatenate([vectoriser.idf_ for vectoriser in vectorisers])
        self._length = length

    def of(self, texts: Sequence[str]) -> csr_matrix:
        """(texts, pieces), float32."""
        columns: list[int] = []
        counts: list[int] = []
        ends = [0]  # of parts
        for text in texts:
            for pieces_of, known in zip(self._pieces_of, self._columns, strict=True):
                found = Counter(known[piece] for piece in pieces_of(text) if piece in known)
                columns += found.keys()
                counts += found.values()
                ends.append(len(columns))
        weights = (1 + np.log(np.array(counts, dtype=float))) * self._rarity[columns]
        data = (of_length_one(weights, ends) * self._length).astype(np.float32)
        return csr_matrix((data, columns, ends[:: len(self._columns)]), shape=(len(texts), len(self._rarity)))


def of_length_one(weights: np.ndarray, ends: Sequence[int]) -> np.ndarray:
    """Part after part, of which each ends where the next one begins."""
    squares = np.append(0.0, np.cumsum(weights**2))[list(ends)]
    lengths = np.sqrt(np.diff(squares))
    return weights / np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(ends))
