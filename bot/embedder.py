"""Sentence embeddings from MiniLM-L6, one sentence at a time, on one core.

One at a time also for many: the quantised network rounds by the largest value it sees, so a batch would change what is said
about a sentence by what happens to stand beside it.

Knows nothing of Rasa. The files it reads are made by `python -m bot.build_embeddings`.
"""

from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

WEIGHTS = Path(__file__).parent / "weights"
Views = tuple[np.ndarray, np.ndarray]
LONGEST_SENTENCE = 128  # tokens; what the published model was trained with


class EmbeddingsNotBuilt(Exception):
    """The embedding model is not there yet."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"No embedding model in {folder}. Make it with: python -m bot.build_embeddings")


class Embedder:
    """Turns a sentence into vectors of length 1, so that a dot product is the cosine of two meanings.

    `known` are views that need not be worked out again. `asked`, once it is a dict, collects all that are asked for.
    """

    def __init__(self, folder: Path) -> None:
        if not (folder / "minilm-int8.onnx").exists():
            raise EmbeddingsNotBuilt(folder)
        self._tokenizer = load_tokenizer(folder / "tokenizer.json")
        self._session = onnxruntime.InferenceSession(str(folder / "minilm-int8.onnx"), one_quiet_thread())
        self._remembered = lru_cache(maxsize=4096)(self._views)
        self.known: dict[str, Views] = {}
        self.asked: dict[str, Views] | None = None

    def embed(self, text: str) -> np.ndarray:
        """One vector of 384 float32, the mean over the words. The same text again costs nothing; do not write into the result."""
        return self.views(text)[0]

    def views(self, text: str) -> Views:
        """Two vectors of 384 float32 from one reading: the mean over the words, and the largest value of each dimension."""
        views = self.known.get(text) or self._remembered(text)
        if self.asked is not None:
            self.asked[text] = views
        return views

    def _views(self, text: str) -> Views:
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        sentence, strongest = (view[0] for view in self._session.run(["sentence", "strongest"], {"token_ids": ids}))
        for view in (sentence, strongest):
            view.setflags(write=False)
        return sentence, strongest


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
