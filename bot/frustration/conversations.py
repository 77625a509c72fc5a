"""Reads the written conversations of data/frustration/conversations, from which the detector learns.

data/frustration/README.md says how they are written: the moods, the window in which a person should be offered, and the split.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.frustration.signals import Turn

CONVERSATIONS = Path(__file__).parents[2] / "data" / "frustration" / "conversations"
REQUESTS = Path(__file__).parents[2] / "data" / "nlu"
REQUESTS_TAKEN = 2  # every second one; each costs a reading
NOT_CALM = frozenset({"insult", "ask_for_person", "make_complaint", "correct", "not_the_reason", "not_solved"})
MOODS = ("pleased", "calm", "uneasy", "venting", "upset", "furious")
HELD_OUT_EVERY = 4  # of four scenarios one is kept for measuring


class UnreadableConversation(Exception):
    """A conversation is not written as data/frustration/README.md says."""

    def __init__(self, path: Path, number: int, problem: str) -> None:
        super().__init__(f"{path.name}, conversation {number}: {problem}")


@dataclass(frozen=True)
class Conversation:
    """`window`: the customer messages (the first is 1) at which a person is due at the earliest and latest; None: never."""

    family: str
    scenario: str
    window: tuple[int, int] | None
    turns: tuple[Turn, ...]
    moods: tuple[str, ...]  # one a customer message

    @property
    def messages(self) -> list[str]:
        """What the customer wrote."""
        return [turn.text for turn in self.turns if turn.who == "customer"]

    @property
    def held_out(self) -> bool:
        """Whether it is kept for measuring. By scenario, so that the same story never stands on both sides."""
        return int.from_bytes(hashlib.sha256(self.scenario.encode()).digest()[:4], "big") % HELD_OUT_EVERY == 0

    def is_due_at(self, number: int) -> bool:
        """Whether a person is due at the customer's message `number`, or was before."""
        return self.window is not None and number >= self.window[0]


def written(folder: Path = CONVERSATIONS) -> list[Conversation]:
    """All conversations, by family. Raises UnreadableConversation with file and number."""
    return [conversation for path in sorted(folder.glob("*.yml")) for conversation in in_file(path)]


def calm_requests(folder: Path = REQUESTS) -> list[str]:
    """Some of the company's own examples of requests: what its customers ask when nothing is wrong."""
    files = (yaml.load(path.read_bytes(), Loader=yaml.CBaseLoader) for path in sorted(folder.glob("*.yml")))  # noqa: S506  (as below)
    calm = [intent for file in files for intent in file["nlu"] if intent["intent"] not in NOT_CALM]
    return [line[2:].strip() for intent in calm for line in intent["examples"].splitlines()][::REQUESTS_TAKEN]


def in_file(path: Path) -> Iterator[Conversation]:
    # The base loader leaves every text as it is written: "no" and "412" are no truth value and no number.
    entries = yaml.load(path.read_bytes(), Loader=yaml.CBaseLoader)  # noqa: S506  (it makes nothing but texts, lists and mappings)
    for number, entry in enumerate(entries or [], start=1):
        try:
            yield as_conversation(path.stem, entry)
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise UnreadableConversation(path, number, str(problem)) from problem


def as_conversation(family: str, entry: dict[str, Any]) -> Conversation:
    said = [next(iter(turn.items())) for turn in entry["turns"]]
    moods = tuple(who for who, _ in said if who != "bot")
    if unknown := set(moods) - set(MOODS):
        raise ValueError(f"there is no mood {sorted(unknown)}")
    turns = tuple(Turn("bot" if who == "bot" else "customer", text.strip()) for who, text in said)
    return Conversation(family, entry["scenario"], as_window(entry["person"], len(moods)), turns, moods)


def as_window(person: Any, messages: int) -> tuple[int, int] | None:
    if person == "never":
        return None
    earliest, latest = map(int, person)
    if not 1 <= earliest <= latest <= messages:
        raise ValueError(f"the window {person} does not lie within the {messages} messages of the customer")
    return earliest, latest
