"""What only names a booking asks for nothing, and every wish has its words."""

import pytest

from actions.requests import BEGINNINGS, NAMES_A_BOOKING, ONLY_A_FIGURE
from tests.integration.actions.asking import DOMAIN


def test_every_wish_has_words_that_name_it() -> None:
    assert [intent for intent in BEGINNINGS if f"utter_wish_{intent}" not in DOMAIN["responses"]] == []


@pytest.mark.parametrize(("said", "only"), [("12 kg", True), ("2 bags.", True), ("12 kg too many", False), ("two bags", False)])
def test_a_bare_figure_is_no_wish(said: str, only: bool) -> None:
    assert bool(ONLY_A_FIGURE.fullmatch(said)) == only


@pytest.mark.parametrize(
    "said",
    [
        "X7K2PL",
        "my booking X7K2PL",
        "the booking is X7K2PL.",
        "7PT3QA De la Peña",
        "7pt3qa de la peña",
        "7PT3QA Person",
        "7PT3QA Smith-Jones",
        "7PT3QA O'Neil",
        "7PT3QA Ana Okafor",
        "its 7PT3QA name is Okafor",
        "7PT3QA, surname Le Roux",
        "booking 7PT3QA and the name is O'Neil",
    ],
)
def test_a_booking_that_is_only_named(said: str) -> None:
    assert NAMES_A_BOOKING.fullmatch(said)


@pytest.mark.parametrize(
    "said",
    [
        "show me X7K2PL",
        "can I see booking X7K2PL",
        "X7K2PL what is in it",
        "7PT3QA show me please",
        "X7K2PL check in",
        "my booking X7K2PL is wrong",
        "my booking please",
        "change my name",
        "its 7PT3QA name is spelled wrong, change it",
    ],
)
def test_a_booking_that_something_is_wanted_of(said: str) -> None:
    assert not NAMES_A_BOOKING.fullmatch(said)
