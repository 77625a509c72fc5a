"""Questions about the amount that was just told. Pure."""

import time

import pytest

from bot.requests.amounts_asked import asks_about_the_amount


@pytest.mark.parametrize(
    "said",
    [
        *(
            "is that per person?",
            "is that for all of us?",
            "each way or return?",
            "per person or total",
            "for everyone?",
            "€50 each?",
        ),
        *("is this price for both of us", "how much is that per person", "does that include the return flight?", "per person?"),
        *("wait, is that each?", "is that for both flights or just one?", "Is this amount for each passenger, please?"),
        *("is that in total?", "that's for all of us, right?", "for all 4 of us?", "is that one way"),
    ],
)
def test_what_asks_about_the_amount(said: str) -> None:
    assert asks_about_the_amount(said)


@pytest.mark.parametrize(
    "said",
    [
        *("yes for all of us", "no, only for me", "is the return flight on time?", "we are a group of 25", "for Keith", "do it"),
        *("for both of us please, yes", "2 bags", "can I get a refund?", "how many bags per person can I bring?", "all right"),
        *("a person please", "window seat", "is it a direct flight?", "can I talk to a person?"),
    ],
)
def test_what_asks_something_else(said: str) -> None:
    assert not asks_about_the_amount(said)


@pytest.mark.parametrize("text", ["is " * 3000, "for all " * 900, "per person or " * 700])
def test_odd_messages_are_read_in_no_time(text: str) -> None:
    begun = time.monotonic()
    asks_about_the_amount(text)
    assert time.monotonic() - begun < 1
