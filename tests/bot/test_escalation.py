"""Offering a person and getting one, by the trained assistant, in and outside of tasks, while the action server is down."""

import json
from typing import Any

import pytest

from tests.bot.asking import Ask

STEPS = [
    ("flight_status_form", "flight_number"),
    ("booking_form", "booking_reference"),
    ("booking_form", "surname"),
    ("change_date_form", "booking_reference"),
    ("change_date_form", "surname"),
    ("change_date_form", "flight_to_change"),
    ("change_date_form", "new_date"),
    ("change_date_form", "change_confirmed"),
]
IN_A_FORM = {"form": "booking_form", "asks_for": "surname"}
CONVERSATIONS: dict[str, dict[str, Any]] = {
    **{f"{form} {slot}": {"form": form, "asks_for": slot, "messages": ["I want to speak to a human"]} for form, slot in STEPS},
    "no task": {"messages": ["I want to speak to a human"]},
    "button": {"messages": ["/ask_for_person"]},
    "angry in a task": {**IN_A_FORM, "messages": ["this is useless!!", "/not_now"]},
    "twice misunderstood": {"messages": ["asdf qwer zxcv", "blorp fnord wibble", "no", "xkcd fnord blah"]},
    "yes": {"messages": ["you are a stupid machine", "yes please"]},
    "yes to nothing": {"messages": ["yes please"]},
    "polite": {"messages": ["hello", "could you tell me what you can do, please", "thank you"]},
    "asked again": {"messages": ["I want a human", "I want a human"]},
    "angry after no": {"messages": ["you are a stupid machine", "/not_now", "so angry right now", "this is useless, bye"]},
    "in the queue": {
        "waits_for": "adviser",
        "messages": ["I want to talk to a human", "no thanks, not now", "/not_now", "I want to talk to a human"],
    },
    "out of the queue": {"waits_for": "adviser", "messages": ["I don't need a person any more, stop waiting"]},
    "a person is not needed": {"waits_for": "adviser", "messages": ["I don't need a human"]},
    "out of the queue in a task": {**IN_A_FORM, "waits_for": "adviser", "messages": ["take me out of the queue"]},
    "call me back": {"messages": ["call me back"]},
    "call me back again": {"waits_for": "call_back", "messages": ["call me back"]},
    "cancel the call back": {"waits_for": "call_back", "messages": ["please cancel the call back"]},
    "angry in the queue": {
        "waits_for": "adviser",
        "messages": ["you idiots", "I am furious, this is a disgrace", "answer me you useless machine"],
    },
    "in danger in the queue": {"waits_for": "adviser", "messages": ["I have chest pains"]},
}

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def rehearsed(ask_assistant: Ask) -> dict[str, list[dict[str, Any]]]:
    lines = [json.dumps({"id": name, **conversation}) for name, conversation in CONVERSATIONS.items()]
    return {answer["id"]: answer["turns"] for answer in ask_assistant("rehearse", lines)}


@pytest.mark.parametrize(("form", "slot"), STEPS)
def test_a_person_can_be_had_at_every_step(rehearsed: dict[str, list[dict[str, Any]]], form: str, slot: str) -> None:
    (turn,) = rehearsed[f"{form} {slot}"]
    assert turn["actions"] == ["utter_hand_over", "action_listen"]
    assert (turn["form"], turn["asks_for"], turn["escalation"]) == (None, None, "handed_over")


@pytest.mark.parametrize("name", ["no task", "button"])
def test_a_person_can_be_had_outside_of_a_task(rehearsed: dict[str, list[dict[str, Any]]], name: str) -> None:
    assert rehearsed[name][0]["actions"] == ["utter_hand_over", "action_listen"]
    assert rehearsed[name][0]["replies"] != []


def test_an_offer_leaves_the_task_open(rehearsed: dict[str, list[dict[str, Any]]]) -> None:
    offered, carried_on = rehearsed["angry in a task"]
    assert offered["actions"] == ["utter_offer_person", "action_listen"]
    assert (offered["form"], offered["asks_for"]) == ("booking_form", "surname")
    assert carried_on["actions"][:3] == ["utter_carry_on", "validate_booking_form", "booking_form"]
    assert (carried_on["form"], carried_on["escalation"]) == ("booking_form", "declined")


def test_two_misunderstandings_are_admitted(rehearsed: dict[str, list[dict[str, Any]]]) -> None:
    first, second, declined, quiet = rehearsed["twice misunderstood"]
    assert first["actions"][0] == "action_offer_guesses"
    assert second["actions"][0] == "utter_offer_person"
    assert "misunderstood you twice" in second["replies"][0]
    assert declined["actions"][0] == "utter_carry_on"
    assert "utter_offer_person" not in quiet["actions"]


def test_yes_takes_up_the_offer(rehearsed: dict[str, list[dict[str, Any]]]) -> None:
    assert [turn["actions"][0] for turn in rehearsed["yes"]] == ["utter_offer_person", "utter_hand_over"]


def test_yes_without_an_offer_gets_nobody(rehearsed: dict[str, list[dict[str, Any]]]) -> None:
    assert rehearsed["yes to nothing"][0]["actions"][0] == "action_answer_yes"


def test_politeness_gets_no_offer(rehearsed: dict[str, list[dict[str, Any]]]) -> None:
    assert {turn["actions"][0] for turn in rehearsed["polite"]} == {"action_small_talk"}


def test_who_asks_again_is_heard_again(rehearsed: dict[str, list[dict[str, Any]]]) -> None:
    assert [turn["actions"][0] for turn in rehearsed["asked again"]] == ["utter_hand_over", "utter_hand_over"]


def test_anger_is_not_answered_with_good_cheer(rehearsed: dict[str, list[dict[str, Any]]]) -> None:
    _, _, angry, leaving = rehearsed["angry after no"]
    assert {angry["actions"][0], leaving["actions"][0]} <= {"action_not_solved", "utter_sorry_so_far"}


def test_who_is_in_the_queue_is_not_sent_there_again(rehearsed: dict[str, list[dict[str, Any]]]) -> None:
    first = [turn["actions"][0] for turn in rehearsed["in the queue"]]
    assert first == ["utter_already_in_queue", "utter_carry_on_in_queue", "utter_carry_on_in_queue", "utter_already_in_queue"]
    assert "You are in the queue" in rehearsed["in the queue"][0]["replies"][0]
    assert rehearsed["in danger in the queue"][0]["actions"][0] == "utter_already_in_queue"
    assert "call 112" in rehearsed["in danger in the queue"][0]["replies"][0]


def test_anger_in_the_queue_is_about_the_wait(rehearsed: dict[str, list[dict[str, Any]]]) -> None:
    assert {turn["actions"][0] for turn in rehearsed["angry in the queue"]} == {"action_not_solved"}


@pytest.mark.parametrize("name", ["out of the queue", "a person is not needed", "out of the queue in a task"])
def test_who_wants_no_person_any_more_leaves_the_queue(rehearsed: dict[str, list[dict[str, Any]]], name: str) -> None:
    assert rehearsed[name][0]["actions"][0] == "action_leave_queue"


def test_a_call_back_is_asked_for_and_cancelled(rehearsed: dict[str, list[dict[str, Any]]]) -> None:
    assert rehearsed["call me back"][0]["actions"][0] == "utter_hand_over"
    assert rehearsed["call me back again"][0]["actions"][0] == "utter_hand_over"
    assert rehearsed["cancel the call back"][0]["actions"][0] == "action_cancel_call_back"


UNSOLVED = [
    "it is not solved at all!", "my problem is still there", "that did not help", "it's still not fixed",
    "this is ridiculous, nothing works here", "I am really angry", "so angry right now", "the adviser did not help me",
    "I've been waiting for 3 hours", "I spoke to your colleague and it is still not sorted", "she was no help whatsoever",
    "im furious",
]  # fmt: skip
AS_BEFORE = {
    "no thanks, not now": "not_now", "no thansk, not now": "not_now", "thanks, solved": "solved",
    "one moment please": "wait_a_moment",
    "one momnet pleas": "wait_a_moment", "it's okay now, thanks": "solved", "cancel my booking": "cancel_booking",
    "can I move the call back to Friday at 9?": "move_call_back", "cancel my call": "cancel_call_back",
}  # fmt: skip


@pytest.fixture(scope="module")
def answered(ask_assistant: Ask) -> dict[str, dict[str, Any]]:
    lines = [json.dumps({"id": said, "messages": [said]}) for said in [*UNSOLVED, *AS_BEFORE]]
    return {played["id"]: played["turns"][0] for played in ask_assistant("rehearse", lines)}


@pytest.mark.parametrize("text", UNSOLVED)
def test_what_did_not_help_gets_a_sorry_or_a_person(answered: dict[str, dict[str, Any]], text: str) -> None:
    assert answered[text]["actions"][0] in {"action_not_solved", "utter_offer_person"}


@pytest.mark.parametrize("text", AS_BEFORE)
def test_what_only_sounds_alike_stays_what_it_is(answered: dict[str, dict[str, Any]], text: str) -> None:
    assert answered[text]["intent"] == AS_BEFORE[text]


NAMES = ["Pearson", "peron", "hamon", "Clerc", "Dumas", "diez", "Le Roux", "De la Peña"]
OUTRIGHT = ["human", "an agent please", "USELESS BOT", "this is useless", "un agent svp"]


@pytest.fixture(scope="module")
def at_the_surname(ask_assistant: Ask) -> dict[str, str]:
    """What the assistant does first with each of these, when the surname was asked for."""
    lines = [json.dumps({"id": said, **IN_A_FORM, "messages": [said]}) for said in NAMES + OUTRIGHT]
    return {played["id"]: played["turns"][0]["actions"][0] for played in ask_assistant("rehearse", lines)}


@pytest.mark.parametrize("name", NAMES)
def test_a_surname_that_was_asked_for_is_no_slip_of_another_word(at_the_surname: dict[str, str], name: str) -> None:
    assert at_the_surname[name] == "booking_form"


@pytest.mark.parametrize("words", OUTRIGHT)
def test_what_is_said_outright_is_heard_where_a_surname_was_asked_for(at_the_surname: dict[str, str], words: str) -> None:
    assert at_the_surname[words] in {"utter_hand_over", "utter_offer_person"}
