"""What every action has in common: it answers in a thread, and when something breaks it says so honestly and offers a person."""

import asyncio
import logging
from abc import ABC, abstractmethod
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import conversation
from actions.conversation import Dialogue, Memory
from actions.named import note_named
from actions.reply import Reply
from customer_care import clock, conversations, database, worklog
from customer_care.worklog import Result

log = logging.getLogger("actions")


class CareAction(ABC):
    """Subclasses write `answer`: dialogue in, one rule called, one reply said. `deed` is what the adviser reads if it fails."""

    action_name: ClassVar[str]
    deed: str = "Answering the customer"

    def name(self) -> str:
        return self.action_name

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        dialogue = conversation.read(tracker)
        reply = Reply(dispatcher, dialogue, domain)
        before = dialogue.memory.slots()
        await asyncio.to_thread(self._answer_or_own_up, dialogue, reply, clock.now())
        return [*self._remembered(before, dialogue.memory), *reply.events]

    @abstractmethod
    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        """Says the reply, and changes `dialogue.memory`."""

    def own_up(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        """What is said after a failure. An action's work is one transaction, so nothing was changed."""
        reply.say("utter_action_failed")

    def _answer_or_own_up(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        untouched = replace(dialogue.memory)
        try:
            note_named(dialogue, now)
            self.answer(dialogue, reply, now)
        except Exception as failure:  # whatever broke, the customer is not met with silence
            # Its name only: the text of an error may hold what the customer wrote.
            log.error("%s failed: %s", self.name(), type(failure).__name__)  # noqa: TRY400
            reply.take_back()
            vars(dialogue.memory).update(vars(untouched))
            self.own_up(dialogue, reply, now)
            reply.end_task()
            reply.then_listen()
            self._note_failure(dialogue, now)

    def _note_failure(self, dialogue: Dialogue, now: datetime) -> None:
        try:
            with database.unit_of_work() as session:
                talk = conversations.by_public_id(session, dialogue.public_id)
                worklog.note(session, talk, self.deed, Result.FAILED, now)
        except Exception as failure:  # the database may be what is down
            log.error("the failure of %s is not noted: %s", self.name(), type(failure).__name__)  # noqa: TRY400

    def _remembered(self, before: dict[str, Any], memory: Memory) -> list[EventType]:
        return [SlotSet(slot, value) for slot, value in memory.slots().items() if value != before[slot]]
