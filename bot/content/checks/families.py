"""The families of phrases (data/frustration/phrases.yml), and of messages that say the same (data/frustration/outright.yml)."""

import re
from collections.abc import Iterator

from bot.content.content import OUTRIGHT, Content
from bot.content.findings import Level, Problem, check
from bot.content.marked import Entry, Place
from bot.frustration import outright, signals

FAMILIES = (*signals.OUTRIGHT, outright.NOTHING)


@check("unknown-family", Level.ERROR)
def unknown_families(content: Content) -> Iterator[Problem]:
    """A family of phrases that no part of the program looks for, or a family of messages that is none of the four."""
    for name, family in content.phrases.items():
        if name.removeprefix("not_") not in content.code.texts:
            yield Problem(
                family.at, f"No part of the program looks for phrases called {name}.", "Correct the name, or delete it."
            )
    for name, family in content.outright.items():
        if name not in FAMILIES:
            fix = f"Put its messages under one of {', '.join(FAMILIES)}."
            yield Problem(family.at, f"{name} is no family of messages, so nobody learns from it.", fix)


@check("empty-family", Level.ERROR)
def empty_families(content: Content) -> Iterator[Problem]:
    """A family that holds no list of phrases or messages, or one of the four families of messages that is missing."""
    fix = 'Write one a line, each with "- " in front.'
    has_messages = any(source.path == OUTRIGHT for source in content.sources)
    for name, family in (*content.phrases.items(), *content.outright.items()):
        if not family.list():
            yield Problem(family.at, f"{name} holds no list.", fix)
    for name in FAMILIES:
        if has_messages and name not in content.outright:
            yield Problem(Place(OUTRIGHT, 1), f"There is no family {name}.", f"Add {name}: and its messages.")


@check("unreadable-message", Level.ERROR)
def unreadable_messages(content: Content) -> Iterator[Problem]:
    """A message that is empty, or that is no text because its colon is not between quotes."""
    for name, message in all_messages(content):
        if not message.text().strip():
            yield Problem(message.at, f"This message under {name} has no text.", "Write it between double quotes.")


@check("message-in-two-families", Level.ERROR)
def message_in_two_families(content: Content) -> Iterator[Problem]:
    """The same message under two families; capitals and punctuation make no difference."""
    first: dict[str, tuple[str, Entry]] = {}
    for name, message in messages_in_words(content):
        family, known = first.setdefault(spelled(message), (name, message))
        if family != name:
            sentence = f'"{message.text()}" stands under {name} here and under {family} in line {known.at.line}.'
            yield Problem(message.at, sentence, "Keep it under the family that is meant, and delete the other line.")


@check("message-twice", Level.WARNING)
def message_twice(content: Content) -> Iterator[Problem]:
    """The same message twice in one family, letter for letter: it counts double."""
    first: dict[tuple[str, str], Entry] = {}
    for name, message in messages_in_words(content):
        known = first.setdefault((name, message.text()), message)
        if known is not message:
            sentence = f'"{message.text()}" stands under {name} already, in line {known.at.line}.'
            yield Problem(message.at, sentence, "Delete it, or say it in other words.")


def all_messages(content: Content) -> Iterator[tuple[str, Entry]]:
    for name, family in content.outright.items():
        yield from ((name, message) for message in family.list())


def messages_in_words(content: Content) -> Iterator[tuple[str, Entry]]:
    """Without those that are empty, a number or "no": those are told apart by how they are written, which is not known here."""
    return (
        (name, message) for name, message in all_messages(content) if isinstance(message.value, str) and message.value.strip()
    )


def spelled(message: Entry) -> str:
    text = message.text().casefold().replace("’", "'")
    return " ".join(re.findall(r"[\w']+", text)) or text
