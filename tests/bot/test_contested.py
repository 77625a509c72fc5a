"""Saying "that's not it" to the reason for an offer, and switching the noticing off, with the trained assistant."""

import json
from typing import Any

import pytest

from tests.bot.asking import Ask

MISUNDERSTOOD = ["asdf qwer zxcv", "blorp fnord wibble"]
IN_A_FORM = {"form": "booking_form", "asks_for": "surname"}
CONVERSATIONS: dict[str, dict[str, Any]] = {
    "pressed": {"messages": [*MISUNDERSTOOD, "/not_the_reason", "show me more choices next time please", "gnarf quux zoot"]},
    "typed": {"messages": [*MISUNDERSTOOD, "that's not why"]},
    "both": {"messages": [*MISUNDERSTOOD, "that's not the reason, but get me a human please"]},
    "in a task": {**IN_A_FORM, "messages": ["this is useless!!", "I'm not angry", "be quicker with your answers please"]},
    "answered with the surname": {**IN_A_FORM, "messages": ["this is useless!!", "I'm not angry", "Martin"]},
    "without an offer": {"messages": ["I'm not angry"]},
    "then a wish": {"messages": [*MISUNDERSTOOD, "/not_the_reason", "I want to speak to a human"]},
    "off": {"noticing": "off", "messages": [*MISUNDERSTOOD, "you are a stupid machine", "I want to speak to a human"]},
    "off, the button": {"noticing": "off", "messages": ["/ask_for_person"]},
    "in words": {"messages": ["please stop tracking my mood", "you can notice my mood again"]},
    "in words, in a task": {**IN_A_FORM, "messages": ["please stop tracking my mood"]},
    "by the company": {"noticing": "never", "messages": ["you can notice my mood again"]},
}

pytestmark = pytest.mark.timeout(400)
Turns = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def rehearsed(ask_assistant: Ask) -> Turns:
    lines = [json.dumps({"id": name, **conversation}) for name, conversation in CONVERSATIONS.items()]
    return {answer["id"]: answer["turns"] for answer in ask_assistant("rehearse", lines)}


def test_the_offer_says_why(rehearsed: Turns) -> None:
    offered = rehearsed["pressed"][1]["replies"][0]
    assert offered.startswith("I misunderstood you twice.")
    assert offered.endswith("Would you like a person to take over?")


@pytest.mark.parametrize("name", ["pressed", "typed"])
def test_a_contested_reason_is_noted_without_arguing(rehearsed: Turns, name: str) -> None:
    noted = rehearsed[name][2]
    assert noted["actions"] == ["utter_not_the_reason", "action_listen"]
    assert "misunderstood_twice" in noted["contested"]
    assert noted["replies"][0].count("?") == 1


def test_a_contested_reason_leads_to_no_offer_any_more(rehearsed: Turns) -> None:
    answered, misunderstood_again = rehearsed["pressed"][3:]
    assert answered["actions"][0] == "utter_better_noted"
    assert not {"utter_offer_person", "utter_hand_over"} & set(misunderstood_again["actions"])


def test_a_contested_reason_is_taken_out_of_the_score(rehearsed: Turns) -> None:
    offered, misunderstood_again = (rehearsed["pressed"][turn]["frustration"] for turn in (1, 4))
    assert misunderstood_again["score"] < offered["score"] / 2
    assert "misunderstood_twice" not in {*misunderstood_again["reasons"], *misunderstood_again["contributions"]}


def test_saying_that_is_not_it_is_not_judged_itself(rehearsed: Turns) -> None:
    assert rehearsed["pressed"][2]["frustration"] is None
    assert "score" not in rehearsed["typed"][2]["frustration"]


def test_a_wish_for_a_person_counts_in_the_same_breath(rehearsed: Turns) -> None:
    assert rehearsed["both"][2]["actions"][0] == "utter_hand_over"


def test_the_task_goes_on_after_the_answer_what_to_do_better(rehearsed: Turns) -> None:
    _, contested, answered = rehearsed["in a task"]
    assert contested["actions"] == ["utter_not_the_reason", "action_listen"]
    assert answered["actions"][:2] == ["utter_better_noted", "booking_form"]


def test_who_answers_the_task_instead_is_understood(rehearsed: Turns) -> None:
    assert rehearsed["answered with the surname"][2]["actions"][0] == "booking_form"


def test_that_s_not_it_without_an_offer_contests_nothing(rehearsed: Turns) -> None:
    (turn,) = rehearsed["without an offer"]
    assert (turn["actions"][0], turn["contested"]) == ("utter_carry_on", None)


def test_a_wish_for_a_person_is_heard_whatever_was_contested(rehearsed: Turns) -> None:
    assert rehearsed["then a wish"][3]["actions"][0] == "utter_hand_over"


def test_switched_off_no_score_leaves_the_assistant_and_no_offer_comes_from_one(rehearsed: Turns) -> None:
    for turn in rehearsed["off"]:
        assert not {"score", "contributions"} & turn["frustration"].keys()
    assert all("utter_offer_person" not in turn["actions"] for turn in rehearsed["off"])
    assert all("utter_hand_over" not in turn["actions"] for turn in rehearsed["off"][:-1])


def test_switched_off_a_person_can_be_asked_for(rehearsed: Turns) -> None:
    assert rehearsed["off"][-1]["actions"][0] == "utter_hand_over"
    assert rehearsed["off, the button"][0]["actions"][0] == "utter_hand_over"


def test_the_switch_works_in_words(rehearsed: Turns) -> None:
    assert [turn["actions"][0] for turn in rehearsed["in words"]] == ["utter_noticing_off", "utter_noticing_on"]
    assert rehearsed["in words, in a task"][0]["actions"][:2] == ["utter_noticing_off", "booking_form"]


def test_what_the_company_has_switched_off_stays_off(rehearsed: Turns) -> None:
    assert rehearsed["by the company"][0]["actions"][0] == "utter_noticing_never"
