"""Responses that nobody says, and intents that lead nowhere."""

import re
from collections.abc import Iterator

from bot.content.content import Content
from bot.content.findings import Level, Problem, check


@check("response-nobody-says", Level.WARNING)
def responses_nobody_says(content: Content) -> Iterator[Problem]:
    """A response that no rule, form or action says."""
    said = content.named_by_rules
    meant = {*content.intents, *(intent for intent, _ in content.example_blocks)}
    asked = {
        f"utter_ask_{name}"
        for form in content.forms.values()
        for slot in form.slots
        for name in (slot.text(), f"{form.name}_{slot.text()}")
    }
    for name, response in content.responses.items():
        base = name.removesuffix("_again")
        if base not in said | asked and not content.code.says(name, meant):
            yield Problem(response.at, f"Nobody says {name}.", "Delete it, or correct its name.")


@check("intent-without-answer", Level.WARNING)
def intents_without_answer(content: Content) -> Iterator[Problem]:
    """An intent that no rule and no part of the program knows: whoever says it is not answered."""
    for intent, at in content.intents.items():
        served = {f"action_begin_{intent}", f"action_do_{intent}"} & content.actions.keys()
        named = intent in content.named_by_rules | content.code.texts
        if not served and not named and not any(re.fullmatch(family, intent) for family in content.code.families):
            yield Problem(at, f"Nothing follows from {intent}.", "Write a rule for it in data/rules.")
