"""Asks the product's own command what it decides: conversations in as JSON lines, judgements out.

The held-out conversations are judged by a model that has learned from the others only.
"""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from bench.machine import ROOT
from bench.understanding.measures import CannotBeMeasured

BOT_PYTHON = ROOT / ".venv-bot" / "bin" / "python"
COMMAND = [str(BOT_PYTHON), "-m", "bot.frustration.scoring"]
LONGEST_RUN = 900  # seconds
BY_HAND = "`python -m bot.frustration.scoring`"


@dataclass(frozen=True)
class Line:
    """A turn: "customer" or "bot", and what was said."""

    who: str
    text: str


Dialogue = Sequence[Line]


@dataclass(frozen=True)
class Judgement:
    """Of one conversation, an entry for each message of the customer. `scores` are probabilities from 0 to 1."""

    scores: Sequence[float]
    decisions: Sequence[str]  # "none", "offer" or "handover"
    asks_for_human: Sequence[bool]


def judged(dialogues: Sequence[Dialogue], *, without_held_out: bool = False) -> list[Judgement]:
    """In the order of the dialogues. Raises CannotBeMeasured when the command does not do its work."""
    lines = [as_line(number, dialogue) for number, dialogue in enumerate(dialogues)]
    command = [*COMMAND, *(["--without-held-out"] if without_held_out else [])]
    try:
        done = subprocess.run(
            command, input="".join(lines), cwd=ROOT, capture_output=True, text=True, check=True, timeout=LONGEST_RUN
        )
        answers = [json.loads(line) for line in done.stdout.splitlines()]
    except subprocess.CalledProcessError as failed:
        said = (failed.stderr.strip() or "nothing").splitlines()[-1]
        raise CannotBeMeasured(f"{BY_HAND} failed and said: {said}") from failed
    except (OSError, subprocess.TimeoutExpired, json.JSONDecodeError) as problem:
        raise CannotBeMeasured(f"{BY_HAND} could not be used: {problem}") from problem
    return in_order(answers, len(dialogues))


def as_line(number: int, dialogue: Dialogue) -> str:
    turns = [{"who": line.who, "text": line.text} for line in dialogue]
    return json.dumps({"id": str(number), "turns": turns}, ensure_ascii=False) + "\n"


def in_order(answers: Sequence[dict[str, object]], expected: int) -> list[Judgement]:
    by_id = {str(answer["id"]): answer for answer in answers}
    if missing := [number for number in range(expected) if str(number) not in by_id]:
        raise CannotBeMeasured(f"{BY_HAND} left out {len(missing)} of {expected} conversations")
    return [as_judgement(by_id[str(number)]) for number in range(expected)]


def as_judgement(answer: dict[str, object]) -> Judgement:
    return Judgement(*(list(answer[name]) for name in ("scores", "decisions", "asks_for_human")))  # type: ignore[call-overload]
