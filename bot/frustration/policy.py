"""The policy that offers a person or gets one, before any rule or form has its say, and without the action server.

Its predictions are "no user" predictions: only those overrule an active form. An offer leaves the form open, and the form goes
on after "No, carry on". A handover ends the form and forgets what was being asked, so that an angry sentence is no answer.
The slot `escalation` says where the offer stands: "offered", "declined" or "handed_over".
"""

from __future__ import annotations

from typing import Any

from rasa.core.constants import POLICY_PRIORITY
from rasa.core.policies.policy import Policy, PolicyPrediction, confidence_scores_for
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from bot.frustration.component import FRUSTRATION
from bot.frustration.signals import Signal

OFFER, HAND_OVER, CARRY_ON = "utter_offer_person", "utter_hand_over", "utter_carry_on"
REASONS, REASON, STATE = "escalation_reasons", "escalation_reason", "escalation"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False)
class EscalationPolicy(Policy):
    """Nothing is trained: the decision is in the message (bot/frustration/score.py), this carries it out."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Above the rules and forms (6)."""
        return {POLICY_PRIORITY: 7}

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> EscalationPolicy:
        return cls(config, model_storage, resource, execution_context)

    def train(self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        return self._resource

    def predict_action_probabilities(
        self, tracker: DialogueStateTracker, domain: Domain, rule_only_data: dict[str, Any] | None = None, **kwargs: Any
    ) -> PolicyPrediction:
        last = tracker.latest_action_name
        if last in (OFFER, HAND_OVER):
            return self._say(ACTION_LISTEN_NAME, domain)
        if last == CARRY_ON:
            return self._say(tracker.active_loop_name or ACTION_LISTEN_NAME, domain)
        if last == ACTION_LISTEN_NAME and tracker.latest_message:
            return self._answer(tracker, tracker.latest_message, domain)
        return self._nothing(domain)

    def _answer(self, tracker: DialogueStateTracker, message: UserUttered, domain: Domain) -> PolicyPrediction:
        level, reasons = escalation_of(message)
        noted = [SlotSet(REASONS, reasons), SlotSet(REASON, reasons[0] if reasons else None)]
        if level == "handover":
            return self._say(HAND_OVER, domain, [*noted, SlotSet(STATE, "handed_over"), *events_that_end_the_form(tracker)])
        if level == "offer":
            return self._say(OFFER, domain, [*noted, SlotSet(STATE, "offered"), *events_that_forget_the_answer(tracker)])
        if declines_a_person(message):
            return self._say(CARRY_ON, domain, [SlotSet(STATE, "declined"), *events_that_forget_the_answer(tracker)])
        return self._nothing(domain)

    def _say(self, action: str, domain: Domain, events: list[Event] | None = None) -> PolicyPrediction:
        # Events of a prediction are applied before its action runs, and here only if it wins.
        return self._prediction(confidence_scores_for(action, 1.0, domain), optional_events=events, is_no_user_prediction=True)

    def _nothing(self, domain: Domain) -> PolicyPrediction:
        return self._prediction(self._default_predictions(domain))


def escalation_of(message: UserUttered) -> tuple[str, list[str]]:
    """Level and reasons. A pressed button arrives without a pipeline's findings, so its intent speaks for itself."""
    found = message.parse_data.get(FRUSTRATION) or {}
    if not found and message.intent_name == "ask_for_person":
        return "handover", [Signal.ASKED_FOR_PERSON.value]
    return found.get("level", "none"), found.get("reasons", [])


def declines_a_person(message: UserUttered) -> bool:
    found = message.parse_data.get(FRUSTRATION) or {}
    return message.intent_name == "not_now" or bool(found.get("declines_human"))


def events_that_forget_the_answer(tracker: DialogueStateTracker) -> list[Event]:
    """The slot that was being asked for is empty again, should it have taken this sentence for an answer."""
    asked_for = tracker.get_slot(REQUESTED_SLOT)
    return [SlotSet(asked_for, None)] if tracker.active_loop_name and asked_for else []


def events_that_end_the_form(tracker: DialogueStateTracker) -> list[Event]:
    if not tracker.active_loop_name:
        return []
    return [*events_that_forget_the_answer(tracker), ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)]
