"""The Python environments: uv, the product's own, and Rasa's, which needs Python 3.10 and is looked for in three places."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from deploy.steps import ROOT, CommandFailed, Step, StepFailed, command, program

REQUIREMENTS = ROOT / "requirements"
UV_HOME = ROOT / ".venv-uv"
UV = UV_HOME / "bin" / "uv"
MAIN_HOME = ROOT / ".venv"
MAIN_PYTHON = MAIN_HOME / "bin" / "python"
BOT_HOME = ROOT / ".venv-bot"
BOT_PYTHON = BOT_HOME / "bin" / "python"

NETWORK_ADVICE = "Check that this machine reaches PyPI, or set its mirror in pip's configuration, then run this again."
NO_PYTHON_310 = (
    "Rasa needs Python 3.10, and none was found on the PATH, in pyenv or through uv:"
    " install one (for example with `pyenv install 3.10`), then run this again."
)


def uv() -> Step:
    """uv from PyPI, checked against its hash."""
    lock = REQUIREMENTS / "uv.txt"
    return Step("Installing uv", [lock, sys.version], UV_HOME, lambda: _bootstrap(lock), NETWORK_ADVICE)


def main(profile: str) -> Step:
    """The product's own environment: what runs it ("live"), or that and what tests it ("dev").

    An environment for tests also runs the product, so it is kept when "live" is asked for."""
    kept = MAIN_HOME / "bin" / "pytest"
    lock = REQUIREMENTS / ("dev.txt" if profile == "dev" or kept.exists() else "live.txt")
    title = "Installing the product's libraries" + (" and its test tools" if lock.name == "dev.txt" else "")
    return Step(title, [lock, sys.version], MAIN_HOME, lambda: _install(lock, MAIN_HOME, Path(sys.executable)), NETWORK_ADVICE)


def bot() -> Step:
    """Rasa's environment."""
    lock = ROOT / "bot" / "requirements.txt"
    title = "Installing Rasa in its own Python 3.10"
    return Step(title, [lock], BOT_HOME, lambda: _install(lock, BOT_HOME, find_python_310()), NETWORK_ADVICE)


def program_from_pypi(title: str, lock: str, home: Path) -> Step:
    """A program that the machine lacks, as PyPI has it, in a folder of its own."""
    locked = REQUIREMENTS / lock
    install: list[Path | str] = [UV, "pip", "install", "--quiet", "--require-hashes", "--python", sys.executable]
    whole = [*install, "--target", home, "-r", locked]
    return Step(title, [locked], home, lambda: command(whole, environment=uv_environment()), NETWORK_ADVICE)


def find_python_310() -> Path:
    """A Python 3.10 that really runs. Raises StepFailed with the sentence to follow when there is none."""
    for candidate in _candidates():
        if _runs_310(candidate):
            return candidate
    raise StepFailed(NO_PYTHON_310)


def uv_environment() -> dict[str, str]:
    """This process's environment, and pip's package index where pip was given one and uv was not.

    uv does not read pip's configuration, and in a company both must ask the same mirror."""
    environment = dict(os.environ)
    if not {"UV_DEFAULT_INDEX", "UV_INDEX_URL"} & environment.keys():
        index = _ask_pip("global.index-url") or environment.get("PIP_INDEX_URL")
        if index:
            environment["UV_DEFAULT_INDEX"] = index
    return environment


def _bootstrap(lock: Path) -> None:
    command([sys.executable, "-m", "venv", "--clear", UV_HOME])
    command([UV_HOME / "bin" / "pip", "install", "--quiet", "--require-hashes", "-r", lock])


def _install(lock: Path, home: Path, python: Path) -> None:
    """Bring an environment to exactly what the lock file says; made anew when it is not of this Python."""
    inside = home / "bin" / "python"
    if _version(inside) != _version(python):
        command([UV, "venv", "--quiet", "--clear", "--python", python, home])
    command([UV, "pip", "sync", "--quiet", "--require-hashes", "--python", inside, lock], environment=uv_environment())


def _candidates() -> Iterator[Path]:
    """Pythons to try, nearest first; what costs time or the network comes last."""
    on_path = program("python3.10")
    if on_path:
        yield on_path
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(pyenv.glob("versions/3.10*/bin/python3.10"), reverse=True)
    yield from _known_to_uv()
    try:
        command([UV, "python", "install", "--quiet", "3.10"], environment=uv_environment())
    except CommandFailed:
        return
    yield from _known_to_uv()


def _known_to_uv() -> Iterator[Path]:
    try:
        yield Path(command([UV, "python", "find", "--quiet", "3.10"]).strip())
    except CommandFailed:
        return


def _runs_310(python: Path) -> bool:
    # pyenv's shims are on the PATH for every version that was ever installed, and fail for those not selected.
    return _version(python).startswith("3.10.")


def _version(python: Path) -> str:
    try:
        return command([python, "-c", "import platform, ssl, sqlite3; print(platform.python_version())"]).strip()
    except CommandFailed:
        return ""


def _ask_pip(setting: str) -> str:
    asked = subprocess.run([UV_HOME / "bin" / "pip", "config", "get", setting], capture_output=True, text=True, check=False)
    return asked.stdout.strip()
