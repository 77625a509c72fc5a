"""What only names a booking asks for nothing."""

import pytest

from actions.requests import NAMES_A_BOOKING


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
