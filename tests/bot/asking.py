"""Asks the trained assistant through its own commands: it lives in another environment (Python 3.10)."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
BOT_PYTHON = ROOT / ".venv-bot" / "bin" / "python"
Ask = Callable[[str, list[str]], list[dict[str, Any]]]


def ask(command: str, lines: list[str]) -> list[dict[str, Any]]:
    """Runs `python -m bot.<command>` with these lines; one JSON object comes back for each."""
    said = run(command, "".join(f"{line}\n" for line in lines))
    return [json.loads(line) for line in said.splitlines() if line.startswith("{")]


def run(command: str, lines: str = "") -> str:
    done = subprocess.run(
        [BOT_PYTHON, "-m", f"bot.{command}"], cwd=ROOT, input=lines, capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout
