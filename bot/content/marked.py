"""What a YAML file says, with the line of each thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple


class Place(NamedTuple):
    """`path` is relative to the project; lines count from 1."""

    path: str
    line: int


@dataclass(frozen=True)
class Entry:
    """`value` is a plain value, a list of entries or a dict of entries. `style` is "|", ">", "'", '"' or empty for plain values.

    Asking an entry for something that it does not hold gives an empty one, so that a half-written file can be read, too.
    """

    at: Place
    value: Any
    style: str = ""

    def __getitem__(self, name: str) -> Entry:
        return self.map().get(name) or Entry(self.at, None)

    def map(self) -> dict[str, Entry]:
        return self.value if isinstance(self.value, dict) else {}

    def list(self) -> list[Entry]:
        return self.value if isinstance(self.value, list) else []

    def text(self) -> str:
        """A plain value as it would be read; "" for nothing, a list or a dict."""
        return "" if self.value is None or isinstance(self.value, (dict, list)) else str(self.value)

    def texts(self) -> Iterator[Entry]:
        """All plain texts in it, in order."""
        if isinstance(self.value, str):
            yield self
        for inner in (*self.list(), *self.map().values()):
            yield from inner.texts()


@dataclass(frozen=True)
class Trouble:
    """Why a file could not be read, or what in it would be lost: a sentence and what to do."""

    at: Place
    sentence: str
    fix: str
