"""The chat closed while something goes on in it, how a talk ends, and what is said of all that: once, and as long as it is so."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import axe
from tests.browser.people import PATIENCE, AdviserAtDesk, Customer, finish
from tests.product import Product

# Every sentence that a status has shown, in whatever shadow it lies.
SAID = """
(() => {
  window.said = [];
  const statuses = root => [...root.querySelectorAll("*")].flatMap(element => [
    ...(element.getAttribute("role") === "status" ? [element.textContent.trim()] : []),
    ...(element.shadowRoot ? statuses(element.shadowRoot) : []),
  ]);
  const look = () => {
    for (const words of statuses(document)) if (words && !window.said.includes(words)) window.said.push(words);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""


@pytest.fixture
def ada(product: Product, adviser: AdviserAtDesk) -> Iterator[AdviserAtDesk]:
    """At her desk and free, and away again afterwards."""
    adviser.signs_in(product.address, "adviser1", product.sign_in("adviser1"))
    adviser.is_available()
    yield adviser
    adviser.goes_away()


def closes_the_chat(customer: Customer) -> None:
    customer.page.keyboard.press("Escape")
    expect(customer.button("Chat with us")).to_be_focused()


def launcher_says(customer: Customer, words: str) -> Locator:
    """Both to who sees it and to who hears it."""
    shown = customer.page.get_by_role("button", name=re.compile(words))
    expect(shown).to_be_visible(timeout=PATIENCE)
    expect(customer.page.locator(".corner [role=status]")).to_contain_text(re.compile(words))
    return shown


def asks_to_write(customer: Customer) -> None:
    customer.presses("Talk to a human")
    customer.presses("Share and continue")
    customer.presses("Text with an adviser")
    customer.sees_state("in the queue|being asked")


def test_the_closed_chat_tells_of_the_queue_of_the_talk_and_of_what_was_written(
    product: Product, customer: Customer, adviser: AdviserAtDesk
) -> None:
    customer.opens_the_chat(product.address)
    asks_to_write(customer)
    closes_the_chat(customer)
    launcher_says(customer, "Waiting: you are next").click()
    expect(customer.state("You are in the queue")).to_be_focused()
    closes_the_chat(customer)
    adviser.signs_in(product.address, "adviser1", product.sign_in("adviser1"))
    adviser.is_available()
    adviser.accepts()
    launcher_says(customer, "Writing with Ada")
    for line in ("Hello, I am Ada.", "One moment, please."):
        adviser.writes(line)
    launcher_says(customer, "2 unread messages")
    axe.looks_right(customer, "closed-chat-unread", axe.AT_THE_WIDGET, ("Writing with Ada", "2 unread messages", "Chat with us"))
    on_another_page_it_is_the_same(product, customer)
    the_customer_ends_it(customer, adviser)


def on_another_page_it_is_the_same(product: Product, customer: Customer) -> None:
    customer.page.goto(f"{product.address}/?elsewhere")
    launcher_says(customer, "Writing with Ada")
    beside = customer.page.context.new_page()
    beside.goto(product.address)
    unread_there = beside.get_by_role("button", name="2 unread messages")
    expect(unread_there).to_be_visible()
    launcher_says(customer, "2 unread messages").click()
    expect(unread_there).to_have_count(0)
    beside.close()
    first = customer.log.get_by_role("article").filter(has_text="Hello, I am Ada.")
    expect(first).to_be_focused()
    expect(first).to_be_in_viewport()
    closes_the_chat(customer)
    expect(customer.page.get_by_role("button", name=re.compile("unread"))).to_have_count(0)
    customer.presses("Chat with us")
    expect(customer.page.get_by_role("textbox", name="Message")).to_be_focused()


def the_customer_ends_it(customer: Customer, adviser: AdviserAtDesk) -> None:
    customer.presses("End the conversation")
    customer.sees_state("The conversation has ended")
    expect(customer.button("End the conversation")).to_have_count(0)
    expect(adviser.wrap_up).to_be_visible(timeout=PATIENCE)
    finish(adviser)
    expect(customer.page.get_by_role("radiogroup", name="How easy was it to get this sorted?")).to_be_visible()
    closes_the_chat(customer)
    expect(customer.page.locator(".corner [role=status]")).to_have_text("")
    adviser.goes_away()


def test_the_closed_chat_tells_of_the_call_which_goes_on_with_the_time(
    product: Product, customer: Customer, ada: AdviserAtDesk
) -> None:
    customer.opens_the_chat(product.address)
    customer.asks_for_a_call()
    ada.accepts()
    customer.sees_state("talking with Ada")
    closes_the_chat(customer)
    shown = launcher_says(customer, "Call with Ada")
    expect(shown).to_have_text(re.compile(r"\d\d:\d\d"))
    customer.picture("closed-chat-call")
    shown.click()
    expect(customer.state("talking with Ada")).to_be_focused()
    customer.presses("Hang up")
    finish(ada)


@pytest.mark.parametrize("who", ["customer", "adviser"])
def test_an_ordinary_end_of_a_call_is_not_called_an_interruption(
    product: Product, customer: Customer, ada: AdviserAtDesk, who: str
) -> None:
    customer.opens_the_chat(product.address)
    customer.asks_for_a_call()
    ada.accepts()
    customer.sees_state("talking with Ada")
    customer.page.evaluate(SAID)
    (customer if who == "customer" else ada).presses("Hang up")
    customer.sees_state("The conversation has ended")
    said = " | ".join(customer.page.evaluate("window.said"))
    assert not re.search("interrupted|Connecting|writing with|another tab", said), said
    finish(ada)


def test_what_was_unticked_or_emptied_stays_so_and_does_not_reach_the_adviser(
    product: Product, customer: Customer, ada: AdviserAtDesk
) -> None:
    customer.opens_the_chat(product.address)
    customer.asks("What's the status of ZE 412?", r"ZE\s?412")
    customer.presses("Talk to a human")
    customer.package.get_by_role("checkbox", name="What we wrote here").uncheck()
    customer.package.get_by_role("textbox", name="In your own words").fill("")
    expect(customer.package).to_contain_text("nothing about it is passed on")
    customer.page.reload()
    expect(customer.package.get_by_role("textbox", name="In your own words")).to_have_value("", timeout=PATIENCE)
    expect(customer.package.get_by_role("checkbox", name="What we wrote here")).not_to_be_checked()
    expect(customer.package.get_by_role("checkbox", name="What was done")).to_be_checked()
    customer.presses("Share and continue")
    customer.presses("Text with an adviser")
    ada.accepts()
    expect(ada.context).to_contain_text("Done")
    expect(ada.context).not_to_contain_text("Goal")
    expect(ada.log).not_to_contain_text("status of ZE 412")
    customer.presses("End the conversation")
    finish(ada)


def test_a_failed_download_is_told_of_until_one_succeeds(product: Product, customer: Customer) -> None:
    customer.opens_the_chat(product.address)
    failed = customer.page.get_by_text("could not be downloaded")
    customer.page.route("**/api/chat/transcript", lambda route: route.abort())
    customer.presses("Download transcript")
    expect(failed).to_be_visible()
    customer.page.unroute("**/api/chat/transcript")
    with customer.page.expect_download():
        customer.presses("Download transcript")
    expect(failed).to_have_count(0)


def test_who_stops_waiting_is_answered_by_the_assistant_and_goes_on(product: Product, customer: Customer) -> None:
    customer.opens_the_chat(product.address)
    asks_to_write(customer)
    customer.presses("Stop waiting")
    expect(customer.last_answer).to_contain_text("Then we go on here", timeout=PATIENCE)
    customer.asks("What's the status of ZE 412?", r"ZE\s?412")


def test_each_message_says_its_language_and_runs_in_its_own_direction(product: Product, customer: Customer) -> None:
    customer.opens_the_chat(product.address)
    customer.asks("Bonjour, je voudrais changer mon vol de demain", "français")
    words = customer.last_answer.locator(".text")
    assert words.evaluate("words => words.closest('[lang]').lang") == "fr"
    assert customer.button("Oui, une personne").get_attribute("lang") == "fr"
    customer.asks("مرحبا، أريد تغيير رحلتي", ".")
    mine = customer.log.get_by_role("article", name="You").last.locator(".text")
    assert mine.evaluate("words => getComputedStyle(words).direction") == "rtl"
    assert mine.get_attribute("lang") == ""
    english = customer.last_answer.locator(".text")
    assert english.evaluate("words => getComputedStyle(words).direction") == "ltr"
    assert english.evaluate("words => words.getRootNode().host.closest('[lang]').lang") == "en-GB"
    customer.picture("right-to-left")


def test_the_place_in_the_queue_is_told_in_one_place(product: Product, customer: Customer) -> None:
    customer.opens_the_chat(product.address)
    asks_to_write(customer)
    line = customer.log.get_by_text("You asked for a person")
    expect(line).to_have_attribute("aria-live", "off")
    expect(customer.page.get_by_text(re.compile("You are in the queue"))).to_have_count(1)
    expect(customer.page.locator("footer .wait")).to_have_count(0)
    customer.presses("Stop waiting")
    expect(customer.log.get_by_text("You left the queue")).not_to_have_attribute("aria-live", "off")
