"""Nothing that a visitor types reaches Rasa as a command."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webrtc_gateway.outbox_relay import neutral


@pytest.mark.parametrize("typed", ["/restart", "  /restart", "//restart", "/ /restart", "\n/restart", "\u00a0/restart"])
def test_a_typed_command_is_only_words(typed: str) -> None:
    assert neutral(typed) == "restart"


@given(st.text())
def test_no_text_begins_with_a_slash_or_is_empty(typed: str) -> None:
    assert neutral(typed)
    assert not neutral(typed).startswith("/")


def test_words_are_left_as_they_are() -> None:
    assert neutral("and/or on 12/12?") == "and/or on 12/12?"
