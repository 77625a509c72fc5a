"""Embeddings that are kept from one training to the next: who edits one example does not wait for the other thousands.

Only texts of data/ are kept, never a customer's, in one file for each part of the training, which holds what the newest
training needed.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np

from bot.embedder import WEIGHTS, Embedder, Views


class KnownEmbeddings:
    """Lends an embedder what is known, and afterwards keeps what it was asked for. Each `part` of the training has its own."""

    def __init__(self, folder: Path, part: str) -> None:
        self._path = folder / f"embeddings-{part}-{_digest(WEIGHTS / 'minilm-int8.onnx')}.npz"

    def lend(self, embedder: Embedder) -> None:
        """The embedder need not read again what it has read in an earlier training."""
        if self._path.exists():
            with np.load(self._path) as kept:
                views = zip(kept["sentence"], kept["strongest"], strict=True)
                embedder.known = dict(zip(kept["texts"].tolist(), views, strict=True))
        embedder.asked = {}

    def keep(self, embedder: Embedder) -> None:
        """Writes down every embedding that was asked for since `lend`; nothing, if nothing was asked for."""
        asked = embedder.asked or {}
        if not asked:
            return
        texts = sorted(asked)
        views: list[Views] = [asked[text] for text in texts]
        unfinished = self._path.with_name(f"unfinished-{os.getpid()}.npz")
        np.savez(
            unfinished,
            texts=np.array(texts),
            sentence=np.array([sentence for sentence, _ in views]),
            strongest=np.array([strongest for _, strongest in views]),
        )
        unfinished.replace(self._path)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]
