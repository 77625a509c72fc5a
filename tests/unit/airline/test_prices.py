"""The arithmetic of a change: what the rule says, for everybody on the booking, and never a negative amount."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airline import rulebook
from airline.changes import price
from airline.fares import FareClass
from airline.money import money_words

amounts = st.integers(min_value=0, max_value=1_000_000)
travellers = st.integers(min_value=1, max_value=9)
rules = st.sampled_from([rulebook.rule(f"changes.{fare_class}") for fare_class in FareClass])


@given(rules, amounts, amounts, travellers)
def test_no_part_of_a_price_is_ever_negative(rule: rulebook.Rule, paid: int, new: int, count: int) -> None:
    cost = price(rule, paid, new, count)
    assert cost.fee_minor >= 0
    assert cost.difference_minor >= 0
    assert cost.total_minor == cost.fee_minor + cost.difference_minor


@given(rules, amounts, amounts, travellers)
def test_everybody_on_the_booking_pays_the_same(rule: rulebook.Rule, paid: int, new: int, count: int) -> None:
    assert price(rule, paid, new, count).total_minor == count * price(rule, paid, new, 1).total_minor


@given(amounts, amounts, travellers)
def test_standard_pays_the_fee_and_the_way_up(paid: int, more: int, count: int) -> None:
    cost = price(rulebook.rule("changes.standard"), paid, paid + more, count)
    assert cost.total_minor == count * (3500 + more)


@given(amounts, amounts, travellers)
def test_flex_is_free_even_on_a_dearer_day(paid: int, new: int, count: int) -> None:
    assert price(rulebook.rule("changes.flex"), paid, new, count).total_minor == 0


@given(amounts)
def test_money_in_words_loses_no_cent(amount: int) -> None:
    assert int(money_words(amount, "EUR").lstrip("€").replace(",", "").replace(".", "")) == amount


@pytest.mark.parametrize(
    ("amount", "currency", "words"), [(3500, "EUR", "€35.00"), (-5, "USD", "-$0.05"), (120000, "XCD", "XCD 1,200.00")]
)
def test_money_in_words(amount: int, currency: str, words: str) -> None:
    assert money_words(amount, currency) == words
