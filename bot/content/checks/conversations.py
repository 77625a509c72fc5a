"""The written conversations from which patience is learned; data/frustration/README.md says how they are written."""

from collections.abc import Iterator

from bot.content.content import Content
from bot.content.findings import Level, Problem, check
from bot.content.marked import Entry
from bot.frustration.conversations import MOODS, as_window

NEEDED = ("scenario", "voice", "person", "turns")
BOT, NEVER = "bot", "never"


@check("conversation-incomplete", Level.ERROR)
def incomplete_conversations(content: Content) -> Iterator[Problem]:
    """A conversation without its scenario, its voice, its turns, or when a person is due; a file or turns that are no list."""
    for file in content.files_of_conversations:
        if file.value is not None and not file.list():
            yield Problem(file.at, "This file is no list of conversations.", 'Begin each with "- scenario: …".')
    for conversation in content.conversations:
        for missing in [name for name in NEEDED if conversation[name].value in (None, "")]:
            yield Problem(conversation.at, f"This conversation has no {missing}.", f"Write {missing}: … in it.")
        if conversation["turns"].value and not conversation["turns"].list():
            yield Problem(conversation["turns"].at, "These turns are no list.", 'Begin each turn with "- ".')


@check("unknown-mood", Level.ERROR)
def unknown_moods(content: Content) -> Iterator[Problem]:
    """A turn that begins neither with `bot` nor with one of the six moods."""
    for turn in all_turns(content):
        who = speaker(turn)
        if who not in (BOT, *MOODS):
            sentence = f"{who} is no mood." if who else f'"{turn.text()}" does not say who speaks.'
            yield Problem(turn.at, sentence, f"Begin the turn with {BOT}: or with the mood: {', '.join(MOODS)}.")


@check("odd-turn", Level.ERROR)
def odd_turns(content: Content) -> Iterator[Problem]:
    """A turn without text, or one that two speak, of whom only the first would be heard."""
    for turn in all_turns(content):
        for who, said in turn.map().items():
            if not said.text().strip():
                yield Problem(said.at, f"{who} says nothing here.", "Write between double quotes what is said, or delete it.")
        if len(turn.map()) > 1:
            yield Problem(turn.at, f"This turn is spoken by {' and '.join(turn.map())}.", 'Put "- " before each of them.')


@check("odd-window", Level.ERROR)
def odd_windows(content: Content) -> Iterator[Problem]:
    """When a person is due, said neither as `never` nor as two of the customer's messages, the earliest and the latest."""
    for conversation in content.conversations:
        person, messages = conversation["person"], messages_in(conversation)
        if person.value is not None and not is_window(person, messages):
            sentence = f"{in_words(person)} is neither never nor a window from 1 to {messages}, the customer's last message."
            fix = "Write never, or [earliest, latest]; the customer's messages alone are counted, and the first is 1."
            yield Problem(person.at, sentence, fix)


def is_window(person: Entry, messages: int) -> bool:
    try:
        return person.text() == NEVER or as_window([each.text() for each in person.list()], messages) is not None
    except ValueError:
        return False


def in_words(person: Entry) -> str:
    return f"[{', '.join(each.text() for each in person.list())}]" if person.list() else f"person: {person.text()}"


def messages_in(conversation: Entry) -> int:
    return sum(speaker(turn) != BOT for turn in conversation["turns"].list())


def speaker(turn: Entry) -> str:
    return next(iter(turn.map()), "")


def all_turns(content: Content) -> Iterator[Entry]:
    for conversation in content.conversations:
        yield from conversation["turns"].list()
