"""The step of the pipeline that notices frustration. It writes `frustration` on the message, from where the policy, the gateway
and the adviser's desk read it: {"score", "level", "reasons", "asks_for_human", "contributions"}; codes and numbers, no text.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.embedder import the_embedder
from bot.frustration.score import assess
from bot.frustration.turns import turns_until

FRUSTRATION = "frustration"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FrustrationDetector(GraphComponent):
    """Comes after the intent is known. Sees the tracker up to, and without, the new message."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> FrustrationDetector:
        return cls()

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        for message in messages:
            intent = message.get(INTENT) or {}
            name, certainty = intent.get(INTENT_NAME_KEY) or "", intent.get(PREDICTED_CONFIDENCE_KEY, 0.0)
            turns = turns_until(tracker, message.get(TEXT) or "", name, certainty)
            latest = assess(turns, closeness_of_meaning)[-1]
            message.set(FRUSTRATION, asdict(latest), add_to_output=True)
        return messages


def closeness_of_meaning(one: str, other: str) -> float:
    return float(the_embedder().embed(one) @ the_embedder().embed(other))
