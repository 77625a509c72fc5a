"""The engines that are compared: how each is started, and how a call is set up with it."""

import contextlib
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Protocol

from bench.calls import frames
from bench.calls.client import Client, Identity, TranscodedClient
from bench.processes import Started, started

AHEAD_OF_OTHERS = -15  # nice
REAL_TIME = "BENCH_REAL_TIME"
START_WITHIN = 30.0  # seconds


class CannotBeMeasured(Exception):
    """Why an engine is left out, as a sentence."""


class Engine(Protocol):
    """A running engine that one connection of ours sets up calls with."""

    pid: int

    def descriptor(self) -> int:
        """What to watch for its messages."""

    def client(self, number: int) -> Client:
        """A client of the kind that it can be measured with."""

    def call(self, number: int, caller: Client, callee: Client) -> None:
        """Begin to set up a call between the two."""

    def read(self) -> None:
        """Its messages are there: take them."""


class OwnProcess:
    """Our own engine, or aiortc as it comes, in `bench.calls.server`."""

    CLIENTS: ClassVar = {"reassure": (Client, frames.speech), "aiortc": (TranscodedClient, frames.bursts)}

    def __init__(self, name: str, process: Started, address: str) -> None:
        self.pid = process.process.pid
        self._address = address
        self._identity = Identity()
        self._kind, say = self.CLIENTS[name]
        self._frames = say()
        self._calls: dict[int, tuple[Client, Client]] = {}
        self._line = socket.create_connection(("127.0.0.1", _port_of(process)))
        self._rest = b""

    def descriptor(self) -> int:
        return self._line.fileno()

    def client(self, number: int) -> Client:
        client: Client = self._kind(number, self._address, self._identity, self._frames)
        return client

    def call(self, number: int, caller: Client, callee: Client) -> None:
        self._calls[number] = caller, callee
        request = {"call": number, "offers": [caller.offer(), callee.offer()]}
        self._line.sendall(json.dumps(request).encode() + b"\n")

    def read(self) -> None:
        *lines, self._rest = (self._rest + self._line.recv(1 << 20)).split(b"\n")
        for line in lines:
            answered = json.loads(line)
            for client, answer in zip(self._calls.pop(answered["call"]), answered["answers"], strict=True):
                client.accept(answer)

    def close(self) -> None:
        self._line.close()


def _port_of(process: Started) -> int:
    while (line := next((line for _, line in process.lines if line.startswith("listening")), None)) is None:
        process.demand_alive(START_WITHIN)
    return int(line.split()[1])


@contextmanager
def own_process(name: str, address: str, core: int) -> Iterator[OwnProcess]:
    with started([sys.executable, "-m", "bench.calls.server", name, address], {}) as process:
        pin(process.process.pid, core)
        engine = OwnProcess(name, process, address)
        try:
            yield engine
        finally:
            engine.close()


def pin(pid: int, core: int) -> None:
    """All threads of the process, and those that they will start, share this core, and go before others if we may say so."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(task.name), {core})
        with contextlib.suppress(PermissionError):
            if os.environ.get(REAL_TIME):
                os.sched_setscheduler(int(task.name), os.SCHED_RR, os.sched_param(1))
            else:
                os.setpriority(os.PRIO_PROCESS, int(task.name), AHEAD_OF_OTHERS)


def cpu_seconds(pid: int) -> float:
    """What the process has used of the processor, all its threads together, from the scheduler's own books."""
    tasks = Path(f"/proc/{pid}/task")
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir()) / 1e9
