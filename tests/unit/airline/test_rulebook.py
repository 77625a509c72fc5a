"""One source: what the customer reads is what the code executes."""

from datetime import date

import pytest

from airline import rulebook
from airline.fares import FareClass


@pytest.mark.parametrize("rule", rulebook.all_rules().values(), ids=lambda rule: rule.id)
def test_a_rule_reads_well_and_says_where_it_comes_from(rule: rulebook.Rule) -> None:
    assert "{" not in rule.words
    assert rule.words.endswith(".")
    assert rule.source
    assert len(rule.words) <= 500  # a quote keeps them


@pytest.mark.parametrize("rule", rulebook.all_rules().values(), ids=lambda rule: rule.id)
def test_a_rule_is_reviewed_in_time(rule: rulebook.Rule) -> None:
    assert rule.review_by > date(2026, 11, 1)


@pytest.mark.parametrize("fare_class", FareClass)
def test_each_fare_has_its_rule_of_changes(fare_class: FareClass) -> None:
    assert rulebook.rule(f"changes.{fare_class}")


def test_the_fee_in_the_words_is_the_fee_that_is_charged() -> None:
    assert "€35.00" in rulebook.rule("changes.standard").words
