"""What an action needs of Rasa's tracker, typed. The only place that knows slot names and the shape of tracker events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from rasa_sdk import Tracker

FALLBACK = "nlu_fallback"


class Slot(StrEnum):
    """What a task asks for."""

    FLIGHT_NUMBER = "flight_number"
    BOOKING_REFERENCE = "booking_reference"
    SURNAME = "surname"
    FLIGHT_TO_CHANGE = "flight_to_change"
    NEW_DATE = "new_date"
    CHANGE_CONFIRMED = "change_confirmed"


class Task(StrEnum):
    FLIGHT_STATUS = "flight_status_form"
    BOOKING = "booking_form"
    CHANGE_DATE = "change_date_form"


@dataclass(frozen=True)
class Said:
    """One message of the assistant: the name of its response, where it has one, and its text."""

    response: str | None
    text: str


@dataclass
class Memory:
    """What the assistant remembers between messages; each field is the slot of that name. Actions change it, Rasa keeps it.

    `surname` is only kept once it was shown to belong to the booking. `quote` and `flight_to_change` are ids of the airline's
    records. `wish` are the words that named a day before the booking was known. `rule` is the id of the rule that said no last.
    `misses` counts answers in a row that did not fit the question.
    """

    flight_number: str | None = None
    flight_date: date | None = None
    booking_reference: str | None = None
    surname: str | None = None
    flight_to_change: int | None = None
    wish: str | None = None
    new_date: date | None = None
    quote: int | None = None
    change_confirmed: bool | None = None
    rule: str | None = None
    misses: int = 0
    escalation: object = None
    escalation_reason: str | None = None
    escalation_reasons: list[str] | None = None

    @property
    def verified(self) -> bool:
        return self.booking_reference is not None and self.surname is not None

    def forget_booking(self) -> None:
        self.booking_reference = self.surname = None
        self.forget_change()

    def forget_change(self) -> None:
        self.flight_to_change = self.rule = None
        self.forget_date()

    def forget_date(self) -> None:
        self.wish = self.new_date = self.quote = self.change_confirmed = None

    def forget_escalation(self) -> None:
        self.escalation = self.escalation_reason = self.escalation_reasons = None

    def slots(self) -> dict[str, Any]:
        """Every slot with its value as Rasa keeps it: a day as ISO 8601, an id as text."""
        as_kept = {name: _kept(getattr(self, name)) for name in (field.name for field in fields(self))}
        return as_kept | {"misses": self.misses}


@dataclass(frozen=True)
class Dialogue:
    """The conversation so far, as an action sees it.

    `text` is what the customer typed last, empty for a pressed button. `asked` is the slot that the running task asks for.
    `unheard` says that no action has looked at the customer's message yet. `said_before` is what answered the customer's message
    before this one, `said_now` what has been said since.
    """

    public_id: str
    text: str
    intent: str
    guesses: tuple[str, ...]
    task: Task | None
    asked: Slot | None
    unheard: bool
    said_before: tuple[Said, ...]
    said_now: tuple[Said, ...]
    memory: Memory


def read(tracker: Tracker) -> Dialogue:
    """The dialogue out of a tracker."""
    latest, slots = tracker.latest_message, tracker.slots
    text = (latest.get("text") or "").strip()
    before, now = _said(tracker.events)
    return Dialogue(
        public_id=tracker.sender_id,
        text="" if text.startswith("/") else text,
        intent=(latest.get("intent") or {}).get("name") or "",
        guesses=tuple(guess["name"] for guess in latest.get("intent_ranking") or () if guess["name"] != FALLBACK),
        task=Task(tracker.active_loop_name) if tracker.active_loop_name in set(Task) else None,
        asked=Slot(slots["requested_slot"]) if slots.get("requested_slot") in set(Slot) else None,
        unheard=_unheard(tracker.events, tracker.active_loop_name),
        said_before=tuple(before),
        said_now=tuple(now),
        memory=_memory(slots),
    )


def _memory(slots: Mapping[str, Any]) -> Memory:
    return Memory(
        flight_number=slots.get("flight_number"),
        flight_date=_day(slots.get("flight_date")),
        booking_reference=slots.get("booking_reference"),
        surname=slots.get("surname"),
        flight_to_change=_id(slots.get("flight_to_change")),
        wish=slots.get("wish"),
        new_date=_day(slots.get("new_date")),
        quote=_id(slots.get("quote")),
        change_confirmed=slots.get("change_confirmed"),
        rule=slots.get("rule"),
        misses=int(slots.get("misses") or 0),
        escalation=slots.get("escalation"),
        escalation_reason=slots.get("escalation_reason"),
        escalation_reasons=slots.get("escalation_reasons"),
    )


def _said(events: Sequence[Mapping[str, Any]]) -> tuple[list[Said], list[Said]]:
    """What the assistant said in answer to the customer's message before the last, and since the last."""
    turns: list[list[Said]] = [[]]
    for event in reversed(events):
        if event["event"] == "user":
            turns.append([])
        elif event["event"] == "bot" and event.get("text"):
            turns[-1].insert(0, Said((event.get("metadata") or {}).get("utter_action"), event["text"]))
        if len(turns) == 3:
            break
    now, before = [*turns, []][:2]
    return before, now


def _unheard(events: Sequence[Mapping[str, Any]], form: str | None) -> bool:
    """Nothing but the running form itself has acted since the customer's last message."""
    for event in reversed(events):
        if event["event"] == "user":
            break
        if event["event"] == "action" and event["name"] not in {form, "action_listen"}:
            return False
    return True


def _kept(value: object) -> object:
    return str(value) if isinstance(value, date | int) and not isinstance(value, bool) else value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _id(text: str | None) -> int | None:
    return int(text) if text else None
