"""Processes that a measurement starts: what they print and when, what memory they hold, and their end."""

import os
import random
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
MB = 1_000_000
LONGEST_STOP = 30.0  # seconds
PAUSE = 0.02


class DidNotStart(Exception):
    """It ended, or was not ready in time; what it printed is the message."""


@dataclass
class Started:
    """A process and what it has printed, each line with the seconds since its start."""

    process: subprocess.Popen[str]
    since: float
    lines: list[tuple[float, str]] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.since

    def said(self, words: str) -> float | None:
        """The second at which a line with these words was printed."""
        return next((at for at, line in self.lines if words in line), None)

    def read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self.lines.append((self.seconds, line.rstrip("\n")))

    def demand_alive(self, longest: float) -> None:
        """Raises DidNotStart when it has ended or `longest` seconds have passed."""
        if self.process.poll() is not None or self.seconds > longest:
            raise DidNotStart("\n".join(line for _, line in self.lines))
        time.sleep(PAUSE)


@contextmanager
def started(words: Sequence[str | Path], environment: Mapping[str, str]) -> Iterator[Started]:
    """Runs it in the project's folder as a terminal does, and ends it with Ctrl-C."""
    running = Started(
        subprocess.Popen(
            [str(word) for word in words],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        ),
        time.perf_counter(),
    )
    reader = threading.Thread(target=running.read)
    reader.start()
    try:
        yield running
    finally:
        _press_ctrl_c(running.process)
        reader.join()


def megabytes(process: psutil.Process) -> float:
    """Its proportional share of memory (PSS): pages that several processes hold count once in their sum."""
    memory = process.memory_full_info()
    return float(getattr(memory, "pss", memory.rss)) / MB


def family(pid: int) -> list[psutil.Process]:
    """A process and all that it has started."""
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def free_port(and_next: int = 0) -> int:
    """A port of the loopback interface that is free, together with as many after it."""
    while True:
        port = random.randrange(20_000, 30_000, 10)  # below the range from which connections take theirs
        if all(_is_free(port + offset) for offset in range(and_next + 1)):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _press_ctrl_c(process: subprocess.Popen[str]) -> None:
    """A terminal tells the whole group; what does not end by itself in time is ended."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(LONGEST_STOP)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
