"""Sentence embeddings from MiniLM-L6, one sentence at a time, on one core.

One at a time also for many: the quantised network rounds by the largest value it sees, so a batch would change what is said
about a sentence by what happens to stand beside it.

Knows nothing of Rasa. The files it reads are made by `python -m bot.build_embeddings`.
"""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper
from tokenizers import Tokenizer

WEIGHTS = Path(__file__).parent / "weights"
Views = tuple[np.ndarray, np.ndarray]
HALFWAY = "LayerNormalization_107"  # what the third of six layers gives, by its name in the built graph
LONGEST_SENTENCE = 128  # tokens; what the published model was trained with


class Sight(NamedTuple):
    """What one reading of a sentence gives: vectors of length 1 and 384 float32, `tone` of twice as many.

    `sentence` and `strongest` are the mean over the words and the largest value of each dimension, after the last layer. It was
    taught to place what is said alike side by side, however it is said. `tone` is the same two after the third layer, one behind
    the other: halfway through, how it is said still shows.
    """

    sentence: np.ndarray
    strongest: np.ndarray
    tone: np.ndarray


class EmbeddingsNotBuilt(Exception):
    """The embedding model is not there yet."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"No embedding model in {folder}. Make it with: python -m bot.build_embeddings")


class Embedder:
    """Turns a sentence into vectors of length 1, so that a dot product is the cosine of two meanings.

    `known` are readings that need not be done again. `asked`, once it is a dict, collects all that are asked for.
    """

    def __init__(self, folder: Path) -> None:
        if not (folder / "minilm-int8.onnx").exists():
            raise EmbeddingsNotBuilt(folder)
        self._tokenizer = load_tokenizer(folder / "tokenizer.json")
        self._session = opened(folder / "minilm-int8.onnx")
        self._remembered = lru_cache(maxsize=4096)(self._read)
        self.known: dict[str, Sight] = {}
        self.asked: dict[str, Sight] | None = None

    def embed(self, text: str) -> np.ndarray:
        """One vector of 384 float32, the mean over the words. The same text again costs nothing; do not write into the result."""
        return self.views(text)[0]

    def views(self, text: str) -> Views:
        """Two vectors of 384 float32 from one reading: the mean over the words, and the largest value of each dimension."""
        sight = self.sight(text)
        return sight.sentence, sight.strongest

    def sight(self, text: str) -> Sight:
        """All that one reading gives."""
        sight = self.known.get(text) or self._remembered(text)
        if self.asked is not None:
            self.asked[text] = sight
        return sight

    def _read(self, text: str) -> Sight:
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        sight = Sight(*(vector[0] for vector in self._session.run(Sight._fields, {"token_ids": ids})))
        for vector in sight:
            vector.setflags(write=False)
        return sight


@lru_cache(maxsize=1)
def the_embedder(folder: Path = WEIGHTS) -> Embedder:
    """The one embedder of this process: the classifier and the frustration component share it."""
    return Embedder(folder)


def opened(path: Path) -> onnxruntime.InferenceSession:
    """The built network, which is asked for its tone as well."""
    # Two serialised graphs, one behind the other, are read as one (Protocol Buffers, Encoding, "Last One Wins").
    session = onnxruntime.InferenceSession(path.read_bytes() + halfway().SerializeToString(), one_quiet_thread())
    session._model_bytes = None  # it would keep the file a second time, 34 MB, for a restart that nobody asks for
    return session


def halfway() -> onnx.ModelProto:
    """The nodes that pool what the third layer gives, and `tone` as one more output."""
    pooled = [
        helper.make_node("ReduceMean", [HALFWAY], ["halfway_mean"], axes=[1], keepdims=0),
        helper.make_node("ReduceMax", [HALFWAY], ["halfway_largest"], axes=[1], keepdims=0),
    ]
    halves = [node for name in ("halfway_mean", "halfway_largest") for node in of_length_one(name)]
    joined = helper.make_node("Concat", ["halfway_mean_1", "halfway_largest_1"], ["halfway"], axis=-1)
    tone = helper.make_node("Mul", ["halfway", "half"], ["tone"])
    half = helper.make_tensor("half", TensorProto.FLOAT, [], [0.5**0.5])
    output = helper.make_tensor_value_info("tone", TensorProto.FLOAT, [1, None])
    return onnx.ModelProto(graph=onnx.GraphProto(node=[*pooled, *halves, joined, tone], initializer=[half], output=[output]))


def of_length_one(name: str) -> list[onnx.NodeProto]:
    return [
        helper.make_node("ReduceL2", [name], [f"{name}_length"], axes=[1], keepdims=1),
        helper.make_node("Div", [name, f"{name}_length"], [f"{name}_1"]),
    ]


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
