"""A task: a form that asks one question a turn, and mends the conversation while it does.

Rasa gives a running form every message first. So each task answers here, in one place, what customers say besides the answer:
"why?", "say that again", "are you a bot?", "stop", another wish. Then its question is asked again.
"""

import re
from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import reading
from actions.amounts_told import told_amount
from actions.booking_view import tell_booking
from actions.care_action import CareAction
from actions.consent import asks, corrects
from actions.conversation import Dialogue, Request, Slot, Task
from actions.corrections import note_for_waiting
from actions.dates import Day, day_in, without_days
from actions.explaining import explain
from actions.flight_status import tell_flight_status
from actions.helping import help_with_question
from actions.languages import SPEAKS, SPEAKS_OTHER_LANGUAGE, answer_in_other_language
from actions.lookups import FREQUENT, not_told_at_once, told_at_once, told_questions
from actions.repeating import say_again
from actions.reply import Reply
from actions.requests import BEGINNINGS, in_order, let_wait, offer_next, others_than, put_aside
from actions.undoing import UNDO, puts_back
from airline.airports import HOME
from airline.flights import UnknownFlight

MISSES_BEFORE_A_PERSON = 3
OFFERS_A_PERSON = "_offer_person"
ASKS_STATUS = "ask_flight_status"
UNDERSTOOD = "utter_understood_"
WHICH_PART = "utter_correct_which_part"  # which answer was understood wrongly: a question of its own
ASIDES = {
    "greet": "utter_greet_in_task",
    "thank": "utter_thank_in_task",
    "insult": "utter_insult",
    "out_of_scope": "utter_out_of_scope_in_task",
    "bot_challenge": "utter_bot_challenge",
    "ask_capabilities": "utter_ask_capabilities_in_task",
    "not_now": "utter_carry_on",
    "not_solved": "utter_sorry_so_far",
    "wait_a_moment": "utter_wait_a_moment",
    "remove_extra": "utter_refused_not_taken_off_here",
}
# What a correction may be taken for, and then would end the task.
STOPPING = {"deny", "correct", "cancel_task", "decline_deed", "goodbye", "solved"}
# Beside "cancel" these leave open what shall be cancelled: under a task that is the task.
CANCELS_THIS = re.compile(
    r"""(?=.*\bcancel\b)\W*(?:(?:cancel|this|that|it|all|everything|the|my|request|question|process|thing|i|we|you|want|wanna|like|would
    |i'd|d|i'll|let's|lets
    |let|me|us|can\ you|could\ you|to|just|please|pls|plz|oh|ok|okay|no|nope|sorry|wait|stop|actually|hm+|um+|ah|hey|then
    |now|and|thanks|thank|again|well|nah|rather|better|instead)\b\W*)+""",
    re.IGNORECASE | re.VERBOSE,
)
CANCELLING = {"cancel_booking", "cancel_cooling_off"}
# What is left of "I'd take ZE 105 on Monday at 17:30, please" without the flight, the day and the time.
NAMING_A_FLIGHT = re.compile(
    r"""(?:[\W\d]|\b(?:am|pm|h|the|a|an|at|on|for|of|in|with|from|flight|plane|number|one|please|pls|plz|thanks|thank|you|ok|okay|yes|no
    |i|i'd|i'll|i'm|we|we'd|we'll|d|ll|would|will|like|want|prefer|take|taking|choose|chose|pick|have|book|go|put|me|us|my|that|this|it
    |its|it's|be|then|rather|instead|good|fine|works|leaving|leaves|departing|morning|afternoon|evening|noon|night|let's|lets|same
    |day|and|how\ about|make)\b)*""",
    re.IGNORECASE | re.VERBOSE,
)
DECIDED_BY_YES = {Slot.CONFIRMED, Slot.CHANGE_CONFIRMED}
NAMES = {Slot.SURNAME, Slot.TRAVELLER, Slot.NEW_NAME, Slot.CHILD_NAME}
ENDINGS = {"solved": "utter_solved", "goodbye": "utter_goodbye", "decline_deed": "utter_decline_deed"}


class TaskForm(CareAction):
    """Reads one message of a running task; `task` is its form. Subclasses say what an answer is and what to do with it."""

    task: str

    @property
    def intent(self) -> str:
        """What customers ask for to begin this task."""
        return next(intent for intent, (task, _) in BEGINNINGS.items() if task == self.task)

    def name(self) -> str:
        return f"validate_{self.task}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        events = await super().run(dispatcher, tracker, domain)
        # Rasa takes a form that set no slot for one that did not understand, and would leave it.
        return [SlotSet("misses", int(tracker.slots.get("misses") or 0)), *events]

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        if dialogue.passed_over:
            self._hear_again(dialogue.about(dialogue.passed_over), reply, now)
        elif dialogue.unheard:  # Rasa also calls this when a form begins; the action that began the task has read the message
            self._hear(dialogue, reply, now)

    def _hear(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        if self._cancels_this(dialogue):
            self._stop(dialogue, reply)
            return
        if help_with_question(dialogue, reply, own_words=self.takes_own_words(dialogue)):
            return
        if told_amount(dialogue, reply, now):
            return
        if self._corrects_something_else(dialogue, reply, now):
            return
        told = told_questions(dialogue, reply, now)
        if self._answers_and_asks(dialogue, reply, now) or self._aside(dialogue, reply, now):
            return
        heard = dialogue.without(dialogue.questions) if told else dialogue
        if not (told and heard.pressed) and self.holds_answer(heard, now):
            self.take(heard, reply, now)
        elif told and dialogue.intent == FREQUENT:
            self._tell_or_let_wait(others_than(dialogue, self.intent), dialogue, reply, now)
        elif not self._another_wish(dialogue, reply, now) and not told:
            self._missed(dialogue, reply)

    @abstractmethod
    def holds_answer(self, dialogue: Dialogue, now: datetime) -> bool:
        """Whether the message answers the open question or corrects an earlier answer."""

    @abstractmethod
    def take(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        """Keeps what the message says after checking it; says what is wrong with it otherwise."""

    def takes_own_words(self, dialogue: Dialogue) -> bool:
        """Whether whatever is written answers the open question: where something was lost may be "no idea"."""
        return False

    def _hear_again(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        """A value is taken out of what may be an angry sentence; a name, a text or a yes is not, and is asked for anew."""
        if dialogue.asked in NAMES or self.takes_own_words(dialogue) or not self.holds_answer(dialogue, now):
            return
        memory = dialogue.memory
        decided = memory.confirmed, memory.change_confirmed
        self.take(dialogue, reply, now)
        memory.confirmed, memory.change_confirmed = decided

    def _corrects_something_else(self, dialogue: Dialogue, reply: Reply, now: datetime) -> bool:
        """ "No wait, the 14th" about a bag is no "no" to it: it is kept for the request that it fits, or asked about again."""
        if dialogue.pressed or not corrects(dialogue.text) or self.holds_answer(dialogue, now):
            return False
        if note_for_waiting(dialogue, reply, now):
            return True
        if dialogue.intent not in STOPPING:
            return False
        self._missed(dialogue, reply)
        return True

    def _answers_and_asks(self, dialogue: Dialogue, reply: Reply, now: datetime) -> bool:
        """ "Friday, and is ZE 412 on time?": the answer is taken; what needs no question is told at once, other requests wait."""
        others = others_than(dialogue, self.intent)
        answer = dialogue.without([*others, *dialogue.questions])
        if not others or answer.pressed or not self.holds_answer(answer, now):
            return False
        self.take(answer, reply, now)
        self._tell_or_let_wait(others, dialogue, reply, now)
        return True

    def _tell_or_let_wait(self, others: Sequence[Request], dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        told = [each for each in others if each.intent == ASKS_STATUS and _told_status(dialogue.about(each), reply, now)]
        waiting = not_told_at_once(dialogue, [each for each in others if each not in told], reply, now)
        if waiting:
            let_wait(dialogue, waiting)
            reply.say("utter_request_noted", wishes=in_order(reply, waiting))

    def _cancels_this(self, dialogue: Dialogue) -> bool:
        """A bare "cancel" ends what is under way; where a booking is being cancelled it may mean that, and is asked about."""
        return dialogue.asked != Slot.SURNAME and self.intent not in CANCELLING and _is_bare_cancel(dialogue)

    def _aside(self, dialogue: Dialogue, reply: Reply, now: datetime) -> bool:
        """What is no answer whatever else the message holds."""
        if dialogue.intent == "cancel_task" and not _bare_answer(dialogue):
            self._stop(dialogue, reply)
            return True
        if dialogue.intent == SPEAKS_OTHER_LANGUAGE and not _names_identity(dialogue):
            answer_in_other_language(dialogue, reply)
            return True
        asks_for_status = dialogue.intent == ASKS_STATUS and self.task != Task.FLIGHT_STATUS
        chooses = asks_for_status and _only_names_a_flight(dialogue.text) and self.holds_answer(dialogue, now)
        return asks_for_status and not chooses and _told_status(dialogue, reply, now)

    def _another_wish(self, dialogue: Dialogue, reply: Reply, now: datetime) -> bool:
        """Answers what was said instead of an answer. False when it was nothing that we know."""
        if dialogue.intent == "ask_why":
            explain(dialogue, reply)
        elif dialogue.intent == "repeat":
            say_again(dialogue, reply)
        elif dialogue.intent == "go_back":
            self.go_back(dialogue, reply)
        elif puts_back(dialogue, now):
            self._begin_instead(dialogue, reply, UNDO)
        elif dialogue.intent in ASIDES:
            reply.say(ASIDES[dialogue.intent])
        elif dialogue.intent == "solved" and (dialogue.asked in DECIDED_BY_YES or asks(dialogue.text)):
            reply.say("utter_nothing_done_yet")  # "did that work?", and who believes it done would go with nothing
        elif dialogue.intent in ENDINGS:
            undecided = dialogue.intent == "goodbye" and dialogue.asked in DECIDED_BY_YES
            self._end(dialogue, reply, "utter_goodbye_undecided" if undecided else ENDINGS[dialogue.intent])
        elif dialogue.intent in BEGINNINGS:
            self._other_task(dialogue, reply, now)
        else:
            return False
        return True

    def go_back(self, dialogue: Dialogue, reply: Reply) -> None:
        """One step back: the newest answer is forgotten, and asked for again."""
        reply.say("utter_gone_back_to_start")

    def _stop(self, dialogue: Dialogue, reply: Reply) -> None:
        """Stopped: the next request is offered. Right after "if I understood you" it was the wrong task."""
        misread = any((said.response or "").startswith(UNDERSTOOD) for said in dialogue.said_before)
        if dialogue.memory.waiting_requests:
            self._end(dialogue, reply, "utter_task_stopped")
            offer_next(dialogue, reply)
        else:
            self._end(dialogue, reply, "utter_something_else" if misread else "utter_task_cancelled")

    def _end(self, dialogue: Dialogue, reply: Reply, response: str) -> None:
        reply.say(response)
        dialogue.memory.forget_change()
        dialogue.memory.forget_answers()
        reply.end_task()
        reply.then_listen()

    def _other_task(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        task, _ = BEGINNINGS[dialogue.intent]
        if task == self.task or _is_bare_cancel(dialogue):
            return  # they say again what we are doing: the question is asked again
        others = [each for each in others_than(dialogue, self.intent) if each.intent != dialogue.intent]
        if task == Task.BOOKING and dialogue.memory.verified:
            tell_booking(dialogue, reply, now)
            self._tell_or_let_wait(others, dialogue, reply, now)
            return
        if told_at_once(dialogue, reply, now):
            self._tell_or_let_wait(others, dialogue, reply, now)
            return
        self._begin_instead(dialogue, reply, dialogue.intent)

    def _begin_instead(self, dialogue: Dialogue, reply: Reply, intent: str) -> None:
        put_aside(dialogue, reply, self.intent, self.kept_aside(dialogue))
        reply.end_task()
        reply.then(BEGINNINGS[intent][1])

    def kept_aside(self, dialogue: Dialogue) -> dict[str, str]:
        """What was answered so far, for when the task is taken up again."""
        return dialogue.memory.answers

    def _missed(self, dialogue: Dialogue, reply: Reply) -> None:
        dialogue.memory.misses += 1
        if dialogue.memory.misses >= MISSES_BEFORE_A_PERSON and dialogue.may_offer_person:
            dialogue.memory.misses = 0
            reply.say("utter_stuck_offer_person")
        elif dialogue.asked:
            reply.say(reply.first_of(f"utter_{dialogue.asked}_unclear", "utter_answer_unclear"))


class AskAction(CareAction):
    """Asks for one slot, with where the task stands. Says nothing where something was asked already: one question a turn."""

    slot: Slot
    steps: ClassVar[dict[Task, tuple[int, int]]] = {}

    def name(self) -> str:
        return f"action_ask_{self.slot}"

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        if any(_is_a_question(said.response or "", reply) for said in dialogue.said_now):
            return
        self.ask(dialogue, reply, now)

    def ask(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        reply.ask(f"utter_ask_{self.slot}", step=self.step(dialogue))

    def step(self, dialogue: Dialogue) -> tuple[int, int] | None:
        return self.steps.get(Task(dialogue.task)) if dialogue.task in set(Task) else None


def _is_a_question(response: str, reply: Reply) -> bool:
    """Whether a person shall help, which language it shall be, or what was understood wrongly."""
    return response.endswith(OFFERS_A_PERSON) or response.startswith((SPEAKS, WHICH_PART)) or reply.asks_for_a_person(response)


def _names_identity(dialogue: Dialogue) -> bool:
    """In whatever language: it names a booking or a person."""
    return bool(dialogue.details.names or dialogue.details.references)


def _bare_answer(dialogue: Dialogue) -> bool:
    """A surname alone may be taken for anything: "Stopp" is a name, too, when a name was asked for."""
    return dialogue.asked == Slot.SURNAME and reading.is_bare_name(dialogue.text)


def _is_bare_cancel(dialogue: Dialogue) -> bool:
    return CANCELS_THIS.fullmatch(dialogue.text.replace("’", "'")) is not None


def _only_names_a_flight(text: str) -> bool:
    """ "ZE 105 on 30 November" asks nothing: it chooses, where a flight was asked for."""
    return NAMING_A_FLIGHT.fullmatch(reading.FLIGHT_NUMBER.sub(" ", without_days(text.replace("’", "'")))) is not None


def _told_status(dialogue: Dialogue, reply: Reply, now: datetime) -> bool:
    number = reading.flight_number_in(dialogue.text)
    if number is None:
        return False
    meant = day_in(dialogue.text, now.astimezone(HOME.zone).date(), month_first=dialogue.month_first)
    try:
        tell_flight_status(dialogue, reply, number, meant.day if isinstance(meant, Day) else None, now)
    except UnknownFlight:
        reply.say("utter_flight_unknown", flight=f"{number[:2]} {number[2:]}")
    return True
