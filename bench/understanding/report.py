"""The sections as tables on the terminal and as JSON."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.report import OUT
from bench.understanding.measures import Measure, Section, Table


def write(sections: list[Section], machine: dict[str, Any], at: datetime) -> Path:
    """Returns the file with all numbers."""
    OUT.mkdir(exist_ok=True)
    document = {"at": at.isoformat(timespec="seconds"), "machine": machine}
    parts = {"parts": {section.name: section.as_json() for section in sections}}
    file = OUT / "understanding.json"
    file.write_text(json.dumps(document | parts, indent=1, ensure_ascii=False), "utf-8")
    return file


def text(sections: list[Section]) -> str:
    return "\n".join(line for section in sections for line in section_lines(section))


def section_lines(section: Section) -> list[str]:
    tables = [as_table(section.measures)] if section.measures else []
    blocks = [line for table in [*tables, *section.tables] for line in ["", *table_lines(table)]]
    notes = [f"  {note}" for note in section.notes]
    return ["", f"# {section.title}", *blocks, *([""] if blocks and notes else []), *notes]


def as_table(measures: Sequence[Measure]) -> Table:
    rows = [[one.what, one.shown, str(one.target or ""), one.verdict] for one in measures]
    return Table("Measured against the target", ["what", "measured", "target", "verdict"], rows)


def table_lines(table: Table) -> list[str]:
    """The caption, the head, and the rows, in columns; all but the first to the right."""
    cells = [list(table.columns), *([shown(cell) for cell in row] for row in table.rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(table.columns))]
    lines = [
        "  ".join(placed(cell, width, column) for column, (cell, width) in enumerate(zip(row, widths, strict=True)))
        for row in cells
    ]
    return [f"  {table.caption}", *(f"    {line.rstrip()}" for line in lines)]


def placed(cell: str, width: int, column: int) -> str:
    return cell.rjust(width) if column else cell.ljust(width)


def shown(cell: str | float) -> str:
    return cell if isinstance(cell, str) else f"{cell:g}"
