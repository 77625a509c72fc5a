"""The step of the pipeline that says what the customer wants (bot/intents). It writes `intent` and `intent_ranking`, as Rasa
expects them, and `understanding`: {"confidence", "out_of_scope", "band"}, from which the assistant chooses how sure it may sound.

Intents of one group, such as the frequent questions `faq/liquids` and `faq/prams`, are told apart here; for Rasa they are the one
intent `faq`, and `question` names the likeliest of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    INTENT_RESPONSE_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.embedder import the_embedder
from bot.intents.model import IntentModel, Understanding
from bot.intents.out_of_scope import LABELS

FILE = "intents.model"
RANKED = 10
UNDERSTANDING, QUESTION = "understanding", "question"
Guess = dict[str, Any]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent, RasaIntentClassifier):
    """A message that resembles nothing in data/nlu becomes `nlu_fallback`: better a question than the wrong deed."""

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, model: IntentModel | None = None
    ) -> None:
        self._airlines = tuple(config["airlines"])
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`airlines`: the codes of flight numbers, which all say the same of what is wanted."""
        return {"airlines": []}

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> IntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        the_embedder()  # a missing embedding model is noticed at the start, not at the first message
        with model_storage.read_from(resource) as folder:
            model = IntentModel.load(Path(folder) / FILE)
        model.understand("hello wrold", the_embedder().views)  # the words of English are read at the start as well
        return cls(config, model_storage, resource, model)

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        texts = [example.get(TEXT) for example in examples]
        intents = [example.get(INTENT_RESPONSE_KEY) or example.get(INTENT) for example in examples]
        self._model = IntentModel.fit(texts, intents, the_embedder().views, self._airlines)
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(Path(folder) / FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking: list[Guess] = []
            if message.get(TEXT) and self._model:
                understood = self._model.understand(message.get(TEXT), the_embedder().views)
                ranking = ranked(understood)
                message.set(UNDERSTANDING, in_short(understood), add_to_output=True)
                message.set(QUESTION, likeliest_question(understood), add_to_output=True)
            message.set(INTENT, ranking[0] if ranking else guess(None, 0.0), add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages


def ranked(understood: Understanding) -> list[Guess]:
    """Best first. What is unfamiliar is headed by the fallback, and the guesses stay behind it to be offered."""
    guesses = [guess(intent, chance) for intent, chance in by_group(understood)[:RANKED]]
    if understood.in_scope or understood.intent in LABELS:
        return guesses
    return [guess(DEFAULT_NLU_FALLBACK_INTENT_NAME, understood.out_of_scope), *guesses]


def by_group(understood: Understanding) -> list[tuple[str, float]]:
    """The ranking with the intents of a group as one, which is as likely as all of them together."""
    chances: dict[str, float] = {}
    for intent, chance in understood.ranking:
        group = intent.split("/")[0]
        chances[group] = chances.get(group, 0.0) + chance
    return sorted(chances.items(), key=lambda each: -each[1])


def likeliest_question(understood: Understanding) -> str | None:
    """ "faq/liquids", whether or not the message asks a question of that group."""
    return next((intent for intent, _ in understood.ranking if "/" in intent), None)


def in_short(understood: Understanding) -> dict[str, Any]:
    """As sure as of the likeliest guess; within a group it does not matter here which of it was meant."""
    return {"confidence": understood.confidence, "out_of_scope": understood.out_of_scope, "band": understood.band}


def guess(intent: str | None, chance: float) -> Guess:
    return {INTENT_NAME_KEY: intent, PREDICTED_CONFIDENCE_KEY: chance}
