"""The trained assistant on phrasings that it has never seen."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.bot.asking import Ask

HELD_OUT = Path(__file__).parent / "held_out.yml"
EXAMPLES = Path(__file__).parents[2] / "data" / "nlu"
SURE_ENOUGH = 0.96
# What is said with hard words, or goes to a person for what has happened.
NOT_CALM = ("insult", "ask_for_person", "make_complaint", "tell_bereavement", "tell_medical", "tell_group", "tell_fraud")

pytestmark = pytest.mark.timeout(400)


def held_out() -> list[tuple[str, str]]:
    """Intent and text; the frequent questions (`faq/...`) are one intent."""
    written = yaml.safe_load(HELD_OUT.read_text()).items()
    return [(intent.partition("/")[0], text) for intent, texts in written for text in texts]


@pytest.fixture(scope="module")
def understood(ask_assistant: Ask) -> list[dict[str, Any]]:
    return ask_assistant("parse", [text for _, text in held_out()])


def best_guess(parsed: dict[str, Any]) -> str:
    return next(str(guess["name"]) for guess in parsed["intent_ranking"] if guess["name"] != "nlu_fallback")


def test_unseen_phrasings_are_understood(understood: list[dict[str, Any]]) -> None:
    wrong = [
        (intent, text, best_guess(parsed))
        for (intent, text), parsed in zip(held_out(), understood, strict=True)
        if best_guess(parsed) != intent
    ]
    assert 1 - len(wrong) / len(understood) >= SURE_ENOUGH, wrong


def test_calm_phrasings_lead_to_no_offer(understood: list[dict[str, Any]]) -> None:
    calm = [
        (text, parsed["frustration"])
        for (intent, text), parsed in zip(held_out(), understood, strict=True)
        if intent not in NOT_CALM
    ]
    assert [found for found in calm if found[1]["level"] == "handover"] == []
    assert sum(found["level"] == "offer" for _, found in calm) <= 0.01 * len(calm)


def test_every_wish_for_a_person_is_heard(understood: list[dict[str, Any]]) -> None:
    wishes = [
        parsed["frustration"] for (intent, _), parsed in zip(held_out(), understood, strict=True) if intent == "ask_for_person"
    ]
    assert all(found["level"] in ("offer", "handover") for found in wishes)


def test_held_out_phrasings_are_not_learned_from() -> None:
    learned = {
        line.strip().removeprefix("- ").strip().casefold()
        for file in EXAMPLES.glob("*.yml")
        for line in file.read_text().splitlines()
        if line.strip().startswith("- ")
    }
    assert [text for _, text in held_out() if text.casefold() in learned] == []
