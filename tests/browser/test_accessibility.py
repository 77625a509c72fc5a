"""Every state of widget and desk meets WCAG 2.2 AA in every look, and the whole widget can be used without a mouse."""

import re
import time
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Playwright, expect

from customer_care import clock
from tests.browser import axe
from tests.browser.conftest import CUSTOMER_TONE
from tests.browser.people import PATIENCE, AdviserAtDesk, Customer, Microphone, at_a_browser
from tests.product import Product

ALWAYS_THERE = ("Talk to a human", "Send", "Close the chat")


def looks_right(customer: Customer, state: str) -> None:
    axe.looks_right(customer, f"widget-{state}", axe.AT_THE_WIDGET, ALWAYS_THERE)


def desk_looks_right(adviser: AdviserAtDesk, state: str) -> None:
    axe.looks_right(adviser, f"desk-{state}", axe.AT_THE_DESK)


def test_every_answer_of_the_assistant_is_accessible(product: Product, customer: Customer) -> None:
    customer.page.goto(product.address)
    expect(customer.button("Chat with us")).to_be_visible(timeout=PATIENCE)
    axe.looks_right(customer, "widget-closed", axe.AT_THE_WIDGET, ("Chat with us",))
    customer.opens_the_chat(product.address)
    looks_right(customer, "welcome")
    looks_at_a_booking(product, customer)
    looks_right(customer, "work-done")
    is_quoted_a_price(product, customer)
    looks_right(customer, "quote")
    customer.asks("yes", "Receipt R-")
    customer.button("Why", exact=False).last.click()
    looks_right(customer, "receipt")


def looks_at_a_booking(product: Product, customer: Customer) -> None:
    reference, surname = product.bookings()[1]
    customer.asks("I want to look at my booking", "reference")
    customer.asks(reference, "name")
    customer.asks(surname, reference)


def is_quoted_a_price(product: Product, customer: Customer) -> None:
    asked_at = time.time()
    customer.asks("I'd like to change the date of my flight", "code")
    customer.asks(product.code_mailed(asked_at), ".")
    for days in range(9, 30):
        day = clock.now() + timedelta(days=days)
        customer.asks(f"{day:%A} {day.day} {day:%B}", ".")
        if customer.last_answer.get_by_text("Fare rule").count():
            break


def test_what_surrounds_the_conversation_is_accessible(product: Product, customer: Customer) -> None:
    customer.opens_the_chat(product.address)
    customer.asks("flurb the wobbly gnatter", ".")
    customer.asks("zxcv qwpo mnb vlk", "misunderst|understood")
    expect(customer.button("Yes, a person please")).to_be_visible(timeout=PATIENCE)
    looks_right(customer, "offer")
    customer.presses("What we hold about you")
    expect(customer.page.get_by_text("This conversation", exact=True)).to_be_visible(timeout=PATIENCE)
    looks_right(customer, "held-data")
    customer.presses("Back to the conversation")
    customer.presses("Delete my conversation")
    looks_right(customer, "deletion")
    customer.presses("Keep it")
    customer.page.context.set_offline(True)
    expect(customer.page.get_by_text("You are offline", exact=False)).to_be_visible(timeout=PATIENCE)
    customer.says("Are you there?")
    looks_right(customer, "offline")
    customer.page.context.set_offline(False)
    expect(customer.page.get_by_text("You are offline", exact=False)).to_be_hidden(timeout=PATIENCE)


def test_a_call_is_accessible_on_both_sides(product: Product, customer: Customer, adviser: AdviserAtDesk) -> None:
    adviser.page.goto(f"{product.address}/desk")
    expect(adviser.button("Sign in")).to_be_visible(timeout=PATIENCE)
    desk_looks_right(adviser, "sign-in")
    adviser.signs_in(product.address, "adviser1", product.sign_in("adviser1"))
    desk_looks_right(adviser, "empty")
    customer.opens_the_chat(product.address)
    looks_at_a_booking(product, customer)
    customer.presses("Talk to a human")
    expect(customer.package).to_be_visible(timeout=PATIENCE)
    looks_right(customer, "package")
    customer.presses("Share and continue")
    expect(customer.button("Call in this page")).to_be_visible(timeout=PATIENCE)
    looks_right(customer, "ways")
    customer.presses("Call in this page")
    customer.sees_state("queue")
    looks_right(customer, "waiting")
    adviser.is_available()
    expect(adviser.offer).to_be_visible(timeout=PATIENCE)
    looks_right(customer, "ringing")
    axe.looks_right(adviser, "desk-ringing", axe.AT_THE_DESK, ("Accept", "Decline"))
    they_talk_hold_and_end(customer, adviser)


def they_talk_hold_and_end(customer: Customer, adviser: AdviserAtDesk) -> None:
    adviser.accepts()
    customer.sees_state("talking with Ada")
    looks_right(customer, "talking")
    axe.looks_right(adviser, "desk-talking", axe.AT_THE_DESK, ("Mute", "Hold", "Transfer", "Hang up", "Send"))
    adviser.presses("Hold")
    customer.sees_state("on hold")
    looks_right(customer, "on-hold")
    desk_looks_right(adviser, "on-hold")
    customer.presses("Hang up")
    customer.sees_state("ended")
    looks_right(customer, "wrap-up")
    adviser.presses("Add a promise")
    desk_looks_right(adviser, "wrap-up")
    adviser.presses("Remove promise 1")
    finishes(adviser)
    expect(customer.page.get_by_role("radiogroup", name=re.compile("How easy"))).to_be_visible(timeout=PATIENCE)
    looks_right(customer, "effort")


def test_a_talk_in_writing_is_accessible_on_both_sides(
    product: Product, playwright: Playwright, tmp_path: Path, adviser: AdviserAtDesk
) -> None:
    adviser.signs_in(product.address, "adviser2", product.sign_in("adviser2"))
    with at_a_browser(playwright, CUSTOMER_TONE, tmp_path, microphone=Microphone.ASKED) as page:
        customer = Customer(page, "customer")
        customer.opens_the_chat(product.address)
        customer.presses("Talk to a human")
        customer.presses("Share nothing and continue")
        customer.presses("Call in this page")
        expect(customer.page.get_by_role("alert")).to_be_visible(timeout=PATIENCE)
        looks_right(customer, "microphone-refused")
        is_called_back_after_all(customer, adviser)
        writes_with_the_adviser(customer, adviser)


def is_called_back_after_all(customer: Customer, adviser: AdviserAtDesk) -> None:
    """A call back is asked for, stands in the queue of the desk, and is cancelled."""
    customer.presses("Call me back")
    customer.presses("Ask for this call")
    looks_right(customer, "callback-form")
    customer.page.get_by_label("Your phone number").fill("+590 590 12 34 56")
    customer.presses("Ask for this call")
    customer.sees_state("called back")
    looks_right(customer, "callback")
    expect(adviser.button("Take this call back").first).to_be_visible(timeout=PATIENCE)
    desk_looks_right(adviser, "queue")
    customer.presses("Cancel this call")
    expect(customer.button("Cancel this call")).to_be_hidden(timeout=PATIENCE)


def writes_with_the_adviser(customer: Customer, adviser: AdviserAtDesk) -> None:
    customer.presses("Talk to a human")
    customer.presses("Share and continue")
    customer.presses("Text with an adviser")
    adviser.is_available()
    expect(adviser.offer).to_be_visible(timeout=PATIENCE)
    adviser.accepts()
    customer.sees_state("writing with Ben")
    adviser.writes("Good afternoon, this is Ben.")
    expect(customer.log).to_contain_text("this is Ben", timeout=PATIENCE)
    looks_right(customer, "writing")
    desk_looks_right(adviser, "writing")
    finishes(adviser)
    customer.sees_state("ended")


def finishes(adviser: AdviserAtDesk) -> None:
    """Wraps up and leaves, so that nothing rings at an empty chair."""
    adviser.wrap_up.get_by_role("combobox", name="Outcome").select_option(label="Solved")
    adviser.presses("Finish")
    expect(adviser.wrap_up).to_be_hidden(timeout=PATIENCE)
    adviser.page.get_by_role("radio", name="Away").check(timeout=PATIENCE)


def test_the_whole_chat_works_without_a_mouse(product: Product, customer: Customer) -> None:
    keyboard = customer.page.keyboard
    customer.page.goto(product.address)
    customer.button("Chat with us").focus()
    keyboard.press("Enter")
    expect(customer.page.get_by_role("textbox", name="Message")).to_be_focused(timeout=PATIENCE)
    expect(customer.messages.first).to_be_visible(timeout=PATIENCE)
    assert reached_by_tab(customer) >= EVERYTHING_IN_THE_CHAT
    tabs_to(customer, "Send")
    keyboard.press("Escape")
    expect(customer.button("Chat with us")).to_be_focused()
    keyboard.press("Enter")
    tabs_to(customer, "Talk to a human")
    keyboard.press("Enter")
    expect(customer.page.get_by_role("heading", name="What the adviser will see")).to_be_focused(timeout=PATIENCE)
    answers_the_package_by_keyboard(customer)


def answers_the_package_by_keyboard(customer: Customer) -> None:
    keyboard = customer.page.keyboard
    keyboard.press("Tab")
    first = customer.package.get_by_role("checkbox").first
    expect(first).to_be_focused()
    keyboard.press("Space")
    expect(first).not_to_be_checked()
    tabs_to(customer, "Share and continue")
    keyboard.press("Enter")
    expect(customer.page.get_by_role("heading", name="How would you like to talk?")).to_be_visible(timeout=PATIENCE)
    tabs_to(customer, "Call me back")
    keyboard.press("Enter")
    expect(customer.page.get_by_label("Your phone number")).to_be_focused()


EVERYTHING_IN_THE_CHAT = {
    "Chat with us",
    "Download transcript",
    "What we hold about you",
    "Delete my conversation",
    "Close the chat",
    "Conversation",
    "Message",
    "Send",
    "Talk to a human",
}
FOCUSED_NAME = """
() => {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return focused?.ariaLabel || focused?.innerText?.trim() || focused?.tagName || "";
}
"""
MOST_STOPS = 60  # on the whole page, with everything that the airline's own page has


def reached_by_tab(customer: Customer) -> set[str]:
    """The names of all that Tab comes by, once around the page."""
    names = set()
    for _ in range(MOST_STOPS):
        customer.page.keyboard.press("Tab")
        names.add(str(customer.page.evaluate(FOCUSED_NAME)))
    return names


def tabs_to(customer: Customer, name: str) -> None:
    for _ in range(MOST_STOPS):
        if customer.page.evaluate(FOCUSED_NAME) == name:
            return
        customer.page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not come by {name!r}")
