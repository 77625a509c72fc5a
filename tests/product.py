"""The whole product, started as `make run` starts it: real processes, a real model, a fresh state folder."""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
MAIL_WITHIN = 15.0  # seconds
READY_WITHIN = 100.0  # seconds; a loaded machine starts Rasa slowly
OUT = ROOT / "tests" / "out"
TRAINED = ROOT / "var" / "models"


@dataclass
class Product:
    """A running product: where it is, whom it lets in, and what it printed."""

    port: int
    state_dir: Path
    process: subprocess.Popen[str]
    printed: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def sign_in(self, username: str) -> str:
        """The password of a demo adviser, as it was printed."""
        return self._printed(rf"sign-in: {username} / (\S+)").group(1)

    def bookings(self) -> list[tuple[str, str]]:
        """The demo bookings, as they were printed: reference and surname."""
        return [(m.group(1), m.group(2)) for line in self.printed if (m := re.search(r"Booking: (\S+) (.+?)\s*$", line))]

    def code_mailed(self, since: float) -> str:
        """The six digits of the newest mail that the demonstration caught after `since` (seconds since 1970); waits for one."""
        end = time.monotonic() + MAIL_WITHIN
        while time.monotonic() < end:
            letters = [letter for letter in (self.state_dir / "mailbox").glob("new/*") if letter.stat().st_mtime >= since]
            codes = [re.search(r"\b\d{6}\b", _body(letter)) for letter in sorted(letters, key=lambda it: it.stat().st_mtime)]
            if codes and codes[-1]:
                return codes[-1][0]
            time.sleep(0.2)
        raise AssertionError("no mail with a code came")

    def kill(self, part: str) -> int:
        """Ends one process (`bot.serve`, `actions`, `webrtc_gateway`) without asking it, as a crash would. Its id."""
        victim = self.part(part)
        victim.kill()
        return victim.pid

    def part(self, part: str) -> psutil.Process:
        """The newest process of ours that runs this module."""
        parts = [p for p in psutil.Process(self.process.pid).children(recursive=True) if part in p.cmdline()]
        return max(parts, key=lambda p: p.create_time())

    def stop(self) -> int:
        """Ctrl-C. Returns the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=30)

    def _printed(self, pattern: str) -> re.Match[str]:
        for line in self.printed:
            if match := re.search(pattern, line):
                return match
        raise AssertionError(f"nothing like {pattern!r} was printed")


@contextmanager
def running(state_dir: Path, **environment: str) -> Iterator[Product]:
    """Starts the product and waits until it says that it is ready; stops it at the end."""
    port = free_ports()
    state_dir.mkdir(parents=True, exist_ok=True)
    if not (state_dir / "models").exists():
        (state_dir / "models").symlink_to(TRAINED)  # trained by the set-up, not once a test
    process = subprocess.Popen(
        [sys.executable, "-m", "deploy.run"],
        cwd=ROOT,
        env={**os.environ, "PORT": str(port), "STATE_DIR": str(state_dir), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    product = Product(port, state_dir, process)
    reader = threading.Thread(target=_read, args=(product,))
    reader.start()
    try:
        _wait_until_ready(product)
        yield product
    finally:
        if process.poll() is None:
            product.stop()
        reader.join()
        OUT.mkdir(exist_ok=True)
        (OUT / f"product-{port}.log").write_text("\n".join(product.printed))


def _body(letter: Path) -> str:
    """What the letter says; its headers have numbers of their own."""
    message = message_from_bytes(letter.read_bytes())
    body = message.get_payload(decode=True)
    return body.decode("utf-8", "replace") if isinstance(body, bytes) else ""


def _read(product: Product) -> None:
    assert product.process.stdout is not None
    with product.process.stdout as lines:
        for line in lines:
            product.printed.append(line.rstrip("\n"))


def _wait_until_ready(product: Product) -> None:
    end = time.monotonic() + READY_WITHIN
    while not any("Ctrl-C stops it" in line for line in product.printed):
        if product.process.poll() is not None or time.monotonic() > end:
            raise RuntimeError("The product did not start:\n" + "\n".join(product.printed))
        time.sleep(0.1)


def free_ports() -> int:
    """A port that is free, with its three successors, which are for Rasa, the action server and the mailbox."""
    while True:
        port = random.randrange(20_000, 30_000, 10)  # below the range from which connections take theirs
        if all(_is_free(port + offset) for offset in range(4)):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
