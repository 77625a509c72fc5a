"""Reads YAML files in a child process that may use little time and memory, so that no file can hang or fill the machine.

A short YAML file can unfold to billions of entries ("alias bomb"), and one with Python tags can run a program. The child
(`reading_child.py`) refuses both; should it be overwhelmed all the same, the file at which it stopped is named.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.content.marked import Entry, Place, Trouble

SECONDS = 20
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Source:
    """One file: what it says, or the troubles that kept it from being read; a readable file may have troubles, too."""

    path: str
    root: Entry
    troubles: tuple[Trouble, ...] = ()


def read_all(folder: Path, paths: Sequence[str]) -> list[Source]:
    """Each of these files (paths relative to the folder), in order."""
    sources: list[Source] = []
    while len(sources) < len(paths):
        waiting = paths[len(sources) :]
        answers = answered(folder, waiting)
        sources += [source_of(path, answer) for path, answer in zip(waiting, answers, strict=False)]
        if len(answers) < len(waiting):
            sources.append(overwhelmed_by(waiting[len(answers)]))
    return sources


def answered(folder: Path, paths: Sequence[str]) -> list[dict[str, Any]]:
    """What the child says about the files that it gets through."""
    command = [sys.executable, "-m", "bot.content.reading_child", str(folder.resolve())]
    try:
        done = subprocess.run(
            command, cwd=ROOT, input="\n".join(paths).encode(), capture_output=True, timeout=SECONDS, check=False
        )
        said = done.stdout
    except subprocess.TimeoutExpired as late:
        said = late.stdout or b""
    return [json.loads(line) for line in said.splitlines() if line.endswith(b"}")]


def source_of(path: str, answer: dict[str, Any]) -> Source:
    troubles = [Trouble(Place(path, line), sentence, fix) for line, sentence, fix in answer["troubles"]]
    root = entry_of(path, answer["root"]) if answer["root"] else Entry(Place(path, 1), None)
    return Source(path, root, tuple(troubles))


def entry_of(path: str, node: list[Any]) -> Entry:
    """The child writes an entry as [line, style, value]; a dict as {"map": [[line of its name, name, entry], …]}."""
    line, style, value = node
    if isinstance(value, list):
        value = [entry_of(path, inner) for inner in value]
    elif isinstance(value, dict):
        value = {name: placed(entry_of(path, inner), at) for at, name, inner in value["map"]}
    return Entry(Place(path, line), value, style)


def placed(entry: Entry, line: int) -> Entry:
    """A thing with a name is where its name stands."""
    return Entry(Place(entry.at.path, line), entry.value, entry.style)


def overwhelmed_by(path: str) -> Source:
    sentence = f"This file takes more than {SECONDS} seconds or too much memory to read."
    trouble = Trouble(Place(path, 1), sentence, "Divide it into several files, and look for anchors (&name, *name) that unfold.")
    return Source(path, Entry(Place(path, 1), None), (trouble,))
