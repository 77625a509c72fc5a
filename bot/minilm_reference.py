"""The same network once more, in plain numpy at full precision: what the built and quantised one is checked against."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import erf, softmax

from bot.minilm_graph import HEAD_WIDTH, HEADS, LAYER_NORM_EPSILON, LAYERS, WIDTH

Tensors = dict[str, np.ndarray]


class Reference:
    """The exact network. `largest_inputs` are by product the largest values, without sign, of each dimension of its input."""

    def __init__(self, tensors: Tensors) -> None:
        self._tensors = tensors
        self.largest_inputs: Tensors = {}

    def sentence_views(self, ids: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        """The mean and the largest values over the tokens, each of length 1."""
        hidden = self._tensors["embeddings.word_embeddings.weight"][list(ids)]
        hidden = hidden + self._tensors["embeddings.position_embeddings.weight"][: len(ids)]
        first_sentence = self._tensors["embeddings.token_type_embeddings.weight"][0]
        hidden = self._layer_norm(hidden + first_sentence, "embeddings.LayerNorm")
        for layer in range(LAYERS):
            hidden = self._one_layer(hidden, f"encoder.layer.{layer}")
        mean, largest = hidden.mean(axis=0), hidden.max(axis=0)
        return mean / np.linalg.norm(mean), largest / np.linalg.norm(largest)

    def _one_layer(self, hidden: np.ndarray, name: str) -> np.ndarray:
        mixed = self._linear(self._attention(hidden, f"{name}.attention.self"), f"{name}.attention.output.dense")
        hidden = self._layer_norm(mixed + hidden, f"{name}.attention.output.LayerNorm")
        wide = self._linear(hidden, f"{name}.intermediate.dense")
        wide = wide * 0.5 * (1.0 + erf(wide / np.sqrt(2.0)))
        return self._layer_norm(self._linear(wide, f"{name}.output.dense") + hidden, f"{name}.output.LayerNorm")

    def _attention(self, hidden: np.ndarray, name: str) -> np.ndarray:
        queries, keys, values = (
            self._linear(hidden, f"{name}.{part}").reshape(-1, HEADS, HEAD_WIDTH).swapaxes(0, 1)
            for part in ("query", "key", "value")
        )
        weights = softmax(queries @ keys.swapaxes(1, 2) / np.sqrt(HEAD_WIDTH), axis=-1)
        return (weights @ values).swapaxes(0, 1).reshape(-1, WIDTH)

    def _linear(self, hidden: np.ndarray, name: str) -> np.ndarray:
        self.largest_inputs[name] = np.maximum(self.largest_inputs.get(name, 0.0), np.abs(hidden).max(axis=0))
        return hidden @ self._tensors[f"{name}.weight"].T + self._tensors[f"{name}.bias"]

    def _layer_norm(self, hidden: np.ndarray, name: str) -> np.ndarray:
        centred = hidden - hidden.mean(axis=-1, keepdims=True)
        spread = np.sqrt(centred.var(axis=-1, keepdims=True) + LAYER_NORM_EPSILON)
        return centred / spread * self._tensors[f"{name}.weight"] + self._tensors[f"{name}.bias"]
