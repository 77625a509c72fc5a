"""From which score a person is offered, whatever was learned: the score itself is handed in."""

from dataclasses import dataclass
from typing import Any

import pytest

from bot.frustration.score import OFFER, OFFER_AT_FIRST, Judge
from bot.frustration.signals import Listener, Reading, Signal, Turn


@dataclass(frozen=True)
class SureOf:
    """A risk that is always the same, and what is learned from words: nothing."""

    likely: float
    words: Any = None

    @property
    def risk(self) -> "SureOf":
        return self

    def of(self, _features: dict[str, float]) -> float:
        return self.likely

    def contributions(self, _features: dict[str, float]) -> dict[Signal, float]:
        return {Signal.UPSET: 1.0}


def level(likely: float, *, first: bool, misunderstood: int = 0) -> str:
    judge = Judge(SureOf(likely))
    reading = Reading({}, named=frozenset({Signal.UPSET}), first=first, times_misunderstood=misunderstood)
    return str(judge.assess(reading).level)


@pytest.mark.parametrize(("likely", "first", "expected"), [
    (OFFER_AT_FIRST, True, "offer"),
    (OFFER_AT_FIRST - 0.01, True, "none"),
    (OFFER_AT_FIRST, False, "none"),
    (OFFER, False, "offer"),
])  # fmt: skip
def test_a_first_message_needs_less_for_an_offer_than_a_later_one(likely: float, first: bool, expected: str) -> None:
    assert level(likely, first=first) == expected


def test_a_first_message_that_was_not_understood_needs_as_much_as_a_later_one() -> None:
    assert level(OFFER_AT_FIRST, first=True, misunderstood=1) == "none"


def test_a_message_is_the_first_until_another_came_and_again_after_an_adviser() -> None:
    listener = Listener(NothingHeard())
    turns = [Turn("customer", "hello"), Turn("bot", "Hello."), Turn("customer", "hm"), Turn("bot", "", back=True)]
    readings = [listener.hear(turn) for turn in (*turns, Turn("customer", "hello again"))]
    assert [reading.first for reading in readings if reading] == [True, False, True]


class NothingHeard:
    def mended(self, text: str) -> str:
        return text

    def upset(self, _text: str) -> float:
        return -9.0

    def cost(self, *_texts: str) -> float:
        return -9.0
