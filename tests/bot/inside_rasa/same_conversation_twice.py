"""Holds one long conversation twice, over Rasa's own SQL store and over ours, and tells how each turn ended in both.

The model is the product's. Actions are answered here, always alike, so that forms begin, ask, take answers and end.
"""

# mypy: ignore-errors
# It runs in the bot's environment, whose libraries are not there when types are checked.
import asyncio
import json
import random
import sqlite3
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from bot.fast_turns import make_turns_fast
from bot.light_rasa import forget_how_models_were_trained, log_without_words, prepare
from bot.train import model_path

SAID = [
    "hello",
    "I want to look at my booking",
    "X7K2PL",
    "no, that is wrong, I said my booking",
    "Martin",
    "what is the status of ZE 412",
    "blorp the fnord quux",
    "this is useless",
    "no thanks, carry on",
    "I'd like to change the date of my flight",
    "next friday",
    "yes",
    "thank you very much",
    "has ZE 102 landed",
    "what is the capital of France",
]
TURNS = 75
RESTARTED_BEFORE, WRITTEN_TO_BEFORE, NEW_SESSION_BEFORE = 40, 52, 68
ADVISER_DONE = [
    {"event": "active_loop", "name": None},
    {"event": "slot", "name": "requested_slot", "value": None},
    {"event": "pause"},
    {"event": "resume"},
    {"event": "action", "name": "action_listen"},
]


class Actions:
    """Answers every action: fills the slot that is asked for, every third time not, and says something."""

    url, kwargs = "nowhere", {}

    async def request(self, json, **_):
        tracker = json["tracker"]
        asked, text = tracker["slots"].get("requested_slot"), tracker["latest_message"].get("text") or ""
        taken = json["next_action"].startswith("validate_") and asked and len(text) % 3
        events = [{"event": "slot", "name": asked, "value": text}] if taken else []
        done = {"custom": {"work": {"done": "Looked it up"}}} if len(text) % 2 else {}
        said = [] if json["next_action"].startswith("validate_") else [{"text": json["next_action"], **done}]
        return {"events": events, "responses": said}


class Conversation:
    """With an agent of its own, whose store keeps everything in this file."""

    def __init__(self, kind, file):
        from rasa.core.agent import Agent

        self.kind, self.file = kind, file
        self.agent = Agent.load(str(model_path()), action_endpoint=Actions())
        self.connect()

    def connect(self):
        """As after a start of Rasa: nothing is remembered but what is in the file."""
        from rasa.core.tracker_store import TrackerStore
        from rasa.utils.endpoints import EndpointConfig

        settings = EndpointConfig(type=self.kind, dialect="sqlite", db=str(self.file))
        self.agent.tracker_store = self.agent.processor.tracker_store = TrackerStore.create(settings, self.agent.domain)

    async def say(self, text, turn):
        random.seed(turn)
        np.random.seed(turn)
        replies = await self.agent.handle_text(text, sender_id="it")
        handed_out = await self.agent.tracker_store.retrieve("it")
        state = handed_out.current_state()
        return {
            "replies": [reply.get("text") for reply in replies],
            "slots": state["slots"],
            "form": state["active_loop"].get("name"),
            "paused": state["paused"],
            "frustration": state["latest_message"].get("frustration"),
            "intent": state["latest_message"]["intent"],
            "action": state["latest_action_name"],
            "events": len(handed_out.events),
        }

    async def write(self, events):
        """What `POST /conversations/<id>/tracker/events` does."""
        from rasa.shared.core.events import deserialise_events

        tracker = await self.agent.processor.fetch_tracker_with_initial_session("it")
        tracker.update_with_events(deserialise_events(events), self.agent.domain)
        await self.agent.tracker_store.save(tracker)

    def rows(self):
        """All that is in the file, without times and ids."""
        found = sqlite3.connect(self.file).execute("select type_name, intent_name, action_name, data from events order by id")
        return [[*names, json.loads(data, object_hook=without_times_and_ids)] for *names, data in found]


def without_times_and_ids(data):
    return {key: value for key, value in data.items() if key not in ("timestamp", "message_id")}


async def hold(kind, file):
    conversation = Conversation(kind, file)
    turns = []
    for turn in range(TURNS):
        if turn == RESTARTED_BEFORE:
            conversation.connect()
        if turn == WRITTEN_TO_BEFORE:
            await conversation.write(ADVISER_DONE)
        text = "/session_start" if turn == NEW_SESSION_BEFORE else SAID[turn % len(SAID)]
        turns.append(await conversation.say(text, turn))
    return SimpleNamespace(turns=turns, rows=conversation.rows())


async def main(folder):
    own = await hold("SQL", folder / "own.db")
    ours = await hold("bot.tracker_store.LongConversations", folder / "ours.db")
    return {"own": own.turns, "ours": ours.turns, "rows": len(own.rows), "same_rows": own.rows == ours.rows}


if __name__ == "__main__":
    prepare()
    log_without_words()
    forget_how_models_were_trained()
    make_turns_fast()
    json.dump(asyncio.run(main(Path(sys.argv[1]))), sys.stdout)
