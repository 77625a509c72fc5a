"""A conversation with the real actions and a real database, without Rasa: what follows what is decided here as Rasa would.

What a message means is given by the test (`intent`, `entities`); understanding it is tested on the trained assistant elsewhere.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from actions.server import make_executor
from tests.integration.actions.asking import DOMAIN, WHO, demand_all_values, with_references

STEPS_A_MESSAGE = 12
# What data/rules says of the task that is no routine.
WRITTEN_OUT = {"change_flight_date": "action_begin_change_date", "change_date_form": "action_change_flight_date"}


@dataclass
class Talk:
    """`said` names the responses to the last message, `text` has all their words, `cards` their cards, `buttons` titles."""

    slots: dict[str, Any] = field(default_factory=dict)
    form: str | None = None
    events: list[dict[str, Any]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    text: str = ""
    cards: list[dict[str, Any]] = field(default_factory=list)
    buttons: list[str] = field(default_factory=list)

    def say(self, text: str, intent: str = "nlu_fallback", **understood: Any) -> str:
        """One message of the customer; returns all that was answered. A text that begins with "/" is a pressed button."""
        if text.startswith("/"):
            intent = text[1:]
        self._hears(text, intent, understood)
        action = self.form or _first(intent)
        for _ in range(STEPS_A_MESSAGE):
            if action is None or action == "action_listen":
                return self.text
            action = self._run_form(action) if action in DOMAIN["forms"] else self._run(action) or _after(action)
        raise AssertionError(f"no end: {self.said}")

    def is_offered_a_person(self, text: str, intent: str, **understood: Any) -> None:
        """The message loses patience: the policy offers a person, and no action reads it."""
        self._hears(text, intent, understood)
        self._does_without_the_actions("utter_offer_person")
        if self.form and self.asks_for:
            self.slots[self.asks_for] = None

    def declines_the_person(self) -> None:
        """ "No, carry on": the form reads what the offer passed over, and asks."""
        self._hears("/not_now", "not_now", {})
        self._does_without_the_actions("utter_carry_on")
        assert self.form
        form = self.form
        self._run(f"validate_{form}", form=form)
        self._ask_next(form)

    @property
    def asks_for(self) -> str | None:
        return self.slots.get("requested_slot") if self.form else None

    def _hears(self, text: str, intent: str, understood: dict[str, Any]) -> None:
        self._message = {"text": text, "intent": {"name": intent}, "intent_ranking": []}
        self._message |= with_references(understood, text, self.asks_for)
        self.events.append({"event": "user", **self._message})
        self.said, self.text, self.cards, self.buttons = [], "", [], []

    def _does_without_the_actions(self, response: str) -> None:
        self.events.append({"event": "action", "name": response})
        self.events.append({"event": "bot", "text": response, "metadata": {"utter_action": response}})

    def _run_form(self, form: str) -> str | None:
        """Validates, asks for the first open slot, or ends."""
        self.form = form
        followup = self._run(f"validate_{form}", form=form)
        if self.slots.get("requested_slot", "") is None and self._was_set("requested_slot"):
            return self._end_form(form, followup)
        if followup:
            return followup
        return self._ask_next(form)

    def _ask_next(self, form: str) -> str | None:
        open_slots = [slot for slot in DOMAIN["forms"][form]["required_slots"] if self.slots.get(slot) is None]
        if not open_slots:
            return self._end_form(form)
        self.slots["requested_slot"] = open_slots[0]
        own = f"action_ask_{form}_{open_slots[0]}"
        ended = self._run(own if own in DOMAIN["actions"] else f"action_ask_{open_slots[0]}", form=form)
        if self._was_set("requested_slot") and self.slots["requested_slot"] is None:
            self.form = None
        return ended

    def _end_form(self, form: str, followup: str | None = None) -> str | None:
        self.form, self.slots["requested_slot"] = None, None
        self.events.append({"event": "action", "name": form})
        return followup or WRITTEN_OUT.get(form) or f"action_do_{form.removesuffix('_form')}"

    def _was_set(self, slot: str) -> bool:
        return slot in self._set

    def _run(self, action: str, form: str | None = None) -> str | None:
        """Calls the action as Rasa does, keeps its events, and renders what it says. Returns what it wants to follow."""
        tracker = {
            "sender_id": WHO,
            "slots": dict(self.slots),
            "latest_message": self._message,
            "events": list(self.events),
            "active_loop": {"name": form} if form else {},
            "latest_action_name": "action_listen",
        }
        call = {"next_action": action, "sender_id": WHO, "tracker": tracker, "domain": DOMAIN, "version": "3.6.21"}
        result = asyncio.run(make_executor().run(call))
        assert result is not None
        self.events.append({"event": "action", "name": action})
        for response in result.responses:
            self._utter(response)
        self._set = {event["name"]: event["value"] for event in result.events if event["event"] == "slot"}
        self.slots |= self._set
        return next((event["name"] for event in result.events if event["event"] == "followup"), None)

    def _utter(self, response: dict[str, Any]) -> None:
        demand_all_values(response)
        wording = DOMAIN["responses"][response["response"]][0]
        text = wording.get("text", "").format(**response)
        self.said.append(response["response"])
        self.text = f"{self.text}\n{text}".strip()
        card = response.get("custom") or wording.get("custom")
        if card:
            self.cards.append(card)
        self.buttons += [button["title"] for button in (*wording.get("buttons", ()), *(response.get("buttons") or ()))]
        self.events.append({"event": "bot", "text": text, "metadata": {"utter_action": response["response"]}})


def _first(intent: str) -> str | None:
    for action in (f"action_begin_{intent}", f"action_do_{intent}"):
        if action in DOMAIN["actions"]:
            return action
    return {**WRITTEN_OUT, "affirm": "action_answer_yes", "deny": "action_answer_no"}.get(intent)


def _after(action: str) -> str | None:
    return action.removeprefix("action_begin_") + "_form" if action.startswith("action_begin_") else None
