"""A customer's and an adviser's end of the product's protocol, without a browser: what widget and desk send and hear."""

import itertools
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

import httpx
from pydantic import TypeAdapter
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from webrtc_gateway import messages
from webrtc_gateway.messages import CustomerHandoff, DeskState, HandoffState, Press, Received, Refused, Say, Turn, Turns

PATIENCE = 30.0  # seconds
OWN_PAGE = {"X-Reassure": "desk"}


class NoAnswer(Exception):
    """What was waited for did not come, or was refused."""


@dataclass
class Line:
    """One WebSocket. Every wait returns the moment (time.perf_counter) at which the frame that ended it had arrived."""

    socket: ClientConnection
    understood: TypeAdapter[Any]
    ids: Iterator[int] = field(default_factory=itertools.count)

    def send(self, message: Any) -> float:
        """Sends it. Returns when."""
        frame = json.dumps(asdict(message))
        at = time.perf_counter()
        self.socket.send(frame)
        return at

    def wait_for(self, condition: Callable[[Any], object]) -> tuple[Any, float]:
        """The first message from now on that fulfils the condition. Raises NoAnswer."""
        end = time.monotonic() + PATIENCE
        while (left := end - time.monotonic()) > 0:
            frame, at = self.socket.recv(timeout=left), time.perf_counter()
            message = self.understood.validate_json(frame)
            if isinstance(message, Refused):
                raise NoAnswer(f"refused: {message.error}: {message.text}")
            if condition(message):
                return message, at
        raise NoAnswer(f"nothing within {PATIENCE:.0f} s")

    def drain(self) -> None:
        """Forgets what has arrived so far."""
        try:
            while True:
                self.socket.recv(timeout=0)
        except TimeoutError:
            return


@dataclass
class CustomerLine(Line):
    """The widget's end: one conversation."""

    def ask(self, text: str) -> tuple[float, list[Turn]]:
        """Says something. Returns the seconds from sending it until the answer had arrived, and the answer."""
        sent = self.send(Say("say", f"bench-{next(self.ids)}", text))
        return self._answer(sent)

    def press(self, button: Press) -> list[Turn]:
        """Presses a button of an earlier answer. Returns what is answered."""
        return self._answer(self.send(button))[1]

    def _answer(self, sent: float) -> tuple[float, list[Turn]]:
        received, _ = self.wait_for(lambda message: isinstance(message, Received))
        answer, at = self.wait_for(lambda message: bool(answers_after(message, received.seq)))
        return at - sent, answers_after(answer, received.seq)

    def hears_state(self, condition: Callable[[CustomerHandoff], bool]) -> tuple[CustomerHandoff, float]:
        """The next state of the handoff that fulfils the condition."""
        found, at = self.wait_for(lambda said: isinstance(said, HandoffState) and said.handoff and condition(said.handoff))
        return found.handoff, at


@dataclass
class DeskLine(Line):
    """The desk's end: one adviser."""

    def shows(self, condition: Callable[[DeskState], bool]) -> tuple[DeskState, float]:
        """The next state of the desk that fulfils the condition."""
        found, at = self.wait_for(lambda said: isinstance(said, DeskState) and condition(said))
        return found, at


def answers_after(message: Any, seq: int) -> list[Turn]:
    """What the assistant said after this turn, if the message carries any of it."""
    turns = message.turns if isinstance(message, Turns) else []
    return [turn for turn in turns if turn.speaker == "assistant" and turn.seq > seq]


@contextmanager
def customer_line(address: str) -> Iterator[CustomerLine]:
    """A new visitor with their widget open, who has read the welcome."""
    with httpx.Client(base_url=address) as http:
        token = _opened(http)["token"]
        ticket = http.post("/api/chat/ticket", headers={"Authorization": f"Bearer {token}"}).raise_for_status()
    with _socket(address, "chat", ticket.json()["ticket"]) as socket:
        line = CustomerLine(socket, messages.to_customer)
        line.send(messages.Hello("hello", 0))
        line.wait_for(lambda message: bool(answers_after(message, 0)))
        yield line


@contextmanager
def desk_line(address: str, username: str, password: str) -> Iterator[DeskLine]:
    """An adviser who has signed in and is available."""
    with httpx.Client(base_url=address, headers=OWN_PAGE) as http:
        http.post("/api/desk/session", json={"username": username, "password": password}).raise_for_status()
        ticket = http.post("/api/desk/ticket").raise_for_status()
    with _socket(address, "desk", ticket.json()["ticket"]) as socket:
        line = DeskLine(socket, messages.to_desk)
        line.send(messages.Hello("hello", 0))
        line.send(messages.SetPresence("set_presence", "Available"))
        line.shows(lambda state: state.presence == "Available")
        yield line


def new_conversation(address: str) -> str:
    """The id of a conversation that nobody looks at."""
    with httpx.Client(base_url=address) as http:
        return str(_opened(http)["conversation"])


def _opened(http: httpx.Client) -> dict[str, str]:
    session: dict[str, str] = http.post("/api/chat/session", json={}).raise_for_status().json()
    return session


@contextmanager
def _socket(address: str, side: str, ticket: str) -> Iterator[ClientConnection]:
    url = f"{address.replace('http', 'ws', 1)}/api/{side}/socket?ticket={ticket}"
    # No bound on what waits to be read: a full queue would stop the answers to the gateway's pings as well.
    socket = connect(url, origin=Origin(address), max_queue=None, proxy=None)
    try:
        yield socket
    finally:
        socket.close()
