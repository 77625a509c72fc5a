"""A Rasa that a measurement has started: how long that took, what it is told, and what that cost it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.processes import Started, family, megabytes, started

READY_WITHIN = 900.0  # seconds; the default configuration needs one minute on a machine with nothing else to do
TOKEN = "bench"  # a word for the loopback interface, for as long as this runs


@dataclass
class RasaServer:
    process: Started
    seconds_to_start: float
    http: httpx.Client

    def hear(self, text: str, conversation: str = "bench") -> None:
        """One message through all of it, over the REST channel."""
        said = {"sender": conversation, "message": text}
        self.http.post("/webhooks/rest/webhook", json=said).raise_for_status()

    def understand(self, text: str) -> None:
        """Intent, entities and the rest of the pipeline alone, of a message without a conversation."""
        self.http.post("/model/parse", params={"token": TOKEN}, json={"text": text}).raise_for_status()

    @property
    def cpu_seconds(self) -> float:
        """What it has used of the processors so far, with all that it has started."""
        times = [process.cpu_times() for process in family(self.process.process.pid)]
        return sum(each.user + each.system for each in times)

    @property
    def megabytes(self) -> float:
        return sum(megabytes(process) for process in family(self.process.process.pid))


@contextmanager
def serving(words: Sequence[str | Path], environment: Mapping[str, str], port: int) -> Iterator[RasaServer]:
    """Starts it and waits until its model is loaded; `words` and `environment` must give it this port and the token."""
    with (
        started(words, environment) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as http,
    ):
        while not _has_model(http):
            process.demand_alive(READY_WITHIN)
        yield RasaServer(process, process.seconds, http)


def _has_model(http: httpx.Client) -> bool:
    try:
        answer = http.get("/status", params={"token": TOKEN})
        return answer.is_success and bool(answer.json().get("model_file"))
    except httpx.HTTPError:
        return False
