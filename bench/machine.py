"""What the figures were taken on: they mean nothing without it."""

import os
import platform
import shutil
import subprocess
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]


def facts() -> dict[str, str | int | float]:
    return {
        "commit": _first_line("git", "rev-parse", "--short", "HEAD"),
        "processor": _processor(),
        "cores": os.cpu_count() or 0,
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "browser": _first_line("chromium", "--version"),
    }


def load() -> float:
    """How many processes wanted to run, on average over the last minute."""
    return os.getloadavg()[0]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def _first_line(*command: str) -> str:
    if shutil.which(command[0]) is None:
        return "unknown"
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    return said.splitlines()[0] if said else "unknown"
