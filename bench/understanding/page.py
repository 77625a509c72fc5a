"""The sections as one HTML page that can be passed on alone: its plots are inside, each beside a table with its numbers."""

import base64
import html
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.report import OUT
from bench.understanding.measures import Plot, Section, Table
from bench.understanding.report import as_table, shown

# Colours of text reach a contrast of 7:1 on white; a verdict is a word, never a colour alone.
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>How well Reassure understands, measured {at}</title>
<style>
body{{font:1rem/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1f2933;background:#fff}}
.wide{{overflow-x:auto}} table{{border-collapse:collapse;margin:1rem 0;font-size:.9rem}}
caption{{text-align:left;font-weight:600;padding:.25rem 0}}
th,td{{padding:.25rem .6rem;border-bottom:1px solid #8896a5;text-align:right}}
th:first-child,td:first-child{{text-align:left}} tbody th{{font-weight:400}}
figure{{margin:1.5rem 0}} img{{max-width:100%;height:auto}} figcaption{{font-weight:600}}
a{{color:#0b4f8a}} a:focus,.wide:focus{{outline:3px solid #0b4f8a;outline-offset:2px}} summary{{cursor:pointer}}
</style></head>
<body><header><h1>How well Reassure understands</h1><p>Measured {at}.</p>
<nav aria-label="Parts"><ul>{contents}</ul></nav></header>
<main>{sections}</main>
<footer><h2>Machine</h2><dl>{machine}</dl></footer></body></html>
"""


def write(sections: list[Section], machine: dict[str, Any], at: datetime) -> Path:
    """Returns the page's file. Each plot is also kept as a PNG beside it."""
    OUT.mkdir(exist_ok=True)
    for section in sections:
        for plot in section.plots:
            (OUT / f"understanding-{plot.name}.png").write_bytes(plot.png)
    page = OUT / "understanding.html"
    page.write_text(
        PAGE.format(
            at=f"{at:%d %B %Y, %H:%M} UTC",
            contents="".join(f'<li><a href="#{one.name}">{html.escape(one.title)}</a></li>' for one in sections),
            sections="".join(map(section_html, sections)),
            machine="".join(f"<dt>{html.escape(name)}</dt><dd>{html.escape(str(fact))}</dd>" for name, fact in machine.items()),
        ),
        "utf-8",
    )
    return page


def section_html(section: Section) -> str:
    tables = [as_table(section.measures)] if section.measures else []
    inside = [
        *(table_html(table) for table in [*tables, *section.tables]),
        *(plot_html(plot) for plot in section.plots),
        *(f"<p>{html.escape(note)}</p>" for note in section.notes),
    ]
    heading = f'<h2 id="{section.name}">{html.escape(section.title)}</h2>'
    return f'<section aria-labelledby="{section.name}">{heading}{"".join(inside)}</section>'


def plot_html(plot: Plot) -> str:
    """The numbers are folded away only for the eye: a keyboard and a screen reader open them like any button."""
    data = base64.b64encode(plot.png).decode()
    image = f'<img src="data:image/png;base64,{data}" alt="{html.escape(plot.alt)}">'
    numbers = f"<details><summary>The numbers of this plot</summary>{table_html(plot.numbers)}</details>"
    return f"<figure>{image}<figcaption>{html.escape(plot.title)}</figcaption>{numbers}</figure>"


def table_html(table: Table) -> str:
    head = "".join(f'<th scope="col">{html.escape(column)}</th>' for column in table.columns)
    caption = html.escape(table.caption)
    body = "".join(row_html([shown(cell) for cell in row]) for row in table.rows)
    # A table that must be scrolled needs the focus, so that a keyboard can do it.
    return (
        f'<div class="wide" tabindex="0" role="group" aria-label="{caption}"><table><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def row_html(cells: Sequence[str]) -> str:
    name, *rest = cells
    return f'<tr><th scope="row">{html.escape(name)}</th>{"".join(f"<td>{html.escape(cell)}</td>" for cell in rest)}</tr>'
