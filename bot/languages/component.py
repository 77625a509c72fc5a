"""The step of the pipeline that notices another language than English. It writes `language` on the message: an ISO 639-1 code.

What is asked for in English and a bit of something else is simply served; only a message whose wish cannot be read in English
becomes a wish to speak that language.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.languages.detector import ENGLISH, Written, asks_for_a_person, language_of, yes_or_no

LANGUAGE, OTHER_LANGUAGE = "language", "speak_other_language"
FOR_A_PERSON = "ask_for_person"  # is understood in every language
ANSWERS = {"yes": "affirm", "no": "deny"}  # so are these
SERVED_FROM = 0.6  # confidence from which a half-English wish is simply served
NOT_SERVED = {"nlu_fallback", "out_of_scope"}
NAMES = {"place", "name", "email"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class OtherLanguages(GraphComponent):
    """Comes after intents and entities are known."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> OtherLanguages:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            names = [(entity["start"], entity["end"]) for entity in message.get(ENTITIES) or [] if entity["entity"] in NAMES]
            written = language_of(text, names) if not text.lstrip().startswith("/") else Written(ENGLISH)
            message.set(LANGUAGE, written.code, add_to_output=True)
            answer = yes_or_no(text)
            if answer:
                take_for(message, ANSWERS[answer])
            elif written.code != ENGLISH and not (written.mixed and understood(message)):
                take_for(message, FOR_A_PERSON if asks_for_a_person(text, written.code) else OTHER_LANGUAGE)
        return messages


def understood(message: Message) -> bool:
    intent = message.get(INTENT) or {}
    return intent.get(INTENT_NAME_KEY) not in NOT_SERVED and intent.get(PREDICTED_CONFIDENCE_KEY, 0.0) >= SERVED_FROM


def take_for(message: Message, wish: str) -> None:
    intent = {INTENT_NAME_KEY: wish, PREDICTED_CONFIDENCE_KEY: 1.0}
    message.set(INTENT, intent, add_to_output=True)
    message.set(INTENT_RANKING_KEY, [intent, *(message.get(INTENT_RANKING_KEY) or [])], add_to_output=True)
