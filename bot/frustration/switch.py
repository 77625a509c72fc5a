"""The switch: whether customer and company let the assistant notice frustration. It is kept by the gateway, not here.

With each message the gateway says `noticing`: "on", "off" (the customer's decision) or "never" (the company's). Unless it is on,
no score and no counter leaves the pipeline. What was said outright still gets a person: the wish for one, danger, the law.
What customers say about the noticing itself is not judged either, just as a pressed button is not.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.events import UserUttered
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY
from rasa.shared.nlu.training_data.message import Message

from bot.frustration.component import FRUSTRATION
from bot.frustration.contested import ASKED, SAID_OUTRIGHT

ABOUT_THE_NOTICING = {"not_the_reason", "stop_noticing", "start_noticing"}
METADATA, NOTICING, ON, OFF, NEVER = "metadata", "noticing", "on", "off", "never"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class NoticingSwitch(GraphComponent):
    """Comes right after the detector, so that nothing it found is kept while the switch is off."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> NoticingSwitch:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            found, intent = message.get(FRUSTRATION), message.get(INTENT) or {}
            off = noticing(message.get(METADATA)) != ON
            if found and (off or intent.get(INTENT_NAME_KEY) in ABOUT_THE_NOTICING):
                message.set(FRUSTRATION, only_what_was_said_outright(found), add_to_output=True)
        return messages


def noticing(metadata: dict[str, Any] | None) -> str:
    return (metadata or {}).get(NOTICING, ON)


def only_what_was_said_outright(found: dict[str, Any]) -> dict[str, Any]:
    """Neither score nor contributions, and the level that these words alone call for."""
    reasons = [reason for reason in found["reasons"] if reason in SAID_OUTRIGHT]
    # Danger and the law may only perhaps have been said: then a person is offered.
    certain = found["asks_for_human"] or (found["level"] == "handover" and set(reasons) - {ASKED})
    return {
        "level": "none" if not reasons else "handover" if certain else "offer",
        "reasons": reasons,
        "asks_for_human": found["asks_for_human"],
        "declines_human": found["declines_human"],
    }


def asks_to_switch(message: UserUttered) -> str | None:
    """Where the customer wants the switch, in words: on or off; never, when it is not theirs to switch on."""
    if message.intent_name == "stop_noticing":
        return OFF
    if message.intent_name == "start_noticing":
        return NEVER if noticing(message.metadata) == NEVER else ON
    return None
