"""Danger, a threat with the law and the wish for a person in words that no phrase has: a person is offered, not fetched."""

import json
from typing import Any

import pytest

from bot.frustration.phrases import says, wishes_for_a_person
from bot.frustration.signals import Turn
from tests.bot.asking import Ask
from tests.bot.judging import Judge

DANGER = "a man in the next room is hitting his wife, she is screaming"
IN_OTHER_WORDS = [
    (DANGER, "safety"),
    ("the charger is glowing and the curtain has caught", "safety"),
    ("expect a summons from the tribunal", "legal"),
    ("let somebody living handle it", "asked_for_person"),
]


@pytest.mark.parametrize(("text", "reason"), IN_OTHER_WORDS)
def test_what_no_phrase_has_leads_to_an_offer(judge: Judge, text: str, reason: str) -> None:
    assert not any((says("safety", text), says("legal", text), wishes_for_a_person(text)))
    heard = judge(text)[-1]
    assert (heard.level, heard.reasons) == ("offer", [reason])


@pytest.mark.parametrize(
    "text",
    [
        "do you have lifts at the airport",
        "my tablets are in the checked bag",
        "my barrister flies with us",
        "who handles lost property",
        "is the charger in the seat for phones only",
    ],
)
def test_the_same_words_in_a_calm_message_lead_to_nothing(judge: Judge, text: str) -> None:
    assert judge(text)[-1].level == "none"


def test_who_is_calm_is_not_called_upset(judge: Judge) -> None:
    calm = "Good morning, I need an agent to help me change my flight, please"
    assert judge(calm)[-1].reasons == ["asked_for_person"]
    assert (
        "upset_words" in judge("you are useless", Turn("bot", "Sorry, I did not understand that."), "get me a human")[-1].reasons
    )


def test_it_stays_an_offer_when_the_noticing_is_off(ask_assistant: Ask) -> None:
    rehearsal = {"id": "off", "noticing": "off", "messages": [DANGER]}
    played: dict[str, Any] = ask_assistant("rehearse", [json.dumps(rehearsal)])[0]
    assert played["turns"][0]["frustration"]["level"] == "offer"
