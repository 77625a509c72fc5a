"""The comparison as a table, as JSON, as a plot, and as one page."""

import base64
import html
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.calls.steps import P95_LIMIT, P99_LIMIT, Step
from bench.report import OUT
from bench.understanding.drawing import COLOURS, LINES, MARKS, png, sheet

TITLES = {"reassure": "Reassure", "aiortc": "aiortc as it comes", "janus": "Janus", "janus-event-loops": "Janus, one event loop"}
IN_CALLS_JSON = ("engine", "calls", "cpu_ms_per_call_s", "added_ms", "lost", "setups_per_s")
COLUMNS = (
    # title, what it is in, width
    ("calls", "", 6),
    ("CPU-ms per", "call-second", 12),
    ("core", "%", 6),
    ("added ms", "p50 / p95 / p99", 28),
    ("lost", "", 7),
    ("set-ups", "per s", 9),
    ("failed", "", 7),
    ("CPU-ms", "a call", 8),
    ("p99 in", "set-ups", 9),
    ("generator late", "p50 / p99 ms", 16),
)
FIRST = 24
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Reassure, calls measured {at}</title>
<style>body{{font:16px/1.5 system-ui;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#1f2933}}
pre{{overflow-x:auto;font-size:13px}}img{{max-width:100%}}</style>
<h1>What a call costs</h1><p>{at}. {machine}</p><img src="data:image/png;base64,{plot}" alt="{alt}"><pre>{text}</pre></html>
"""


def write(steps: Sequence[Step], notes: Sequence[str], machine: str, at: datetime) -> list[Path]:
    """calls.json for other programs, calls-details.json with all that was seen, the plot, and the page. Returns the files."""
    OUT.mkdir(exist_ok=True)
    runs = [{name: asdict(step)[name] for name in IN_CALLS_JSON} for step in steps]
    plot = _plot(steps)
    text = "\n".join([table(steps), "", *aims(steps), "", *notes])
    page = PAGE.format(
        at=f"{at:%d %B %Y, %H:%M} UTC",
        machine=html.escape(machine),
        plot=base64.b64encode(plot).decode(),
        alt="Cost and added delay against the number of calls, for each engine; the table below has the same figures.",
        text=html.escape(text),
    )
    details: dict[str, Any] = {"at": at.isoformat(timespec="seconds"), "machine": machine, "notes": list(notes)}
    return [
        _kept("calls.json", json.dumps({"runs": runs, "machine": machine}, indent=1).encode()),
        _kept("calls-details.json", json.dumps({**details, "runs": [asdict(step) for step in steps]}, indent=1).encode()),
        _kept("calls.png", plot),
        _kept("calls.html", page.encode()),
    ]


def table(steps: Sequence[Step]) -> str:
    titles, units = ("".join(f"{column[line]:>{column[2]}}" for column in COLUMNS) for line in (0, 1))
    return "\n".join([f"{'engine':<{FIRST}}{titles}", f"{'':<{FIRST}}{units}", *(row(step) for step in steps)])


def aims(steps: Sequence[Step]) -> list[str]:
    """What this project wants of itself, and whether this run shows it."""
    ours = {step.calls: step for step in steps if step.engine == "reassure"}
    theirs = [step for step in steps if step.engine.startswith("janus")]
    lines = [
        _aim(f"CPU-ms per call-second at {calls} calls ≤ {limit}", ours[calls].cpu_ms_per_call_s, limit)
        for calls, limit in ((100, 3.0), (300, 2.6))
        if calls in ours
    ]
    for calls in (10, 50, 100, 200, 300):
        best = min((step.cpu_ms_per_call_s for step in theirs if step.calls == calls), default=None)
        if best and calls in ours:
            lines.append(_aim(f"beside the best Janus at {calls} calls ≤ 0.65 ×", ours[calls].cpu_ms_per_call_s / best, 0.65))
    stock = next((step for step in steps if step.engine == "aiortc" and step.calls == 5), None)
    if stock and 5 in ours:
        lines.append(_aim("beside stock aiortc at 5 calls ≤ 0.04 ×", ours[5].cpu_ms_per_call_s / stock.cpu_ms_per_call_s, 0.04))
    return lines + [_where_it_ends(name, steps) for name in TITLES if any(step.engine == name for step in steps)]


def _where_it_ends(name: str, steps: Sequence[Step]) -> str:
    own = [step for step in steps if step.engine == name]
    held = [step.calls for step in own if step.holds]
    failed = next((step for step in own if step.calls > max(held, default=0)), None)
    limits = f"p95 ≤ {P95_LIMIT:.0f} ms, p99 ≤ {P99_LIMIT:.0f} ms, nothing lost"
    if failed is None:
        return f"{TITLES[name]}: {max(held)} calls on one core with {limits}, and no more were tried"
    return f"{TITLES[name]}: {max(held, default=0)} calls on one core with {limits}; {failed.calls} were too many"


def _aim(what: str, value: float, limit: float) -> str:
    return f"{what}: {value:.3g}  [{'pass' if value <= limit else 'miss'}]"


def row(step: Step) -> str:
    in_setups = step.added_in_setups_p99
    cells = (
        step.calls,
        f"{step.cpu_ms_per_call_s:.2f}",
        f"{step.core * 100:.0f}",
        " / ".join(f"{step.added_ms[name]:.2f}" for name in ("p50", "p95", "p99")),
        step.lost,
        f"{step.setups_per_s:.1f}",
        step.failed_setups,
        f"{step.setup_cpu_ms_per_call:.1f}",
        "–" if in_setups is None else f"{in_setups:.1f}",
        " / ".join(f"{step.generator_late_ms[name]:.2f}" for name in ("p50", "p99")),
    )
    return f"{TITLES[step.engine]:<{FIRST}}" + "".join(
        f"{cell:>{width}}" for cell, (_, _, width) in zip(cells, COLUMNS, strict=True)
    )


def _plot(steps: Sequence[Step]) -> bytes:
    figure, (cost, delay) = sheet(2, width=12, height=4.6)
    for place, name in enumerate(name for name in TITLES if any(step.engine == name for step in steps)):
        own = [step for step in steps if step.engine == name]
        calls = [step.calls for step in own]
        look = {"color": COLOURS[place], "linestyle": LINES[place], "marker": MARKS[place], "label": TITLES[name]}
        cost.plot(calls, [step.cpu_ms_per_call_s for step in own], **look)
        delay.plot(calls, [step.added_ms["p95"] for step in own], **look)
    delay.axhline(P95_LIMIT, color="#5b6770", linewidth=1)
    for axes, title in ((cost, "CPU-ms per call-second"), (delay, "Added one-way delay, p95, in ms")):
        axes.set_title(title, loc="left")
        axes.set_xlabel("calls on one core")
        axes.set_yscale("log")
        axes.legend()
    return png(figure)


def _kept(name: str, content: bytes) -> Path:
    file = OUT / name
    file.write_bytes(content)
    return file
