"""Sentence embeddings from MiniLM-L6, one sentence at a time, on one core.

Knows nothing of Rasa. The files it reads are made by `python -m bot.build_embeddings`.
"""

from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

WEIGHTS = Path(__file__).parent / "weights"
DIMENSION = 384
LONGEST_SENTENCE = 128  # tokens; what the published model was trained with


class EmbeddingsNotBuilt(Exception):
    """The embedding model is not there yet."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"No embedding model in {folder}. Make it with: python -m bot.build_embeddings")


class Embedder:
    """Turns a sentence into 384 numbers of length 1, so that a dot product is the cosine of two meanings."""

    def __init__(self, folder: Path) -> None:
        if not (folder / "minilm-int8.onnx").exists():
            raise EmbeddingsNotBuilt(folder)
        self._tokenizer = load_tokenizer(folder / "tokenizer.json")
        self._session = onnxruntime.InferenceSession(str(folder / "minilm-int8.onnx"), one_quiet_thread())
        self._remembered = lru_cache(maxsize=4096)(self._embed)

    def embed(self, text: str) -> np.ndarray:
        """One vector of 384 float32. The same text again costs nothing; do not write into the result."""
        return self._remembered(text)

    def _embed(self, text: str) -> np.ndarray:
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        vector = self._session.run(None, {"token_ids": ids})[0][0]
        vector.setflags(write=False)
        return vector


@lru_cache(maxsize=1)
def the_embedder(folder: Path = WEIGHTS) -> Embedder:
    """The one embedder of this process: the classifier and the frustration component share it."""
    return Embedder(folder)


def load_tokenizer(path: Path) -> Tokenizer:
    """The published tokenizer, without its padding to 128: short sentences stay short, and fast."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST_SENTENCE)
    return tokenizer


def one_quiet_thread() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return options
