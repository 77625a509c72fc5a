"""The path of audio packets, compiled: with the machine's C compiler, else with one from PyPI."""

import os
import sys
from pathlib import Path

from deploy.pythons import program_from_pypi
from deploy.steps import ROOT, Step, command, program

SOURCES = [ROOT / "webrtc_gateway" / "packet_path.c", ROOT / "webrtc_gateway" / "packet_path.h"]
COMPILED = ROOT / "webrtc_gateway" / "compiled"
LIBRARY = COMPILED / "libpacketpath.so"
COMPILER_HOME = ROOT / ".venv-cc"
FLAGS = ["-O2", "-Wall", "-Wextra", "-shared", "-fPIC", "-pthread"]


def steps() -> list[Step]:
    """A compiler first, and only where the machine has none."""
    return [*([] if program("cc") else [_compiler()]), _library()]


def _library() -> Step:
    return Step(
        "Compiling the path of audio packets",
        [*SOURCES, " ".join(FLAGS)],
        COMPILED,
        _compile,
        "The path of audio packets does not compile; mend what is named (Debian's gcc needs libc6-dev), then run this again.",
    )


def _compile() -> None:
    COMPILED.mkdir(exist_ok=True)
    compiler: list[Path | str] = ["cc"] if program("cc") else [sys.executable, "-m", "ziglang", "cc"]
    # Beside its place first: a product that runs keeps the old one, whole.
    unfinished = COMPILED / "unfinished.so"
    command([*compiler, *FLAGS, "-o", unfinished, SOURCES[0]], environment=dict(os.environ, PYTHONPATH=str(COMPILER_HOME)))
    unfinished.replace(LIBRARY)


def _compiler() -> Step:
    return program_from_pypi("Installing a C compiler", "cc.txt", COMPILER_HOME)
