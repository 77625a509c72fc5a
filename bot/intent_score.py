"""Reads messages, one a line, and writes what each one asks for, one JSON object a line, in the same order.

    python -m bot.intent_score [--train examples.csv] < messages.txt

Without examples it is the product's own model. With them (columns `text` and `intent` or `category`) it learns from them first,
with the same settings. A line is taken as it stands; an empty one has the intent null.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from bot import train
from bot.embedder import Embedder, EmbeddingsNotBuilt, the_embedder
from bot.intents.features import Embed
from bot.intents.model import IntentModel, NotEnoughToLearn, Understanding
from bot.standard_streams import in_utf8

SHOWN = 5
LINES_AT_ONCE = 500
QUIET_SECONDS = 2.0
NOTHING_SAID = {"intent": None, "confidence": 0.0, "out_of_scope": 1.0, "in_scope": False, "ranking": []}


class BadExamples(Exception):
    """The file of examples cannot be learned from; the text says why."""


def main() -> int:
    options = read_options()
    try:
        progress = Progress(sys.stderr)
        embed = progress.counting(the_embedder())
        model = learned_from(Path(options.train), embed) if options.train else own_model()
        progress.begin_reading()
        with in_utf8():
            for lines in in_parts(sys.stdin, LINES_AT_ONCE):
                for told in scored(lines, model, embed):
                    print(json.dumps(told, ensure_ascii=False))
        progress.end()
    except (BadExamples, EmbeddingsNotBuilt) as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


def learned_from(path: Path, embed: Embed) -> IntentModel:
    examples = read_examples(path)
    try:
        return IntentModel.fit([text for text, _ in examples], [intent for _, intent in examples], embed)
    except NotEnoughToLearn as problem:
        raise BadExamples(f"{path}: at least two intents are needed, each with an example.") from problem


def read_examples(path: Path) -> list[tuple[str, str]]:
    """Text and intent of each row. Raises BadExamples."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(rows_of(csv.DictReader(file, strict=True), path))
    except OSError as problem:
        raise BadExamples(f"{path} cannot be read: {problem.strerror}.") from problem
    except (csv.Error, UnicodeDecodeError) as problem:
        raise BadExamples(f"{path} is not a CSV file in UTF-8: {problem}.") from problem


def rows_of(reader: csv.DictReader[str], path: Path) -> Iterator[tuple[str, str]]:
    names = reader.fieldnames or []
    label = next((name for name in ("intent", "category") if name in names), None)
    if "text" not in names or label is None:
        raise BadExamples(
            f"{path}: the first line must name the columns text and intent (or category); it says: {', '.join(names)}."
        )
    for row in reader:
        text, intent = (row["text"] or "").strip(), (row[label] or "").strip()
        if not text or not intent:
            raise BadExamples(f"{path}, line {reader.line_num}: a text or an intent is missing.")
        yield text, intent


def own_model() -> IntentModel:
    """The very file that the product serves; it is trained first where that has not been done."""
    archive = train.model_path()
    if not archive.exists():
        print("First the assistant is trained; that takes about a minute.", file=sys.stderr, flush=True)
        with contextlib.redirect_stdout(sys.stderr):
            train.main()
    with tempfile.TemporaryDirectory() as folder, tarfile.open(archive) as files:
        member = next(name for name in files.getnames() if name.endswith("/intents.model"))
        files.extract(member, folder)
        return IntentModel.load(Path(folder) / member)


def scored(lines: Sequence[str], model: IntentModel, embed: Embed) -> Iterator[dict[str, object]]:
    said = [line.strip() for line in lines]
    understood = iter(model.understand_all([text for text in said if text], embed))
    for text in said:
        yield told(next(understood)) if text else NOTHING_SAID


def told(understood: Understanding) -> dict[str, object]:
    return {
        "intent": understood.intent,
        "confidence": round(understood.confidence, 6),
        "out_of_scope": round(understood.out_of_scope, 6),
        "in_scope": understood.in_scope,
        "ranking": [[intent, round(chance, 6)] for intent, chance in understood.ranking[:SHOWN]],
    }


def in_parts(lines: Iterable[str], size: int) -> Iterator[list[str]]:
    part: list[str] = []
    for line in lines:
        part.append(line)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


class Progress:
    """One line on a terminal, rewritten as it goes; nothing before two seconds, and nothing into a file."""

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal if terminal.isatty() else None
        self._started = self._shown = time.monotonic()
        self._doing, self._count = "Learning", 0

    def counting(self, embedder: Embedder) -> Embed:
        def embed(text: str) -> Sequence:
            self._count += 1
            self._show()
            return embedder.views(text)

        return embed

    def begin_reading(self) -> None:
        self._doing, self._count = "Scoring", 0

    def _show(self) -> None:
        now = time.monotonic()
        if self._terminal and now - self._started > QUIET_SECONDS and now - self._shown > 0.5:
            self._shown = now
            print(f"\r{self._doing}: {self._count} messages read", end="", file=self._terminal, flush=True)

    def end(self) -> None:
        if self._terminal and self._shown > self._started:
            print(file=self._terminal)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.intent_score", description="Says what each message asks for.")
    parser.add_argument("--train", default="", metavar="FILE.csv", help="examples to learn from; none: the product's own model")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
