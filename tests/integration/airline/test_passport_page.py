"""The page for passport data, as a browser sees it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
from sanic import Sanic

from airline import travel_documents
from airline.fares import FareClass
from airline.travel_documents import TravelDocument
from customer_care import clock, database
from tests.integration.airline.small_airline import NOW, Airline
from webrtc_gateway.http.passport import passport

VALID = {"number": "12AB34567", "expires_on": "2031-05-01"}


@pytest.fixture
async def browser(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(Sanic, "test_mode", True)  # several apps of one name in one process
    app: Sanic = Sanic("passport_page", configure_logging=False)  # type: ignore[type-arg]
    app.blueprint(passport)
    async with running(app), httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        yield client
    Sanic.unregister_app(app)


@asynccontextmanager
async def running(app: Sanic) -> AsyncIterator[None]:  # type: ignore[type-arg]
    """The application between its start and its stop (ASGI, lifespan protocol)."""
    told: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    answers: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    life = asyncio.create_task(app({"type": "lifespan"}, told.get, answers.put))
    await told.put({"type": "lifespan.startup"})
    assert (await answers.get())["type"] == "lifespan.startup.complete"
    yield
    await told.put({"type": "lifespan.shutdown"})
    assert (await answers.get())["type"] == "lifespan.shutdown.complete"
    life.cancel()


@pytest.fixture
def address(airline: Airline) -> str:
    """Of the page for a traveller called Inès."""
    traveller = airline.book(FareClass.FLEX, 5).passengers[0]
    traveller.first_name = "Inès <b>"
    secret = travel_documents.make_link(airline.session, traveller, NOW)
    airline.session.commit()
    return f"{travel_documents.PAGE}?key={secret}"


def kept() -> list[str]:
    with database.reading() as session:
        return [document.number_end for document in session.query(TravelDocument)]


async def test_what_is_typed_is_kept_and_the_link_is_used_up(browser: httpx.AsyncClient, address: str) -> None:
    shown = await browser.get(address)
    assert (shown.status_code, "<form" in shown.text) == (200, True)
    assert "Inès &lt;b&gt;" in shown.text
    done = await browser.post(address, data=VALID)
    assert (done.status_code, "<form" in done.text, kept()) == (200, False, ["67"])
    assert (await browser.get(address)).status_code == 410
    assert (await browser.post(address, data=VALID)).status_code == 410


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"number": "no"}, "number"),
        ({"expires_on": "2020-01-01"}, "no longer valid"),
        ({"expires_on": "soon"}, "until which"),
        ({"expires_on": ""}, "until which"),
    ],
)
async def test_a_slip_shows_the_form_again_with_what_is_wrong(
    browser: httpx.AsyncClient, address: str, typed: dict[str, str], problem: str
) -> None:
    answer = await browser.post(address, data=VALID | typed)
    assert (answer.status_code, "<form" in answer.text, kept()) == (400, True, [])
    assert problem in answer.text.partition('role="alert"')[2].partition("</p>")[0]
    assert (await browser.post(address, data=VALID)).status_code == 200


async def test_the_link_closes_by_itself(browser: httpx.AsyncClient, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=30))
    assert (await browser.get(address)).status_code == 410


@pytest.mark.parametrize("query", ["", "?key=", "?key=guessed"])
async def test_a_guessed_link_opens_nothing(browser: httpx.AsyncClient, airline: Airline, query: str) -> None:
    airline.session.commit()
    assert (await browser.get(f"{travel_documents.PAGE}{query}")).status_code == 410


async def test_the_page_loads_nothing_and_is_kept_by_no_browser(browser: httpx.AsyncClient, address: str) -> None:
    headers = (await browser.get(address)).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Cache-Control"] == "no-store"
