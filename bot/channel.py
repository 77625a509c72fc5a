"""Rasa's REST channel, which also tells how the message was understood: in a header, beside the same answers as ever.

    POST /webhooks/rest/webhook  ->  [{"recipient_id", "text", …}, …]
    Reassure-Findings: {"frustration": {"score", "level", "reasons", …}, "responses": ["utter_…", …]}

`responses` names, for each answer with words, the response of domain.yml that it was made from (null where there is none).

Whoever does not know the header misses nothing of Rasa's contract. It is there only when the message was taken and its turn is
in the tracker store: never after a failure half-way, and never with the findings about another message.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable
from contextvars import ContextVar
from itertools import takewhile
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

HEADER = "Reassure-Findings"
# What components of the pipeline have added to the message, each a small object of codes and numbers.
TOLD = ("frustration", "understanding")


class RestWithFindings(RestInput):
    """Named in credentials.yml in the place of `rest`, under whose address it answers."""

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        taken: ContextVar[UserMessage | None] = ContextVar("taken", default=None)

        async def take(message: UserMessage) -> None:
            await on_new_message(message)
            taken.set(message)

        channel = super().blueprint(take)

        @channel.middleware("request")
        async def forget_the_message_before(request: Request) -> None:
            taken.set(None)  # requests over one connection share their context

        @channel.middleware("response")
        async def tell_findings(request: Request, response: HTTPResponse) -> None:
            message = taken.get()
            if message and (found := await findings(request.app.ctx.agent.tracker_store, message)):
                response.headers[HEADER] = json.dumps(found)

        return channel


async def findings(tracker_store: Any, message: UserMessage) -> dict[str, Any]:
    tracker = await tracker_store.retrieve(message.sender_id)
    latest = tracker.latest_message if tracker else None
    if latest is None or latest.message_id != message.message_id:
        return {}
    told = {name: latest.parse_data[name] for name in TOLD if latest.parse_data.get(name)}
    return {**told, "responses": responses_since(tracker.events)}


def responses_since(events: Iterable[Any]) -> list[str | None]:
    """From which response each answer with words to the last message was made."""
    to_last = takewhile(lambda event: event.type_name != "user", reversed(list(events)))
    said = [event for event in to_last if event.type_name == "bot" and event.text]
    return [(event.metadata or {}).get("utter_action") for event in reversed(said)]
