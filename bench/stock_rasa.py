"""Rasa as it comes, with our trained model: `rasa run` alone, beside which our start and our memory are put."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.processes import Started, free_port, started
from bot.train import model_path
from tests.product import ROOT, TRAINED

READY_WITHIN = 180.0  # seconds
TOKEN = "bench"  # a word for the loopback interface, for as long as this runs


@dataclass
class StockRasa:
    process: Started
    seconds_to_start: float
    address: str

    def hear(self, text: str) -> None:
        """One message through all of it, so that what is loaded at first need is loaded."""
        said = {"sender": "bench", "message": text}
        httpx.post(f"{self.address}/webhooks/rest/webhook", json=said, timeout=60, trust_env=False).raise_for_status()


@contextmanager
def running(folder: Path) -> Iterator[StockRasa]:
    """Starts it and waits until the model is loaded."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with started([*_command(port)], _environment(folder)) as process:
        while not _has_model(address):
            process.demand_alive(READY_WITHIN)
        yield StockRasa(process, process.seconds, address)


def _command(port: int) -> Iterator[str | Path]:
    yield from (ROOT / ".venv-bot" / "bin" / "rasa", "run", "--enable-api", "--auth-token", TOKEN)
    yield from ("--interface", "127.0.0.1", "--port", str(port), "--model", TRAINED / model_path().name)
    yield from ("--endpoints", "endpoints.yml", "--credentials", "credentials.yml")


def _environment(folder: Path) -> dict[str, str]:
    return {
        "ACTIONS_URL": "http://127.0.0.1:9/webhook",  # nobody is there, and nobody is asked
        "RASA_TRACKER_DATABASE": str(folder / "stock-rasa.db"),
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONPATH": str(ROOT),
    }


def _has_model(address: str) -> bool:
    try:
        answer = httpx.get(f"{address}/status", params={"token": TOKEN}, timeout=2, trust_env=False)
        return answer.is_success and bool(answer.json().get("model_file"))
    except httpx.HTTPError:
        return False
