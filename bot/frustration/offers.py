"""What the newest messages of the assistant were: an offer of a person, or the question what it should do better."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from rasa.shared.core.events import ActionExecuted, BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.frustration.turns import PERSON_PAYLOAD, YES_PAYLOAD, payloads_of

CONTESTS = "not_the_reason"
# Intents that carry no wish, so that a longer message with one of them is a remark.
REMARKS = {"nlu_fallback", "out_of_scope", "insult", "correct", "deny", "affirm"}
REMARKS_WITHOUT_A_TASK = {"cancel_task", "repeat", "ask_why"}  # "stop asking me that again" stops nothing then
SURELY = 0.6  # certainty from which an intent counts as a wish
SURE = 0.8  # and from which it does so where something else was asked for
A_REMARK = 4  # words; what is shorter may well be the surname or the date that a task asks for


def contested_now(tracker: DialogueStateTracker, message: UserUttered) -> list[str]:
    """The reasons that this message says were none: those of the offer before it. Empty when it says no such thing."""
    if message.intent_name != CONTESTS:
        return []
    pressed = (message.text or "").startswith("/")
    return last_offer(before_the_message(tracker) if pressed else since_the_message_before(tracker))


def last_offer(events: Iterator[Event]) -> list[str]:
    """The reasons of the newest offer among these events, which come newest first."""
    for event in events:
        offer = ((event.data or {}).get("custom") or {}).get("offer") if isinstance(event, BotUttered) else None
        if offer:
            return [reason for reason in offer.get("reasons", []) if reason]
    return []


def has_just_asked(tracker: DialogueStateTracker, response: str) -> bool:
    """Whether the customer's message answers this response."""
    return any(isinstance(event, ActionExecuted) and event.action_name == response for event in since_the_message_before(tracker))


def has_just_said(tracker: DialogueStateTracker, response: str) -> bool:
    """The same of a response that an action said."""
    events = since_the_message_before(tracker)
    return any(isinstance(event, BotUttered) and event.metadata.get("utter_action") == response for event in events)


def asked_about_a_person(events: Iterator[Event]) -> bool | None:
    """Whether the newest question that "yes" answers was if a person should help; None when there is none. Newest event first."""
    for event in events:
        payloads = payloads_of(event) if isinstance(event, BotUttered) else set()
        if payloads & {PERSON_PAYLOAD, YES_PAYLOAD}:
            return PERSON_PAYLOAD in payloads
    return None


def is_a_remark(tracker: DialogueStateTracker, message: UserUttered) -> bool:
    """Whether the message says what to do better, rather than what to do: a sentence, and no wish that we are sure of."""
    if message.entities or len((message.text or "").split()) < A_REMARK:
        return False
    remarks = REMARKS if tracker.active_loop_name else REMARKS | REMARKS_WITHOUT_A_TASK
    return message.intent_name in remarks or message.intent.get("confidence", 1.0) < SURE


def since_the_message_before(tracker: DialogueStateTracker) -> Iterator[Event]:
    return takewhile(lambda event: not isinstance(event, UserUttered), before_the_message(tracker))


def before_the_message(tracker: DialogueStateTracker) -> Iterator[Event]:
    """The events before the customer's newest message, newest first."""
    events = iter(reversed(tracker.events))
    for event in events:
        if isinstance(event, UserUttered):
            break
    return events
