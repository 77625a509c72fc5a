"""The number of a receipt, as people write it."""

import pytest

from actions.undoing import receipt_number_in


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("undo R-20418", "R-20418"),
        ("undo RC-1234", "R-1234"),
        ("put back r 20533 pls", "R-20533"),
        ("the one on receipt number 20418", "R-20418"),
        ("reverse REC20418", "R-20418"),
        ("undo that", None),
        ("my booking is R2D4XN", None),
        ("I paid 20418 miles", None),
    ],
)
def test_a_receipt_s_number_is_found_as_people_write_it(text: str, number: str | None) -> None:
    assert receipt_number_in(text) == number


def test_a_bare_number_is_one_where_it_was_asked_for() -> None:
    assert receipt_number_in("20418", asked=True) == "R-20418"
