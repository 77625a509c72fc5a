"""Why a person is offered, "That's not it", switching the noticing off, and what of it the adviser sees, in the browser."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Locator, Playwright, expect

from tests.browser import axe
from tests.browser.conftest import CUSTOMER_TONE
from tests.browser.people import PATIENCE, AdviserAtDesk, Customer, at_a_browser
from tests.product import Product, running

ALWAYS_THERE = ("Talk to a human", "Send", "Close the chat")


def is_misunderstood_twice(customer: Customer) -> None:
    customer.asks("flurb the wobbly gnatter", ".")
    customer.asks("zxcv qwpo mnb vlk", "I misunderstood you twice")


def the_switch(customer: Customer) -> Locator:
    return customer.page.get_by_role("switch", name="Notice when things go badly")


def test_the_offer_says_why_and_the_customer_may_say_that_is_not_it(product: Product, customer: Customer) -> None:
    customer.opens_the_chat(product.address)
    is_misunderstood_twice(customer)
    for answer in ("Yes, a person please", "No, carry on", "That's not it"):
        expect(customer.button(answer)).to_be_visible(timeout=PATIENCE)
    axe.looks_right(customer, "widget-offer-with-reason", axe.AT_THE_WIDGET, (*ALWAYS_THERE, "That's not it"))
    customer.presses("That's not it")
    expect(customer.last_answer).to_contain_text("Noted: that was not it", timeout=PATIENCE)
    expect(customer.last_answer).to_contain_text("What should I do better?")
    axe.looks_right(customer, "widget-contested", axe.AT_THE_WIDGET, ALWAYS_THERE)
    customer.asks("show me more choices next time please", "go on from here")
    customer.presses("What we hold about you")
    expect(customer.page.get_by_text("The customer said that this was not the reason", exact=False)).to_be_visible()


def test_the_noticing_can_be_switched_off_and_on_again(product: Product, customer: Customer) -> None:
    customer.opens_the_chat(product.address)
    customer.asks("flurb the wobbly gnatter", ".")
    customer.presses("What we hold about you")
    expect(customer.page.get_by_text("of your messages, kept as numbers", exact=False)).to_be_visible(timeout=PATIENCE)
    expect(the_switch(customer)).to_be_checked()
    axe.looks_right(customer, "widget-noticing-on", axe.AT_THE_WIDGET, ALWAYS_THERE)
    the_switch(customer).press("Space")
    expect(the_switch(customer)).not_to_be_checked(timeout=PATIENCE)
    expect(customer.page.get_by_text("Nothing was noticed.")).to_be_visible(timeout=PATIENCE)
    axe.looks_right(customer, "widget-noticing-off", axe.AT_THE_WIDGET, ALWAYS_THERE)
    customer.presses("Back to the conversation")
    no_offer_comes(customer)
    customer.page.reload()
    customer.presses("What we hold about you")
    expect(the_switch(customer)).not_to_be_checked(timeout=PATIENCE)
    the_switch(customer).click()
    expect(the_switch(customer)).to_be_checked(timeout=PATIENCE)


def no_offer_comes(customer: Customer) -> None:
    for nonsense in ("zxcv qwpo mnb vlk", "you are a stupid machine", "gnarf quux zoot"):
        customer.asks(nonsense, ".")
    expect(customer.button("That's not it")).to_be_hidden()
    expect(customer.package).to_be_hidden()
    customer.presses("What we hold about you")
    expect(customer.page.get_by_text("Nothing was noticed.")).to_be_visible(timeout=PATIENCE)
    customer.presses("Back to the conversation")
    customer.asks("I want to speak to a human", "I get you a person")
    expect(customer.package).to_be_visible(timeout=PATIENCE)
    customer.presses("Not now")


def test_the_noticing_can_be_switched_off_in_words(product: Product, customer: Customer) -> None:
    customer.opens_the_chat(product.address)
    customer.asks("stop noticing my mood", "I no longer notice")
    customer.presses("What we hold about you")
    expect(the_switch(customer)).not_to_be_checked(timeout=PATIENCE)


def test_the_adviser_sees_how_it_seemed_to_go_and_why(product: Product, customer: Customer, adviser: AdviserAtDesk) -> None:
    adviser.signs_in(product.address, "adviser1", product.sign_in("adviser1"))
    adviser.is_available()
    customer.opens_the_chat(product.address)
    is_misunderstood_twice(customer)
    customer.presses("That's not it")
    expect(customer.last_answer).to_contain_text("What should I do better?", timeout=PATIENCE)
    customer.presses("Talk to a human")
    expect(customer.package).to_contain_text("Message by message it seemed", timeout=PATIENCE)
    axe.looks_right(customer, "widget-package-with-feelings", axe.AT_THE_WIDGET, ALWAYS_THERE)
    customer.presses("Share and continue")
    customer.presses("Text with an adviser")
    adviser.accepts()
    curve = adviser.context.get_by_role("img", name=re.compile("It seemed"))
    expect(curve).to_be_visible(timeout=PATIENCE)
    # Two messages were judged; the pressed buttons were not, and are no zeros.
    expect(curve.locator("rect")).to_have_count(2)
    adviser.context.get_by_text("Why?", exact=True).click()
    table = adviser.context.get_by_role("table", name="How each message seemed to go, and why")
    expect(table.get_by_role("row")).to_have_count(3)
    expect(table).to_contain_text("The assistant misunderstood twice. The customer said that this was not the reason.")
    expect(table).not_to_contain_text("flurb")
    axe.looks_right(adviser, "desk-feelings", axe.AT_THE_DESK)


def test_the_company_can_switch_it_off(playwright: Playwright, tmp_path: Path) -> None:
    with (
        running(tmp_path / "state", NOTICE_FRUSTRATION="no") as product,
        at_a_browser(playwright, CUSTOMER_TONE, tmp_path) as page,
    ):
        customer = Customer(page, "customer")
        customer.opens_the_chat(product.address)
        for nonsense in ("flurb the wobbly gnatter", "zxcv qwpo mnb vlk", "you are a stupid machine"):
            customer.asks(nonsense, ".")
        expect(customer.button("That's not it")).to_be_hidden()
        customer.presses("What we hold about you")
        expect(page.get_by_text("We do not look for signs", exact=False)).to_be_visible(timeout=PATIENCE)
        expect(the_switch(customer)).to_be_hidden()
        axe.looks_right(customer, "widget-noticing-never", axe.AT_THE_WIDGET, ALWAYS_THERE)


def kept_by_rasa(product: Product, words: str) -> list[str]:
    """The events of the conversation in which these words were said, as Rasa keeps them."""
    with closing(sqlite3.connect(product.state_dir / "rasa-tracker.db")) as tracker:
        said_in = "SELECT sender_id FROM events WHERE data LIKE ?"
        rows = tracker.execute(f"SELECT data FROM events WHERE sender_id IN ({said_in})", [f"%{words}%"])
        return [data for (data,) in rows]


def test_rasa_forgets_the_score_and_then_the_conversation(product: Product, customer: Customer) -> None:
    customer.opens_the_chat(product.address)
    customer.asks("crumble the velvet lantern", ".")
    assert '"score"' in " ".join(kept_by_rasa(product, "velvet lantern"))
    customer.presses("What we hold about you")
    the_switch(customer).click()
    expect(the_switch(customer)).not_to_be_checked(timeout=PATIENCE)
    until(customer, lambda: '"score"' not in " ".join(kept_by_rasa(product, "velvet lantern")))
    assert kept_by_rasa(product, "velvet lantern") != []
    customer.presses("Delete my conversation")
    customer.presses("Yes, delete it")
    expect(customer.page.get_by_text("Your conversation is deleted", exact=False)).to_be_visible(timeout=PATIENCE)
    until(customer, lambda: kept_by_rasa(product, "velvet lantern") == [])


def until(customer: Customer, is_so: Callable[[], bool]) -> None:
    for _ in range(100):
        if is_so():
            return
        customer.page.wait_for_timeout(200)
    raise AssertionError("it did not become so within 20 s")
