"""Asks the frustration detector through its own command, which stays open: it lives in another environment (Python 3.10)."""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import IO

from bot.frustration.signals import Turn
from tests.bot.asking import BOT_PYTHON, ROOT


@dataclass(frozen=True)
class Judged:
    """The detector's answer for one customer turn."""

    score: float
    level: str
    reasons: list[str]
    asks_for_human: bool


Judge = Callable[..., list[Judged]]
COMMAND = [str(BOT_PYTHON), "-m", "bot.frustration.scoring", "--at-once", "1"]


@contextmanager
def judging() -> Iterator[Judge]:
    """A function that takes turns (a bare text is a customer's) and gives an answer for each of the customer's."""
    with subprocess.Popen(COMMAND, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        asked, answered = process.stdin, process.stdout
        yield lambda *turns: judged(asked, answered, turns)
        asked.close()


def judged(asked: IO[str], answered: IO[str], turns: tuple[Turn | str, ...]) -> list[Judged]:
    said = [asdict(Turn("customer", turn) if isinstance(turn, str) else turn) for turn in turns]
    asked.write(json.dumps({"id": 1, "turns": said}) + "\n")
    asked.flush()
    answer = json.loads(answered.readline())
    return [
        Judged(*one)
        for one in zip(answer["scores"], answer["decisions"], answer["reasons"], answer["asks_for_human"], strict=True)
    ]
