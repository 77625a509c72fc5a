""" "I want to move it": a flight where one was talked about, asked about otherwise. Pure."""

import time

import pytest

from bot.requests.choice import Reading
from bot.requests.moving import MOVES, MOVES_IT, UNCLEAR, UNDOES, as_moved

BARE = ["I want to move it", "shift it", "Can you move it please?", "can it be moved", "I'd like to postpone it", "move that"]
WITH_A_DAY = [
    *("put it on another day", "could you shift it to a different date?", "is it possible to move it to a later date"),
    *("bring it forward", "reschedule it for later please"),
]


@pytest.mark.parametrize("said", [*BARE, *WITH_A_DAY])
def test_in_a_talk_about_a_flight_it_is_the_flight(said: str) -> None:
    assert as_moved(Reading(said, UNDOES, 0.9), about_a_flight=True).intent == MOVES


@pytest.mark.parametrize("said", BARE)
def test_alone_it_is_asked_about(said: str) -> None:
    assert as_moved(Reading(said, UNDOES, 0.9), about_a_flight=False).intent == UNCLEAR


@pytest.mark.parametrize("said", WITH_A_DAY)
def test_a_day_makes_it_a_flight(said: str) -> None:
    assert as_moved(Reading(said, UNDOES, 0.9), about_a_flight=False).intent == MOVES


@pytest.mark.parametrize("said", ["put it back", "move it back", "undo it", "move it to where it was", "put it", "move my seat"])
def test_what_is_put_back_stays_so(said: str) -> None:
    assert as_moved(Reading(said, UNDOES, 0.9), about_a_flight=True).intent == UNDOES


@pytest.mark.parametrize("text", ["i " * 2000, "please " * 600 + "x", "can it be " * 300])
def test_odd_messages_are_read_in_no_time(text: str) -> None:
    begun = time.monotonic()
    MOVES_IT.fullmatch(text)
    assert time.monotonic() - begun < 1
