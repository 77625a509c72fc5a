"""What is said outside of a task: small talk, and what mends a conversation that went astray."""

import re
from datetime import datetime

from actions import reading
from actions.care_action import CareAction
from actions.conversation import Dialogue
from actions.dates import Day, day_in
from actions.explaining import explain
from actions.flight_status import tell_flight_status
from actions.flights import asks_about_the_same
from actions.identification import identify
from actions.lookups import told_questions
from actions.receipts_told import receipt_of_quote, tell_already_done
from actions.repeating import say_again
from actions.reply import Reply
from actions.requests import BEGINNINGS, go_on, was_offered
from airline.airports import HOME
from airline.flights import UnknownFlight

UNSURE = "utter_unsure"
UNSURE_AGAIN = "utter_unsure_again"
GUESSES_SHOWN = 2


class SmallTalk(CareAction):
    """Says `utter_<intent>`."""

    action_name = "action_small_talk"

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        told_questions(dialogue, reply, now)
        reply.say(f"utter_{dialogue.intent}")


class AnswerYes(CareAction):
    """A yes without a task: it begins the request that was offered, or gets the same receipt a second time."""

    action_name = "action_answer_yes"

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        if was_offered(dialogue) and go_on(dialogue, reply):
            return
        receipt = receipt_of_quote(dialogue)
        if receipt:
            tell_already_done(reply, receipt)
        else:
            reply.say("utter_no_question_open")


class AnswerNo(CareAction):
    """A no without a task; after guesses it means "something else", after the offer of a waiting request that it is dropped."""

    action_name = "action_answer_no"

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        if was_offered(dialogue):
            dialogue.memory.waiting_requests = []
            reply.say("utter_next_request_dropped")
            return
        after_guesses = any((said.response or "").startswith(UNSURE) for said in dialogue.said_before)
        reply.say("utter_something_else" if after_guesses else "utter_no_question_open")


class Correct(CareAction):
    """ "No, I said ZE 413": the right flight is looked up at once; otherwise one question finds out what was wrong."""

    action_name = "action_correct"
    deed = "Looking up a flight"

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        number = reading.flight_number_in(dialogue.text)
        if number is None:
            reply.say("utter_correct_what")
            return
        try:
            tell_flight_status(dialogue, reply, number, dialogue.memory.flight_date, now)
            dialogue.memory.flight_number = number  # "and tomorrow?" is about this one
        except UnknownFlight:
            reply.say("utter_flight_unknown", flight=f"{number[:2]} {number[2:]}")


class OfferGuesses(CareAction):
    """Unsure: the two best guesses by title and "something else"; the second time in a row, one specific question.

    A booking that was named is kept, and shown when nothing but its reference and the name was said.
    """

    action_name = "action_offer_guesses"

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        meant = day_in(dialogue.text, now.astimezone(HOME.zone).date(), booked=dialogue.memory.flight_date)
        if asks_about_the_same(dialogue) and isinstance(meant, Day):
            tell_flight_status(dialogue, reply, dialogue.memory.flight_number or "", meant.day, now)
            dialogue.memory.flight_date = meant.day
            return
        if dialogue.details.references:
            if not identify(dialogue, reply, now):
                return  # reference and name do not fit together, which has been said
            if dialogue.memory.verified and _names_a_booking(dialogue):
                reply.then(BEGINNINGS["view_booking"][1])
                return
        said = {said.response for said in dialogue.said_before}
        if UNSURE_AGAIN in said and dialogue.may_offer_person:
            reply.say("utter_unsure_offer_person")
            return
        if UNSURE in said:
            reply.say(UNSURE)  # its second wording asks the specific question and brings its own buttons
            return
        titled = [guess for guess in self._likely(dialogue) if reply.has(f"utter_title_{guess}")]
        guesses = [(reply.words_of(f"utter_title_{guess}"), f"/{guess}") for guess in titled[:GUESSES_SHOWN]]
        reply.ask(UNSURE, buttons=[*guesses, (reply.words_of("utter_title_something_else"), "/deny")])

    def _likely(self, dialogue: Dialogue) -> tuple[str, ...]:
        """A booking reference or a flight number alone says more than any guess."""
        if dialogue.details.references:
            return ("view_booking", "change_flight_date")
        if reading.flight_number_in(dialogue.text):
            return ("ask_flight_status", "change_flight_date")
        return dialogue.guesses


class AskWhy(CareAction):
    action_name = "action_ask_why"

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        explain(dialogue, reply)


class Repeat(CareAction):
    action_name = "action_repeat"

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        say_again(dialogue, reply)


class Stop(CareAction):
    action_name = "action_stop"

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        reply.say("utter_nothing_to_stop")


def _names_a_booking(dialogue: Dialogue) -> bool:
    """Nothing but a reference and a name: "Martin X7K2PL"."""
    left = dialogue.text
    for reference in dialogue.details.references:
        left = re.sub(r"[\W_]{0,2}".join(reference), " ", left, flags=re.IGNORECASE)
    return reading.is_bare_name(re.sub(r"[^\w'’-]+", " ", left))
