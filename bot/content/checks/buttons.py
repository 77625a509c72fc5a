"""Buttons: what a press of one says to the assistant."""

import json
import re
from collections.abc import Iterator

from bot.content.content import Button, Content
from bot.content.findings import Level, Problem, check

PAYLOAD = re.compile(r"/(?P<intent>[\w/+-]+)\s*(?P<details>\{.*\})?\s*", re.DOTALL)


@check("button-without-words", Level.ERROR)
def buttons_without_words(content: Content) -> Iterator[Problem]:
    """A button without a title or without a payload."""
    for button in all_buttons(content):
        for missing in [name for name in ("title", "payload") if not getattr(button, name).strip()]:
            yield Problem(button.at, f"This button has no {missing}.", f"Write its {missing}.")


@check("unknown-payload", Level.ERROR)
def unknown_payloads(content: Content) -> Iterator[Problem]:
    """A button whose payload is no intent of domain.yml, or passes something that is no entity: it would lead nowhere."""
    for button in all_buttons(content):
        if button.payload.strip():
            yield from (Problem(button.at, wrong, fix) for wrong, fix in wrong_with(button, content))


def wrong_with(button: Button, content: Content) -> Iterator[tuple[str, str]]:
    found = PAYLOAD.fullmatch(button.payload.strip())
    if not found:
        yield f'The payload "{button.payload}" of "{button.title}" is no intent.', "Write a slash and an intent: /affirm."
        return
    if found["intent"].split("/")[0] not in content.intents:
        yield (
            f'"{button.title}" leads to {found["intent"]}, which is no intent of domain.yml.',
            "Correct the name after the slash.",
        )
    yield from wrong_details(button, found["details"] or "{}", content)


def wrong_details(button: Button, details: str, content: Content) -> Iterator[tuple[str, str]]:
    try:
        passed = json.loads(details)
    except ValueError:
        yield (
            f'What "{button.title}" passes along is not readable.',
            'Write it like /ask_flight_status{"flight_number": "ZE 412"}.',
        )
        return
    for name in passed:
        if name not in content.entities and name not in content.slots:
            yield f'"{button.title}" passes {name}, which is no entity of domain.yml.', "Correct the name, or leave it out."


def all_buttons(content: Content) -> Iterator[Button]:
    yield from (button for wording in content.wordings for button in wording.buttons)
