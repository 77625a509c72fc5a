"""Runs a program of tests/bot/inside_rasa in the bot's environment: the only place where Rasa can be imported."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.bot.asking import BOT_PYTHON, ROOT

PROGRAMS = Path(__file__).parent / "inside_rasa"


def inside_rasa(program: str, *words: str, folder: Path = ROOT, seconds: int = 110) -> Any:
    """What the program printed last, which is JSON; its present folder is `folder`."""
    done = subprocess.run(
        [BOT_PYTHON, PROGRAMS / f"{program}.py", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])
