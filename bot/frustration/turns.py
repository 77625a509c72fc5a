"""From Rasa's events to turns: the only place of the frustration detector that knows what a tracker looks like."""

from __future__ import annotations

from collections.abc import Iterable

from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import ActiveLoop, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.continued_tracker import remembered_events
from bot.frustration.signals import Turn

REMEMBERED_EVENTS = 400  # some 40 turns; older ones have faded anyway
ADVISER_FINISHED = "EXTERNAL_adviser_finished"
FAILURES = ("utter_action_failed", "utter_change_uncertain")
PERSON_PAYLOAD, YES_PAYLOAD = "/ask_for_person", "/affirm"
MISSES = "misses"  # the slot in which the actions count answers that did not fit the question


class TurnReader:
    """Reads events in their order, and remembers which slot is asked for."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self._asked_for = ""
        self._in_form = False
        self._misses = 0
        self._silent = False

    def read(self, events: Iterable[Event]) -> list[Turn]:
        for event in events:
            if isinstance(event, UserUttered):
                self.hear(event.text or "", event.intent_name or "", event.intent.get("confidence", 1.0))
            elif isinstance(event, BotUttered):
                self._said(event)
            elif isinstance(event, SlotSet):
                self._slot_set(event)
            elif isinstance(event, ActiveLoop):
                self._in_form = event.name is not None
        return self.turns

    def hear(self, text: str, intent: str, certainty: float) -> None:
        if intent == ADVISER_FINISHED:
            self.turns.append(Turn("bot", "", back=True))
            self._silent = False
            return
        if self._silent:
            # Two messages of the customer in a row: the first one got no answer (the action server was down).
            self.turns.append(Turn("bot", "", failed=True))
        self.turns.append(Turn("customer", text, intent, certainty, self._asked_for if self._in_form else ""))
        self._silent = True

    def _said(self, event: BotUttered) -> None:
        self._silent = False
        custom = (event.data or {}).get("custom") or {}
        response = event.metadata.get("utter_action") or ""
        payloads = payloads_of(event)
        self.turns.append(
            Turn(
                "bot",
                event.text or "",
                done="work" in custom or "receipt" in custom,
                failed=response.startswith(FAILURES),
                offered=custom.get("offer", {}).get("level", ""),
                asks_whether_person=PERSON_PAYLOAD in payloads,
                asks_yes_or_no=YES_PAYLOAD in payloads,
            )
        )

    def _slot_set(self, event: SlotSet) -> None:
        if event.key == REQUESTED_SLOT:
            self._asked_for = event.value or ""
        elif event.key == MISSES:
            misses = event.value if isinstance(event.value, int) else 0
            if misses > self._misses:
                self.turns.append(Turn("bot", "", missed=True))
            self._misses = misses


def payloads_of(said: BotUttered) -> set[str]:
    """What its buttons say when they are pressed."""
    return {button.get("payload", "") for button in (said.data or {}).get("buttons") or []}


def turns_until(tracker: DialogueStateTracker | None, text: str, intent: str, certainty: float) -> list[Turn]:
    """The turns of the conversation so far, the message that has just come being the last."""
    reader = TurnReader()
    reader.read(remembered_events(tracker)[-REMEMBERED_EVENTS:] if tracker else [])
    reader.hear(text, intent, certainty)
    return reader.turns
