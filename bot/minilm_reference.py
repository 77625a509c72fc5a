"""The same network once more, in plain numpy at full precision: what the built and quantised one is checked against."""

import numpy as np
from scipy.special import erf, softmax

from bot.minilm_graph import HEAD_WIDTH, HEADS, LAYER_NORM_EPSILON, LAYERS, WIDTH

Tensors = dict[str, np.ndarray]


def sentence_views(tensors: Tensors, ids: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """The mean and the largest values over the tokens, each of length 1."""
    hidden = tensors["embeddings.word_embeddings.weight"][ids]
    hidden = hidden + tensors["embeddings.position_embeddings.weight"][: len(ids)]
    hidden = layer_norm(tensors, hidden + tensors["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    for layer in range(LAYERS):
        hidden = one_layer(tensors, hidden, f"encoder.layer.{layer}")
    mean, largest = hidden.mean(axis=0), hidden.max(axis=0)
    return mean / np.linalg.norm(mean), largest / np.linalg.norm(largest)


def one_layer(tensors: Tensors, hidden: np.ndarray, name: str) -> np.ndarray:
    mixed = linear(tensors, attention(tensors, hidden, f"{name}.attention.self"), f"{name}.attention.output.dense")
    hidden = layer_norm(tensors, mixed + hidden, f"{name}.attention.output.LayerNorm")
    wide = linear(tensors, hidden, f"{name}.intermediate.dense")
    wide = wide * 0.5 * (1.0 + erf(wide / np.sqrt(2.0)))
    return layer_norm(tensors, linear(tensors, wide, f"{name}.output.dense") + hidden, f"{name}.output.LayerNorm")


def attention(tensors: Tensors, hidden: np.ndarray, name: str) -> np.ndarray:
    queries, keys, values = (
        linear(tensors, hidden, f"{name}.{part}").reshape(-1, HEADS, HEAD_WIDTH).swapaxes(0, 1)
        for part in ("query", "key", "value")
    )
    weights = softmax(queries @ keys.swapaxes(1, 2) / np.sqrt(HEAD_WIDTH), axis=-1)
    return (weights @ values).swapaxes(0, 1).reshape(-1, WIDTH)


def linear(tensors: Tensors, hidden: np.ndarray, name: str) -> np.ndarray:
    return hidden @ tensors[f"{name}.weight"].T + tensors[f"{name}.bias"]


def layer_norm(tensors: Tensors, hidden: np.ndarray, name: str) -> np.ndarray:
    centred = hidden - hidden.mean(axis=-1, keepdims=True)
    spread = np.sqrt(centred.var(axis=-1, keepdims=True) + LAYER_NORM_EPSILON)
    return centred / spread * tensors[f"{name}.weight"] + tensors[f"{name}.bias"]
