"""Delivers the outbox: customers' messages to the assistant, one at a time a conversation, and its answers to the journal.

The journal comes first and last: a message is in it before the assistant hears it, and the answers are in it, once, before anyone
sees them. Whatever goes wrong in between ends in words for the customer, never in silence.
"""

import asyncio
import re
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from customer_care import clock, frustration, handoffs, journal, outbox, wording
from customer_care.conversations import Conversation
from customer_care.database import in_thread, read_in_thread
from customer_care.frustration import Noticing
from customer_care.journal import Speaker
from customer_care.outbox import Errand, OutboxRow
from webrtc_gateway import metrics
from webrtc_gateway.assistant import Assistant, AssistantUncertain, AssistantUnreachable, Frustration, Reply
from webrtc_gateway.hub import DESK, Hub

log = structlog.get_logger()

LEASE = timedelta(seconds=120)  # longer than the longest request
LOOK_EVERY = 1.0  # seconds; a wake-up makes it sooner
RESUME_ATTEMPTS = 4
FORGOTTEN_PART = {Errand.FORGET: "", Errand.FORGET_NOTICED: "noticed"}
LONGEST_PAUSE = timedelta(minutes=10)  # between two attempts to make the assistant forget


@dataclass(frozen=True)
class Delivery:
    """A row in hand, with what is needed to deliver it outside the transaction."""

    row: OutboxRow
    conversation: Conversation
    text: str | None
    turn: int
    for_adviser: bool
    noticing: Noticing
    waits_for: str | None

    @property
    def again(self) -> bool:
        return self.row.attempts > 1


class OutboxRelay:
    def __init__(self, assistant: Assistant, hub: Hub, patience: float) -> None:
        """`patience` is how long, in seconds, a customer waits before they are told that something is wrong."""
        self._assistant = assistant
        self._hub = hub
        self._patience = patience
        self._woken = asyncio.Event()
        self._running: dict[int, asyncio.Task[None]] = {}

    def wake(self, conversation_id: int | None = None) -> None:
        """There is something to deliver; naming the conversation spares a search."""
        if conversation_id is None:
            self._woken.set()
        else:
            self._start(conversation_id)

    async def run(self) -> None:
        """Looks for rows until it is cancelled. What is being delivered then goes on: see `drain`."""
        while True:
            for conversation_id in await read_in_thread(outbox.conversations_with_errands, clock.now()):
                self._start(conversation_id)
            try:
                await asyncio.wait_for(self._woken.wait(), LOOK_EVERY)
            except TimeoutError:
                continue
            self._woken.clear()

    async def drain(self, seconds: float) -> None:
        """Lets deliveries under way come to their end; what does not is found again at the next start."""
        if self._running:
            await asyncio.wait(self._running.values(), timeout=seconds)

    def _start(self, conversation_id: int) -> None:
        if conversation_id not in self._running:
            task = asyncio.create_task(self._deliver_all(conversation_id))
            self._running[conversation_id] = task
            task.add_done_callback(lambda _: self._ended(conversation_id, task))

    def _ended(self, conversation_id: int, task: asyncio.Task[None]) -> None:
        del self._running[conversation_id]
        if not task.cancelled() and task.exception():
            log.error("delivery failed", conversation=conversation_id, error=repr(task.exception()))

    async def _deliver_all(self, conversation_id: int) -> None:
        while delivery := await in_thread(_next_delivery, conversation_id):
            if delivery.row.errand == Errand.SAY:
                await self._say(delivery)
            elif delivery.row.errand == Errand.ADVISER_FINISHED:
                await self._resume(delivery)
            elif delivery.row.errand in FORGOTTEN_PART:
                await self._forget(delivery)
            else:
                await in_thread(outbox.done, delivery.row.id, clock.now())
            self._hub.wake(delivery.conversation.public_id, DESK)

    async def _say(self, delivery: Delivery) -> None:
        if delivery.for_adviser or delivery.text is None:
            await in_thread(outbox.done, delivery.row.id, clock.now())
            return
        public_id = delivery.conversation.public_id
        self._hub.set_busy(public_id, True)
        try:
            with metrics.reply_seconds.time():
                await self._answer(delivery, delivery.text)
        finally:
            self._hub.set_busy(public_id, False)

    async def _answer(self, delivery: Delivery, text: str) -> None:
        public_id = delivery.conversation.public_id
        say = self._assistant.say_again if delivery.again else self._assistant.say
        asked = asyncio.create_task(say(public_id, text, delivery.turn, delivery.noticing, delivery.waits_for))
        try:
            await asyncio.wait({asked}, timeout=self._patience)
            if not asked.done():
                # The request goes on: cancelled, Rasa would forget a message whose action it has run (RASA_NOTES).
                await in_thread(_journal_apology, delivery, AssistantUncertain.code, False)
                self._hub.wake(public_id)
            answer = await asked
        except (AssistantUnreachable, AssistantUncertain) as failed:
            metrics.assistant_failures.labels(failed.code).inc()
            log.warning("assistant failed", conversation=delivery.conversation.id, turn=delivery.turn, error=failed.code)
            await in_thread(_journal_apology, delivery, failed.code, True)
        else:
            await in_thread(_journal_replies, delivery, answer.replies, answer.frustration)

    async def _resume(self, delivery: Delivery) -> None:
        try:
            replies = await self._assistant.resume(delivery.conversation.public_id)
        except (AssistantUnreachable, AssistantUncertain):
            if delivery.row.attempts < RESUME_ATTEMPTS:
                await in_thread(outbox.try_again, delivery.row.id, clock.now() + timedelta(seconds=2**delivery.row.attempts))
                return
            replies = [Reply(wording.say("utter_back_unknown").text)]
        await in_thread(_journal_replies, delivery, replies, None)

    async def _forget(self, delivery: Delivery) -> None:
        """Until it is done; but what a customer says next does not wait for the assistant to have forgotten a score."""
        attempts = delivery.row.attempts
        try:
            await self._assistant.forget(delivery.conversation.public_id, FORGOTTEN_PART[delivery.row.errand])
        except (AssistantUnreachable, AssistantUncertain) as failed:
            log.warning("not forgotten yet", conversation=delivery.conversation.id, attempt=attempts, error=failed.code)
            if delivery.row.errand == Errand.FORGET or attempts < RESUME_ATTEMPTS:
                pause = min(timedelta(seconds=2 ** min(attempts, 16)), LONGEST_PAUSE)
                await in_thread(outbox.try_again, delivery.row.id, clock.now() + pause)
                return
        await in_thread(outbox.done, delivery.row.id, clock.now())


def neutral(text: str) -> str:
    """Typed text never reaches Rasa as a command: `/restart` and `/intent{…}` lose their slash, also after white space."""
    return re.sub(r"^[\s/]+", "", text).strip() or "slash"


def _next_delivery(session: Session, conversation_id: int) -> Delivery | None:
    row = outbox.claim_next(session, conversation_id, LEASE, clock.now())
    if row is None:
        return None
    conversation = session.get_one(Conversation, conversation_id)
    turn = journal.turn_number(session, conversation, row.body.get("turn", 0))
    text = row.body.get("payload") or (neutral(turn.text) if turn else None)
    for_adviser = handoffs.with_adviser(session, conversation) is not None
    noticing, waits_for = frustration.noticing(conversation), handoffs.waits_for(session, conversation)
    return Delivery(row, conversation, text, row.body.get("turn", 0), for_adviser, noticing, waits_for)


def _journal_replies(session: Session, delivery: Delivery, replies: list[Reply], felt: Frustration | None) -> None:
    now = clock.now()
    conversation = session.get_one(Conversation, delivery.conversation.id)
    if conversation.erased_at:
        return  # deleted while the assistant was answering: nothing is written into it any more
    if felt:
        frustration.record(session, conversation, delivery.turn, felt.score, felt.level, felt.reasons, now)
    for number, reply in enumerate(replies):
        extras = {"buttons": reply.buttons, **reply.cards, **({journal.RESPONSE: reply.response} if reply.response else {})}
        client_id = f"reply:{delivery.row.id}:{number}"
        journal.append(session, conversation, Speaker.ASSISTANT, reply.text, now, client_id=client_id, extras=extras)
        if offer := reply.cards.get("offer"):
            handoffs.offer(session, conversation, offer["reasons"], now)
        if contested := reply.cards.get("contested"):
            handoffs.contest(session, conversation, contested["reasons"], now)
        if switched := reply.cards.get("noticing"):
            handoffs.switch_noticing(session, conversation, switched["on"], now)
    outbox.done(session, delivery.row.id, now)


def _journal_apology(session: Session, delivery: Delivery, code: str, done: bool) -> None:
    """What went wrong, what was and was not done, and a person. `done` ends the delivery; a late answer is still journalled."""
    now = clock.now()
    conversation = session.get_one(Conversation, delivery.conversation.id)
    if conversation.erased_at:
        return
    said = wording.say(f"utter_{code}")
    extras = {"offer": {"level": "offer", "reasons": ["action_failed"]}}
    client_id = f"sorry:{delivery.row.id}"
    journal.append(session, conversation, Speaker.ASSISTANT, said.text, now, client_id=client_id, extras=extras)
    handoffs.offer(session, conversation, ["action_failed"], now)
    if done:
        outbox.done(session, delivery.row.id, now)
