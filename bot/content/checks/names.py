"""Names that are used in one place and must be defined in another."""

import re
from collections.abc import Iterator

from bot.content.checks.twins import ANY_INTENT
from bot.content.content import ANNOTATION, Content
from bot.content.findings import Level, Problem, check
from bot.content.walks import Step

DOMAIN_LIST = {"intent": "intents", "action": "actions", "loop": "forms", "slot": "slots"}
RASA_INTENTS = {"nlu_fallback", "session_start", "restart", "back"}
RASA_ACTIONS = {
    "action_back",
    "action_deactivate_loop",
    "action_default_ask_affirmation",
    "action_default_ask_rephrase",
    "action_default_fallback",
    "action_extract_slots",
    "action_listen",
    "action_restart",
    "action_session_start",
    "action_two_stage_fallback",
    "action_unlikely_intent",
    "...",
}


@check("unknown-name", Level.ERROR)
def unknown_names(content: Content) -> Iterator[Problem]:
    """A rule or story that names an intent, action, form, slot or response which domain.yml does not have."""
    defined = defined_names(content)
    for walk in content.walks:
        for step in walk.all_steps():
            if step.kind in defined and step.name and step.name not in defined[step.kind]:
                yield Problem(step.at, f"{sort_of(step)} {step.name} is not in domain.yml.", how_to_define(step))


@check("unknown-slot-in-form", Level.ERROR)
def unknown_slots_in_forms(content: Content) -> Iterator[Problem]:
    """A form that asks for a slot which domain.yml does not have."""
    for form in content.forms.values():
        for slot in form.slots:
            if slot.text() not in content.slots:
                yield Problem(
                    slot.at, f"{form.name} asks for {slot.text()}, which is no slot.", f"Add {slot.text()} under slots."
                )


@check("question-without-words", Level.ERROR)
def questions_without_words(content: Content) -> Iterator[Problem]:
    """A form that asks for a slot for which there is neither a response nor an action that asks: the customer would wait."""
    for form in content.forms.values():
        for slot in form.slots:
            asks = [f"{kind}_ask_{name}" for kind in ("utter", "action") for name in (slot.text(), f"{form.name}_{slot.text()}")]
            if not any(name in content.responses or name in content.actions for name in asks):
                yield Problem(
                    slot.at, f"Nothing asks for {slot.text()} in {form.name}.", f"Write the response utter_ask_{slot.text()}."
                )


@check("form-without-check", Level.ERROR)
def forms_without_check(content: Content) -> Iterator[Problem]:
    """A form without its action `validate_<form>`: no answer would ever be taken."""
    for form in content.forms.values():
        if f"validate_{form.name}" not in content.actions:
            yield Problem(form.at, f"Nothing checks the answers of {form.name}.", f"Add validate_{form.name} under actions.")


@check("unknown-entity", Level.ERROR)
def unknown_entities(content: Content) -> Iterator[Problem]:
    """An example that marks words as an entity which domain.yml does not have."""
    for example in content.examples:
        for found in ANNOTATION.finditer(example.line):
            said = re.search(r'"entity"\s*:\s*"([^"]*)"', found["details"] or "")
            entity = said.group(1) if said else (found["entity"] or "").split(":")[0]
            if entity not in content.entities:
                yield Problem(
                    example.at, f'"{entity}" is no entity of domain.yml.', "Correct the name, or leave the brackets out."
                )


@check("intent-not-in-domain", Level.ERROR)
def intents_not_in_domain(content: Content) -> Iterator[Problem]:
    """Examples for an intent, or `opposite_of` one, that domain.yml does not list: nothing can ever follow from it."""
    for intent, block in content.example_blocks:
        if intent.split("/")[0] not in content.intents:
            yield Problem(
                block.at, f"{intent} has examples and is not in domain.yml.", f"Add {intent} under intents, or correct its name."
            )
    for intent, entry in content.opposites:
        if entry.text() not in {*content.intents, ANY_INTENT}:
            sentence = f"{intent} is the opposite of {entry.text()}, which is not in domain.yml."
            yield Problem(entry.at, sentence, "Correct the name.")


def defined_names(content: Content) -> dict[str, set[str]]:
    return {
        "intent": {*content.intents, *RASA_INTENTS},
        "action": {*content.actions, *content.forms, *content.responses, *RASA_ACTIONS},
        "loop": {*content.forms, "null"},
        "slot": {*content.slots, "requested_slot"},
    }


def sort_of(step: Step) -> str:
    if step.kind == "action" and step.name.startswith("utter_"):
        return "Response"
    return {"loop": "Form"}.get(step.kind, step.kind.capitalize())


def how_to_define(step: Step) -> str:
    under = "responses" if step.name.startswith("utter_") else DOMAIN_LIST[step.kind]
    return f"Correct the name, or add {step.name} under {under}."
