"""Everything that content designers write, gathered out of its files, each thing with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from bot.content.code import Code
from bot.content.marked import Entry, Place
from bot.content.reading import Source, read_all
from bot.content.source import read_code
from bot.content.walks import Walk, walks_of

DOMAIN, CONFIG = "domain.yml", "config.yml"
FOLDERS = ("data", "airline/rules")
PHRASES, OUTRIGHT = "data/frustration/phrases.yml", "data/frustration/outright.yml"
CONVERSATIONS = "data/frustration/conversations/"
NO_FAMILIES = ("words", "slips")  # of phrases
# A word of an example that is marked by hand: [ZE 412](flight_number) or [Paris]{"entity": "place"}.
ANNOTATION = re.compile(r"\[(?P<words>[^\]\[]*)\](?:\((?P<entity>[^)(]*)\)|(?P<details>\{[^}{]*\}))")


@dataclass(frozen=True)
class Example:
    """One line under `examples`. `said` is what the customer says, without "- " and annotations; empty where "- " is missing."""

    at: Place
    intent: str
    line: str
    said: str


@dataclass(frozen=True)
class Button:
    at: Place
    title: str
    payload: str


@dataclass(frozen=True)
class Wording:
    """One of the ways in which a response can be said."""

    response: str
    entry: Entry

    @property
    def at(self) -> Place:
        return self.entry.at

    @property
    def text(self) -> str:
        return self.entry["text"].text()

    @property
    def buttons(self) -> list[Button]:
        return [Button(each.at, each["title"].text(), each["payload"].text()) for each in self.entry["buttons"].list()]

    def words(self) -> Iterator[Entry]:
        """Every text that a customer reads: the sentence, the titles of buttons, the lines of a card."""
        yield from self.entry["text"].texts()
        yield from (each["title"] for each in self.entry["buttons"].list())
        yield from self.entry["custom"].texts()


@dataclass(frozen=True)
class Form:
    at: Place
    name: str
    slots: tuple[Entry, ...]


@dataclass(frozen=True)
class Content:
    """`folder` is the project's; `today` decides which rules have expired, `state` is where slow results are kept."""

    folder: Path
    today: date
    state: Path
    sources: Sequence[Source]
    code: Code

    @property
    def lost(self) -> bool:
        """Whether some file could not be read at all."""
        return any(source.troubles and source.root.value is None for source in self.sources)

    @cached_property
    def domain(self) -> Entry:
        return self._file(DOMAIN)

    @cached_property
    def intents(self) -> dict[str, Place]:
        return named(self.domain["intents"])

    @cached_property
    def entities(self) -> dict[str, Place]:
        return named(self.domain["entities"])

    @cached_property
    def actions(self) -> dict[str, Place]:
        return named(self.domain["actions"])

    @cached_property
    def slots(self) -> dict[str, Entry]:
        return self.domain["slots"].map()

    @cached_property
    def forms(self) -> dict[str, Form]:
        forms = self.domain["forms"].map().items()
        return {name: Form(form.at, name, tuple(form["required_slots"].list())) for name, form in forms}

    @cached_property
    def responses(self) -> dict[str, Entry]:
        return self.domain["responses"].map()

    @cached_property
    def wordings(self) -> list[Wording]:
        return [Wording(name, each) for name, response in self.responses.items() for each in response.list()]

    @cached_property
    def example_blocks(self) -> list[tuple[str, Entry]]:
        """Each intent of the training data with its `examples`."""
        return [(group["intent"].text(), group["examples"]) for group in self._groups_of_examples()]

    @cached_property
    def opposites(self) -> list[tuple[str, Entry]]:
        """Each intent that says `metadata: {opposite_of: …}`, with one of the intents whose opposite it is, or `all`."""
        said = [(group["intent"].text(), group["metadata"]["opposite_of"]) for group in self._groups_of_examples()]
        return [(intent, each) for intent, entry in said for each in (entry.list() or [entry]) if each.text()]

    @cached_property
    def examples(self) -> list[Example]:
        return [example for intent, block in self.example_blocks for example in examples_of(intent, block)]

    @cached_property
    def walks(self) -> list[Walk]:
        """Rules and stories."""
        return [walk for source in self._data() for walk in walks_of(source.root)]

    @cached_property
    def named_by_rules(self) -> set[str]:
        """Every intent, action and response that a rule or a story names."""
        return {step.name for walk in self.walks for step in walk.all_steps()}

    @cached_property
    def rules_of_the_airline(self) -> list[Entry]:
        return [rule for file in self.files_of_rules for rule in file.list()]

    @property
    def files_of_rules(self) -> list[Entry]:
        return [source.root for source in self.sources if source.path.startswith("airline/rules/")]

    @cached_property
    def phrases(self) -> dict[str, Entry]:
        """Each family of phrases, a list."""
        return {name: family for name, family in self._file(PHRASES).map().items() if name not in NO_FAMILIES}

    @cached_property
    def lists_of_words(self) -> dict[str, Entry]:
        """What phrases name in braces."""
        return self._file(PHRASES)["words"].map()

    @cached_property
    def outright(self) -> dict[str, Entry]:
        """Each family of messages that say something outright, a list."""
        return self._file(OUTRIGHT).map()

    @cached_property
    def conversations(self) -> list[Entry]:
        """The written conversations from which patience is learned."""
        return [conversation for file in self.files_of_conversations for conversation in file.list()]

    @property
    def files_of_conversations(self) -> list[Entry]:
        return [source.root for source in self.sources if source.path.startswith(CONVERSATIONS)]

    def _groups_of_examples(self) -> list[Entry]:
        return [group for source in self._data() for group in source.root["nlu"].list() if group["intent"].value]

    def _file(self, path: str) -> Entry:
        return next((source.root for source in self.sources if source.path == path), Entry(Place(path, 1), None))

    def _data(self) -> list[Source]:
        return [source for source in self.sources if source.path.startswith("data/")]


def read(folder: Path, today: date, state: Path) -> Content:
    found = [path for name in FOLDERS for path in sorted((folder / name).rglob("*.yml"))]
    named = [DOMAIN, *([CONFIG] if (folder / CONFIG).exists() else [])]
    paths = [*named, *(path.relative_to(folder).as_posix() for path in found)]
    return Content(folder, today, state, read_all(folder, paths), read_code(folder))


def named(list_of_names: Entry) -> dict[str, Place]:
    """A list in which each line is a name, or a name with details: `- place: {roles: [origin]}`."""
    found: dict[str, Place] = {}
    for entry in list_of_names.list():
        names = entry.map() or {entry.text(): entry}
        found.update((name, each.at) for name, each in names.items() if name)
    return found


def examples_of(intent: str, block: Entry) -> Iterator[Example]:
    """The lines of a block that begins with |, or the entries of a list."""
    for entry in block.list():
        text = entry["text"].text() if entry.map() else entry.text()
        yield Example(entry.at, intent, text, without_annotations(text.strip()))
    for number, line in enumerate(block.text().splitlines(), start=block.at.line + 1):
        if line.strip():
            said = line.strip()[1:].strip() if line.strip().startswith("-") else ""
            yield Example(Place(block.at.path, number), intent, line.strip(), without_annotations(said))


def without_annotations(text: str) -> str:
    return ANNOTATION.sub(lambda found: found["words"], text)
