"""What customers call things: meals, help, animals, equipment."""

from collections.abc import Mapping, Sequence

import pytest

from actions.assistance import NEEDS
from actions.meals import MEALS
from actions.orders import ALL_OF_THEM
from actions.pets import ANIMALS
from actions.sports import EQUIPMENT


@pytest.mark.parametrize("kinds", [MEALS, NEEDS, ANIMALS, EQUIPMENT], ids=["meals", "needs", "animals", "equipment"])
def test_no_word_stands_for_two_kinds(kinds: Mapping[str, Sequence[str]]) -> None:
    said = [word.casefold() for words in kinds.values() for word in words]
    assert len(said) == len(set(said))


@pytest.mark.parametrize("said", ["both", "on all flights", "there and back", "the whole trip", "each way"])
def test_all_flights_are_meant(said: str) -> None:
    assert ALL_OF_THEM.search(said)


@pytest.mark.parametrize("said", ["the first one", "ZE 412", "I want a ball on board", "on the way home"])
def test_one_flight_is_meant(said: str) -> None:
    assert not ALL_OF_THEM.search(said)
