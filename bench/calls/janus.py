"""Debian's Janus with its videocall plugin: the same two clients call each other through it, with settings of its own."""

import itertools
import json
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.calls import frames
from bench.calls.client import Client, Identity
from bench.calls.engines import START_WITHIN, CannotBeMeasured, pin
from bench.processes import DidNotStart, Started, started

PLUGIN = "janus.plugin.videocall"
LARGEST = 1 << 16
STARTS = 8
Json = dict[str, Any]


class Janus:
    """A connection to its Unix socket, with one session for all clients and one handle each."""

    def __init__(self, pid: int, line: socket.socket, address: str) -> None:
        self.pid = pid
        self._address = address
        self._identity = Identity()
        self._frames = frames.speech()
        self._numbers = itertools.count()
        self._waiting: dict[str, Callable[[Json], None]] = {}
        self._handles: dict[int, Client] = {}
        self._registered: dict[int, Callable[[], None]] = {}
        self._line = line
        self._session = 0
        self._ask({"janus": "create"}, self._has_session)
        while not self._session:
            self.read()

    def descriptor(self) -> int:
        return self._line.fileno()

    def client(self, number: int) -> Client:
        return Client(number, self._address, self._identity, self._frames)

    def call(self, number: int, caller: Client, callee: Client) -> None:
        """The callee registers, then the caller, who calls; the callee answers when Janus rings it."""

        def ring(handle: int) -> None:
            offer = {"type": "offer", "sdp": caller.offer()}
            self._tell(handle, {"request": "call", "username": f"c{callee.number}"}, offer)

        self._register(callee, lambda _: self._register(caller, ring))

    def read(self) -> None:
        message = json.loads(self._line.recv(LARGEST))
        kind = message["janus"]
        if kind == "success":
            self._waiting.pop(message["transaction"])(message)
        elif kind == "event":
            self._take_event(message)
        elif kind == "error":
            raise CannotBeMeasured(f"Janus refused: {message['error']['reason']}")

    def close(self) -> None:
        self._line.close()

    def _has_session(self, reply: Json) -> None:
        self._session = reply["data"]["id"]

    def _register(self, client: Client, then: Callable[[int], None]) -> None:
        def attached(reply: Json) -> None:
            handle = reply["data"]["id"]
            self._handles[handle] = client
            self._registered[handle] = lambda: then(handle)
            self._tell(handle, {"request": "register", "username": f"c{client.number}"})

        self._ask({"janus": "attach", "session_id": self._session, "plugin": PLUGIN}, attached)

    def _take_event(self, message: Json) -> None:
        handle, result = message["sender"], message["plugindata"]["data"].get("result", {})
        if "error" in message["plugindata"]["data"]:
            raise CannotBeMeasured(f"Janus refused: {message['plugindata']['data']['error']}")
        client = self._handles[handle]
        match result.get("event"):
            case "registered":
                self._registered.pop(handle)()
            case "incomingcall":
                self._tell(handle, {"request": "accept"}, {"type": "answer", "sdp": client.answer(message["jsep"]["sdp"])})
            case "accepted" if "jsep" in message:
                client.accept(message["jsep"]["sdp"])

    def _tell(self, handle: int, body: Json, jsep: Json | None = None) -> None:
        message = {"janus": "message", "session_id": self._session, "handle_id": handle, "body": body}
        self._send({**message, "jsep": jsep} if jsep else message)

    def _ask(self, message: Json, then: Callable[[Json], None]) -> None:
        self._waiting[self._send(message)] = then

    def _send(self, message: Json) -> str:
        transaction = str(next(self._numbers))
        self._line.send(json.dumps({**message, "transaction": transaction}).encode())
        return transaction


def _connect(process: Started, path: Path) -> socket.socket:
    while True:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            line.connect(str(path))
        except OSError:
            line.close()
            process.demand_alive(START_WITHIN)
        else:
            return line


@contextmanager
def janus(address: str, core: int, event_loops: int | None) -> Iterator[Janus]:
    """As it comes, or with all calls on so many loops. Raises CannotBeMeasured."""
    if address.startswith("127."):
        raise CannotBeMeasured("Janus names no loopback address, and this machine has no other.")
    _install()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "janus.sock"
        _write_settings(Path(folder), path, address, event_loops)
        with _listening(Path(folder), path) as (process, line):
            pin(process.process.pid, core)
            connection = Janus(process.process.pid, line, address)
            try:
                yield connection
            finally:
                connection.close()


@contextmanager
def _listening(folder: Path, path: Path) -> Iterator[tuple[Started, socket.socket]]:
    """A Janus that listens. One start in a few fails: its socket's thread may look for work before it may have any, and ends."""
    for attempt in range(1, STARTS + 1):
        path.unlink(missing_ok=True)  # one that ended badly leaves it, and the next one would not take it
        with started(["janus", f"--configs-folder={folder}"], {}) as process:
            try:
                line = _connect(process, path)
            except DidNotStart as failed:
                if attempt == STARTS:
                    raise CannotBeMeasured(f"Janus did not start: {str(failed).splitlines()[-1]}") from failed
                continue
            yield process, line
            return


def _install() -> None:
    if shutil.which("janus"):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise CannotBeMeasured("Janus is not installed, and only root can install it: apt-get install janus")
    subprocess.run(["apt-get", "update", "-qq"], check=False, capture_output=True)
    # Its service must not start: the measurement brings its own settings and its own process.
    words = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "janus"]
    policy = {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    done = subprocess.run(words, env={**os.environ, **policy}, check=False, capture_output=True, text=True)
    if done.returncode or not shutil.which("janus"):
        raise CannotBeMeasured(f"Janus could not be installed: {done.stderr.strip().splitlines()[-1:] or 'no reason given'}")


def _write_settings(folder: Path, path: Path, address: str, event_loops: int | None) -> None:
    """Only what is needed to find each other; media and reports are as Debian ships them."""
    home = _plugins_home()
    for kind, wanted in {"plugins": "libjanus_videocall.so", "transports": "libjanus_pfunix.so"}.items():
        (folder / kind).mkdir()
        (folder / kind / wanted).symlink_to(home / kind / wanted)
    loops = f"event_loops = {event_loops}" if event_loops else ""
    (folder / "janus.jcfg").write_text(
        f'general: {{ plugins_folder = "{folder}/plugins"\n transports_folder = "{folder}/transports"\n'
        f' events_folder = "{folder}/none"\n loggers_folder = "{folder}/none"\n'
        f" debug_level = 2\n session_timeout = 0\n {loops} }}\n"
        f'nat: {{ nice_debug = false\n ice_enforce_list = "{address}" }}\nmedia: {{ ipv6 = false }}\n'
    )
    (folder / "janus.transport.pfunix.jcfg").write_text(
        f'general: {{ enabled = true\n json = "compact"\n path = "{path}"\n type = "SOCK_SEQPACKET" }}\n'
        "admin: { admin_enabled = false }\n"
    )


def _plugins_home() -> Path:
    return next(Path("/usr/lib").glob("*/janus/plugins/libjanus_videocall.so"), Path("/usr/lib/janus/plugins/x")).parents[1]
