"""Every check and every test, fastest first: `python -m deploy.check [--without-tests | --format | arguments for pytest]`."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from deploy.pythons import BOT_PYTHON
from deploy.steps import CommandFailed, command, say, with_progress
from deploy.web import WEB, npm, npm_environment

TOOLS = Path(".venv/bin")
MOST_PROCESSES = 3  # each may start a product with its Rasa, some 1.5 GB
CHECKS: list[tuple[str, Sequence[Path | str]]] = [
    ("Lint (ruff)", [TOOLS / "ruff", "check"]),
    ("Form (ruff format)", [TOOLS / "ruff", "format", "--check"]),
    ("Content: intents, rules and wording", [BOT_PYTHON, "-m", "bot.content"]),
    ("Who imports whom (import-linter)", [TOOLS / "lint-imports", "--no-logo", "--no-cache"]),
    ("Types (mypy --strict)", [TOOLS / "mypy"]),
]
WEB_CHECKS = [
    ("Web: wire messages are the gateway's", npm("run", "messages", "--", "--check")),
    ("Web: types and lint (tsc, Biome)", npm("run", "check")),
    ("Web: unit tests (Vitest)", npm("test")),
]


def main(arguments: list[str]) -> int:
    if "--format" in arguments:
        return put_into_form()
    failures = [title for title, words in CHECKS if not passes(title, words)]
    failures += [title for title, words in WEB_CHECKS if not passes(title, words, WEB)]
    if failures:
        say(f"{len(failures)} of {len(CHECKS) + len(WEB_CHECKS)} checks failed: {', '.join(failures)}. The tests were not run.")
        return 1
    return 0 if "--without-tests" in arguments else become_pytest(arguments or side_by_side())


def side_by_side() -> list[str]:
    """How all tests are run: by a few processes, each with whole files, in the order in which they are collected.

    The order matters: a process that has opened a browser runs browser tests to its end (tests/conftest.py).
    """
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    return ["-n", str(processes), "--dist", "loadfile", "--no-loadscope-reorder"] if processes > 1 else []


def become_pytest(arguments: list[str]) -> NoReturn:
    """Let pytest take this process over, so that its closing line is the last one and Ctrl-C is its own."""
    pytest = TOOLS / "pytest"
    os.execv(pytest, [str(pytest), *arguments])  # noqa: S606  no shell is what we want


def passes(title: str, words: Sequence[Path | str], folder: Path = Path()) -> bool:
    """Run one check; on failure show all that it said."""
    try:
        with_progress(title, lambda: command(words, folder=folder, environment=npm_environment()))
    except CommandFailed as failed:
        say(failed.output.rstrip())
        return False
    return True


def put_into_form() -> int:
    """Let the tools mend what they can."""
    mended = [
        passes("Mending what can be mended (ruff)", [TOOLS / "ruff", "check", "--fix-only"]),
        passes("Form (ruff format)", [TOOLS / "ruff", "format"]),
        passes("Web: lint and form (Biome)", npm("run", "format"), WEB),
    ]
    return 0 if all(mended) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
