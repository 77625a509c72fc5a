"""The running assistant over its REST channel (bot/channel.py): Rasa's own answers, and in a header how the message seemed."""

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.bot.asking import BOT_PYTHON, ROOT, Ask

LOADED_WITHIN = 90.0  # seconds; a loaded machine starts Rasa slowly
TOKEN = "channel"


@pytest.fixture(scope="module")
def rasa(ask_assistant: Ask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Rasa without an action server; its notes go to a database of their own."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    notes = tmp_path_factory.mktemp("channel") / "tracker.db"
    settings = {"RASA_PORT": str(port), "RASA_TOKEN": TOKEN, "ACTIONS_PORT": "9", "RASA_TRACKER_DATABASE": str(notes)}
    process = subprocess.Popen([BOT_PYTHON, "-m", "bot.serve"], cwd=ROOT, env={**os.environ, **settings})
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
            wait_until_loaded(client, process)
            yield client
    finally:
        process.terminate()
        process.wait(30)


def wait_until_loaded(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + LOADED_WITHIN
    while time.monotonic() < end and process.poll() is None:
        try:
            if client.get("/status", params={"token": TOKEN}).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError("the assistant did not start")


def say(rasa: httpx.Client, text: str) -> httpx.Response:
    said = {"sender": "someone", "message": text, "metadata": {"turn": 1}}
    return rasa.post("/webhooks/rest/webhook", json=said).raise_for_status()


def test_the_header_tells_of_the_message_what_the_tracker_tells(rasa: httpx.Client) -> None:
    answer = say(rasa, "this is useless, get me a person")
    told = json.loads(answer.headers["Reassure-Findings"])["frustration"]
    tracker = rasa.get("/conversations/someone/tracker", params={"token": TOKEN}).json()
    assert told == tracker["latest_message"]["frustration"]
    assert told["level"] == "handover"


def test_the_header_names_the_response_of_each_answer_with_words(rasa: httpx.Client) -> None:
    answer = say(rasa, "are you a bot?")
    named = json.loads(answer.headers["Reassure-Findings"])["responses"]
    assert len(named) == len([message for message in answer.json() if message.get("text")])
    assert all(name is None or name.startswith("utter_") for name in named)


def test_the_answers_are_those_of_rasas_own_channel(rasa: httpx.Client) -> None:
    (words, *_) = say(rasa, "I want to talk to a human").json()
    assert set(words) <= {"recipient_id", "text", "buttons", "custom"}
    assert words["recipient_id"] == "someone"


def test_a_pressed_button_has_no_findings(rasa: httpx.Client) -> None:
    say(rasa, "this is useless")
    assert "frustration" not in json.loads(say(rasa, "/greet").headers.get("Reassure-Findings", "{}"))


def test_a_message_that_was_not_stored_has_no_findings(rasa: httpx.Client) -> None:
    say(rasa, "this is useless")
    answer = rasa.post("/webhooks/rest/webhook", json={"sender": "someone", "message": None})
    assert "Reassure-Findings" not in answer.headers
