"""Openings, closings and hashtags around a message do not change what is understood."""

import pytest

from bot.intents.courtesies import without_courtesies
from tests.bot.asking import Ask


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("Hi there, hope you're well. Can I change my flight?", "Can I change my flight?"),
        ("Good morning! I have lost my bag. Kind regards, Ann Baptiste", "I have lost my bag."),
        ("Dear Sir or Madam,\nI would like a refund.\nYours faithfully", "I would like a refund."),
        ("Where is my bag?\n\nBest wishes\nMary Jones", "Where is my bag?"),
        ("Evening all, is ZE 412 late", "is ZE 412 late"),
        ("Hello! How are you today? I'm writing to ask about cats.", "I'm writing to ask about cats."),
        ("What is the gate? Many thanks in advance!", "What is the gate?"),
        ("where is my bag #travel #fail", "where is my bag"),
    ],
)
def test_what_is_wanted_stands_between_opening_and_closing(typed: str, asked: str) -> None:
    assert without_courtesies(typed) == asked


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "hey there",
        "how are you",
        "thanks for your help",
        "have a nice day",
        "my bag is here, thank you",
        "morning flight to Paris",
        "I hope my bag arrives",
        "give my regards to the crew please",
        "#neveragain",
    ],
)
def test_a_courtesy_alone_and_what_only_looks_like_one_stay(text: str) -> None:
    assert without_courtesies(text) == text


def test_a_wish_is_understood_as_surely_with_courtesies_as_without(ask_assistant: Ask) -> None:
    wish = "can I take my surfboard with me"
    bare, polite, tagged = ask_assistant(
        "intent_score", [wish, f"Hi there, hope you're well. {wish}? Thanks in advance!", f"{wish} #summer #fail"]
    )
    assert bare["intent"] == polite["intent"] == tagged["intent"]
    assert polite["confidence"] == pytest.approx(bare["confidence"], abs=0.1)
    assert tagged["confidence"] == pytest.approx(bare["confidence"])


@pytest.mark.parametrize("text", ["🍕🍕", "?", "…", "...!!", "@ZephyrAir"])
def test_what_has_no_words_means_nothing(ask_assistant: Ask, text: str) -> None:
    answer = ask_assistant("intent_score", [text])[0]
    assert not answer["in_scope"]
    assert answer["confidence"] < 0.1


ANSWERS = [("👍", "affirm"), ("👌🏽", "affirm"), ("🚫", "deny"), ("👎", "deny"), ("👋", "greet")]


@pytest.mark.parametrize(("picture", "intent"), ANSWERS)
def test_a_picture_alone_is_an_answer(ask_assistant: Ask, picture: str, intent: str) -> None:
    answer = ask_assistant("intent_score", [picture])[0]
    assert (answer["intent"], answer["in_scope"]) == (intent, True)
    assert answer["confidence"] > 0.8
