"""Conversations as they are written in the YAML files of this folder."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Written:
    """`say` are messages, `{"press": title}` for a button. `bookings` are the kinds of the bookings it needs, by name.

    `then` says what must be so afterwards: `receipts` issued, `rows` added by table (`<table>_changed`: changed), words.
    """

    id: str
    file: str
    say: list[Any]
    then: dict[str, Any]
    bookings: dict[str, list[str]] = field(default_factory=dict)

    @property
    def tables(self) -> set[str]:
        """The tables that are looked at before and after it."""
        return {name.removesuffix("_changed") for name in self.then.get("rows") or {}}


def all_written() -> list[Written]:
    return [_read(entry, file) for file in sorted(FOLDER.rglob("*.yml")) for entry in yaml.safe_load(file.read_text("utf-8"))]


def _read(entry: dict[str, Any], file: Path) -> Written:
    needed = entry.get("booking") or []
    bookings = {each["as"]: each["with"] for each in (needed if isinstance(needed, list) else [needed])}
    return Written(entry["id"], str(file.relative_to(FOLDER)), entry["say"], entry.get("then") or {}, bookings)
