"""A refusal: "no", because of a rule. Whoever reads it can read the rule."""

from airline.rulebook import Rule
from customer_care.errors import ReassureError


class Refusal(ReassureError):
    """The rule says no. Subclasses name the case. The customer reads `utter_refused_<code>` with `values` and the rule."""

    code = "refused_by_rule"

    def __init__(self, rule: Rule, **values: str) -> None:
        super().__init__(rule.id)
        self.rule = rule
        self.values = values
