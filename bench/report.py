"""The figures as a table on the terminal, as JSON, and as one page with plots."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.figures import Figure, Part

OUT = Path(__file__).parent / "out"
WIDTH = 52


def write(parts: list[Part], machine: dict[str, Any], at: datetime) -> Path:
    """Keeps this run under its own name and as the newest. Returns the file."""
    OUT.mkdir(exist_ok=True)
    document = {"at": at.isoformat(timespec="seconds"), "machine": machine}
    text = json.dumps(document | {"parts": {part.name: part.as_json() for part in parts}}, indent=1, ensure_ascii=False)
    (OUT / "newest.json").write_text(text, "utf-8")
    kept = OUT / f"{at:%Y-%m-%d-%H%M%S}.json"
    kept.write_text(text, "utf-8")
    return kept


def table(parts: list[Part]) -> str:
    return "\n".join(line for part in parts for line in _lines(part))


def _lines(part: Part) -> list[str]:
    load = f"load {part.load_before:.1f} to {part.load_after:.1f}"
    return [
        "",
        f"{part.title}  ({load})",
        *(f"  {row(figure)}" for figure in part.figures),
        *(f"  {note}" for note in part.notes),
    ]


def row(figure: Figure) -> str:
    figures = "  ".join(f"{_label(name)}{_number(figure.statistic(name), figure.unit)}" for name in figure.shown)
    return f"{figure.title:<{WIDTH}} {figures}{_judged(figure)}"


def _label(statistic: str) -> str:
    return "" if statistic == "value" else f"{statistic} "


def _number(value: float, unit: str) -> str:
    return f"{value:.0f} {unit}" if unit in {"ms", "MB"} else f"{value:.1f} {unit}"


def _judged(figure: Figure) -> str:
    if figure.bar is None:
        return ""
    return f"  [{figure.verdict}: {_label(figure.bar.statistic)}≤ {_number(figure.bar.limit, figure.unit)}]"
