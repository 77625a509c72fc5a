"""Writes the Python lock files anew: `python3 -m deploy.lock [--upgrade]`. Names, versions and hashes only, no address."""

import sys
from functools import partial

from deploy import pythons
from deploy.steps import ROOT, CommandFailed, StepFailed, carry_out, command, gist, say, with_progress

UNIVERSAL = ["--universal", "--python-version", "3.11"]
LOCKS = {
    "requirements/uv.txt": ["requirements/uv.in", *UNIVERSAL],
    "requirements/node.txt": ["requirements/node.in", *UNIVERSAL],
    "requirements/cc.txt": ["requirements/cc.in", *UNIVERSAL],
    "requirements/live.txt": ["pyproject.toml", *UNIVERSAL],
    # Tests run on the very releases that the product runs on.
    "requirements/dev.txt": ["pyproject.toml", *UNIVERSAL, "--extra", "dev", "--constraints", "requirements/live.txt"],
    "bot/requirements.txt": ["bot/requirements.in", "--python-version", "3.10"],
    "bot/weights-requirements.txt": ["bot/weights-requirements.in", "--python-version", "3.10", "--no-deps"],
}


def main() -> int:
    try:
        carry_out([pythons.uv()])
        for lock, sources in LOCKS.items():
            with_progress(f"Resolving {lock}", partial(resolve, lock, sources))
    except (StepFailed, CommandFailed) as failed:
        say(gist(failed.output))
        return 1
    return 0


def resolve(lock: str, sources: list[str]) -> None:
    """Keep every pin that still fits, unless --upgrade is given."""
    how = ["--quiet", "--generate-hashes", "--custom-compile-command", "make lock", *sys.argv[1:]]
    command([pythons.UV, "pip", "compile", *sources, *how, "-o", ROOT / lock], environment=pythons.uv_environment())


if __name__ == "__main__":
    sys.exit(main())
