"""What the page for adopters names is there: it is the list of what has to be written anew."""

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "how-to" / "replace-the-airline.md").read_text("utf-8")
ROWS = re.findall(r"^\| [^|`]+ \| ([^|]*`\w+\.py`[^|]*) \| ([^|]+) \|$", PAGE, re.MULTILINE)


def test_the_page_has_a_table() -> None:
    assert len(ROWS) > 20


@pytest.mark.parametrize(("files", "functions"), ROWS)
def test_every_function_of_the_page_is_in_one_of_its_files(files: str, functions: str) -> None:
    modules = [import_module(f"airline.{name}") for name in re.findall(r"`(\w+)\.py`", files)]
    named = [name for name in re.findall(r"`(\w+)`", functions) if name != "PaymentProvider"]
    assert named
    for name in named:
        holders = [*modules, *(module.PaymentProvider for module in modules if hasattr(module, "PaymentProvider"))]
        assert any(callable(getattr(holder, name, None)) for holder in holders), name
