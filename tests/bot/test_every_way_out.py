"""Nobody is trapped: from every step of every task, and from every other state, a person is one message away.

The steps come out of domain.yml, so a new request is in here without being named.
"""

import itertools
import json
from typing import Any

import pytest
import yaml

from tests.bot.asking import ROOT, Ask

WAYS = [
    "can I talk to a person please",
    "human",
    "i want a real persn not a bot",
    "let me speak to somebody",
    "put me through to customer service",
    "TALK TO A HUMAN!!!",
    "could I please be connected with one of your colleagues",
    "tlak to an agnet",
    "stop, I need an adviser now",
    "no forget that, get me a representative",
    "je veux parler à quelqu'un",
    "quiero hablar con una persona",
]
# Where a conversation may stand outside of a task: what was said so far.
STATES: dict[str, list[str]] = {
    "at the beginning": [],
    "after a greeting": ["hello"],
    "after something unclear": ["purple elephants sing"],
    "after no thanks to a person": ["can I talk to a person please", "not now"],
    "after the reason was contested": ["you useless bot, this is the third time", "that's not it"],
    "while several requests wait": ["is ZE 412 on time and can I see my booking"],
}
NOTICING = ["on", "off", "never"]


def steps() -> list[tuple[str, str]]:
    """Every form with each slot that it asks for."""
    domain: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
    return [(form, slot) for form, asked in domain["forms"].items() for slot in asked["required_slots"]]


def is_out(turn: dict[str, Any]) -> bool:
    """The customer looks at what would be passed on, and no task asks any more."""
    return "utter_hand_over" in turn["actions"] and turn["escalation"] == "handed_over" and turn["form"] is None


def kept_in(ask: Ask, rehearsals: list[dict[str, Any]]) -> list[str]:
    """The ids of the rehearsals in which the last message did not lead to a person."""
    played = ask("rehearse", [json.dumps(rehearsal) for rehearsal in rehearsals])
    assert len(played) == len(rehearsals)
    return [each["id"] for each in played if not is_out(each["turns"][-1])]


@pytest.mark.timeout(1200)
def test_from_every_step_of_every_task(ask_assistant: Ask) -> None:
    rehearsals = [
        {"id": f"{form}, asked for {slot}: {way}", "form": form, "asks_for": slot, "messages": [way]}
        for (form, slot), way in itertools.product(steps(), WAYS)
    ]
    assert len(rehearsals) > 1000
    assert kept_in(ask_assistant, rehearsals) == []


@pytest.mark.parametrize("noticing", NOTICING)
@pytest.mark.timeout(300)
def test_from_every_other_state(ask_assistant: Ask, noticing: str) -> None:
    rehearsals = [
        {"id": f"{state}: {way}", "messages": [*said, way], "noticing": noticing}
        for (state, said), way in itertools.product(STATES.items(), WAYS)
    ]
    assert kept_in(ask_assistant, rehearsals) == []
