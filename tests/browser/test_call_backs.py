"""Call backs at the desk: by when, marked in words when late, and what follows when nobody is reached."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import axe
from tests.browser.people import AdviserAtDesk, Customer
from tests.browser.test_promises import time_runs_out, wants_a_call_back
from tests.product import Product, running

OUTCOME = "Outcome"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product that may write at any hour, since these tests run at any hour."""
    with running(tmp_path_factory.mktemp("product"), QUIET_HOURS="00:00-00:00", UNASKED_MESSAGES_A_DAY="5") as product:
        yield product


def queue(adviser: AdviserAtDesk) -> Locator:
    return adviser.page.get_by_role("list", name="Queue").get_by_role("listitem")


def tells_not_reached(adviser: AdviserAtDesk) -> Locator:
    """Takes the call back up and says that nobody answered; returns the Wrap-up."""
    adviser.presses("Take this call back")
    wrap_up = adviser.page.get_by_role("region", name="Wrap-up")
    wrap_up.get_by_role("combobox", name=OUTCOME).select_option(label="Not reached")
    return wrap_up


def test_a_call_back_that_reaches_nobody_is_tried_again_and_then_ends(
    product: Product, customer: Customer, adviser: AdviserAtDesk
) -> None:
    wants_a_call_back(customer, product)
    adviser.signs_in(product.address, "adviser1", product.sign_in("adviser1"))
    expect(queue(adviser)).to_contain_text(re.compile(r"By \w+ \d+ \w+ \d\d:\d\d, Guadeloupe time"))
    time_runs_out(product.state_dir)
    expect(queue(adviser)).to_contain_text("Late: it was promised by")
    axe.looks_right(adviser, "desk-call-back-late", axe.AT_THE_DESK, ("Take this call back",))
    wrap_up = tells_not_reached(adviser)
    expect(adviser.page.get_by_text("Call the customer back at +590 690 00 00 00. Late:", exact=False)).to_be_visible()
    adviser.presses("Finish")
    expect(wrap_up.get_by_role("alert")).to_contain_text("Please say by when it is tried again.")
    again = wrap_up.get_by_label("Try again by")
    again.fill(f"{datetime.now(UTC).astimezone() + timedelta(hours=4):%Y-%m-%dT%H:%M}")
    axe.looks_right(adviser, "desk-not-reached", axe.AT_THE_DESK)
    adviser.presses("Finish")
    expect(customer.log).to_contain_text("did not reach you. That was try 1 of 3. The next one is by")
    expect(queue(adviser)).to_contain_text("Nobody was reached: 1 of 3 tries")
    wrap_up = tells_not_reached(adviser)
    wrap_up.get_by_label("Try again by").fill(f"{datetime.now(UTC).astimezone() + timedelta(hours=5):%Y-%m-%dT%H:%M}")
    adviser.presses("Finish")
    expect(queue(adviser)).to_contain_text("2 of 3 tries")
    wrap_up = tells_not_reached(adviser)
    expect(wrap_up).to_contain_text("That was the last of 3 tries")
    adviser.presses("Finish")
    expect(customer.log).to_contain_text("nobody rings you any more")
    expect(adviser.page.get_by_text("Nobody is waiting.")).to_be_visible()
