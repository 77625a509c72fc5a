"""One page with the table and four plots, for reading a run without a terminal."""

import html
from datetime import datetime
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure as Plot

from bench.figures import Figure, Part
from bench.report import OUT, table

INK, FIRST, SECOND, BAR = "#1f2933", "#0b6e4f", "#8896a5", "#c2410c"
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Reassure, measured {at}</title>
<style>body{{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1f2933}}
pre{{overflow-x:auto;font-size:13px}}img{{max-width:100%}}dt{{font-weight:600}}</style>
<h1>Reassure, measured</h1><p>{at}</p><pre>{table}</pre>{images}<h2>Machine</h2><dl>{machine}</dl></html>
"""


def write(parts: list[Part], machine: dict[str, Any], at: datetime) -> Path:
    """Returns the page's file."""
    images = [f'<img src="{_plot(part).name}" alt="{html.escape(part.title)}">' for part in parts]
    page = OUT / "newest.html"
    page.write_text(
        PAGE.format(
            at=f"{at:%d %B %Y, %H:%M} UTC",
            table=html.escape(table(parts)),
            images="".join(images),
            machine="".join(f"<dt>{html.escape(name)}</dt><dd>{html.escape(str(fact))}</dd>" for name, fact in machine.items()),
        ),
        "utf-8",
    )
    return page


def _plot(part: Part) -> Path:
    """Each figure of a part as one row: every sample a dot, the median a line, the bar a dashed one."""
    figures = [figure for figure in part.figures if figure.unit == part.figures[0].unit]
    plot = Plot(figsize=(9, 1 + 0.5 * len(figures)), layout="constrained")
    axes = plot.subplots()
    for place, figure in enumerate(reversed(figures)):
        _draw(axes, figure, place)
    axes.set_yticks(range(len(figures)), [figure.title for figure in reversed(figures)])
    axes.set_xlim(left=min(0, *(min(figure.samples) for figure in figures)))
    axes.set_xlabel(figures[0].unit)
    axes.set_title(part.title, loc="left", color=INK)
    axes.spines[["top", "right"]].set_visible(False)
    file = OUT / f"newest-{part.name}.png"
    plot.savefig(file, dpi=110)
    return file


def _draw(axes: Any, figure: Figure, place: int) -> None:
    axes.scatter(
        figure.samples, [place] * len(figure.samples), s=18, alpha=0.35, color=FIRST if figure.bar else SECOND, linewidth=0
    )
    middle = figure.statistic("p50")
    axes.plot([middle, middle], [place - 0.3, place + 0.3], color=INK, linewidth=2)
    if figure.bar:
        axes.plot([figure.bar.limit] * 2, [place - 0.4, place + 0.4], color=BAR, linestyle="--", linewidth=1.5)
