"""The name in a sentence about a name."""

import pytest

from actions.spelling import name_spelled_in


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Lou Martin", "Lou Martin"),
        ("her name is Lou Martin, born 12 March 2024", "Lou Martin"),
        ("his name: tom martin", "Tom Martin"),
        ("we call her Zoé-Marie de la Peña", "Zoé-Marie de la Peña"),
        ("it should be John", "John"),
        ("not Jon but John", "John"),
        ("My name is spelled Jon, it should be John Okafor please", "John Okafor"),
        ("it's spelled O'Brien with an apostrophe", "O'Brien"),
        ("change it to Inès Martin", "Inès Martin"),
        ("no, Jane", "Jane"),
        ("MARTIN", "MARTIN"),
    ],
)
def test_the_name_is_found_as_it_was_written(said: str, name: str) -> None:
    assert name_spelled_in(said) == name


@pytest.mark.parametrize("said", ["", "12", "no", "the e is missing", "a b c d e f g"])
def test_what_holds_no_name_gives_none(said: str) -> None:
    assert name_spelled_in(said) is None
