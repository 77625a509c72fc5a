"""What the program does with the wording, read out of its source without running it.

Actions say a response by its name and pass the values of its {placeholders}: `reply.say("utter_x", flight=…)`. Where names or
values are put together while the program runs, that cannot be read; then it is said to be open, and checks only warn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

OPEN = ".+"
ANY_RESPONSE = f"utter_{OPEN}"
COMMITMENTS = "customer_care/commitments.py"
# What actions/serving.py and actions/refusing.py pass by themselves.
OF_A_REFUSAL = frozenset({"rule", "reference"})
OF_A_QUOTE = frozenset({"reference", "total", "rule", "valid_until"})
OF_A_RECEIPT = OF_A_QUOTE | {"receipt"}


@dataclass(frozen=True)
class Saying:
    """One place that says a response with values. `response` is a pattern; `open`: there may be more values than `given`."""

    response: str
    given: frozenset[str]
    open: bool
    path: str
    line: int


@dataclass(frozen=True)
class Class:
    """A class: those above it and the texts that it holds.

    For a request also the errors after which another answer may do, and the names of its `values` (None: they cannot be read).
    """

    name: str
    path: str
    line: int
    above: frozenset[str]
    texts: dict[str, str]
    methods: frozenset[str]
    mended: frozenset[str]
    values: frozenset[str] | None = None


@dataclass
class Code:
    """`said` are names and patterns of responses, `words` all names of values and parameters, `texts` all other plain texts.

    `families` are patterns of names that are put together, such as `tell_.+`.
    `made` are the places that make an object of a class, which is their `response`, with the values that they pass.
    `promised` are the kinds of what is promised somewhere; `quote_lines` the names of a quote's lines, with a file for each.
    """

    sayings: list[Saying] = field(default_factory=list)
    made: list[Saying] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    families: set[str] = field(default_factory=set)
    unreadable: list[tuple[str, int]] = field(default_factory=list)
    classes: list[Class] = field(default_factory=list)
    promised: set[str] = field(default_factory=set)
    quote_lines: dict[str, str] = field(default_factory=dict)

    @cached_property
    def refusals(self) -> set[str]:
        """The codes of the airline's refusals: "no", because of a rule."""
        return {each.texts["code"] for each in self.refusal_classes}

    @cached_property
    def refusal_classes(self) -> list[Class]:
        return [each for each in self.classes if "code" in each.texts and self._stands_below(each, "Refusal")]

    @cached_property
    def mendable(self) -> set[str]:
        """The codes after which the question is asked again, because another answer may do."""
        names = set().union(*(each.mended for each in self.classes))
        return {each.texts["code"] for each in self.classes if each.name in names and "code" in each.texts}

    @cached_property
    def error_codes(self) -> set[str]:
        return {each.texts["code"] for each in self.classes if "code" in each.texts}

    @cached_property
    def requests(self) -> set[str]:
        """The intents of all requests that are served (actions/routine.py)."""
        return self._texts_of("Routine", "intent")

    @cached_property
    def writes(self) -> set[str]:
        """Those of them that change something."""
        return self._texts_of("Write", "intent")

    @cached_property
    def worded_in_several_ways(self) -> set[str]:
        """The intents whose request says by itself which of several wordings is meant: `add_bag` and `add_bag_included`, say."""
        return {each.texts["intent"] for each in self.classes if "intent" in each.texts and "wording" in each.methods}

    @cached_property
    def sayings_by_name(self) -> list[Saying]:
        """Who says the refusals, the questions before a change and the receipts: their names are put together by the engine."""
        return [*self._refusals_said(), *self._changes_said()]

    def _refusals_said(self) -> Iterator[Saying]:
        """A refusal carries the values with which it was made."""
        plain = {each.name: each.texts["code"] for each in self.refusal_classes if "__init__" not in each.methods}
        for made in self.made:
            if made.response in plain:
                yield replace(made, response=f"utter_refused_{plain[made.response]}", given=made.given | OF_A_REFUSAL)

    def _changes_said(self) -> Iterator[Saying]:
        for each in self.classes:
            if each.texts.get("intent") in self.writes:
                values = self._values_of(each)
                for name, standard in (("confirm", OF_A_QUOTE), ("done", OF_A_RECEIPT)):
                    response = rf"utter_{name}_{re.escape(each.texts['intent'])}(?:_\w+)?"
                    yield Saying(response, standard | (values or set()), values is None, each.path, each.line)

    def _values_of(self, each: Class) -> frozenset[str] | None:
        """Its own, or those of the class above it that has some."""
        if "values" in each.methods:
            return each.values
        above = [other for other in self.classes if other.name in each.above and other.name != "Write"]
        return self._values_of(above[0]) if above else frozenset()

    @cached_property
    def commitment_kinds(self) -> set[str]:
        kinds = (each for each in self.classes if each.path == COMMITMENTS and each.name.endswith("Kind"))
        return {name for each in kinds for name in each.texts if name.isupper()}

    @cached_property
    def commitments_made(self) -> set[str]:
        """The kinds with which `commitments.make` or `promise` is called."""
        return self.commitment_kinds & self.promised

    def says(self, response: str, intents: set[str]) -> bool:
        """Whether some place may say this response; `utter_` and something unknown is an intent or the code of an error."""
        base = response.removesuffix("_again")
        if base.removeprefix("utter_") in intents | self.error_codes:
            return True
        return any(re.fullmatch(pattern, base) for pattern in self.said if pattern != ANY_RESPONSE)

    def _texts_of(self, above: str, name: str) -> set[str]:
        return {each.texts[name] for each in self.classes if name in each.texts and self._stands_below(each, above)}

    def _stands_below(self, each: Class, above: str) -> bool:
        parents = [other for other in self.classes if other.name in each.above and other.name != each.name]
        return above in each.above or any(self._stands_below(parent, above) for parent in parents)
