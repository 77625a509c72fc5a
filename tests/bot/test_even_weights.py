"""Evening out the network (bot/even_weights.py) changes no product, and leaves less for 8 bits to lose."""

import json
import subprocess

import pytest

from tests.bot.asking import BOT_PYTHON, ROOT

# A network of MiniLM's shape with random weights, of which a few make some inputs as uneven as MiniLM's are.
EVENED = """
import json
import numpy as np
import onnxruntime
from bot.even_weights import evened
from bot.minilm_graph import LAYERS, WIDTH, build_graph
from bot.minilm_reference import Reference

chance = np.random.default_rng(0)
def some(*shape, size=1.0):
    return (chance.standard_normal(shape) * size).astype(np.float32)
def dense(name, into, out):
    return {f"{name}.weight": some(out, into, size=into**-0.5), f"{name}.bias": some(out, size=0.1)}
def norm(name):
    scale = np.ones(WIDTH, dtype=np.float32)
    scale[::50] = 20.0
    return {f"{name}.weight": scale, f"{name}.bias": some(WIDTH, size=0.1)}
tensors = {f"embeddings.{part}_embeddings.weight": some(40, WIDTH) for part in ("word", "position", "token_type")}
tensors |= norm("embeddings.LayerNorm")
for layer in range(LAYERS):
    name = f"encoder.layer.{layer}"
    for part in ("query", "key", "value"):
        tensors |= dense(f"{name}.attention.self.{part}", WIDTH, WIDTH)
    tensors |= dense(f"{name}.attention.output.dense", WIDTH, WIDTH) | norm(f"{name}.attention.output.LayerNorm")
    tensors |= dense(f"{name}.intermediate.dense", WIDTH, 4 * WIDTH) | dense(f"{name}.output.dense", 4 * WIDTH, WIDTH)
    tensors |= norm(f"{name}.output.LayerNorm")

messages = [chance.integers(0, 40, length).tolist() for length in (3, 8, 20)]
even = evened(tensors, messages)
session = onnxruntime.InferenceSession(build_graph(even).SerializeToString())
reference = Reference(tensors)
apart = 0.0
for ids in [*messages, [1, 2, 3, 4]]:
    exact = reference.sentence_views(ids)
    built = session.run(["sentence", "strongest"], {"token_ids": np.array([ids])})
    apart = max(apart, *(float(np.abs(one - other[0]).max()) for one, other in zip(exact, built)))
product = "encoder.layer.2.intermediate.dense"
before = reference.largest_inputs[product]
after = before * even[f"{product}.evening"]
uneven = {name: float(inputs.max() / np.median(inputs)) for name, inputs in (("before", before), ("after", after))}
print(json.dumps({"apart": apart} | uneven))
"""


@pytest.fixture(scope="module")
def found() -> dict[str, float]:
    done = subprocess.run([BOT_PYTHON, "-c", EVENED], cwd=ROOT, capture_output=True, text=True, timeout=100, check=True)
    uneven: dict[str, float] = json.loads(done.stdout)
    return uneven


def test_the_evened_network_says_what_the_exact_one_says(found: dict[str, float]) -> None:
    assert found["apart"] < 1e-4


def test_the_inputs_are_of_more_even_size(found: dict[str, float]) -> None:
    assert found["before"] > 10
    assert found["after"] < found["before"] / 2
