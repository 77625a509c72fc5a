"""How far apart two spellings are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airline.names import letters_apart

NAMES = st.text(alphabet="abcdéñ -", max_size=8)


@pytest.mark.parametrize(
    ("one", "other", "letters"),
    [("", "", 0), ("Jon", "John", 1), ("Jon", "JON", 0), ("Ines", "Inès", 1), ("Marie", "Maire", 2), ("kitten", "sitting", 3)],
)
def test_letters_put_in_left_out_or_replaced_are_counted(one: str, other: str, letters: int) -> None:
    assert letters_apart(one, other) == letters


@given(NAMES, NAMES, NAMES)
def test_it_is_a_distance(one: str, other: str, third: str) -> None:
    assert letters_apart(one, other) == letters_apart(other, one)
    assert (letters_apart(one, other) == 0) == (one == other)
    assert letters_apart(one, third) <= letters_apart(one, other) + letters_apart(other, third)
