"""What a check finds: where, what is wrong in a plain sentence, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
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
    """One kind of mistake. `meaning` is what a content designer reads about it in docs/reference/content-checks.md.

    One that is `last` is only asked when nothing else is wrong: it takes long, and says less clearly what others say.
    """

    name: str
    level: Level
    find: Find
    last: bool = False

    @property
    def meaning(self) -> str:
        return " ".join((self.find.__doc__ or "").split())

    def run(self, content: Content) -> list[Finding]:
        problems = set(self.find(content))
        return sorted(Finding(at.path, at.line, self.level.value, self.name, said, fix) for at, said, fix in problems)


CHECKS: list[Check] = []
READING = "unreadable-file"
# Of these, time makes mistakes: nobody has changed anything.
BY_DATE = frozenset({"rule-expired", "rule-expires-soon"})


def check(name: str, level: Level, *, last: bool = False) -> Callable[[Find], Find]:
    """Adds a function to the checks that are run, under this name."""

    def register(find: Find) -> Find:
        CHECKS.append(Check(name, level, find, last))
        return find

    return register


def all_findings(content: Content, without: Collection[str] = ()) -> list[Finding]:
    """What every check finds, by file and line. When a file is lost, only that is told: all that it holds would be missing."""
    if content.lost:
        return [finding for each in CHECKS if each.name == READING for finding in each.run(content)]
    asked = [each for each in CHECKS if each.name not in without]
    found = [finding for each in asked if not each.last for finding in each.run(content)]
    if not has_errors(found):
        found += [finding for each in asked if each.last for finding in each.run(content)]
    return sorted(found)


def what_stops(content: Content) -> list[Finding]:
    """The errors with which content is not published. A date of review that has passed is none: the product must start."""
    return [finding for finding in all_findings(content, BY_DATE) if finding.level == Level.ERROR.value]


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.level == Level.ERROR.value for finding in findings)
