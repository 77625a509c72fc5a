"""The command that others measure with: messages in, what they ask for out."""

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.bot.asking import BOT_PYTHON, ROOT, Ask

pytestmark = pytest.mark.timeout(400)
EXAMPLES = (
    "text,category\nwhere is my card,card_arrival\nmy card has not come,card_arrival\nchange my PIN,pin\nI forgot my PIN,pin\n"
)


def score(lines: str, *options: str | Path) -> subprocess.CompletedProcess[str]:
    command = [BOT_PYTHON, "-m", "bot.intent_score", *options]
    return subprocess.run(command, cwd=ROOT, input=lines, capture_output=True, text=True, timeout=300, check=False)


def scored(lines: str, *options: str | Path) -> list[dict[str, Any]]:
    done = score(lines, *options)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    path = tmp_path / "train.csv"
    path.write_text(EXAMPLES)
    return path


def test_each_line_gives_one_object_in_order(examples: Path) -> None:
    found = scored('when will my card come\n\n"I forgot, my\tPIN\n', "--train", examples)
    assert [each["intent"] for each in found] == ["card_arrival", None, "pin"]
    assert set(found[0]) == {"intent", "confidence", "out_of_scope", "in_scope", "ranking"}
    assert found[0]["ranking"][0] == ["card_arrival", found[0]["confidence"]]


def test_a_byte_order_mark_is_no_part_of_the_first_message(examples: Path) -> None:
    first, second = scored("\ufeff\nI forgot my PIN\n", "--train", examples)
    assert (first["intent"], second["intent"]) == (None, "pin")


def test_who_reads_one_line_only_hears_no_complaint(examples: Path) -> None:
    """As `| head -1` does, which is gone while there is more to say."""
    command = f"'{BOT_PYTHON}' -m bot.intent_score --train '{examples}' | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["/bin/bash", "-c", command], cwd=ROOT, input="pin\n" * 2000, capture_output=True, text=True, timeout=300, check=False
    )
    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1)


def test_a_very_long_word_takes_no_longer_than_a_breath(examples: Path) -> None:
    begun = time.monotonic()
    assert len(scored("I forgot my " + "kjhgfdsaqwertyuiopzxcv" * 4500 + "\n", "--train", examples)) == 1
    assert time.monotonic() - begun < 20  # half an hour when it is quadratic


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("message,label\nhi,greet\n", "text and intent"),
        ("text,intent\nhello,\n", "line 2"),
        ("text,intent\nhello,greet\n", "two intents"),
        ("", "text and intent"),
    ],
)
def test_examples_that_cannot_be_learned_from_are_refused_in_a_sentence(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "train.csv"
    path.write_text(content)
    done = score("hello\n", "--train", path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = score("", "--train", tmp_path / "nowhere.csv")
    assert done.returncode == 2
    assert "nowhere.csv" in done.stderr


def test_without_examples_it_is_the_model_that_the_product_serves(ask_assistant: Ask) -> None:
    messages = ["is ZE 412 on time", "what is the capital of France", "asdf qwer zxcv"]
    parsed = ask_assistant("parse", messages)
    found = scored("\n".join(messages) + "\n", "--train", "")
    for each, whole in zip(found, parsed, strict=True):
        assert each["confidence"] == pytest.approx(whole["understanding"]["confidence"], abs=1e-3)
        assert each["out_of_scope"] == pytest.approx(whole["understanding"]["out_of_scope"], abs=1e-3)
    assert [each["in_scope"] for each in found] == [True, False, False]
    assert parsed[2]["intent"]["name"] == "nlu_fallback"
