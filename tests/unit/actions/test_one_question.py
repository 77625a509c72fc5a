"""One question a turn: beside the one if a person shall help nothing else is asked."""

from pathlib import Path

import pytest
import yaml
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import Dialogue, Memory, Request
from actions.reply import Reply
from actions.requests import go_on
from actions.tasks import _is_a_question

DOMAIN = yaml.safe_load((Path(__file__).parents[3] / "domain.yml").read_text("utf-8"))


def dialogue() -> Dialogue:
    waiting = Memory(waiting_requests=[Request("choose_seat", "a seat")])
    return Dialogue("c0ffee", "what became of my refund", "ask_refund_status", (), None, None, True, (), (), waiting)


@pytest.mark.parametrize("response", ["utter_refund_failed", "utter_status_claim_refused", "utter_stuck_offer_person"])
def test_after_an_offer_of_a_person_no_slot_is_asked_for(response: str) -> None:
    assert _is_a_question(response, Reply(CollectingDispatcher(), dialogue(), DOMAIN))


@pytest.mark.parametrize("response", ["utter_refund_paid", "utter_refused_seat_taken", "utter_meal_unclear"])
def test_after_anything_else_it_is(response: str) -> None:
    assert not _is_a_question(response, Reply(CollectingDispatcher(), dialogue(), DOMAIN))


def test_the_next_request_waits_for_the_answer_whether_a_person_shall_help() -> None:
    dispatcher, talk = CollectingDispatcher(), dialogue()
    reply = Reply(dispatcher, talk, DOMAIN)
    reply.say("utter_refund_failed")
    go_on(talk, reply)
    assert [message["response"] for message in dispatcher.messages][1:] == ["utter_next_request_waits"]
    assert [request.intent for request in talk.memory.waiting_requests] == ["choose_seat"]
    assert reply.events == []
