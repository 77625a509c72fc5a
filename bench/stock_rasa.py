"""Rasa as it comes, with our trained model: `rasa run` alone, beside which our start and our memory are put."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.processes import ROOT, free_port
from bench.rasa_server import TOKEN, RasaServer, serving
from tests.product import TRAINED


@contextmanager
def running(folder: Path) -> Iterator[RasaServer]:
    """Starts it and waits until the model is loaded."""
    port = free_port()
    with serving([*_command(port)], _environment(folder), port) as rasa:
        yield rasa


def _command(port: int) -> Iterator[str | Path]:
    yield from (ROOT / ".venv-bot" / "bin" / "rasa", "run", "--enable-api", "--auth-token", TOKEN)
    yield from ("--interface", "127.0.0.1", "--port", str(port), "--model", _newest_model())
    yield from ("--endpoints", "endpoints.yml", "--credentials", "credentials.yml")


def _newest_model() -> Path:
    """The product was just set up, so that it is the model of the present content."""
    return max(TRAINED.glob("*.tar.gz"), key=lambda model: model.stat().st_mtime)


def _environment(folder: Path) -> dict[str, str]:
    return {
        "ACTIONS_URL": "http://127.0.0.1:9/webhook",  # nobody is there, and nobody is asked
        "RASA_TRACKER_DATABASE": str(folder / "stock-rasa.db"),
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONPATH": str(ROOT),
    }
