"""The command `frustration-score`: lines in, lines out, and what it says of bad lines."""

import json
import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.bot.asking import BOT_PYTHON, ROOT

pytestmark = pytest.mark.timeout(400)
GOOD = {"id": "7", "turns": [{"who": "customer", "text": "I want a human"}, {"who": "bot", "text": "One moment."}]}
COMMAND = [str(BOT_PYTHON), "-m", "bot.frustration.scoring"]


def run(lines: bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    surroundings = {**os.environ, **environment}
    return subprocess.run(COMMAND, cwd=ROOT, input=lines, env=surroundings, capture_output=True, timeout=300, check=False)


def score(lines: Sequence[str], **environment: str) -> tuple[list[dict[str, Any]], str]:
    done = run(("\n".join(lines) + "\n").encode(), **environment)
    said = done.stderr.decode()
    assert done.returncode == 0, said[-2000:]
    return [json.loads(line, parse_constant=pytest.fail) for line in done.stdout.decode().splitlines()], said


def turn(**more: object) -> str:
    return json.dumps({"id": 1, "turns": [{"who": "customer", "text": "hello", **more}]})


@pytest.fixture(scope="module", autouse=True)
def _learned() -> None:
    """The command says so when it must learn first, so that is done before anything is asked."""
    score([])


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


BAD = [
    ("{", "this is no JSON object"),
    ("[1, 2]", 'a conversation is an object with "id" and a list "turns"'),
    ('{"id": 1}', 'a conversation is an object with "id" and a list "turns"'),
    ('{"id": 1, "turns": [{"who": "me", "text": "x"}]}', "turn 1 needs"),
    ('{"id": 1, "turns": [{"who": "bot", "text": null}]}', "turn 1 needs"),
    ('{"id": 1, "turns": ["hello"]}', "turn 1 needs"),
    (turn(certainty="high"), 'turn 1: "certainty" must be a number'),
    (turn(certainty=[0.9]), 'turn 1: "certainty" must be a number'),
    (turn(certainty=True), 'turn 1: "certainty" must be a number'),
    (turn(done="false"), 'turn 1: "done" must be true or false'),
    (turn(back=1), 'turn 1: "back" must be true or false'),
    (turn(intent={"name": "greet"}), 'turn 1: "intent" must be a text'),
    (turn(certainty=float("nan")), "NaN is no number in JSON"),
    ('{"id": -Infinity, "turns": []}', "-Infinity is no number in JSON"),
    ('{"id": 1e999, "turns": []}', "the number 1e999 is too large"),
    (f'{{"id": {"7" * 5000}, "turns": []}}', "a number of 5,000 digits is too long"),
    ("[" * 5000, "this is nested too deeply"),
]


@pytest.fixture(scope="module")
def said_of_bad_lines() -> list[str]:
    scored, said = score([json.dumps(GOOD), *(line for line, _ in BAD), json.dumps({**GOOD, "id": "8"})])
    assert [one["id"] for one in scored] == ["7", "8"]
    return said.splitlines()


@pytest.mark.parametrize(("number", "problem"), [(number, problem) for number, (_, problem) in enumerate(BAD, start=2)])
def test_a_bad_line_is_named_by_its_number_and_the_rest_is_scored(
    said_of_bad_lines: list[str], number: int, problem: str
) -> None:
    assert said_of_bad_lines[number - 2].startswith(f"line {number}: {problem}")


def test_odd_conversations_are_scored_too() -> None:
    odd = ["", " ", "?!", "🙂", "a" * 20_000, "\u202e\u0000", "/restart"]
    lines = [json.dumps({"id": text[:5], "turns": [{"who": "customer", "text": text}]}) for text in odd]
    scored, said = score([*lines, '{"id": "none", "turns": []}', '{"id": "bot", "turns": [{"who": "bot", "text": "hello?"}]}'])
    assert [len(one["scores"]) for one in scored] == [1] * len(odd) + [0, 0]
    assert said == ""


def test_null_is_the_same_as_nothing() -> None:
    names = ["intent", "certainty", "answers", "offered", "done", "failed", "missed", "asks_whether_person", "back"]
    (bare, *with_null), said = score([turn(), *(turn(**{name: None}) for name in names)])
    assert with_null == [bare] * len(names)
    assert said == ""


def test_whatever_the_id_is_it_comes_back() -> None:
    known: list[object] = ["\ud83d", "Zo\udc00e \U0001f642", {"of": ["\ud83d"]}, 1e300, 10**4000, None]
    scored, said = score([json.dumps({**GOOD, "id": identity}) for identity in known])
    assert [one["id"] for one in scored] == known
    assert said == ""


def test_half_an_emoji_in_a_text_is_no_question() -> None:
    halves, strange = turn(text="my bag \ud83d"), turn(text="my bag \ufffd")
    (one, other), said = score([halves, strange])
    assert (one, said) == (other, "")


def test_bytes_are_utf_8_whatever_the_locale() -> None:
    lines = [b"\xef\xbb\xbf" + json.dumps({**GOOD, "id": "é"}, ensure_ascii=False).encode(), turn(text="X").encode()]
    done = run(b"\r\n".join(lines).replace(b"X", b"caf\xe9"), LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert [json.loads(line)["id"] for line in done.stdout.decode().splitlines()] == ["é", 1]
    assert (done.returncode, done.stderr) == (0, b"")


def test_who_reads_one_line_only_hears_no_complaint() -> None:
    with subprocess.Popen(
        [*COMMAND, "--at-once", "1"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(f"{turn()}\n".encode())
        process.stdin.flush()
        assert process.stdout.readline()
        process.stdout.close()
        process.stdin.write(f"{turn()}\n".encode() * 3)
        process.stdin.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_very_long_texts_take_no_longer_than_a_breath() -> None:
    pieces = ["kjhgfdsaqwertyuiopzxcv", "vbnmo ", "a' s", "ab.c ", "th e", "!?.", "@a ", "no "]
    begun = time.monotonic()
    scored, _ = score([turn(text=piece * (100_000 // len(piece))) for piece in pieces])
    assert len(scored) == len(pieces)
    assert time.monotonic() - begun < 90  # some ten, with the start; half an hour when it is quadratic


def test_it_says_that_it_must_learn_first(tmp_path: Path) -> None:
    surroundings = {**os.environ, "STATE_DIR": str(tmp_path)}
    with subprocess.Popen(COMMAND, cwd=ROOT, env=surroundings, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stderr
        assert process.stderr.readline().startswith(b"First the detector learns")
        process.kill()
