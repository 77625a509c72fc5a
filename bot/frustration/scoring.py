"""Scores conversations, one JSON object a line, in and out in the same order. Knows nothing of Rasa.

    python -m bot.frustration.scoring [--without-held-out] [--at-once N] < conversations.jsonl > scores.jsonl

In:  {"id": "7", "turns": [{"who": "customer"|"bot", "text": "…"}, …]}
Out: {"id": "7", "scores": [p, …], "decisions": ["none"|"offer"|"handover", …], "reasons": [["code", …], …],
      "asks_for_human": [true|false, …]}, one entry for each turn of the customer, each from what came before it only.

A line that cannot be read gets a message with its number on standard error; the others are scored. `--without-held-out` scores
with a detector that never saw the conversations that are kept for measuring.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from bot.frustration.detector import Detector, kept, present, read_all
from bot.frustration.score import assess
from bot.frustration.signals import Turn
from bot.standard_streams import in_utf8

AT_ONCE = 200  # conversations whose words are scored together, which is faster
SPEAKERS = ("customer", "bot")
# What else may be said of a turn (bot/frustration/signals.py, `Turn`); the assistant knows it of its own conversations.
# Null is the same as nothing.
ALSO_KNOWN = {"intent": str, "certainty": float, "answers": str, "offered": str, "done": bool, "failed": bool, "missed": bool}
ALSO_KNOWN |= {"asks_whether_person": bool, "asks_yes_or_no": bool, "back": bool}
CALLED = {str: "a text", float: "a number", bool: "true or false"}
PROGRESS_EVERY = 2.0  # seconds


class UnreadableLine(Exception):
    """A line of the input is no conversation; the message says why."""


@dataclass(frozen=True)
class Asked:
    """One conversation of the input."""

    id: Any
    turns: list[Turn]


def main() -> int:
    parser = argparse.ArgumentParser(description="Scores conversations from standard input, one JSON object a line.")
    parser.add_argument("--without-held-out", action="store_true", help="with a detector that never saw these")
    parser.add_argument("--at-once", type=int, default=AT_ONCE, metavar="N", help="answer after N conversations (%(default)s)")
    arguments = parser.parse_args()
    models = Path(os.environ.get("STATE_DIR", "var")) / "models"
    if not kept(models, arguments.without_held_out).exists():
        print(
            "First the detector learns from the written conversations; that takes about half a minute.",
            file=sys.stderr,
            flush=True,
        )
    with in_utf8():
        score(sys.stdin, sys.stdout, sys.stderr, present(models, arguments.without_held_out), arguments.at_once)
    return 0


def score(lines: TextIO, out: TextIO, err: TextIO, detector: Detector, at_once: int = AT_ONCE) -> None:
    conversations, progress = readable(lines, err), Progress(err)
    while some := list(islice(conversations, at_once)):
        read_all(detector.words, [asked.turns for asked in some])
        for asked in some:
            out.write(json.dumps(scored(asked, detector), ensure_ascii=False) + "\n")
        out.flush()
        progress.add(len(some))
    progress.end()


def readable(lines: TextIO, err: TextIO) -> Iterator[Asked]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield conversation_in(line)
            except UnreadableLine as problem:
                print(f"line {number}: {problem}", file=err)


def conversation_in(line: str) -> Asked:
    try:
        said = json.loads(line, parse_int=whole_number, parse_float=finite_number, parse_constant=no_number)
    except RecursionError:
        raise UnreadableLine("this is nested too deeply") from None
    except ValueError:
        raise UnreadableLine("this is no JSON object") from None
    if not isinstance(said, dict) or not isinstance(said.get("turns"), list):
        raise UnreadableLine('a conversation is an object with "id" and a list "turns"')
    return Asked(said.get("id"), [turn_in(turn, number) for number, turn in enumerate(said["turns"], start=1)])


def whole_number(digits: str) -> int:
    try:
        return int(digits)
    except ValueError:
        raise UnreadableLine(f"a number of {len(digits):,} digits is too long; as a text it may be as long") from None


def finite_number(digits: str) -> float:
    if math.isinf(read := float(digits)):
        raise UnreadableLine(f"the number {digits:.20} is too large")
    return read


def no_number(name: str) -> float:
    raise UnreadableLine(f"{name} is no number in JSON")


def turn_in(said: Any, number: int) -> Turn:
    if not isinstance(said, dict) or said.get("who") not in SPEAKERS or not isinstance(said.get("text"), str):
        raise UnreadableLine(f'turn {number} needs "who" (customer or bot) and a "text"')
    known = {name: said[name] for name in ALSO_KNOWN if said.get(name) is not None}
    for name, value in known.items():
        if not is_a(ALSO_KNOWN[name], value):
            raise UnreadableLine(f'turn {number}: "{name}" must be {CALLED[ALSO_KNOWN[name]]}')
    return Turn(said["who"], said["text"], **known)


def is_a(kind: type, value: Any) -> bool:
    return type(value) is kind or (kind is float and type(value) is int)


def scored(asked: Asked, detector: Detector) -> dict[str, Any]:
    assessments = assess(asked.turns, detector)
    return {
        "id": asked.id,
        "scores": [one.score for one in assessments],
        "decisions": [one.level for one in assessments],
        "reasons": [one.reasons for one in assessments],
        "asks_for_human": [one.asks_for_human for one in assessments],
    }


class Progress:
    """A count on a terminal, for whoever waits."""

    def __init__(self, err: TextIO) -> None:
        self._err = err if err.isatty() else None
        self._done, self._told = 0, time.monotonic()

    def add(self, conversations: int) -> None:
        self._done += conversations
        if self._err and time.monotonic() - self._told > PROGRESS_EVERY:
            self._told = time.monotonic()
            print(f"\r{self._done:,} conversations", end="", file=self._err, flush=True)

    def end(self) -> None:
        if self._err and self._done > AT_ONCE:
            print(f"\r{self._done:,} conversations", file=self._err)


if __name__ == "__main__":
    sys.exit(main())
