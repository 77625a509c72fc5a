"""A weak line is seen at the desk, as whose it is, and said to the customer in words; and it is said when it is well again."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.bad_line import bad_line, in_the_last_minute
from tests.browser.conftest import ADVISER_TONE, CUSTOMER_TONE
from tests.browser.people import AdviserAtDesk, Customer, begin_call
from tests.gateway import Gateway, alone

WEAK = "Your connection is weak: text is there too."
SEEN_WITHIN = 30_000  # milliseconds


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with alone(tmp_path_factory.mktemp("gateway")) as gateway:
        yield gateway


def in_a_call(gateway: Gateway, customer: Customer, adviser: AdviserAtDesk) -> None:
    begin_call(gateway, customer, adviser)
    customer.waits_to_hear(ADVISER_TONE)
    adviser.waits_to_hear(CUSTOMER_TONE)


def desk_shows(adviser: AdviserAtDesk, whose: str, grade: str) -> None:
    expect(adviser.page.get_by_role("img", name=in_the_last_minute(whose, grade))).to_be_visible(timeout=SEEN_WITHIN)


def test_a_weak_line_is_told_apart_seen_and_said_and_so_is_its_end(
    gateway: Gateway, customer: Customer, adviser: AdviserAtDesk
) -> None:
    with bad_line(customer.page) as line:
        in_a_call(gateway, customer, adviser)
        desk_shows(adviser, "Customer's line", "good")
        desk_shows(adviser, "Your line", "good")
        assert not customer.page.get_by_text(WEAK).count()

        line.every = 5
        expect(customer.page.get_by_role("status").filter(has_text=WEAK)).to_be_visible(timeout=SEEN_WITHIN)
        desk_shows(adviser, "Customer's line", "poor")
        desk_shows(adviser, "Your line", "good")
        expect(adviser.page.get_by_role("status").first).to_contain_text("The customer's connection is weak")
        axe.looks_right(customer, "widget-weak-line", axe.AT_THE_WIDGET, ("Mute", "Hang up", "Send"))
        axe.looks_right(adviser, "desk-weak-line", axe.AT_THE_DESK, ("Mute", "Hold", "Hang up", "Send"))

        line.every = 0
        expect(customer.page.get_by_text(WEAK)).to_be_hidden(timeout=SEEN_WITHIN)
        desk_shows(adviser, "Customer's line", "good")
        customer.sees_state("You are talking with Ada.$")
        expect(adviser.page.get_by_text(re.compile("connection is weak"))).to_be_hidden()
