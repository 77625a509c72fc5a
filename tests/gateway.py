"""The gateway alone, as supervisor would start it: a person can be had without the assistant, and it is there in seconds."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.product import ROOT, free_ports

UP_WITHIN = 40.0  # seconds


@dataclass
class Gateway:
    """A gateway process of its own, with a state folder that outlives it. `inside` is the command that starts it elsewhere."""

    state_dir: Path
    port: int
    environment: dict[str, str]
    host: str = "localhost"
    inside: Sequence[str] = ()
    sign_ins: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def log(self) -> Path:
        return self.state_dir / "gateway.log"

    def sign_in(self, username: str) -> str:
        return self.sign_ins[username]

    def prepare(self) -> None:
        """The database with its demo advisers."""
        printed = self._run("deploy.records")
        self.sign_ins = dict(re.findall(r"sign-in: (\S+) / (\S+)", printed))

    def start(self) -> None:
        """Returns when it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.inside, sys.executable, "-m", "webrtc_gateway"],
                cwd=ROOT,
                env=self._settings(),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        end = time.monotonic() + UP_WITHIN
        while not self.answers("/healthz"):
            assert time.monotonic() < end, f"the gateway does not answer:\n{self.log.read_text()}"
            time.sleep(0.05)

    def answers(self, path: str) -> bool:
        """Whether it says that all is well there."""
        probe = "import sys, urllib.request as r; r.urlopen(sys.argv[1], timeout=2)"
        if self.inside:
            command = [*self.inside, sys.executable, "-c", probe, self.address + path]
            return subprocess.run(command, check=False, capture_output=True).returncode == 0
        try:
            with urllib.request.urlopen(self.address + path, timeout=5):
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def stop(self, how: int = signal.SIGTERM, within: float = 15.0) -> int:
        """Ends it; its exit status."""
        assert self.process
        self.process.send_signal(how)
        return self.process.wait(timeout=within)

    def _settings(self) -> dict[str, str]:
        return {**os.environ, "PORT": str(self.port), "STATE_DIR": str(self.state_dir), **self.environment}

    def _run(self, module: str) -> str:
        command = [sys.executable, "-m", module]
        return subprocess.run(command, cwd=ROOT, env=self._settings(), capture_output=True, text=True, check=True).stdout


@contextmanager
def alone(state_dir: Path, **environment: str) -> Iterator[Gateway]:
    """A gateway on this machine's loopback, started and, at the end, stopped."""
    with standing(Gateway(state_dir, free_ports(), environment)) as gateway:
        yield gateway


@contextmanager
def standing(gateway: Gateway) -> Iterator[Gateway]:
    gateway.state_dir.mkdir(parents=True, exist_ok=True)
    gateway.prepare()
    gateway.start()
    try:
        yield gateway
    finally:
        if gateway.process and gateway.process.poll() is None:
            gateway.stop()
