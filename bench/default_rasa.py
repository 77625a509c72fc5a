"""Rasa as `rasa init` sets it up, on our own content: the default configuration that comes with Rasa's package.

Its training takes minutes, so the model is kept in $STATE_DIR/bench until the content changes. Fewer epochs make a worse model of
the same size: serving it costs the same.
"""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.processes import PAUSE, ROOT, DidNotStart, Started, free_port, started
from bench.progress import say
from bench.rasa_server import TOKEN, RasaServer, serving

RASA = ROOT / ".venv-bot" / "bin" / "rasa"
DEFAULT_CONFIG = "engine/recipes/config_files/default_config.yml"
CONTENT = ("domain.yml", "data/nlu", "data/rules", "data/stories")
EPOCHS, QUICK_EPOCHS = 100, 3
LONGEST_TRAINING = 3600.0  # seconds; six to seven minutes on two cores with nothing else to do
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "LOG_LEVEL": "WARNING"}
ENDPOINTS = """
action_endpoint:
  url: http://127.0.0.1:{actions_port}/webhook
tracker_store:
  type: SQL
  dialect: sqlite
  db: {database}
"""


def model(quick: bool) -> Path:
    """Trains it, unless that has been done for this content. Quick: three epochs instead of a hundred."""
    config = default_config().replace(f"epochs: {EPOCHS}", f"epochs: {QUICK_EPOCHS if quick else EPOCHS}")
    kept = (ROOT / os.environ.get("STATE_DIR", "var") / "bench" / f"default-{digest(config)}.tar.gz").resolve()
    if not kept.exists():
        train(config, kept)
    return kept


def default_config() -> str:
    (found,) = (ROOT / ".venv-bot" / "lib").glob(f"python3.*/site-packages/rasa/{DEFAULT_CONFIG}")
    return found.read_text("utf-8")


def digest(config: str) -> str:
    found = hashlib.sha256(config.encode())
    for name in CONTENT:
        path = ROOT / name
        for file in [path] if path.is_file() else sorted(path.rglob("*.yml")):
            found.update(file.read_bytes())
    return found.hexdigest()[:16]


def train(config: str, kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    settings = kept.parent / "default_config.yml"
    settings.write_text(config, "utf-8")
    unfinished = f"unfinished-{kept.name}"
    words: list[str | Path] = [RASA, "train", "--config", settings, "--domain", CONTENT[0], "--data", *CONTENT[1:], "--force"]
    with started([*words, "--out", kept.parent, "--fixed-model-name", unfinished], QUIET) as training:
        watch(training)
        if training.process.returncode != 0:
            raise DidNotStart("\n".join(line for _, line in training.lines[-20:]))
    (kept.parent / unfinished).replace(kept)


def watch(training: Started) -> None:
    """Says every quarter of a minute that it is still going on."""
    next_word = 0.0
    while training.process.poll() is None and training.seconds < LONGEST_TRAINING:
        if training.seconds > next_word:
            say(f"training Rasa's default configuration, to be kept: {training.seconds:.0f} s")
            next_word = training.seconds + 15
        time.sleep(PAUSE)


@contextmanager
def running(trained: Path, folder: Path, actions_port: int) -> Iterator[RasaServer]:
    """Serves it with Rasa's own SQL store on SQLite and Rasa's own REST channel."""
    port = free_port()
    (folder / "endpoints.yml").write_text(ENDPOINTS.format(actions_port=actions_port, database=folder / "default.db"), "utf-8")
    (folder / "credentials.yml").write_text("rest:\n", "utf-8")
    words: list[str | Path] = [
        RASA,
        "run",
        "--enable-api",
        "--auth-token",
        TOKEN,
        "--interface",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    files: list[str | Path] = [
        "--model",
        trained,
        "--endpoints",
        folder / "endpoints.yml",
        "--credentials",
        folder / "credentials.yml",
    ]
    with serving([*words, *files], QUIET, port) as rasa:
        yield rasa
