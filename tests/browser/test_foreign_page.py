"""A page whose origin is not among ALLOWED_ORIGINS: the chat and the console say which setting is missing."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.company import Company, company
from tests.browser.people import Customer
from tests.gateway import Gateway, alone


@pytest.fixture(scope="module")
def stranger() -> Iterator[Company]:
    with company() as stranger:
        yield stranger


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory, stranger: Company) -> Iterator[Gateway]:
    with alone(tmp_path_factory.mktemp("gateway"), ALLOWED_ORIGINS="https://www.example.com") as gateway:
        stranger.widget = gateway.address
        yield gateway


def test_a_page_that_may_not_open_a_chat_says_which_setting_is_missing(
    gateway: Gateway, stranger: Company, customer: Customer
) -> None:
    said: list[str] = []
    customer.page.on("console", lambda message: said.append(message.text))
    customer.page.goto(f"{stranger.origin}/")
    customer.presses("Chat with us")
    expect(customer.page.get_by_text("Its company can add the address to ALLOWED_ORIGINS.", exact=False)).to_be_visible()
    named = [line for line in said if line.startswith("foreign_origin")]
    assert len(named) == 1
    assert f"Start it with {stranger.origin} among its ALLOWED_ORIGINS" in named[0]


@pytest.mark.parametrize(
    ("origin", "status"), [("https://www.example.com", 204), ("https://elsewhere.example", 403), ("null", 403)]
)
def test_every_origin_may_read_whether_it_is_admitted_and_nothing_else(gateway: Gateway, origin: str, status: int) -> None:
    admission = httpx.get(f"{gateway.address}/api/chat/admission", headers={"Origin": origin})
    assert admission.status_code == status
    assert admission.headers["Access-Control-Allow-Origin"] in {"*", origin}
    if status == 403:
        assert admission.json()["error"] == "foreign_origin"
        session = httpx.post(f"{gateway.address}/api/chat/session", json={}, headers={"Origin": origin})
        assert "Access-Control-Allow-Origin" not in session.headers
