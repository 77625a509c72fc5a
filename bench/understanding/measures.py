"""What measuring the understanding gives: numbers with the target that the project has set, tables, plots, and remarks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

Row = Sequence[str | float]


class CannotBeMeasured(Exception):
    """Something that the measurement needs is not there. The text is one sentence for whoever started it."""


@dataclass(frozen=True)
class Target:
    """At least or at most `limit`, in the measure's own unit."""

    limit: float
    at_least: bool

    def is_reached_by(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}"


def at_least(limit: float) -> Target:
    return Target(limit, at_least=True)


def at_most(limit: float) -> Target:
    return Target(limit, at_least=False)


@dataclass(frozen=True)
class Measure:
    """One number. Shares are given in percent, with the unit "%"."""

    what: str
    value: float
    unit: str = ""
    target: Target | None = None
    digits: int = 1
    spread: float | None = None  # standard deviation over repetitions

    @property
    def verdict(self) -> str:
        """Empty without a target."""
        if self.target is None:
            return ""
        return "reached" if self.target.is_reached_by(self.value) else "not reached"

    @property
    def shown(self) -> str:
        around = "" if self.spread is None else f" ± {self.spread:.{self.digits}f}"
        return f"{self.value:.{self.digits}f}{around} {self.unit}".strip()

    def as_json(self) -> dict[str, Any]:
        target = asdict(self.target) if self.target else None
        return asdict(self) | {"value": round(self.value, 5), "target": target, "verdict": self.verdict or None}


@dataclass(frozen=True)
class Table:
    """The first cell of a row names it. Numbers are shown as they are, so whoever makes the table rounds them."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Row]


@dataclass(frozen=True)
class Plot:
    """A drawn PNG. `alt` says what can be seen; `numbers` is the table with what was drawn."""

    name: str
    title: str
    alt: str
    png: bytes
    numbers: Table


@dataclass
class Section:
    """One part of the report."""

    name: str
    title: str
    measures: list[Measure] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    plots: list[Plot] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "measures": [measure.as_json() for measure in self.measures],
            "tables": [asdict(table) for table in [*self.tables, *(plot.numbers for plot in self.plots)]],
            "notes": self.notes,
        }
