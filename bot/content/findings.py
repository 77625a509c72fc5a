"""What a check finds: where, what is wrong in a plain sentence, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from bot.content.content import Content
from bot.content.marked import Place


class Level(str, Enum):
    """An error ends `make content` with failure, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Problem(NamedTuple):
    """What a check yields: the place, a sentence that says what is wrong, and one that says what to do."""

    at: Place
    sentence: str
    fix: str


@dataclass(frozen=True, order=True)
class Finding:
    path: str
    line: int
    level: str
    check: str
    sentence: str
    fix: str


Find = Callable[[Content], Iterator[Problem]]


@dataclass(frozen=True)
class Check:
    """One kind of mistake. `meaning` is what a content designer reads about it in docs/reference/content-checks.md."""

    name: str
    level: Level
    find: Find

    @property
    def meaning(self) -> str:
        return " ".join((self.find.__doc__ or "").split())

    def run(self, content: Content) -> list[Finding]:
        problems = set(self.find(content))
        return sorted(Finding(at.path, at.line, self.level.value, self.name, said, fix) for at, said, fix in problems)


CHECKS: list[Check] = []


def check(name: str, level: Level) -> Callable[[Find], Find]:
    """Adds a function to the checks that are run, under this name."""

    def register(find: Find) -> Find:
        CHECKS.append(Check(name, level, find))
        return find

    return register
