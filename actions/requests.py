"""Several requests at once: one is served first, the others wait, and none is forgotten.

The assistant says the order ("First the flight, then the date"). When one is finished the next begins by itself; when one was
stopped or refused, the next is only offered. The goal that an adviser reads names them all.
"""

import re
from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime

from actions.care_action import CareAction
from actions.conversation import Dialogue, Request, Task
from actions.lookups import FREQUENT, LOOKUPS, not_told_at_once, told_questions
from actions.reply import Reply
from actions.routines import ROUTINES
from customer_care import conversations, database

# Each wish, with its task and the action that begins it.
BEGINNINGS: dict[str, tuple[str, str]] = {
    "ask_flight_status": (Task.FLIGHT_STATUS, "action_begin_flight_status"),
    "view_booking": (Task.BOOKING, "action_begin_booking"),
    "change_flight_date": (Task.CHANGE_DATE, "action_begin_change_date"),
    **{routine.intent: (routine.form, routine.beginning) for routine in ROUTINES},
}
GOALS = {
    "ask_flight_status": "Know how a flight stands",
    "view_booking": "See a booking",
    "change_flight_date": "Move a flight to another day",
    **{routine.intent: routine.goal for routine in ROUTINES},
}
COVERED = {routine.intent: routine.covers for routine in ROUTINES}
# "the booking is X7K2PL" and "X7K2PL De la Peña" say which booking it is about; "show me X7K2PL" asks for it.
NAMES_A_BOOKING = re.compile(
    r"""\W*(?:(?:and|my|the|our|it'?s|its|under|for|on|in|with|booking|reference|ref|code|number|is|was)\W+)*
    (?=[a-z]*\d)[a-z0-9]{6}
    (?:
        \W+(?:(?:and|the|my|last|family)\W+)*(?:sur)?name(?:'s|\W+is)?\W+[^\W\d]+(?:[\s'’-]+[^\W\d]+){0,2}
        # Without the word "name", more than one word is a name when it is written like one.
        |\W+(?:(?:de|la|le|van|der|den|von|du|di|da|el|al)[\s'’-]+)*[^\W\d]+(?:['’-]\s?[^\W\d]+|\s+(?-i:[A-ZÀ-Þ])[^\W\d]+){0,2}
    )?\W*""",
    re.IGNORECASE | re.VERBOSE,
)
# "12 kg" is an answer, whatever it may be taken for.
ONLY_A_FIGURE = re.compile(r"\W*\d+(?:[.,]\d+)?\s*(?:[a-z]{1,9})?\W*", re.IGNORECASE)
NAMING = {"view_booking", "correct_name"}  # what naming one's booking, and the name on it, may be taken for
NEXT_OFFERED, NEXT_WAITS = "utter_offer_next_request", "utter_next_request_waits"
FAIRLY_SURE = "fairly_sure"


class OfferNext(CareAction):
    """The request that waited for the customer's answer whether a person shall help: nobody shall, so it is offered now."""

    action_name = "action_offer_next_request"

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        offer_next(dialogue, reply)
        reply.then_listen()


class BeginTask(CareAction):
    """Begins what the customer asked for, by the words that belong to it. Subclasses name the `intent` and write `begin`."""

    intent: str

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        whole = _covering(dialogue, self.intent)
        if whole:
            dialogue.memory.request_taken_up = dialogue.as_request(whole)
            reply.then(BEGINNINGS[whole][1])
            return
        self.begin(begun(dialogue, reply, self.intent, now), reply, now)

    @abstractmethod
    def begin(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        """Takes from the message what it already says. `dialogue.text` holds nothing about other requests."""


def begun(dialogue: Dialogue, reply: Reply, intent: str, now: datetime) -> Dialogue:
    """The dialogue as it concerns this request, which is noted as what the customer wants; the others of the message wait.

    What can be answered without a question is answered first, so that the request's own question comes last.
    """
    mine = _request_for(dialogue, reply, intent, now)
    _note_goals(dialogue, intent)
    dialogue.memory.misses = 0
    return mine


def _request_for(dialogue: Dialogue, reply: Reply, intent: str, now: datetime) -> Dialogue:
    """The dialogue as it concerns this request; the other requests of the message begin to wait."""
    memory = dialogue.memory
    if memory.request_taken_up:
        taken, memory.request_taken_up = memory.request_taken_up, None
        memory.answers = taken.answers
        return dialogue.about(taken)
    memory.answers = {}
    memory.waiting_requests = [request for request in memory.waiting_requests if request.intent != intent]
    besides = others_than(dialogue, intent)
    if intent == FREQUENT:
        let_wait(dialogue, besides)
        return dialogue
    told_questions(dialogue, reply, now)
    asks_nothing = intent in LOOKUPS and not LOOKUPS[intent].asks_something
    others = besides if asks_nothing else not_told_at_once(dialogue, besides, reply, now)
    if others:
        let_wait(dialogue, others)
        reply.say("utter_several_requests", first=_words(reply, intent), then=in_order(reply, others))
    elif dialogue.band == FAIRLY_SURE and not dialogue.pressed and reply.has(f"utter_understood_{intent}"):
        reply.say(f"utter_understood_{intent}")
    own = next((request for request in dialogue.requests if request.intent == intent), None)
    # What only seemed to be another request belongs to this one, with all its words.
    if own and (besides or dialogue.questions):
        return dialogue.about(own)
    return dialogue.without(dialogue.questions) if dialogue.questions else dialogue


def _covering(dialogue: Dialogue, intent: str) -> str | None:
    """The request of this message of which `intent` only seemed to be another: "we cannot go, cancel it" moves no flight."""
    if dialogue.memory.request_taken_up:
        return None
    own = COVERED.get(intent, frozenset())  # of two that cover each other the likelier one is served
    besides = (each.intent for each in dialogue.requests if each.intent not in own)
    return next((whole for whole in besides if intent in COVERED.get(whole, frozenset())), None)


def others_than(dialogue: Dialogue, intent: str) -> list[Request]:
    """What the message asks for besides this intent, and besides what that one covers."""
    own = {intent} | COVERED.get(intent, frozenset())
    besides = (request for request in dialogue.requests if request.intent not in own and request.intent in BEGINNINGS)
    return [request for request in besides if not _only_names_something(request)]


def _only_names_something(request: Request) -> bool:
    names_a_booking = request.intent in NAMING and NAMES_A_BOOKING.fullmatch(request.text)
    return bool(names_a_booking or ONLY_A_FIGURE.fullmatch(request.text))


def let_wait(dialogue: Dialogue, requests: Sequence[Request]) -> None:
    memory, intents = dialogue.memory, {request.intent for request in requests}
    memory.waiting_requests = [*(kept for kept in memory.waiting_requests if kept.intent not in intents), *requests]


def put_aside(dialogue: Dialogue, reply: Reply, intent: str, answers: dict[str, str]) -> None:
    """A task is interrupted by another wish: it waits, with the answers that were given."""
    let_wait(dialogue, [Request(intent, "", answers=answers)])
    reply.say("utter_put_aside", wish=_words(reply, intent))


def go_on(dialogue: Dialogue, reply: Reply) -> bool:
    """One request is finished: the next one begins, unless it was just asked if a person shall help. False when none waits."""
    memory = dialogue.memory
    if not memory.waiting_requests:
        return False
    if reply.asks_whether_person:
        offer_next(dialogue, reply)
        return True
    following, *memory.waiting_requests = memory.waiting_requests
    memory.request_taken_up = following
    reply.say("utter_next_request", wish=_words(reply, following.intent))
    reply.then(BEGINNINGS[following.intent][1])
    return True


def offer_next(dialogue: Dialogue, reply: Reply) -> None:
    """One request was stopped or refused: the customer decides whether the next one begins; first whether a person shall help."""
    waiting = dialogue.memory.waiting_requests
    if waiting:
        reply.say(NEXT_WAITS if reply.asks_whether_person else NEXT_OFFERED, wish=_words(reply, waiting[0].intent))


def was_offered(dialogue: Dialogue) -> bool:
    return any((said.response or "").startswith(NEXT_OFFERED) for said in dialogue.said_before)


def in_order(reply: Reply, requests: Sequence[Request]) -> str:
    """ "your booking, then the new date"."""
    return ", then ".join(_words(reply, request.intent) for request in requests)


def _words(reply: Reply, intent: str) -> str:
    return reply.words_of(f"utter_wish_{intent}")


def _note_goals(dialogue: Dialogue, intent: str) -> None:
    goals = [GOALS[intent], *(GOALS[request.intent] for request in dialogue.memory.waiting_requests)]
    with database.unit_of_work() as session:
        talk = conversations.by_public_id(session, dialogue.public_id)
        conversations.note_goal(session, talk, "; then: ".join(goals))
