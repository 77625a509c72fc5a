"""The embeddings of the examples, kept between runs: reading a sentence takes two milliseconds, and most have not changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.embedder import WEIGHTS, the_embedder


def meanings(texts: Sequence[str], state: Path) -> np.ndarray:
    """One row of 384 numbers for each text, of length 1. Raises EmbeddingsNotBuilt where a text is new and there is no model.

    They are kept under `state`, by the digest of their text, and only those of these texts.
    """
    kept_in = state / "content" / f"meanings-{weights_digest()}.npz"
    known = load(kept_in)
    digests = [digest(text) for text in texts]
    wanted = {key: known[key] if key in known else embedded(text) for key, text in zip(digests, texts, strict=True)}
    if wanted.keys() != known.keys():
        save(kept_in, wanted)
    return np.stack([wanted[key] for key in digests])


def embedded(text: str) -> np.ndarray:
    return the_embedder().embed(text).astype(np.float32)


def load(path: Path) -> dict[str, np.ndarray]:
    """What was kept; nothing where there is no file or one that cannot be read, since all of it can be made again."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            return dict(zip(kept["digests"].tolist(), kept["vectors"], strict=True))
    except (OSError, ValueError, KeyError, EOFError):
        return {}


def save(path: Path, vectors: dict[str, np.ndarray]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{os.getpid()}.npz")
    np.savez(unfinished, digests=np.array(list(vectors)), vectors=np.stack(list(vectors.values())))
    unfinished.replace(path)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def weights_digest() -> str:
    """Other weights give other meanings. Size and time tell them apart; reading 24 MB would take longer than the check."""
    weights = WEIGHTS / "minilm-int8.onnx"
    known = f"{weights.stat().st_size} {weights.stat().st_mtime_ns}" if weights.exists() else "none"
    return digest(known)[:12]
