"""What the pages load, from whom, and what they forbid; and the addresses that operators watch."""

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.people import PATIENCE, Customer
from tests.product import Product

FOREIGN = "https://elsewhere.example"


def policy(product: Product, path: str) -> dict[str, list[str]]:
    """The Content-Security-Policy of a page, by directive."""
    header = httpx.get(product.address + path).headers["Content-Security-Policy"]
    directives = [directive.split() for directive in header.split(";")]
    return {name: sources for name, *sources in directives}


@pytest.mark.parametrize("path", ["/", "/desk", "/window"])
def test_a_page_runs_only_scripts_and_styles_of_its_own(product: Product, path: str) -> None:
    allowed = policy(product, path)
    assert allowed["default-src"] == ["'none'"]
    assert allowed["script-src"] == ["'self'"]
    assert allowed["style-src"] == ["'self'"]
    assert allowed["connect-src"] == ["'self'", f"ws://localhost:{product.port}"]
    assert not any(source.startswith("'unsafe") for sources in allowed.values() for source in sources)


@pytest.mark.parametrize("path", ["/", "/desk", "/window"])
def test_nobody_can_put_a_page_in_a_frame(product: Product, path: str) -> None:
    assert policy(product, path)["frame-ancestors"] == ["'none'"]


@pytest.mark.parametrize("path", ["/", "/desk", "/window", "/widget.js", "/healthz", "/api/chat/held", "/nowhere"])
def test_no_answer_is_taken_for_something_else(product: Product, path: str) -> None:
    headers = httpx.get(product.address + path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_the_customers_page_asks_nobody_but_us_and_complains_of_nothing(product: Product, customer: Customer) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    customer.page.on("request", lambda request: asked.append(request.url))
    customer.page.on("websocket", lambda socket: asked.append(socket.url))
    customer.page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    customer.page.on("pageerror", lambda error: complaints.append(str(error)))
    customer.opens_the_chat(product.address)
    customer.asks("What can you do?", ".")
    customer.presses("Talk to a human")
    expect(customer.package).to_be_visible(timeout=PATIENCE)
    ours = (f"{product.address}/", f"ws://localhost:{product.port}/", "data:", "blob:")
    assert any("/api/chat/socket" in url for url in asked)
    assert [url for url in asked if not url.startswith(ours)] == []
    assert complaints == []


def test_any_company_may_load_the_widget(product: Product) -> None:
    headers = httpx.get(f"{product.address}/widget.js", headers={"Origin": FOREIGN}).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["Content-Type"].startswith("text/javascript")


def test_a_page_that_is_on_the_list_may_open_a_chat_and_no_other(product: Product) -> None:
    address = f"{product.address}/api/chat/session"
    known = httpx.options(address, headers={"Origin": product.address})
    assert known.status_code == 204
    assert known.headers["Access-Control-Allow-Origin"] == product.address
    assert "Access-Control-Allow-Origin" not in httpx.options(address, headers={"Origin": FOREIGN}).headers


def test_the_desk_is_for_its_own_page_only(product: Product) -> None:
    signing_in = {"username": "adviser1", "password": product.sign_in("adviser1")}
    forged = httpx.post(f"{product.address}/api/desk/session", json=signing_in, headers={"Origin": FOREIGN})
    assert forged.status_code == 403
    assert forged.json()["error"] == "foreign_origin"
    assert "Access-Control-Allow-Origin" not in forged.headers


def test_operators_see_that_it_lives_is_ready_and_what_it_does(product: Product) -> None:
    assert httpx.get(f"{product.address}/healthz").json() == {"alive": True}
    parts = ("ready", "worker", "database", "assistant", "actions", "media", "web")
    assert httpx.get(f"{product.address}/readyz").json() == dict.fromkeys(parts, True)
    assert "reassure_" in httpx.get(f"{product.address}/metrics").text


def test_an_address_that_is_not_there_is_told_without_a_trace(product: Product) -> None:
    answer = httpx.get(f"{product.address}/nowhere")
    assert answer.status_code == 404
    assert answer.json()["error"] == "not_served"
    assert "Traceback" not in answer.text
