"""Trains the assistant, unless nothing has changed since the last time.

    python -m bot.train            # -> $STATE_DIR/models/<digest>.tar.gz

The digest covers everything that goes into a model. So the same content is trained once, and a change is never missed.
"""

import hashlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bot.embedder import the_embedder
from bot.known_embeddings import KnownEmbeddings
from bot.light_rasa import log_without_words, prepare
from bot.light_training import prepare_training

CONTENT = ("config.yml", "domain.yml", "bot/requirements.txt")
CONTENT_FOLDERS = (("data", "**/*"), ("bot", "**/*.py"))
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
    prepare()
    log_without_words()
    prepare_training()
    from rasa.model_training import train as train_with_rasa  # noqa: PLC0415  (after prepare)

    known = KnownEmbeddings(model.parent)
    known.lend(the_embedder())
    training = ["data/nlu", "data/rules", "data/stories"]
    # A half-written file must never be taken for a model, so it gets its name last.
    unfinished = f"unfinished-{os.getpid()}"
    result = train_with_rasa(
        domain="domain.yml",
        config="config.yml",
        training_files=[folder for folder in training if Path(folder).exists()],
        output=str(model.parent),
        fixed_model_name=unfinished,
        force_training=True,
    )
    known.keep(the_embedder())
    Path(result.model).replace(model)


if __name__ == "__main__":
    sys.exit(main())
