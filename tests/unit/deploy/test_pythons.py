"""Looking for Python 3.10, which Rasa needs and the product does not."""

from pathlib import Path

import pytest

from deploy import pythons
from deploy.steps import StepFailed


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing but what a test puts there."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setattr(pythons, "UV", program(tmp_path / "uv", "exit 1"))
    return tmp_path


def test_one_on_the_path_is_taken(machine: Path) -> None:
    found = program(machine / "bin" / "python3.10", "echo 3.10.13")
    assert pythons.find_python_310() == found


def test_a_shim_that_exists_and_fails_is_passed_over(machine: Path) -> None:
    program(machine / "bin" / "python3.10", "echo 'pyenv: python3.10: command not found' >&2; exit 127")
    real = program(machine / "pyenv" / "versions" / "3.10.13" / "bin" / "python3.10", "echo 3.10.13")
    assert pythons.find_python_310() == real


def test_one_of_another_version_is_passed_over(machine: Path) -> None:
    program(machine / "bin" / "python3.10", "echo 3.12.1")
    with pytest.raises(StepFailed):
        pythons.find_python_310()


def test_the_one_that_uv_keeps_is_found(machine: Path) -> None:
    kept = program(machine / "kept" / "python3.10", "echo 3.10.20")
    program(machine / "uv", f'[ "$2" = find ] && echo {kept}')
    assert pythons.find_python_310() == kept


def test_none_at_all_is_one_sentence_that_says_what_to_do(machine: Path) -> None:
    with pytest.raises(StepFailed, match=r"needs Python 3\.10.*install one.*run this again") as failed:
        pythons.find_python_310()
    assert "\n" not in failed.value.advice
