"""What Rasa 3.6 really sent, replayed against the real action server: the contract behind which either side can be replaced.

The recording leaves out the domain, which Rasa sends with every call: the one in the repository is put back, so that the wording
of today is what is tested. Ids in it are those of a fresh database filled at the recorded moment.
"""

import json
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sanic import Sanic
from sqlalchemy import Engine

from actions.server import make_app
from airline import identity, sample_data
from customer_care import clock, conversations, database, settings
from customer_care.conversations import Conversation
from tests.integration.actions.asking import DOMAIN, demand_all_values

RECORDED = json.loads((Path(__file__).parent / "recorded" / "changing_a_date.json").read_text("utf-8"))
EXCHANGES: list[dict[str, Any]] = RECORDED["exchanges"]
RECORDED_AT = datetime.fromisoformat(RECORDED["recorded_at"])


@pytest.fixture
def company(connected: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The airline and the conversation as they were when the calls were recorded."""
    monkeypatch.setattr(clock, "now", lambda: RECORDED_AT)
    monkeypatch.setenv("STATE_DIR", str(tmp_path))
    settings.current.cache_clear()
    with database.unit_of_work() as session:
        sample_data.fill(session, RECORDED_AT)
        public_id = EXCHANGES[0]["call"]["sender_id"]
        about = {"channel": "web", "language": "en", "started_at": RECORDED_AT, "seen_at": RECORDED_AT, "last_seq": 0}
        talk = Conversation(public_id=public_id, **about)
        session.add(talk)
        session.flush()
        conversations.record_verification(session, talk, "Booking X7K2PL", identity.METHOD, RECORDED_AT)
    yield
    settings.current.cache_clear()


@pytest.fixture
def app() -> Iterator[Sanic[Any, Any]]:
    app = make_app()
    app.config.TOUCHUP = False  # Sanic optimises its own code once a process; a second app in it would find it changed
    yield app
    Sanic.unregister_app(app)


@pytest_asyncio.fixture
async def server(app: Sanic[Any, Any], company: None) -> AsyncIterator[httpx.AsyncClient]:
    """The action server on a free port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        running: Any = await app.create_server(sock=listening, return_asyncio_server=True)
        await running.startup()
        await running.start_serving()
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{listening.getsockname()[1]}") as client:
            yield client
        running.close()
        await running.wait_closed()


async def test_recorded_calls_get_recorded_replies(server: httpx.AsyncClient) -> None:
    for exchange in EXCHANGES:
        answer = await server.post("/webhook", json=exchange["call"] | {"domain": DOMAIN})
        assert answer.status_code == 200
        reply = answer.json()
        assert [said["response"] for said in reply["responses"]] == exchange["reply"]["responses"]
        assert slots(reply["events"]) == slots(exchange["reply"]["events"])


async def test_every_reply_can_be_put_into_words(server: httpx.AsyncClient) -> None:
    """Rasa sends the raw template to the customer when a {value} is missing."""
    for exchange in EXCHANGES:
        answer = await server.post("/webhook", json=exchange["call"] | {"domain": DOMAIN})
        for said in answer.json()["responses"]:
            demand_all_values(said)


async def test_every_slot_that_is_set_is_in_the_domain(server: httpx.AsyncClient) -> None:
    for exchange in EXCHANGES:
        answer = await server.post("/webhook", json=exchange["call"] | {"domain": DOMAIN})
        assert set(slots(answer.json()["events"])) <= {*DOMAIN["slots"], "requested_slot"}


async def test_every_action_of_the_domain_is_served(server: httpx.AsyncClient) -> None:
    tracker = EXCHANGES[0]["call"]["tracker"] | {"latest_message": {}, "slots": {}, "events": []}
    for action in DOMAIN["actions"]:
        call = {"next_action": action, "sender_id": "0" * 32, "tracker": tracker, "domain": DOMAIN, "version": "3.6.21"}
        assert (await server.post("/webhook", json=call)).status_code == 200, action


async def test_an_unknown_action_is_named(server: httpx.AsyncClient) -> None:
    call = EXCHANGES[0]["call"] | {"domain": DOMAIN, "next_action": "action_of_another_company"}
    answer = await server.post("/webhook", json=call)
    assert answer.status_code == 404
    assert answer.json()["action_name"] == "action_of_another_company"


async def test_neither_answers_nor_logs_give_the_customers_words_away(
    server: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="actions")
    broken = {"next_action": "action_small_talk", "tracker": {"text": "my secret"}}
    answer = await server.post("/webhook", json=broken)
    assert answer.status_code == 500
    assert "secret" not in answer.text + caplog.text
    for exchange in EXCHANGES:
        await server.post("/webhook", json=exchange["call"] | {"domain": DOMAIN})
    for word in ("X7K2PL", "Martin", "x7k-2pl"):
        assert word not in caplog.text


def slots(events: list[dict[str, Any]]) -> dict[str, Any]:
    return {event["name"]: event["value"] for event in events if event["event"] == "slot"}
