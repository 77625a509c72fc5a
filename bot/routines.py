"""The policy that serves requests by their names, so that a new one needs no rules.

An intent `add_bag` with a form `add_bag_form` begins with `action_begin_add_bag`, goes on with the form, and ends with
`action_do_add_bag`. One without a form, which asks nothing, is done at once. While a form asks, Rasa's rules keep it going; a
request whose steps are written out in data/rules has other names and is none of these.
"""

from __future__ import annotations

from typing import Any

from rasa.core.constants import POLICY_PRIORITY
from rasa.core.policies.policy import Policy, PolicyPrediction, confidence_scores_for
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

BEGIN, DO, FORM = "action_begin_", "action_do_", "_form"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False)
class RoutinePolicy(Policy):
    """Nothing is trained: the names say what follows what."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """As weighty as the rules (6)."""
        return {POLICY_PRIORITY: 6}

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> RoutinePolicy:
        return cls(config, model_storage, resource, execution_context)

    def train(self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        return self._resource

    def predict_action_probabilities(
        self, tracker: DialogueStateTracker, domain: Domain, rule_only_data: dict[str, Any] | None = None, **kwargs: Any
    ) -> PolicyPrediction:
        action = following(tracker, domain)
        if action is None:
            return self._prediction(self._default_predictions(domain))
        return self._prediction(confidence_scores_for(action, 1.0, domain))


def following(tracker: DialogueStateTracker, domain: Domain) -> str | None:
    """The action that the names ask for now; None when it is for others to say."""
    if tracker.active_loop_name:
        return None
    last = tracker.latest_action_name or ""
    if last == ACTION_LISTEN_NAME:
        return beginning_of(tracker.latest_message.intent_name if tracker.latest_message else None, domain)
    if last.startswith(BEGIN):
        return known(last.removeprefix(BEGIN) + FORM, domain.form_names)
    if last in domain.form_names:
        return known(DO + last.removesuffix(FORM), domain.user_actions)
    return ACTION_LISTEN_NAME if last.startswith(DO) else None


def beginning_of(intent: str | None, domain: Domain) -> str | None:
    return known(f"{BEGIN}{intent}", domain.user_actions) or known(f"{DO}{intent}", domain.user_actions)


def known(name: str, names: list[str]) -> str | None:
    return name if name in names else None
