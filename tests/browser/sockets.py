"""A visitor and an adviser without a browser: what anybody on the network can send to the gateway's two sockets."""

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.sync.client import connect
from websockets.sync.connection import Connection

from tests.product import Product

SOON = 20.0  # seconds


@dataclass
class Line:
    """An open socket. Counts ids for what it says."""

    socket: Connection
    ids: Iterator[int] = field(default_factory=itertools.count)

    def send(self, type_: str, **facts: Any) -> None:
        self.socket.send(json.dumps({"type": type_, **facts}))

    def say(self, text: str) -> str:
        client_id = f"raw-{next(self.ids)}"
        self.send("say", id=client_id, text=text)
        return client_id

    def hears(self, type_: str) -> dict[str, Any]:
        """The next message of this type."""
        while True:
            message: dict[str, Any] = json.loads(self.socket.recv(timeout=SOON))
            if message["type"] == type_:
                return message

    def sees_handoff(self, status: str) -> dict[str, Any]:
        """The customer's handoff, once it is there in this status."""
        while True:
            handoff: dict[str, Any] | None = self.hears("handoff")["handoff"]
            if handoff and handoff["status"] == status:
                return handoff

    def is_rung(self) -> str:
        """The handoff that rings at this adviser's desk."""
        while True:
            ringing = self.hears("desk")["ringing"]
            if ringing:
                return str(ringing["handoff"])

    def answer_to(self, text: str) -> dict[str, Any]:
        """Says it, and returns the assistant's next turn."""
        self.say(text)
        while True:
            for turn in self.hears("turns")["turns"]:
                if turn["speaker"] == "assistant" and turn["seq"] > 1:
                    return dict(turn)


def visitor_ticket(product: Product) -> str:
    """A single-use ticket to a new conversation."""
    with httpx.Client(base_url=product.address) as client:
        token = client.post("/api/chat/session", json={}).json()["token"]
        return str(client.post("/api/chat/ticket", headers={"Authorization": f"Bearer {token}"}).json()["ticket"])


@contextmanager
def line(product: Product, who: str, ticket: str, origin: str | None = None) -> Iterator[Line]:
    """A socket of the chat or of the desk, as a page of `origin` opens it."""
    address = f"ws://localhost:{product.port}/api/{who}/socket?ticket={ticket}"
    with connect(address, origin=origin or product.address) as socket:  # type: ignore[arg-type]
        yield Line(socket)


@contextmanager
def visitor(product: Product) -> Iterator[Line]:
    """A customer with a new conversation, greeted."""
    with line(product, "chat", visitor_ticket(product)) as chat:
        chat.send("hello", after=0)
        chat.hears("turns")
        yield chat


@contextmanager
def adviser(product: Product, username: str) -> Iterator[Line]:
    """An adviser at their desk, not available yet; away again at the end, so that nothing rings at an empty chair."""
    with signed_in(product, username) as client, line(product, "desk", desk_ticket(client)) as desk:
        desk.send("hello", after=0)
        desk.hears("desk")
        yield desk


@contextmanager
def signed_in(product: Product, username: str) -> Iterator[httpx.Client]:
    """An adviser's session at the gateway; signed out at the end."""
    with httpx.Client(base_url=product.address, headers={"X-Reassure": "desk"}) as client:
        client.post("/api/desk/session", json={"username": username, "password": product.sign_in(username)}).raise_for_status()
        yield client
        client.delete("/api/desk/session")


def desk_ticket(client: httpx.Client) -> str:
    return str(client.post("/api/desk/ticket").json()["ticket"])


def asks_for_a_person(chat: Line, way: str) -> None:
    """Up to the queue, with nothing passed on."""
    chat.send("ask_for_person")
    digest = chat.sees_handoff("OFFERED_TO_CUSTOMER")["package"]["digest"]
    chat.send("consent", package=digest, shared=[])
    chat.send("meet", way=way)
    chat.sees_handoff("QUEUED")
