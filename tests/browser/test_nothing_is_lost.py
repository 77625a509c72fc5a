"""Parts of the product die, pages reload, tabs multiply: the conversation is there, in order, once, and a person can be had."""

import time
import urllib.error
import urllib.request

from playwright.sync_api import Page, expect

from tests.browser.conftest import ADVISER_TONE, CUSTOMER_TONE
from tests.browser.people import PATIENCE, AdviserAtDesk, Customer, begin_call, finish
from tests.product import Product

BACK_WITHIN = 90.0  # seconds for a killed process on a loaded machine


def test_a_person_can_be_had_while_the_assistant_is_down(product: Product, customer: Customer, adviser: AdviserAtDesk) -> None:
    adviser.signs_in(product.address, "adviser1", product.sign_in("adviser1"))
    adviser.is_available()
    customer.opens_the_chat(product.address)
    customer.asks("What's the status of ZE 412?", r"ZE\s?412")
    product.kill("bot.serve")
    customer.asks("and ZE 105?", "nothing was changed|do not know yet")
    customer.presses("Talk to a human")
    expect(customer.package).to_be_visible(timeout=PATIENCE)
    customer.presses("Share and continue")
    customer.presses("Text with an adviser")
    adviser.accepts()
    expect(adviser.log).to_contain_text("and ZE 105?", timeout=PATIENCE)
    adviser.writes("Hello, I am here")
    expect(customer.log).to_contain_text("Hello, I am here", timeout=PATIENCE)
    finish(adviser)
    wait_until_ready(product)
    customer.asks("What's the status of ZE 412?", r"ZE\s?412")


def test_every_step_of_a_form_leads_to_a_person_while_the_action_server_is_down(product: Product, customer: Customer) -> None:
    customer.opens_the_chat(product.address)
    customer.asks("I want to look at my booking", "reference")
    product.kill("actions")
    customer.says("I want to talk to a human")
    expect(customer.package).to_be_visible(timeout=PATIENCE)
    customer.presses("Not now")
    expect(customer.package).to_be_hidden(timeout=PATIENCE)
    wait_until_ready(product)


def test_a_reload_and_a_second_tab_show_the_same_conversation_once(product: Product, customer: Customer) -> None:
    customer.opens_the_chat(product.address)
    customer.asks("What's the status of ZE 412?", r"ZE\s?412")
    before = told(customer)
    customer.page.reload()
    open_again(customer)
    expect(customer.messages).to_have_count(len(before), timeout=PATIENCE)
    second = Customer(customer.page.context.new_page(), "second-tab")
    second.page.goto(product.address)
    open_again(second)
    second.asks("Hello", ".")
    expect(customer.messages).to_have_count(len(before) + 2, timeout=PATIENCE)
    assert told(customer) == told(second)


def test_what_was_begun_or_asked_for_without_a_connection_outlives_a_reload(product: Product, customer: Customer) -> None:
    customer.opens_the_chat(product.address)
    field = customer.page.get_by_role("textbox", name="Message")
    field.fill("I had just begun to")
    customer.page.reload()
    expect(field).to_have_value("I had just begun to", timeout=PATIENCE)
    field.fill("")
    customer.page.context.set_offline(True)
    customer.presses("Talk to a human")
    expect(customer.page.get_by_text("I ask for a person as soon as it is back")).to_be_visible(timeout=PATIENCE)
    product.kill("webrtc_gateway")  # so that no request of before gets through
    customer.page.context.set_offline(False)
    wait_until_ready(product)
    customer.page.reload()
    expect(customer.package).to_be_visible(timeout=PATIENCE)
    customer.presses("Not now")


def test_the_words_of_a_quick_answer_are_that_answer_and_yes_is_one_in_french(product: Product, customer: Customer) -> None:
    customer.opens_the_chat(product.address)
    customer.asks("je voudrais changer mon vol", "Je ne parle qu'anglais")
    customer.asks("non, continuer en anglais!", "carry on|go on|here")
    customer.asks("je voudrais changer mon vol", "personne")
    customer.says("oui, s'il vous plaît")
    expect(customer.package).to_be_visible(timeout=PATIENCE)
    customer.presses("Not now")


def test_a_gateway_that_dies_costs_neither_words_nor_the_call(
    product: Product, customer: Customer, adviser: AdviserAtDesk
) -> None:
    begin_call(product, customer, adviser)
    customer.waits_to_hear(ADVISER_TONE)
    before = told(customer)

    product.kill("webrtc_gateway")
    customer.says("Are you still there?")
    wait_until_ready(product)

    expect(adviser.log).to_contain_text("Are you still there?", timeout=PATIENCE)
    customer.waits_to_hear(ADVISER_TONE)
    adviser.waits_to_hear(CUSTOMER_TONE)
    assert told(customer) == [*before, "Are you still there?"]
    adviser.presses("Hang up")
    finish(adviser)


def test_a_reload_in_the_middle_of_a_call_brings_the_voice_back(
    product: Product, customer: Customer, adviser: AdviserAtDesk
) -> None:
    begin_call(product, customer, adviser)
    adviser.waits_to_hear(CUSTOMER_TONE)
    customer.page.reload()
    open_again(customer)
    customer.waits_to_hear(ADVISER_TONE)
    adviser.waits_to_hear(CUSTOMER_TONE)
    customer.presses("Hang up")
    finish(adviser)


def told(customer: Customer) -> list[str]:
    """What the log says, message by message, without speakers and times."""
    return [text.split("\n")[-1].strip() for text in customer.messages.all_inner_texts()]


def open_again(customer: Customer) -> None:
    launcher: Page = customer.page
    message = launcher.get_by_role("textbox", name="Message")
    launcher.wait_for_timeout(500)
    if not message.is_visible():
        customer.presses("Chat with us")
    expect(message).to_be_visible(timeout=PATIENCE)


def wait_until_ready(product: Product) -> None:
    end = time.monotonic() + BACK_WITHIN
    while True:
        try:
            with urllib.request.urlopen(f"{product.address}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        assert time.monotonic() < end, "a part of the product did not come back"
        time.sleep(0.5)
