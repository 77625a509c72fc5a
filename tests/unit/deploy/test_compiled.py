"""The path of audio packets is compiled with what the machine has, or with a compiler that is brought."""

import stat
from pathlib import Path

import pytest

from deploy import compiled
from deploy.steps import StepFailed, carry_out


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of all programs that this machine has; what is compiled on it stays there, too."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(compiled, "COMPILED", tmp_path / "compiled")
    monkeypatch.setattr(compiled, "LIBRARY", tmp_path / "compiled" / "libpacketpath.so")
    return tmp_path / "bin"


def has_compiler(machine: Path, script: str) -> None:
    compiler = machine / "cc"
    compiler.write_text(f"#!/bin/sh\n{script}\n")
    compiler.chmod(stat.S_IRWXU)


def test_a_machine_without_a_compiler_is_brought_one(machine: Path) -> None:
    assert [step.title for step in compiled.steps()] == ["Installing a C compiler", "Compiling the path of audio packets"]


def test_the_machines_own_compiler_is_used_once(machine: Path) -> None:
    has_compiler(machine, 'for last; do out=$before; before=$last; done; echo made > "$out"')
    carry_out(compiled.steps())
    assert compiled.LIBRARY.read_text() == "made\n"
    assert all(step.is_done() for step in compiled.steps())


def test_what_does_not_compile_leaves_no_library_and_says_what_to_look_at(machine: Path) -> None:
    has_compiler(machine, "echo 'fatal error: sys/socket.h: No such file' >&2; exit 1")
    with pytest.raises(StepFailed, match="libc6-dev") as failed:
        carry_out(compiled.steps())
    assert "sys/socket.h" in failed.value.output
    assert not compiled.LIBRARY.exists()
