"""Figures: samples of one thing, what is said about them, and the bar that the project has set for them."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Bar:
    """At most `limit` in the figure's own unit, for this statistic of it."""

    statistic: str
    limit: float


@dataclass(frozen=True)
class Figure:
    """Samples in `unit`; `shown` names the statistics that matter: quantiles (`p50`), `max`, or `value` for the only one."""

    title: str
    unit: str
    samples: Sequence[float]
    shown: Sequence[str]
    bar: Bar | None = None

    def statistic(self, name: str) -> float:
        if name == "max":
            return max(self.samples)
        if name == "value":
            (only,) = self.samples
            return only
        return quantile(self.samples, float(name.removeprefix("p")) / 100)

    @property
    def verdict(self) -> str:
        """Whether the bar was reached; empty without one."""
        if self.bar is None:
            return ""
        return "pass" if self.statistic(self.bar.statistic) <= self.bar.limit else "miss"

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "unit": self.unit,
            "statistics": {name: round(self.statistic(name), 3) for name in self.shown},
            "bar": asdict(self.bar) if self.bar else None,
            "verdict": self.verdict or None,
            "samples": [round(sample, 3) for sample in self.samples],
        }


@dataclass
class Part:
    """One thing measured: its figures, what to know when reading them, and how busy the machine was (1-minute load)."""

    name: str
    title: str
    figures: list[Figure]
    notes: list[str] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)
    load_before: float = 0.0
    load_after: float = 0.0

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "load_before": round(self.load_before, 2),
            "load_after": round(self.load_after, 2),
            "notes": self.notes,
            "figures": [figure.as_json() for figure in self.figures],
            **self.details,
        }


def quantile(samples: Sequence[float], share: float) -> float:
    """The smallest sample that at least this share of all does not exceed (nearest rank), so it is one that was measured."""
    ordered = sorted(samples)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
