"""What an action says, in order. All words come from domain.yml; actions only pass the values."""

from collections.abc import Mapping, Sequence
from typing import Any

from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import Dialogue

AGAIN = "_again"
A_PERSON = "/ask_for_person"


class Reply:
    """The answer to one message, and what Rasa shall do after it."""

    def __init__(self, dispatcher: CollectingDispatcher, dialogue: Dialogue, domain: dict[str, Any]) -> None:
        self.events: list[EventType] = []
        self.asks_whether_person = False  # "Shall I get one?" was said, so a second question would be one too many
        self._dispatcher = dispatcher
        self._dialogue = dialogue
        self._responses: dict[str, Any] = domain.get("responses") or {}
        self._forms: dict[str, Any] = domain.get("forms") or {}

    def say(self, response: str, /, **values: str) -> None:
        """Says a response, or its `_again` sister when it was just said."""
        self._utter(response, values)

    def ask(
        self,
        response: str,
        card: Mapping[str, Any] | None = None,
        /,
        *,
        step: tuple[int, int] | None = None,
        buttons: Sequence[tuple[str, str]] = (),
        **values: str,
    ) -> None:
        """Asks something: where the task stands (`step`: number, of), and quick answers, each a title with what a press says."""
        where = {"step": {"number": step[0], "of": step[1]}} if step else {}
        shown = {**(card or {}), **where} or None
        self._utter(response, values, shown, [{"title": title, "payload": payload} for title, payload in buttons])

    def show(self, response: str, card: Mapping[str, Any], /, **values: str) -> None:
        """Says a response with a card that is made of records; one that is written in domain.yml goes along by itself."""
        self._utter(response, values, dict(card))

    def has(self, response: str) -> bool:
        return response in self._responses

    def needs(self, response: str, value: str) -> bool:
        """Whether one of its wordings has this {value}, which a customer would read with its braces if nobody gave it."""
        return any(f"{{{value}}}" in (wording.get("text") or "") for wording in self._responses[response])

    def words_of(self, response: str, /, **values: str) -> str:
        """The words of a short response, such as a title, without saying it."""
        words: str = self._responses[response][0]["text"]
        return words.format(**values) if values else words

    def card_of(self, response: str) -> dict[str, Any]:
        """What is written beside the words of a response in domain.yml, without saying it."""
        card: dict[str, Any] = self._responses[response][0].get("custom") or {}
        return card

    def first_of(self, *responses: str) -> str:
        """The first of these that is written in domain.yml: a routine's own wording, else the common one."""
        return next(response for response in responses if self.has(response))

    def steps_of(self, task: str) -> list[str]:
        """What a task asks, in order: the slots of its form in domain.yml."""
        slots: list[str] = self._forms.get(task, {}).get("required_slots", [])
        return slots

    def end_task(self) -> None:
        """The running form asks no more; what follows a finished form follows."""
        self.events.append(SlotSet("requested_slot", None))

    def then(self, action: str) -> None:
        """Rasa runs this action next, whatever its rules say."""
        self.events.append(FollowupAction(action))

    def then_listen(self) -> None:
        self.then("action_listen")

    def take_back(self) -> None:
        """Unsays everything, for when the deed behind the words has failed."""
        self.events.clear()
        self._dispatcher.messages.clear()
        self.asks_whether_person = False

    def _utter(
        self,
        response: str,
        values: Mapping[str, str],
        card: dict[str, Any] | None = None,
        buttons: list[dict[str, str]] | None = None,
    ) -> None:
        name = self._not_twice(response)
        self.asks_whether_person |= self.asks_for_a_person(name)
        self._dispatcher.utter_message(response=name, json_message=card, buttons=buttons, **values)

    def asks_for_a_person(self, response: str) -> bool:
        """Whether this response asks if a person shall help."""
        wordings = self._responses.get(response) or ()
        return any(
            "?" in wording.get("text", "") and any(button["payload"] == A_PERSON for button in wording.get("buttons", ()))
            for wording in wordings
        )

    def _not_twice(self, response: str) -> str:
        again = response + AGAIN
        just_said = any(said.response == response for said in (*self._dialogue.said_before, *self._dialogue.said_now))
        return again if just_said and self.has(again) else response
