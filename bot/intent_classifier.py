"""What the customer wants: a logistic regression over the meaning (embedding) and the spelling (words and letters) of a message.

The embedding understands phrasings that nobody wrote down; the letters keep typos and the airline's own words apart. Confidences
are probabilities, so `threshold` in config.yml can be read as "how sure must the assistant be".
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion

from bot.embedder import DIMENSION

RANKED = 10
WORD_OR_QUESTION = r"(?u)\b\w+\b|\?"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent, RasaIntentClassifier):
    """Needs SentenceEmbeddings before it in the pipeline."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`embedding_scale` weighs meaning against spelling; `strength` is the inverse of the regularisation."""
        return {"embedding_scale": 4.5, "strength": 4.0}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._scale = config["embedding_scale"]
        self._model_storage = model_storage
        self._resource = resource
        self._spelling = FeatureUnion(
            [
                ("words", TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=WORD_OR_QUESTION)),
                ("letters", TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)),
            ]
        )
        self._regression = LogisticRegression(C=config["strength"], max_iter=1000)

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
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            classifier._spelling, classifier._regression = joblib.load(Path(folder) / "classifier.joblib")
        return classifier

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        self._spelling.fit([normalised(example) for example in examples])
        self._regression.fit(self._features(examples), [example.get(INTENT) for example in examples])
        with self._model_storage.write_to(self._resource) as folder:
            joblib.dump((self._spelling, self._regression), Path(folder) / "classifier.joblib")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking = self._ranked(message) if message.get(TEXT) else []
            best = ranking[0] if ranking else {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}
            message.set(INTENT, best, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _ranked(self, message: Message) -> list[dict[str, Any]]:
        probabilities = self._regression.predict_proba(self._features([message]))[0]
        best_first = np.argsort(-probabilities)[:RANKED]
        return [
            {INTENT_NAME_KEY: str(self._regression.classes_[index]), PREDICTED_CONFIDENCE_KEY: float(probabilities[index])}
            for index in best_first
        ]

    def _features(self, messages: list[Message]) -> csr_matrix:
        meaning = np.vstack([embedding_of(message) for message in messages]) * self._scale
        return hstack([csr_matrix(meaning), self._spelling.transform([normalised(message) for message in messages])]).tocsr()


def embedding_of(message: Message) -> np.ndarray:
    _, sentence = message.get_dense_features(TEXT)
    return sentence.features[0] if sentence is not None else np.zeros(DIMENSION, dtype=np.float32)


def normalised(message: Message) -> str:
    """Lower case, and each number as one sign: which flight or day is meant says nothing about what is wanted."""
    words: tuple[str, ...] = tuple(message.get(TEXT).lower().replace("’", "'").split())
    return " ".join("#" if any(letter.isdigit() for letter in word) else word for word in words)
