"""`make test` runs every test."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_every_folder_of_tests_is_run_and_the_browsers_last() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    with_tests = {file.relative_to(ROOT / "tests").parts[0] for file in (ROOT / "tests").rglob("test_*.py")}
    assert {f"tests/{folder}" for folder in with_tests} == set(settings["testpaths"])
    assert settings["testpaths"][-1] == "tests/browser"
