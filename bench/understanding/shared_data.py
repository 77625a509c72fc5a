"""Where the public data sets are, which are measured with and never shipped. Without them the rest is measured all the same."""

import json
from csv import DictReader
from pathlib import Path
from typing import Any

from bench.understanding.measures import CannotBeMeasured

FOLDER = Path(__file__).parents[3] / "shared" / "eval"


def file_of(name: str) -> Path:
    """Raises CannotBeMeasured when it is not there."""
    file = FOLDER / name
    if not file.is_file():
        raise CannotBeMeasured(f"The data set {name} is not in ../shared/eval, so this part was left out.")
    return file


def rows_of(name: str) -> list[dict[str, str]]:
    with file_of(name).open(encoding="utf-8", newline="") as lines:
        return list(DictReader(lines))


def records_of(name: str) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads(file_of(name).read_text(encoding="utf-8"))
    return read
