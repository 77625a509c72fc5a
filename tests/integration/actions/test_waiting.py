"""Waiting for a person and call backs, as customers speak of them: what is said is what is on record."""

from datetime import timedelta

import pytest

from customer_care import commitments, context, conversations, database, handoffs
from customer_care.handoffs import Status, Way
from tests.integration.actions.asking import WHO, Answer, ask
from tests.integration.actions.conftest import NOW

pytestmark = pytest.mark.usefixtures("company")

PHONE = "+596696123456"


def a_handoff(way: Way | None) -> None:
    """In the queue, with a call back noted, or, with no way chosen, with its package shown."""
    with database.unit_of_work() as session:
        talk = conversations.by_public_id(session, WHO)
        handoff = handoffs.offer(session, talk, [context.ASKED], NOW)
        if way is None:
            return
        handoffs.agree(session, handoff, context.digest(context.from_json(handoff.shown)), [], None, NOW)
        if way == Way.CALLBACK:
            handoffs.request_callback(session, talk, handoff, PHONE, NOW + timedelta(hours=3), NOW)
        else:
            handoffs.request(session, talk, handoff, way, "a few minutes", NOW)


def status() -> Status:
    with database.reading() as session:
        handoff = handoffs.newest(session, conversations.by_public_id(session, WHO))
        assert handoff is not None
        return handoff.status


def promised_calls() -> int:
    with database.reading() as session:
        return len(commitments.open_ones(session, conversations.by_public_id(session, WHO).id))


def said(action: str, text: str) -> Answer:
    return ask(action, text)


def test_who_wants_no_person_any_more_leaves_the_queue() -> None:
    a_handoff(Way.TEXT)
    assert said("action_leave_queue", "take me out of the queue").said == ["utter_left_queue"]
    assert status() == Status.WITHDRAWN


def test_the_button_is_the_deed_itself_and_the_assistant_goes_on_as_after_the_words() -> None:
    a_handoff(Way.TEXT)  # asked for again since the button was pressed
    answer = ask("action_leave_queue", intent="stop_waiting")
    assert (answer.said, answer.slots["escalation"]) == (["utter_left_queue"], "declined")
    assert status() == Status.QUEUED


def test_a_package_that_is_only_looked_at_is_taken_away() -> None:
    a_handoff(None)
    assert said("action_leave_queue", "I want no person any more").said == ["utter_left_package"]
    assert status() == Status.WITHDRAWN


def test_who_is_in_no_queue_is_told_so() -> None:
    assert said("action_leave_queue", "take me out of the queue").said == ["utter_not_waiting"]


def test_leaving_a_queue_leaves_a_call_back_noted() -> None:
    a_handoff(Way.CALLBACK)
    answer = said("action_leave_queue", "stop waiting")
    assert answer.said == ["utter_not_waiting_but_call_back"]
    assert answer.values["phone"] == PHONE
    assert status() == Status.CALLBACK


@pytest.mark.parametrize("text", ["please cancel the call back", "nobody needs to ring me", "you needn't call", ""])
def test_a_call_back_is_cancelled_and_promised_no_more(text: str) -> None:
    a_handoff(Way.CALLBACK)
    assert said("action_cancel_call_back", text).said == ["utter_call_back_cancelled"]
    assert (status(), promised_calls()) == (Status.WITHDRAWN, 0)


def test_a_call_back_is_not_cancelled_by_words_that_do_not_say_so() -> None:
    a_handoff(Way.CALLBACK)
    assert said("action_cancel_call_back", "call me back").said == ["utter_move_call_back"]
    assert (status(), promised_calls()) == (Status.CALLBACK, 1)


def test_where_no_call_back_is_noted_that_is_said() -> None:
    assert said("action_cancel_call_back", "cancel the call back").said == ["utter_no_call_back_to_cancel"]
    assert said("action_move_call_back", "move the call back to Friday").said == ["utter_no_call_back"]


def test_where_no_call_back_is_noted_the_queue_is_named() -> None:
    a_handoff(Way.TEXT)
    assert said("action_cancel_call_back", "cancel the call back").said == ["utter_no_call_back_but_queue"]
    assert status() == Status.QUEUED


def test_a_call_back_is_not_moved_and_how_to_get_another_is_said() -> None:
    a_handoff(Way.CALLBACK)
    answer = said("action_move_call_back", "can I move the call back to Friday at 9?")
    assert answer.said == ["utter_move_call_back"]
    assert "today" in answer.values["when"] or "November" in answer.values["when"]
    assert status() == Status.CALLBACK


@pytest.mark.parametrize(
    ("way", "response"),
    [
        (None, "utter_not_solved"),
        (Way.TEXT, "utter_not_solved_in_queue"),
        (Way.CALLBACK, "utter_not_solved_call_back"),
    ],
)
def test_sorry_says_how_a_person_stands(way: Way | None, response: str) -> None:
    if way:
        a_handoff(way)
    assert said("action_not_solved", "that did not help").said == [response]


def test_who_waits_hears_their_place_and_the_call_back_only_once() -> None:
    a_handoff(Way.TEXT)
    first = said("action_not_solved", "you idiots")
    assert first.values["place"] == "You are next in the queue for a person"
    again = ask("action_not_solved", "you useless idiots", said_before=first.said)
    assert again.said == ["utter_not_solved_in_queue_again"]


def test_in_a_task_sorry_is_said_and_the_task_goes_on() -> None:
    answer = ask("validate_booking_form", "that did not help", "not_solved", task="booking_form", asked="booking_reference")
    assert answer.said == ["utter_sorry_so_far"]
