"""The conversation in a window of its own: pages come and go, the call stays; and without one it comes back on the next page."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.company import Company, company
from tests.browser.conftest import ADVISER_TONE, CUSTOMER_TONE
from tests.browser.people import PATIENCE, AdviserAtDesk, Customer, finish
from tests.gateway import Gateway, alone

TO_WINDOW = "Open in a window of its own"
BACK = "Bring it back here"
HERE = "Your conversation is also in a window of its own."


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Company]:
    with company() as elsewhere:
        yield elsewhere


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory, elsewhere: Company) -> Iterator[Gateway]:
    with alone(tmp_path_factory.mktemp("gateway"), ALLOWED_ORIGINS=elsewhere.origin) as gateway:
        elsewhere.widget = gateway.address
        yield gateway


@dataclass(frozen=True)
class Site:
    """Two pages of the company."""

    first: str
    second: str


@pytest.fixture(params=["the gateway's own origin", "another origin"])
def site(request: pytest.FixtureRequest, gateway: Gateway, elsewhere: Company) -> Site:
    if request.param == "another origin":
        return Site(f"{elsewhere.origin}/", f"{elsewhere.origin}/islands")
    return Site(f"{gateway.address}/", f"{gateway.address}/?islands")


@contextmanager
def in_a_call(gateway: Gateway, site: Site, customer: Customer, adviser: AdviserAtDesk) -> Iterator[None]:
    adviser.signs_in(gateway.address, "adviser1", gateway.sign_in("adviser1"))
    adviser.is_available()
    customer.opens_the_chat(site.first)
    customer.asks_for_a_call()
    adviser.accepts()
    they_hear_each_other(customer, adviser)
    yield
    adviser.presses("Hang up")
    finish(adviser)


def they_hear_each_other(customer: Customer, adviser: AdviserAtDesk) -> None:
    customer.waits_to_hear(ADVISER_TONE)
    adviser.waits_to_hear(CUSTOMER_TONE)


def moved_to_a_window(customer: Customer) -> Customer:
    with customer.page.expect_popup() as opened:
        customer.presses(TO_WINDOW)
    return Customer(opened.value, "window")


def is_closed(page: Page) -> bool:
    page.wait_for_event("close", timeout=PATIENCE) if not page.is_closed() else None
    return page.is_closed()


def test_a_call_in_a_window_of_its_own_outlives_the_page_and_comes_back(
    gateway: Gateway, site: Site, customer: Customer, adviser: AdviserAtDesk
) -> None:
    with in_a_call(gateway, site, customer, adviser):
        window = moved_to_a_window(customer)
        they_hear_each_other(window, adviser)
        window.sees_state("talking with Ada")
        customer.sees_state("Your call is in its own window.")
        axe.looks_right(customer, "widget-own-window", axe.AT_THE_WIDGET, ("Talk to a human", "Send", BACK))
        axe.looks_right(window, "window-talking", axe.AT_THE_WIDGET, ("Talk to a human", "Send", "Mute", "Hang up"))
        assert "ticket" not in window.page.url
        assert window.page.evaluate("location.hash + location.search") == ""

        customer.page.goto(site.second)
        customer.sees_state(HERE)
        they_hear_each_other(window, adviser)
        window.says("I am looking at your islands")
        expect(adviser.log).to_contain_text("I am looking at your islands")
        expect(customer.log).to_contain_text("I am looking at your islands")

        window.page.close()
        they_hear_each_other(customer, adviser)
        customer.sees_state("talking with Ada")
        expect(customer.page.get_by_text(HERE)).to_be_hidden()


def test_the_customer_brings_it_back_with_one_click_and_the_window_goes(
    gateway: Gateway, site: Site, customer: Customer, adviser: AdviserAtDesk
) -> None:
    with in_a_call(gateway, site, customer, adviser):
        window = moved_to_a_window(customer)
        they_hear_each_other(window, adviser)
        window.presses("Mute")
        adviser.waits_to_hear(CUSTOMER_TONE, heard=False)
        customer.presses(BACK)
        assert is_closed(window.page)
        expect(customer.button("Unmute")).to_be_visible()
        customer.waits_to_hear(ADVISER_TONE)
        assert not adviser.hears(CUSTOMER_TONE)
        customer.presses("Unmute")
        they_hear_each_other(customer, adviser)


def test_the_call_goes_on_with_no_page_of_the_company_at_all(
    gateway: Gateway, site: Site, customer: Customer, adviser: AdviserAtDesk
) -> None:
    with in_a_call(gateway, site, customer, adviser):
        window = moved_to_a_window(customer)
        they_hear_each_other(window, adviser)
        customer.page.goto("about:blank")
        they_hear_each_other(window, adviser)
        window.page.reload()
        they_hear_each_other(window, adviser)
        customer.page.goto(site.second)
        customer.presses(BACK)
        they_hear_each_other(customer, adviser)
        assert is_closed(window.page)


def test_a_call_that_is_only_waited_for_begins_in_the_window(
    gateway: Gateway, site: Site, customer: Customer, adviser: AdviserAtDesk
) -> None:
    adviser.signs_in(gateway.address, "adviser1", gateway.sign_in("adviser1"))
    customer.opens_the_chat(site.first)
    customer.asks_for_a_call()
    customer.sees_state("queue|asked")
    window = moved_to_a_window(customer)
    window.sees_state("queue|asked")
    adviser.is_available()
    adviser.accepts()
    they_hear_each_other(window, adviser)
    adviser.presses("Hang up")
    finish(adviser)


def test_without_a_window_the_call_comes_back_by_itself_on_the_next_page(
    gateway: Gateway, site: Site, customer: Customer, adviser: AdviserAtDesk
) -> None:
    with in_a_call(gateway, site, customer, adviser):
        customer.page.goto(site.second)
        they_hear_each_other(customer, adviser)
        customer.sees_state("talking with Ada")


def test_a_blocked_window_is_said_and_nothing_is_lost(
    gateway: Gateway, site: Site, customer: Customer, adviser: AdviserAtDesk
) -> None:
    customer.page.add_init_script("window.open = () => null")
    with in_a_call(gateway, site, customer, adviser):
        customer.presses(TO_WINDOW)
        customer.sees_state("Your browser opened no window.")
        axe.looks_right(customer, "widget-window-blocked", axe.AT_THE_WIDGET, ("Talk to a human", "Send", "Hang up"))
        they_hear_each_other(customer, adviser)


def test_a_window_that_nobody_lets_in_shows_nothing(gateway: Gateway, customer: Customer) -> None:
    customer.page.goto(f"{gateway.address}/window")
    expect(customer.page.get_by_role("alert")).to_contain_text("open it from the chat")
    assert axe.violations(customer.page) == []
    assert customer.page.get_by_role("textbox").count() == 0


def test_a_ticket_lets_in_one_window_that_an_allowed_page_opened(gateway: Gateway) -> None:
    chat = f"{gateway.address}/api/chat"
    token = httpx.post(f"{chat}/session", json={}).json()["token"]
    ticket = httpx.post(f"{chat}/window/ticket", headers={"Authorization": f"Bearer {token}"}).json()["ticket"]

    def window_of(opener: str) -> httpx.Response:
        return httpx.post(f"{chat}/window", json={"ticket": ticket, "opener": opener})

    assert window_of("https://elsewhere.example").json()["error"] == "foreign_origin"
    let_in = window_of(gateway.address)
    assert httpx.get(f"{chat}/held", headers={"Authorization": f"Bearer {let_in.json()['token']}"}).status_code == 200
    again = window_of(gateway.address)
    assert (again.status_code, again.json()["error"]) == (403, "ticket_used")
    assert httpx.post(f"{chat}/window/ticket").status_code == 401
