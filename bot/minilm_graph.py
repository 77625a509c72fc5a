"""The MiniLM-L6 network as an ONNX graph, built from its bare tensors.

The network is BERT (Devlin et al. 2019, section 3) with 6 layers, 12 heads and 384 dimensions, then the mean over the tokens and
a division by the length (Reimers and Gurevych 2019, section 3). The largest value of each dimension is a second view of the same
sentence at no cost: a word that the mean drowns shows in it. Building the graph here means that nothing but numbers is ever
loaded from the published file. The weights have been evened out before (bot/even_weights.py). The network takes one sentence at a
time, so there is no padding and no attention mask.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LAYERS = 6
HEADS = 12
WIDTH = 384
HEAD_WIDTH = WIDTH // HEADS
LAYER_NORM_EPSILON = 1e-12
OPSET = 17


def build_graph(tensors: dict[str, np.ndarray]) -> onnx.ModelProto:
    """`token_ids` (1, n) int64 in; `sentence` and `strongest` out, each (1, 384) float32 of length 1."""
    graph = GraphWriter(tensors)
    hidden = embed_tokens(graph)
    for layer in range(LAYERS):
        hidden = attend(graph, hidden, f"encoder.layer.{layer}.attention")
        hidden = think(graph, hidden, f"encoder.layer.{layer}")
    pool(graph, hidden, "ReduceMean", "sentence")
    pool(graph, hidden, "ReduceMax", "strongest")
    return graph.finish()


class GraphWriter:
    """Collects nodes and constants; every method returns the name of what it adds."""

    def __init__(self, tensors: dict[str, np.ndarray]) -> None:
        self.tensors = tensors
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def node(self, operation: str, *inputs: str, output: str | None = None, **attributes: object) -> str:
        output = output or f"{operation}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operation, list(inputs), [output], name=f"node_{output}", **attributes))
        return output

    def constant(self, name: str, value: np.ndarray) -> str:
        self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self.tensors[name])

    def integers(self, *values: int) -> str:
        return self.constant("integers_" + "_".join(map(str, values)), np.array(values, dtype=np.int64))

    def number(self, value: float) -> str:
        return self.constant(f"number_{value}", np.array(value, dtype=np.float32))

    def evened(self, hidden: str, name: str) -> str:
        return self.node("Mul", hidden, self.weight(f"{name}.evening"))

    def linear(self, hidden: str, name: str) -> str:
        kernel = self.constant(f"{name}.kernel", self.tensors[f"{name}.weight"].T)
        return self.node("Add", self.node("MatMul", hidden, kernel), self.weight(f"{name}.bias"))

    def normalised(self, hidden: str, name: str) -> str:
        scale, shift = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.node("LayerNormalization", hidden, scale, shift, axis=-1, epsilon=LAYER_NORM_EPSILON)

    def finish(self) -> onnx.ModelProto:
        ids = helper.make_tensor_value_info("token_ids", TensorProto.INT64, [1, "tokens"])
        views = [helper.make_tensor_value_info(view, TensorProto.FLOAT, [1, WIDTH]) for view in ("sentence", "strongest")]
        graph = helper.make_graph(self._nodes, "minilm", [ids], views, list(self._constants.values()))
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
        onnx.checker.check_model(model)
        return model


def embed_tokens(graph: GraphWriter) -> str:
    words = graph.node("Gather", graph.weight("embeddings.word_embeddings.weight"), "token_ids")
    length = graph.node("Shape", "token_ids", start=1, end=2)
    positions = graph.weight("embeddings.position_embeddings.weight")
    positions = graph.node("Slice", positions, graph.integers(0), length, graph.integers(0))
    # There is only ever a first sentence, so the token type is a constant and is added to the positions' side.
    first_sentence = graph.constant("first_sentence", graph.tensors["embeddings.token_type_embeddings.weight"][0])
    placed = graph.node("Add", words, graph.node("Add", positions, first_sentence))
    return graph.normalised(placed, "embeddings.LayerNorm")


def attend(graph: GraphWriter, hidden: str, name: str) -> str:
    """Self-attention with its residual connection and normalisation."""
    even = graph.evened(hidden, f"{name}.self")
    queries, keys, values = (split_heads(graph, graph.linear(even, f"{name}.self.{part}")) for part in ("query", "key", "value"))
    scores = graph.node("MatMul", queries, graph.node("Transpose", keys, perm=[0, 1, 3, 2]))
    weights = graph.node("Softmax", graph.node("Div", scores, graph.number(HEAD_WIDTH**0.5)), axis=-1)
    mixed = graph.node("Transpose", graph.node("MatMul", weights, values), perm=[0, 2, 1, 3])
    mixed = graph.node("Reshape", mixed, graph.integers(0, 0, WIDTH))
    return graph.normalised(graph.node("Add", graph.linear(mixed, f"{name}.output.dense"), hidden), f"{name}.output.LayerNorm")


def split_heads(graph: GraphWriter, hidden: str) -> str:
    return graph.node("Transpose", graph.node("Reshape", hidden, graph.integers(0, 0, HEADS, HEAD_WIDTH)), perm=[0, 2, 1, 3])


def think(graph: GraphWriter, hidden: str, name: str) -> str:
    """The feed-forward half of a layer, with its residual connection and normalisation."""
    widening, narrowing = f"{name}.intermediate.dense", f"{name}.output.dense"
    wide = graph.evened(gelu(graph, graph.linear(graph.evened(hidden, widening), widening)), narrowing)
    return graph.normalised(graph.node("Add", graph.linear(wide, narrowing), hidden), f"{name}.output.LayerNorm")


def gelu(graph: GraphWriter, wide: str) -> str:
    """x · (1 + erf(x / √2)) / 2 (Hendrycks and Gimpel 2016, equation 2)."""
    bell = graph.node("Erf", graph.node("Div", wide, graph.number(2**0.5)))
    return graph.node("Mul", graph.node("Mul", wide, graph.node("Add", bell, graph.number(1.0))), graph.number(0.5))


def pool(graph: GraphWriter, hidden: str, operation: str, name: str) -> None:
    pooled = graph.node(operation, hidden, axes=[1], keepdims=0)
    length = graph.node("ReduceL2", pooled, axes=[1], keepdims=1)
    graph.node("Div", pooled, length, output=name)
