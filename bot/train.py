"""Trains the assistant, unless nothing has changed since the last time.

    python -m bot.train            # -> $STATE_DIR/models/<digest>.tar.gz

The digest covers everything that goes into a model. So the same content is trained once, and a change is never missed.
Frustration is learned by a second process meanwhile, from texts of its own.
"""

import hashlib
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from threadpoolctl import threadpool_limits

from bot.embedder import the_embedder
from bot.frustration.detector import learned
from bot.known_embeddings import KnownEmbeddings
from bot.light_rasa import log_without_words, prepare
from bot.light_training import prepare_training

CONTENT = ("config.yml", "domain.yml", "bot/requirements.txt")
CONTENT_FOLDERS = (("data", "**/*"), ("bot", "**/*.py"), ("bot/frustration", "*.json"))
CHECK = "bot/content"  # looks at the content and is no part of a model


def main() -> int:
    model = model_path()
    if model.exists():
        print(f"Assistant: already trained ({model.stem[:12]})")
        return 0
    started = time.monotonic()
    train(model)
    print(f"Assistant: trained in {time.monotonic() - started:.0f} s ({model.stem[:12]})")
    return 0


def model_path() -> Path:
    """Where the model of the present content is, or will be."""
    return Path(os.environ.get("STATE_DIR", "var")) / "models" / f"{content_digest(Path())}.tar.gz"


def content_digest(root: Path) -> str:
    digest = hashlib.sha256()
    for path in content_files(root):
        digest.update(f"{path.relative_to(root).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


def content_files(root: Path) -> Iterator[Path]:
    yield from (root / name for name in CONTENT)
    for folder, pattern in CONTENT_FOLDERS:
        yield from sorted(path for path in (root / folder).glob(pattern) if path.is_file() and root / CHECK not in path.parents)


def train(model: Path) -> None:
    """While Rasa trains, another process learns frustration; Rasa's step for it waits for that (`detector.learned`)."""
    # As a daemon it ends with this process, also when the content has a mistake that Rasa refuses.
    beside = multiprocessing.get_context("spawn").Process(target=learn_frustration, args=(model.parent,), daemon=True)
    beside.start()
    train_with_rasa(model)
    beside.join()


def learn_frustration(folder: Path) -> None:
    threadpool_limits(1, "blas")  # the other cores are at work for Rasa
    with known_embeddings(folder, "frustration"):
        learned(folder)


def train_with_rasa(model: Path) -> None:
    prepare()
    log_without_words()
    prepare_training()
    from rasa import model_training  # noqa: PLC0415  (after prepare)

    training = ["data/nlu", "data/rules", "data/stories"]
    # A half-written file must never be taken for a model, so it gets its name last.
    unfinished = f"unfinished-{os.getpid()}"
    with known_embeddings(model.parent, "intents"):
        result = model_training.train(
            domain="domain.yml",
            config="config.yml",
            training_files=[folder for folder in training if Path(folder).exists()],
            output=str(model.parent),
            fixed_model_name=unfinished,
            force_training=True,
        )
    Path(result.model).replace(model)


@contextmanager
def known_embeddings(folder: Path, part: str) -> Iterator[None]:
    """What this part read in the last training need not be read again, nor in the next one what it reads now."""
    known = KnownEmbeddings(folder, part)
    known.lend(the_embedder())
    yield
    known.keep(the_embedder())


if __name__ == "__main__":
    sys.exit(main())
