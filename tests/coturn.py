"""A TURN server of the tests' own: Debian's coturn on loopback, gone afterwards.

Configured as docs/how-to/run-a-media-relay.md says, but for loopback, which no relay in production may serve.
"""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

REALM = "relay.example.org"


@dataclass(frozen=True)
class Relay:
    """A running coturn, and what it writes down of its clients."""

    port: int
    secret: str
    log: Path

    @property
    def urls(self) -> tuple[str, ...]:
        return tuple(f"turn:127.0.0.1:{self.port}?transport={transport}" for transport in ("udp", "tcp"))


@contextmanager
def relay(folder: Path, secret: str = "shared-with-the-gateway") -> Iterator[Relay]:
    program = shutil.which("turnserver")
    if program is None:
        raise RuntimeError("coturn is not installed: apt-get install coturn")
    port, log = _free_port(), folder / "coturn.log"
    command = [
        *(program, "-n", "--no-cli", "--no-tls", "--no-dtls", "--no-rfc5780", "--allow-loopback-peers", "--verbose"),
        *("--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", f"--listening-port={port}"),
        *("--denied-peer-ip=0.0.0.0-255.255.255.255", "--allowed-peer-ip=127.0.0.1"),
        *("--use-auth-secret", f"--static-auth-secret={secret}", f"--realm={REALM}"),
        *(f"--log-file={log}", "--simple-log", f"--pidfile={folder / 'coturn.pid'}", f"--userdb={folder / 'coturn.db'}"),
    ]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_it_listens(server, port)
        yield Relay(port, secret, log)
    finally:
        server.terminate()
        server.wait(timeout=10)


def _wait_until_it_listens(server: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("coturn did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
