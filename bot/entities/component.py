"""The entity extractor of the pipeline: puts on the message what the readers beside it find. Each reader is one file."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.entities.everything import find
from bot.entities.finding import Finding


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class Entities(GraphComponent, EntityExtractorMixin):
    """Needs nothing before it. What stands alone is read in the light of what the assistant has just asked for."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`airlines`: the two-letter codes of our own flights, the usual one first."""
        return {"airlines": ["ZE"]}

    def __init__(self, config: dict[str, Any]) -> None:
        self._airlines = tuple(config["airlines"])
        find("Paris", self._airlines)  # the lists of places and words are read now and not at the first message

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> Entities:
        return cls(config)

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        asked_for = tracker.get_slot(REQUESTED_SLOT) if tracker else None
        for message in messages:
            found = [self._as_entity(finding) for finding in find(message.get(TEXT) or "", self._airlines, asked_for)]
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def _as_entity(self, finding: Finding) -> dict[str, Any]:
        entity = {
            "entity": finding.entity,
            "value": finding.value,
            "start": finding.start,
            "end": finding.end,
            "role": finding.role,
            "name": finding.name,
            "extractor": type(self).__name__,
        }
        return {key: value for key, value in entity.items() if value is not None}
