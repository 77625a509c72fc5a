"""The rulebook: `rules/*.yml`. Each rule has plain words, the parameters that the code executes, a source and a review date.

Words and parameters are one thing: `{fee}` in the words is filled from the parameters, so what the customer reads under "why?"
is what was executed.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from airline.money import money_words

RULES = Path(__file__).parent / "rules"


@dataclass(frozen=True)
class Rule:
    """`parameters` are whole numbers; those that end in `_minor` are money in minor units of `currency`."""

    id: str
    plain: str
    parameters: dict[str, int]
    currency: str
    source: str
    review_by: date

    @property
    def words(self) -> str:
        """The rule as a customer reads it."""
        filled = {name: self._in_words(name, value) for name, value in self.parameters.items()}
        return self.plain.format(**filled)

    def _in_words(self, name: str, value: int) -> str:
        return money_words(value, self.currency) if name.endswith("_minor") else str(value)


def rule(rule_id: str) -> Rule:
    """The rule with this id. Raises KeyError: a rule that the code executes is always written down."""
    return all_rules()[rule_id]


@cache
def all_rules() -> dict[str, Rule]:
    read = [_read(entry) for path in sorted(RULES.glob("*.yml")) for entry in yaml.safe_load(path.read_text("utf-8"))]
    return {entry.id: entry for entry in read}


def _read(entry: dict[str, Any]) -> Rule:
    return Rule(
        id=entry["id"],
        plain=" ".join(entry["words"].split()),
        parameters=entry["parameters"],
        currency=entry["currency"],
        source=entry["source"],
        review_by=entry["review_by"],
    )
