"""What a socket cannot take is refused with a name and a sentence, and the socket goes on."""

import asyncio
import json
from typing import Any, cast

from sanic import Websocket

from customer_care.access import Visitor
from webrtc_gateway import messages
from webrtc_gateway.auth import Limits
from webrtc_gateway.house import House
from webrtc_gateway.http.chat import CustomerConnection
from webrtc_gateway.hub import Hub

HELLO = json.dumps({"type": "hello", "after": 0})
MUTE = json.dumps({"type": "mute", "muted": True})
ASK = json.dumps({"type": "ask_for_person"})


class Line:
    """A socket with a client that sends the next frame when the last one was answered or needs no answer, and then leaves."""

    def __init__(self, *frames: str) -> None:
        self.frames = list(frames)
        self.heard: list[dict[str, Any]] = []
        self._answered = asyncio.Event()
        self._answered.set()

    async def recv(self) -> str | None:
        await self._answered.wait()
        frame = self.frames.pop(0) if self.frames else None
        if frame not in {HELLO, MUTE}:
            self._answered.clear()
        return frame

    async def send(self, frame: str) -> None:
        self.heard.append(json.loads(frame))
        self._answered.set()


async def answers_to(*frames: str, of: type[CustomerConnection] = CustomerConnection) -> list[dict[str, Any]]:
    line = Line(*frames)
    nothing = cast(House, None)  # a refused message gets no further than the socket
    await of(cast(Websocket, line), Hub(), Limits(), "somebody", nothing, Visitor("somebody")).run()
    return line.heard


async def test_a_message_of_a_megabyte_is_refused_and_the_socket_stays() -> None:
    too_long = json.dumps({"type": "say", "id": "m1", "text": "x" * 1_000_000})
    first, second = await answers_to(too_long, too_long)
    assert (first["error"], first["about"]) == ("message_too_long", "m1")
    assert "4,000 characters" in first["text"]
    assert second == first


async def test_what_is_no_message_is_refused_without_repeating_it() -> None:
    for frame in ("not json", "[]", '{"type": "say"}', '{"type": "unheard of"}', '{"type": "say", "id": "m1", "text": ""}'):
        (refused,) = await answers_to(frame)
        assert refused["error"] == "message_not_understood"


class Willing(CustomerConnection):
    """Does nothing, and is content with it."""

    async def hello(self, message: messages.Hello) -> None: ...

    async def handle(self, message: Any) -> None: ...

    async def look(self) -> None: ...


class Broken(Willing):
    async def handle(self, message: Any) -> None:
        raise KeyError(message.type)


async def test_what_breaks_on_our_side_is_answered_and_the_socket_stays() -> None:
    heard = await answers_to(HELLO, ASK, ASK, of=Broken)
    assert [(refused["error"], refused["about"]) for refused in heard] == 2 * [("reassure_error", "ask_for_person")]


async def test_a_request_without_an_id_is_answered_when_it_is_done() -> None:
    assert await answers_to(HELLO, MUTE, ASK, of=Willing) == [{"type": "done", "about": "ask_for_person"}]


async def test_hello_comes_first() -> None:
    (refused,) = await answers_to(ASK)
    assert (refused["error"], refused["about"]) == ("message_not_understood", "ask_for_person")


async def test_a_turn_number_beyond_every_journal_is_refused() -> None:
    (refused,) = await answers_to(json.dumps({"type": "press", "id": "p1", "turn": 10**20, "button": 0}))
    assert (refused["error"], refused["about"]) == ("message_not_understood", "p1")


async def test_a_field_that_is_too_long_is_named_as_one() -> None:
    (goal,) = await answers_to(json.dumps({"type": "consent", "package": "x", "shared": [], "goal": "g" * 301}))
    (offer,) = await answers_to(json.dumps({"type": "leg_offer", "sdp": "v" * 65_537}))
    assert (goal["error"], offer["error"]) == ("field_too_long", "sdp_refused")


def test_no_message_holds_a_nul() -> None:
    said = messages.from_customer.validate_python({"type": "say", "id": "1", "text": "a\0b"})
    assert said == messages.Say("say", "1", "ab")
