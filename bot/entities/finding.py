"""What a reader of messages hands back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A part of the text, `text[start:end]`, and what it says in its standard form (`ZE412`, `X7K2PL`, `PTP`, `EUR 35.00`).

    `role` tells two of a kind apart: a place is the "origin" or the "destination", where that was said. `name` is how people call
    what `value` only stands for.
    """

    entity: str
    value: str
    start: int
    end: int
    role: str | None = None
    name: str | None = None

    def overlaps(self, others: Iterable[Finding]) -> bool:
        return any(self.start < other.end and other.start < self.end for other in others)
