"""Builds the sentence-embedding model: published weights in, a quantised ONNX file and its tokenizer out.

    python -m bot.build_embeddings --weights bot/weights/source --out bot/weights

The weights come in a package whose author we do not know. So the files must be, byte for byte, the ones that the model's authors
published (see NOTICE), and only their numbers are read. Does nothing when the result is already there.
"""

import argparse
import hashlib
import logging
import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

from bot.embedder import WEIGHTS, Embedder, load_tokenizer
from bot.even_weights import TYPICAL_MESSAGES, evened
from bot.minilm_graph import build_graph
from bot.minilm_reference import Reference

PUBLISHED = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
CLOSE_ENOUGH = 0.98  # cosine between the quantised and the exact vector
CHECK_SENTENCES = (
    "Has the flight from Cayenne landed?",
    "Get me an adviser, not a robot.",
    "We were promised seats together when we paid, and now the two little ones are eleven rows away from both of us!!",
    "no",
)


class WeightsMissing(Exception):
    def __init__(self, name: str, folder: Path) -> None:
        super().__init__(f"{name} is not under {folder}. Install bot/weights-requirements.txt there (see bot/README.md).")


class WrongWeights(Exception):
    def __init__(self, path: Path, found: str, expected: str) -> None:
        super().__init__(
            f"{path} is not the published file, so it is not used: its SHA-256 is {found}, and should be {expected}. "
            "Delete the folder and install bot/weights-requirements.txt again."
        )


class BuiltWrongly(Exception):
    def __init__(self, sentence: str, cosine: float) -> None:
        super().__init__(
            f"The built model disagrees with the exact one about {sentence!r} (cosine {cosine:.3f}); nothing was written."
        )


def main() -> int:
    options = read_options()
    if (options.out / "minilm-int8.onnx").exists():
        print(f"Sentence embeddings: already built in {options.out}")
        return 0
    started = time.monotonic()
    try:
        worst = build(options.weights, options.out)
    except (WeightsMissing, WrongWeights, BuiltWrongly) as problem:
        print(f"Sentence embeddings: {problem}", file=sys.stderr)
        return 1
    print(f"Sentence embeddings: built in {time.monotonic() - started:.0f} s (cosine with the exact model: at least {worst:.3f})")
    return 0


def build(source: Path, out: Path) -> float:
    """Writes both files to `out` and returns the worst agreement (cosine) with the exact model.

    Raises WeightsMissing, WrongWeights or BuiltWrongly, and then leaves `out` without a model.
    """
    weights, tokenizer = (published_file(source, name) for name in PUBLISHED)
    tensors = load_file(weights)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as folder:
        unfinished = Path(folder)
        shutil.copyfile(tokenizer, unfinished / "tokenizer.json")
        write_quantised(tensors, unfinished)
        worst = compare_with_reference(tensors, unfinished)
        # The model goes last: where it stands, everything stands.
        for name in ("tokenizer.json", "minilm-int8.onnx"):
            (unfinished / name).replace(out / name)
    return worst


def published_file(folder: Path, name: str) -> Path:
    path = next(folder.rglob(name), None)
    if path is None:
        raise WeightsMissing(name, folder)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != PUBLISHED[name]:
        raise WrongWeights(path, found, PUBLISHED[name])
    return path


def write_quantised(tensors: dict[str, np.ndarray], folder: Path) -> None:
    logging.disable(logging.WARNING)  # the quantiser recommends a step that does not apply to a graph made for it
    tokenizer = load_tokenizer(folder / "tokenizer.json")
    even = evened(tensors, [tokenizer.encode(message).ids for message in TYPICAL_MESSAGES])
    onnx.save(build_graph(even), folder / "exact.onnx")
    quantize_dynamic(
        folder / "exact.onnx",
        folder / "minilm-int8.onnx",
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
    )
    logging.disable(logging.NOTSET)


def compare_with_reference(tensors: dict[str, np.ndarray], folder: Path) -> float:
    embedder, tokenizer, reference = Embedder(folder), load_tokenizer(folder / "tokenizer.json"), Reference(tensors)
    worst = 1.0
    for sentence in CHECK_SENTENCES:
        exact = reference.sentence_views(tokenizer.encode(sentence).ids)
        cosine = min(float(one @ other) for one, other in zip(exact, embedder.views(sentence), strict=True))
        if not cosine > CLOSE_ENOUGH:
            raise BuiltWrongly(sentence, cosine)
        worst = min(worst, cosine)
    return worst


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.build_embeddings", description="Builds the sentence-embedding model.")
    parser.add_argument(
        "--weights", type=Path, default=WEIGHTS / "source", help="where bot/weights-requirements.txt was installed"
    )
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="where to write the model")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
