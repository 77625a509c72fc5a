"""The step of the pipeline that notices frustration. It writes `frustration` on the message, from where the policy, the gateway
and the adviser's desk read it: {"score", "level", "reasons", "asks_for_human", "declines_human", "angry", "contributions"};
codes and numbers, no text.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.frustration.detector import Detector, learned, read_all
from bot.frustration.score import assess
from bot.frustration.turns import turns_until

FRUSTRATION = "frustration"
LEARNED = "frustration.detector"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class FrustrationDetector(GraphComponent):
    """Comes after the intent is known. Sees the tracker up to, and without, the new message."""

    def __init__(self, model_storage: ModelStorage, resource: Resource, detector: Detector | None = None) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._detector = detector

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> FrustrationDetector:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> FrustrationDetector:
        with model_storage.read_from(resource) as folder:
            detector = Detector.load(Path(folder) / LEARNED)
        detector.words.mended("hello wrold")  # the words of English are read at the start, not at the first message
        return cls(model_storage, resource, detector)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from data/frustration/conversations, not from the intents' examples."""
        detector = learned(Path(os.environ.get("STATE_DIR", "var")) / "models")
        with self._model_storage.write_to(self._resource) as folder:
            shutil.copyfile(detector, Path(folder) / LEARNED)
        return self._resource

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        for message in messages:
            intent = message.get(INTENT) or {}
            name, certainty = intent.get(INTENT_NAME_KEY) or "", intent.get(PREDICTED_CONFIDENCE_KEY, 0.0)
            turns = turns_until(tracker, message.get(TEXT) or "", name, certainty)
            read_all(self._detector.words, [turns])
            latest = assess(turns, self._detector)[-1]
            message.set(FRUSTRATION, asdict(latest), add_to_output=True)
        return messages
