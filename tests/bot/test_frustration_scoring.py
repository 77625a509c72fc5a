"""The command `frustration-score`: lines in, lines out, and what it says of bad lines."""

import json
import subprocess
from collections.abc import Sequence
from typing import Any

import pytest

from tests.bot.asking import BOT_PYTHON, ROOT

GOOD = {"id": "7", "turns": [{"who": "customer", "text": "I want a human"}, {"who": "bot", "text": "One moment."}]}


def score(lines: Sequence[str]) -> tuple[list[dict[str, Any]], str]:
    done = subprocess.run(
        [BOT_PYTHON, "-m", "bot.frustration.scoring"],
        cwd=ROOT,
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_each_conversation_gets_one_line_in_the_same_order() -> None:
    scored, said = score([json.dumps({**GOOD, "id": number}) for number in range(450)])
    assert [one["id"] for one in scored] == list(range(450))
    assert said == ""


def test_each_customer_turn_gets_its_score_decision_and_reasons() -> None:
    (scored,), _ = score([json.dumps(GOOD)])
    assert list(scored) == ["id", "scores", "decisions", "reasons", "asks_for_human"]
    assert (scored["decisions"], scored["asks_for_human"]) == (["handover"], [True])
    assert scored["reasons"][0][0] == "asked_for_person"
    assert 0.9 < scored["scores"][0] <= 1


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "line 2: this is no JSON object"),
        ("[1, 2]", 'line 2: a conversation is an object with "id" and a list "turns"'),
        ('{"id": 1}', 'line 2: a conversation is an object with "id" and a list "turns"'),
        ('{"id": 1, "turns": [{"who": "me", "text": "x"}]}', "line 2: turn 1 needs"),
        ('{"id": 1, "turns": [{"who": "bot", "text": null}]}', "line 2: turn 1 needs"),
        ('{"id": 1, "turns": ["hello"]}', "line 2: turn 1 needs"),
    ],
)
def test_a_bad_line_is_named_by_its_number_and_the_rest_is_scored(line: str, problem: str) -> None:
    scored, said = score([json.dumps(GOOD), line, json.dumps({**GOOD, "id": "8"})])
    assert [one["id"] for one in scored] == ["7", "8"]
    assert said.startswith(problem)


def test_odd_conversations_are_scored_too() -> None:
    odd = ["", " ", "?!", "🙂", "a" * 20_000, "\u202e\u0000", "/restart"]
    lines = [json.dumps({"id": text[:5], "turns": [{"who": "customer", "text": text}]}) for text in odd]
    scored, said = score([*lines, '{"id": "none", "turns": []}', '{"id": "bot", "turns": [{"who": "bot", "text": "hello?"}]}'])
    assert [len(one["scores"]) for one in scored] == [1] * len(odd) + [0, 0]
    assert said == ""
