"""What remains of a finding when the customer has said of some of its reasons that they were none.

The model of risk is additive: its contributions are log-odds. So a contested reason is taken out of the score exactly, and the
decision is made anew from what is left. What was said outright (a wish for a person, danger, the law) is always heard.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from bot.frustration.component import FRUSTRATION
from bot.frustration.score import HAND_OVER, OFFER

CONTESTED = "contested_reasons"  # the slot that holds their codes
ASKED = "asked_for_person"
# Intents that go straight to a person, `tell_fraud` and the like, with the reason that is said.
STRAIGHT_TO_A_PERSON = {f"tell_{reason}": reason for reason in ("bereavement", "medical", "group", "fraud")}
SAID_OUTRIGHT = frozenset({ASKED, "safety", "legal", *STRAIGHT_TO_A_PERSON.values()})
ANGER = frozenset({"upset_words", "insulted"})
SUREST = 0.9999  # a score of 1 would be beyond all odds


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ContestedReasons(GraphComponent):
    """Comes right after the detector."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> ContestedReasons:
        return cls()

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        contested = (tracker.get_slot(CONTESTED) if tracker else None) or []
        for message in messages if contested else []:
            message.set(FRUSTRATION, without(message.get(FRUSTRATION), contested), add_to_output=True)
        return messages


def without(found: dict[str, Any], contested: Collection[str]) -> dict[str, Any]:
    """The finding as it would be had these reasons not counted."""
    shares = found["contributions"]
    taken = sum(max(0.0, share) for code, share in shares.items() if code in contested)
    reasons = [code for code in found["reasons"] if code not in contested]
    score = less_likely(found["score"], taken)
    outright = SAID_OUTRIGHT.intersection(reasons)
    return {
        **found,
        "score": found["score"] if outright else round(score, 4),
        "level": found["level"] if outright else lower_level(found["level"], score if reasons else 0.0),
        "reasons": reasons,
        "angry": found.get("angry", False) and not ANGER.intersection(contested),
        "contributions": {code: share for code, share in shares.items() if code not in contested},
    }


def less_likely(probability: float, log_odds: float) -> float:
    """The probability with its log-odds lowered by so much."""
    likely = min(max(probability, 1 - SUREST), SUREST)
    return 1 / (1 + math.exp(log_odds - math.log(likely / (1 - likely))))


def lower_level(level: str, score: float) -> str:
    if level == "none" or score < OFFER:
        return "none"
    return "offer" if score < HAND_OVER else level
