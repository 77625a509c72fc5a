"""Surnames are compared as people write them: accents, case, hyphens and spaces do not matter."""

import pytest

from airline.bookings import reference_key, surname_key


@pytest.mark.parametrize("spelling", ["De la Peña", "de-la-pena", "DELAPENA", "de la peña "])
def test_one_name_however_it_is_spelled(spelling: str) -> None:
    assert surname_key(spelling) == "delapena"


def test_other_names_stay_apart() -> None:
    assert surname_key("Martin") != surname_key("Martins")


@pytest.mark.parametrize("spelling", ["x7k2pl", "X7K-2PL", "X7 K2 PL"])
def test_a_reference_however_it_is_spelled(spelling: str) -> None:
    assert reference_key(spelling) == "X7K2PL"
