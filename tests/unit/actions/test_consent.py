"""What counts as a yes or a no to what is about to be written to the records: in doubt neither."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import yaml

from actions.consent import decision
from tests.integration.actions.asking import DOMAIN

NLU = Path("data/nlu/small_talk.yml")


def decided(text: str, intent: str = "nlu_fallback", band: str = "sure", *, wish: str = "cancel_booking") -> bool | None:
    dialogue = SimpleNamespace(text=text, intent=intent, band=band, pressed=not text)
    return decision(cast("Any", dialogue), wish)


@pytest.mark.parametrize(
    "text",
    [
        "yes", "Yes!!", "yesss please", "y", "yh", "k", "ja", "sí", "oui", "aight", "mhm", "uh-huh", "ok thanks",
        "go ahead", "please proceed", "do it please", "that'd be lovely, thank you", "yes that's fine", "I agree", "👍",
        "👍🏽", "✅", "yes 😊", "alright then", "ye man", "yes cancel", "ok cancel it", "yes please cancel my booking",
        "yes, cancel my flight", "perfect, thank you so much", "of course", "sure thing",
    ],
)  # fmt: skip
@pytest.mark.parametrize("intent", ["nlu_fallback", "affirm", "cancel_task", "ask_why"])
def test_a_clear_yes_is_one_whatever_it_is_taken_for(text: str, intent: str) -> None:
    assert decided(text, intent, "fairly_sure") is True


@pytest.mark.parametrize(
    "text",
    [
        "no", "nooo", "n", "nope sorry", "nuh uh", "ok no", "yeah no", "sure not", "hang on no",
        "on second thoughts no", "hell no", "👎", "❌", "🛑", "⛔", "✋", "🙅‍♀️", "🚫", "don't cancel", "Don’t cancel it",
        "do not cancel it", "no don't cancel it", "please don't", "don't do it",
        "I don't want to cancel, I only want to know the price", "leave it", "keep it", "keep my booking",
        "no thanks, forget it", "I don't think so", "not now", "absolutely not", "non", "nein", "my wife says no",
    ],
)  # fmt: skip
@pytest.mark.parametrize("intent", ["nlu_fallback", "affirm", "cancel_booking", "wait_a_moment"])
def test_a_no_is_one_whatever_it_is_taken_for(text: str, intent: str) -> None:
    assert decided(text, intent) is False


@pytest.mark.parametrize(
    "text",
    [
        "?", "??", "…", "!", "🤷", "🤔", "😡", "🍕", "yes 🤷", "hmm", "hm not sure", "I'm not sure yet", "ok wait",
        "yes hold on a sec", "ok but how much do I lose", "ok and if I don't", "yes but only for my wife",
        "yes if it is free", "ok is that per person", "yes, will it cost more", "ok?", "are you sure",
        "sure that's the right amount", "can you do it", "yes or no", "let me think", "yes after you tell me the price",
        "yes the outbound", "yes, two more", "yes maybe", "I guess so", "ok thanks bye", "no idea",
        "what about Saturday", "why not", "I don't know", "I'm good thanks", "cancel", "the other one",
        "ok and my flight", "ok so", "ok send me my booking", "ok sorry", "yes, and add a bag", "seriously?",
    ],
)  # fmt: skip
@pytest.mark.parametrize(("intent", "band"), [("affirm", "fairly_sure"), ("affirm", "sure"), ("ask_refund_eligibility", "sure")])
def test_what_holds_a_condition_a_question_or_more_is_neither(text: str, intent: str, band: str) -> None:
    assert decided(text, intent, band) is None


@pytest.mark.parametrize(("intent", "yes"), [("affirm", True), ("deny", False), ("ask_why", None)])
def test_a_pressed_button_says_it(intent: str, yes: bool | None) -> None:
    assert decided("", intent) is yes


@pytest.mark.parametrize(
    ("text", "wish", "yes"),
    [
        ("ok cancel it", "add_bag", None),
        ("yes, cancel it", "add_bag", None),
        ("yes add the bags", "add_bag", True),
        ("yes refund it", "request_refund", True),
        ("ok move it", "cancel_booking", None),
    ],
)
def test_only_the_deed_that_was_asked_about_is_part_of_a_yes(text: str, wish: str, yes: bool | None) -> None:
    assert decided(text, "cancel_task", wish=wish) is yes


def test_the_wish_said_again_is_a_yes_to_it() -> None:
    assert decided("cancel it", "cancel_booking") is True
    assert decided("cancel it", "cancel_task") is None


def test_a_yes_without_a_word_for_it_must_be_heard_surely() -> None:
    assert decided("I'd be happy with that", "affirm") is True
    assert decided("I'd be happy with that", "affirm", "fairly_sure") is None


@pytest.mark.parametrize(("text", "yes"), [("maybe another time", False), ("maybe tomorrow", False), ("yeah go on", True)])
def test_not_now_is_a_no_unless_it_says_yes(text: str, yes: bool) -> None:
    assert decided(text, "not_now") is yes


def test_the_written_examples_of_a_yes_are_yes() -> None:
    written = yaml.safe_load(NLU.read_text(encoding="utf-8"))["nlu"]
    affirm = next(entry for entry in written if entry.get("intent") == "affirm")
    examples = [line.removeprefix("- ") for line in affirm["examples"].splitlines()]
    assert [said for said in examples if decided(said, "affirm", wish="change_flight_date") is not True] == []


def test_whoever_gives_no_clear_answer_is_told_how() -> None:
    assert "clear yes" in DOMAIN["responses"]["utter_confirmed_unclear"][0]["text"]


@pytest.mark.parametrize(
    "text",
    [
        "no wait, the 14th", "no wait, 10 kg", "no, make it two", "no, make that the 14th please", "No wait the 14th instead",
        "oh no wait, Friday", "no, 3 bags", "no sorry, 12 kg", "no I meant the return flight", "nope, the 16th",
        "wait no, the window", "no hold on, gluten free", "no, Friday", "no actually 23 kilos",
    ],
)  # fmt: skip
@pytest.mark.parametrize("intent", ["nlu_fallback", "deny", "correct", "cancel_task"])
def test_a_no_with_something_else_instead_is_a_correction_and_no_plain_no(text: str, intent: str) -> None:
    assert decided(text, intent, wish="add_bag") is None


@pytest.mark.parametrize(
    "text",
    [
        "no wait", "no wait, don't", "no wait, leave it", "no, that's too expensive", "no wait, that is too much",
        "no wait, I changed my mind", "no, I only asked for the price", "no sorry, my wife says no", "no hold on",
        "no, 50 euros is too much", "no thanks, forget it", "no, keep the old one",
    ],
)  # fmt: skip
def test_a_no_with_its_reason_stays_a_no(text: str) -> None:
    assert decided(text, "deny", wish="add_bag") is False
