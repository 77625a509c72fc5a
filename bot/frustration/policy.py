"""The policy that offers a person or gets one, before any rule or form has its say, and without the action server.

Its predictions are "no user" predictions: only those overrule an active form. An offer leaves the form open, and the form goes
on after "No, carry on", with what was said before the offer. A handover ends the form and forgets what was being asked, so that
an angry sentence is no answer.
The slot `escalation` says where the offer stands: "offered", "declined", "contested" or "handed_over".

An offer says its reasons, and the customer may say that they were none: the slot `contested_reasons` holds them, and they lead to
no offer any more (bot/frustration/contested.py). The customer may also switch the noticing off (bot/frustration/switch.py); the
gateway keeps that decision.
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
from bot.frustration.contested import ASKED, CONTESTED, SAID_OUTRIGHT, STRAIGHT_TO_A_PERSON
from bot.frustration.offers import (
    A_REMARK,
    SURELY,
    asked_about_a_person,
    before_the_message,
    contested_now,
    has_just_asked,
    has_just_said,
    is_a_remark,
    since_the_message_before,
)
from bot.frustration.phrases import says
from bot.frustration.switch import asks_to_switch
from bot.frustration.waiting import ACTIONS, ALREADY, STAYS, about_waiting, declined_in_queue, waits_in_queue
from bot.routines import beginning_of

OFFER, HAND_OVER, CARRY_ON = "utter_offer_person", "utter_hand_over", "utter_carry_on"
NOT_THE_REASON, BETTER_NOTED = "utter_not_the_reason", "utter_better_noted"
NOTICING = {"on": "utter_noticing_on", "off": "utter_noticing_off", "never": "utter_noticing_never"}
NEXT_WAITS, OFFER_NEXT = "utter_next_request_waits", "action_offer_next_request"
THEN_LISTEN = {OFFER, HAND_OVER, NOT_THE_REASON}
SORRY, NOT_SOLVED = "utter_sorry_so_far", "action_not_solved"
THEN_THE_FORM = {CARRY_ON, BETTER_NOTED, SORRY, NOT_SOLVED, ALREADY, STAYS, *ACTIONS.values(), *NOTICING.values()}
CHEERFUL = {"greet", "goodbye", "thank", "solved", "not_now", "wait_a_moment"}  # what is answered with good cheer

REASONS, STATE = "escalation_reasons", "escalation"
REASON, ALSO, BECAUSE = "escalation_reason", "escalation_also", "escalation_because"
BECAUSE_OF = "utter_because_"  # and a reason's code: the response with its sentence
REASONS_SAID = 2
YES_OR_NO = {"confirmed", "change_confirmed"}
ANSWERS, STOPS = {"affirm", "deny", "decline_deed"}, "cancel_task"
HEARD_AS_WRITTEN = (
    "asks_for_person",
    "bare_wish_for_a_person",
    "asks_for_service",
    "safety",
    "legal",
    "insults",
    "clearly_upset",
    "a_little_upset",
    "refuses",
)
NAMES = {"surname", "traveller", "new_name", "child_name"}
SURE = 0.8  # certainty from which an intent is taken at its word


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
        if last in THEN_LISTEN:
            return self._say(begun_beside_the_offer(tracker, domain) or ACTION_LISTEN_NAME, domain)
        if last == CARRY_ON and not tracker.active_loop_name and has_just_said(tracker, NEXT_WAITS):
            return self._say(OFFER_NEXT, domain)
        if last == CARRY_ON and (heard := heard_again(tracker)):
            return self._say(heard, domain)
        if last in THEN_THE_FORM or last == validating(tracker):
            return self._say(tracker.active_loop_name or ACTION_LISTEN_NAME, domain)
        if last == ACTION_LISTEN_NAME and tracker.latest_message:
            return self._answer(tracker, tracker.latest_message, domain)
        return self._nothing(domain)

    def _answer(self, tracker: DialogueStateTracker, message: UserUttered, domain: Domain) -> PolicyPrediction:
        level, reasons = escalation_of(tracker, message)
        if set(reasons) <= {ASKED} and (action := about_waiting(message, wishes_for_a_person=level != "none")):
            return self._say(action, domain, events_that_forget_the_answer(tracker))
        if waits_in_queue(message) and is_angry_at_the_wait(message, level, reasons):
            return self._say(NOT_SOLVED, domain, events_that_forget_the_answer(tracker))
        if level != "none" and waits_in_queue(message):
            return self._say(ALREADY, domain, [*events_that_note(reasons, domain), *events_that_forget_the_answer(tracker)])
        if level == "handover":
            noted = [*events_that_note(reasons, domain), SlotSet(STATE, "handed_over")]
            return self._say(HAND_OVER, domain, [*noted, *events_that_end_the_form(tracker)])
        if level == "offer" and not (answers_a_quote(tracker) and message.intent_name == "affirm"):
            noted = [*events_that_note(reasons, domain), SlotSet(STATE, "offered")]
            return self._say(OFFER, domain, [*noted, *events_that_forget_the_answer(tracker)])
        return self._mend(tracker, message, domain)

    def _mend(self, tracker: DialogueStateTracker, message: UserUttered, domain: Domain) -> PolicyPrediction:
        """What customers say about the offer itself, and about being noticed."""
        if contested := contested_now(tracker, message):
            return self._say(NOT_THE_REASON, domain, events_that_note_the_contest(tracker, contested, domain))
        forget = events_that_forget_the_answer(tracker)
        if switch := asks_to_switch(message):
            return self._say(NOTICING[switch], domain, forget)
        if sounds_cheerful_in_anger(message):
            return self._say(SORRY, domain, forget)
        if declines_a_person(message) and not answers_a_quote(tracker):
            declined = [SlotSet(STATE, "declined")] if not waits_in_queue(message) else []
            return self._say(declined_in_queue(message) or CARRY_ON, domain, [*declined, *forget])
        if has_just_asked(tracker, NOT_THE_REASON) and is_a_remark(tracker, message):
            return self._say(BETTER_NOTED, domain, forget)
        return self._nothing(domain)

    def _say(self, action: str, domain: Domain, events: list[Event] | None = None) -> PolicyPrediction:
        # Events of a prediction are applied before its action runs, and here only if it wins.
        return self._prediction(confidence_scores_for(action, 1.0, domain), optional_events=events, is_no_user_prediction=True)

    def _nothing(self, domain: Domain) -> PolicyPrediction:
        return self._prediction(self._default_predictions(domain))


def escalation_of(tracker: DialogueStateTracker, message: UserUttered) -> tuple[str, list[str]]:
    """Level and reasons. What was said outright always counts.

    A pressed button arrives without a pipeline's findings, so its intent speaks for itself.
    """
    found = message.parse_data.get(FRUSTRATION) or {}
    if not found and message.intent_name == "ask_for_person":
        return "handover", [ASKED]
    reasons = found.get("reasons", [])
    if is_a_name(tracker, message):
        return "none", []
    if means_a_person(message, found):
        return "handover" if message.intent.get("confidence", 0.0) >= SURE else "offer", [ASKED]
    if message.intent_name in STRAIGHT_TO_A_PERSON and not SAID_OUTRIGHT.intersection(reasons):
        return for_a_person(message), [STRAIGHT_TO_A_PERSON[message.intent_name]]
    if has_just_asked(tracker, NOT_THE_REASON) and not SAID_OUTRIGHT.intersection(reasons):
        return "none", []  # after our question what to do better, a complaint is its answer
    level = found.get("level", "none")
    only_troubled = level == "offer" or not SAID_OUTRIGHT.intersection(reasons)
    return ("none", []) if only_troubled and is_a_clear_answer(tracker, message) else (level, reasons)


def is_angry_at_the_wait(message: UserUttered, level: str, reasons: list[str]) -> bool:
    """An insult, or anger, and nothing that was said outright besides: what it is about is the wait."""
    return message.intent_name == "insult" or (level != "none" and not SAID_OUTRIGHT.intersection(reasons))


def is_a_clear_answer(tracker: DialogueStateTracker, message: UserUttered) -> bool:
    """A yes or no that was asked for is taken, however often it had to be asked; an offer in its stead would ask once more, and
    a person who is got for the mood alone would take the decision away. "Leave it" may be understood as a wish to stop.
    """
    sure, brief = message.intent.get("confidence", 0.0) >= SURE, len((message.text or "").split()) < A_REMARK
    answers = (sure or brief) if message.intent_name in ANSWERS else sure and brief and message.intent_name == STOPS
    return answers and answers_a_quote(tracker)


def is_a_name(tracker: DialogueStateTracker, message: UserUttered) -> bool:
    """A few words where a name was asked for: Pearson is no slip of "person", nor Hamon of "human".

    What is wished or thrown at us without a slip is heard there, too, and a wish for a person in another language.
    """
    text = message.text or ""
    asked = tracker.active_loop_name and tracker.get_slot(REQUESTED_SLOT) in NAMES
    in_other_language = message.parse_data.get("language") != "en" and message.intent_name == "ask_for_person"
    as_written = in_other_language or any(says(family, text) for family in HEARD_AS_WRITTEN)
    return bool(asked) and 0 < len(text.split()) < A_REMARK and not as_written


def means_a_person(message: UserUttered, found: dict[str, Any]) -> bool:
    """A wish for a person in words that are no phrase of ours, such as another language; its intent was understood."""
    said_outright = found.get("asks_for_human") or found.get("declines_human")
    return message.intent_name == "ask_for_person" and not said_outright and message.intent.get("confidence", 0.0) >= SURELY


def for_a_person(message: UserUttered) -> str:
    """A death, an illness, a group, a fraud: at once when that is surely what it is about, otherwise the customer is asked."""
    sure = message.intent.get("confidence", 1.0) >= SURELY and len((message.text or "").split()) >= A_REMARK
    return "handover" if sure else "offer"


def begun_beside_the_offer(tracker: DialogueStateTracker, domain: Domain) -> str | None:
    """Whoever is offered a person, and has said what they want, need not say it again: it begins, and asks nothing yet."""
    message = tracker.latest_message
    if tracker.latest_action_name != OFFER or tracker.active_loop_name or message is None:
        return None
    return beginning_of(message.intent_name, domain)


def heard_again(tracker: DialogueStateTracker) -> str | None:
    """The offer passed over what was said ("no, I said Saturday"). After "No, carry on" the form reads it: none says it twice."""
    return validating(tracker) if has_just_asked(tracker, OFFER) else None


def validating(tracker: DialogueStateTracker) -> str | None:
    """The action by which the running form reads a message; Rasa itself calls it only in answer to a new one."""
    return f"validate_{tracker.active_loop_name}" if tracker.active_loop_name else None


def answers_a_quote(tracker: DialogueStateTracker) -> bool:
    """ "No, not now" to a price, or to whether we go on: it was asked last, an offer of a person before it passed over."""
    if tracker.get_slot(REQUESTED_SLOT) in YES_OR_NO:
        return not asked_about_a_person(before_the_message(tracker))
    return asked_about_a_person(since_the_message_before(tracker)) is False


def sounds_cheerful_in_anger(message: UserUttered) -> bool:
    """An angry message that was taken for thanks, a "one moment" or the like; "no, not now" stays a no, however angry."""
    found = message.parse_data.get(FRUSTRATION) or {}
    return message.intent_name in CHEERFUL and bool(found.get("angry")) and not found.get("declines_human")


def declines_a_person(message: UserUttered) -> bool:
    found = message.parse_data.get(FRUSTRATION) or {}
    # "That's not it" without an offer to which it could belong is a plain no.
    return message.intent_name in ("not_now", "not_the_reason") or bool(found.get("declines_human"))


def events_that_note(reasons: list[str], domain: Domain) -> list[Event]:
    """The weightiest reasons, as codes for the record and as sentences to be said."""
    said = reasons[:REASONS_SAID]
    first, second = [*said, "", ""][:REASONS_SAID]
    sentences = [domain.responses[BECAUSE_OF + code][0]["text"] for code in said if BECAUSE_OF + code in domain.responses]
    return [SlotSet(REASONS, said), SlotSet(REASON, first), SlotSet(ALSO, second), SlotSet(BECAUSE, " ".join(sentences))]


def events_that_note_the_contest(tracker: DialogueStateTracker, contested: list[str], domain: Domain) -> list[Event]:
    """A person asked for, danger and the law are always heard, whatever was contested."""
    before = tracker.get_slot(CONTESTED) or []
    now = [code for code in contested if code not in SAID_OUTRIGHT]
    remembered = [*before, *(code for code in now if code not in before)]
    noted = [*events_that_note(contested, domain), SlotSet(CONTESTED, remembered), SlotSet(STATE, "contested")]
    return [*noted, *events_that_forget_the_answer(tracker)]


def events_that_forget_the_answer(tracker: DialogueStateTracker) -> list[Event]:
    """The slot that was being asked for is empty again, should it have taken this sentence for an answer."""
    asked_for = tracker.get_slot(REQUESTED_SLOT)
    return [SlotSet(asked_for, None)] if tracker.active_loop_name and asked_for else []


def events_that_end_the_form(tracker: DialogueStateTracker) -> list[Event]:
    if not tracker.active_loop_name:
        return []
    return [*events_that_forget_the_answer(tracker), ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)]
