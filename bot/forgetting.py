"""Forgets a conversation, or what was noticed in it, when its customer wants that. Rasa itself never deletes anything.

The gateway calls, on this machine and with Rasa's token (which does not cover channels, so it is asked for here):

    DELETE /webhooks/forgetting/<conversation>            every event, and with them every word
    DELETE /webhooks/forgetting/<conversation>/noticed    what was noticed about frustration; the words stay
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import UserUttered
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty

from bot.frustration.component import FRUSTRATION

Forget = Callable[[SQLTrackerStore, str], None]


class Forgetting(InputChannel):
    """Named in credentials.yml; nothing is said over it."""

    @classmethod
    def name(cls) -> str:
        return "forgetting"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        forgetting = Blueprint("forgetting")

        @forgetting.delete("/<conversation>")
        async def conversation_is_over(request: Request, conversation: str) -> HTTPResponse:
            return await forget(request, conversation, delete_events)

        @forgetting.delete("/<conversation>/noticed")
        async def noticing_is_off(request: Request, conversation: str) -> HTTPResponse:
            return await forget(request, conversation, delete_what_was_noticed)

        return forgetting


async def forget(request: Request, conversation: str, how: Forget) -> HTTPResponse:
    """Waits for a message that is being answered: its events would be written afterwards. Forgetting twice is harmless."""
    if not secrets.compare_digest(request.args.get("token") or "", os.environ.get("RASA_TOKEN") or ""):
        return empty(status=401)
    agent = request.app.ctx.agent
    async with agent.lock_store.lock(conversation):
        how(database_of(agent.tracker_store), conversation)
        await agent.tracker_store.retrieve(conversation)  # a store that remembers what it has read sees that it is gone
    return empty()


def database_of(store: Any) -> SQLTrackerStore:
    """The SQL store inside of what Rasa wraps around it."""
    while not isinstance(store, SQLTrackerStore):
        store = store._tracker_store
    return store


def delete_events(store: SQLTrackerStore, conversation: str) -> None:
    with store.session_scope() as session:
        session.query(store.SQLEvent).filter_by(sender_id=conversation).delete()
        session.commit()


def delete_what_was_noticed(store: SQLTrackerStore, conversation: str) -> None:
    with store.session_scope() as session:
        for row in session.query(store.SQLEvent).filter_by(sender_id=conversation, type_name=UserUttered.type_name):
            event = json.loads(row.data)
            if event.get("parse_data", {}).pop(FRUSTRATION, None) is not None:
                row.data = json.dumps(event)
        session.commit()
