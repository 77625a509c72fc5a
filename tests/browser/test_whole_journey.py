"""Chat → frustration → a person's voice, with the context, and back: two Chromiums, real audio, the product as it runs."""

import re
import time
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.browser.conftest import ADVISER_TONE, CUSTOMER_TONE
from tests.browser.people import PATIENCE, AdviserAtDesk, Customer
from tests.product import Product


def test_from_chat_to_a_persons_voice_and_back(product: Product, customer: Customer, adviser: AdviserAtDesk) -> None:
    adviser.signs_in(product.address, "adviser1", product.sign_in("adviser1"))
    adviser.is_available()
    the_assistant_says_what_it_is(product, customer)
    it_does_real_work(product, customer)
    it_offers_a_person_and_says_why(customer)
    the_customer_decides_what_is_passed_on(customer)
    the_desk_rings_and_shows_just_that(customer, adviser)
    they_talk(customer, adviser)
    they_hold_mute_and_write(customer, adviser)
    the_adviser_wraps_up(customer, adviser)
    the_assistant_resumes_knowing_it(customer)
    nothing_is_lost_on_reload(customer)


def the_assistant_says_what_it_is(product: Product, customer: Customer) -> None:
    customer.opens_the_chat(product.address)
    expect(customer.messages.first).to_contain_text(re.compile("automated", re.IGNORECASE))
    expect(customer.messages.first).to_contain_text(re.compile("cannot", re.IGNORECASE))
    expect(customer.button("Talk to a human")).to_be_visible()
    customer.picture("01-welcome")


def it_does_real_work(product: Product, customer: Customer) -> None:
    reference, surname = product.bookings()[0]
    customer.asks("What's the status of ZE 412?", r"ZE\s?412")
    expect(customer.last_answer.get_by_role("region", name="What I did")).to_be_visible()
    customer.asks("I want to look at my booking", "reference")
    customer.asks(reference.lower(), "name")
    customer.asks(surname, reference)
    customer.picture("02-booking")
    asked_at = time.time()
    customer.asks("I'd like to change the date of my flight", "code")
    customer.asks(product.code_mailed(asked_at), "date|day|when|which flight|booking")
    a_quote_and_a_receipt(customer)


def a_quote_and_a_receipt(customer: Customer) -> None:
    for days in range(9, 30):
        day = datetime.now(UTC) + timedelta(days=days)
        customer.asks(f"{day:%A} {day.day} {day:%B}", ".")
        if customer.last_answer.get_by_text("Fare rule").count():
            break
    customer.picture("03-quote")
    customer.asks("yes", "Receipt R-")
    customer.picture("04-receipt")


def it_offers_a_person_and_says_why(customer: Customer) -> None:
    customer.asks("flurb the wobbly gnatter", ".")
    customer.asks("zxcv qwpo mnb vlk", "misunderst|understood")
    expect(customer.button("Yes, a person please")).to_be_visible(timeout=PATIENCE)
    customer.picture("05-offer")
    customer.presses("Yes, a person please")


def the_customer_decides_what_is_passed_on(customer: Customer) -> None:
    expect(customer.package).to_be_visible(timeout=PATIENCE)
    customer.picture("06-package")
    customer.package.get_by_role("checkbox", name=re.compile("What we wrote here")).uncheck()
    customer.presses("Share and continue")
    customer.presses("Call in this page")
    customer.sees_state("queue|asked|next")


def the_desk_rings_and_shows_just_that(customer: Customer, adviser: AdviserAtDesk) -> None:
    expect(adviser.offer).to_be_visible(timeout=PATIENCE)
    adviser.picture("07-ringing")
    adviser.accepts()
    expect(adviser.context).to_contain_text("R-", timeout=PATIENCE)
    expect(adviser.context).not_to_contain_text("flurb")
    expect(adviser.log).not_to_contain_text("flurb")


def they_talk(customer: Customer, adviser: AdviserAtDesk) -> None:
    customer.waits_to_hear(ADVISER_TONE)
    adviser.waits_to_hear(CUSTOMER_TONE)
    assert not customer.hears(CUSTOMER_TONE)
    assert not adviser.hears(ADVISER_TONE)
    customer.sees_state("talking with Ada")
    customer.picture("08-talking")
    adviser.picture("08-talking")


def they_hold_mute_and_write(customer: Customer, adviser: AdviserAtDesk) -> None:
    adviser.presses("Hold")
    customer.sees_state("on hold")
    customer.waits_to_hear(ADVISER_TONE, heard=False)
    adviser.waits_to_hear(CUSTOMER_TONE, heard=False)
    adviser.presses("Resume")
    customer.waits_to_hear(ADVISER_TONE)
    customer.presses("Mute")
    adviser.waits_to_hear(CUSTOMER_TONE, heard=False)
    customer.presses("Unmute")
    adviser.waits_to_hear(CUSTOMER_TONE)
    adviser.writes("I am sending you the new times.")
    expect(customer.log).to_contain_text("I am sending you the new times.", timeout=PATIENCE)
    customer.says("Thank you, Ada")
    expect(adviser.log).to_contain_text("Thank you, Ada", timeout=PATIENCE)
    # The assistant is silent while a person is there.
    answers = customer.log.get_by_role("article", name=re.compile("^Assistant")).count()
    customer.page.wait_for_timeout(1500)
    assert customer.log.get_by_role("article", name=re.compile("^Assistant")).count() == answers


def the_adviser_wraps_up(customer: Customer, adviser: AdviserAtDesk) -> None:
    beforehand = adviser.button("Finish").bounding_box()
    adviser.presses("Hang up")
    adviser.sees_state("The call has ended")
    assert adviser.button("Finish").bounding_box() == beforehand, "it moved away from under the pointer"
    expect(adviser.wrap_up).to_be_visible(timeout=PATIENCE)
    adviser.wrap_up.get_by_role("combobox", name="Outcome").select_option(label="Solved")
    adviser.wrap_up.get_by_role("textbox", name="Note").fill("New times sent by e-mail")
    adviser.picture("09-wrap-up")
    adviser.presses("Finish")
    customer.sees_state("ended")


def the_assistant_resumes_knowing_it(customer: Customer) -> None:
    expect(customer.last_answer).to_contain_text(re.compile("Ada|how easy", re.IGNORECASE), timeout=PATIENCE)
    effort = customer.page.get_by_role("radiogroup", name="How easy was it to get this sorted?")
    expect(effort).to_be_visible(timeout=PATIENCE)
    customer.picture("10-back")
    effort.get_by_role("radio").last.check()
    customer.presses("Give this answer")
    expect(effort).to_be_hidden(timeout=PATIENCE)
    customer.asks("What's the status of ZE 412?", r"ZE\s?412")


def nothing_is_lost_on_reload(customer: Customer) -> None:
    before = customer.messages.all_inner_texts()
    customer.page.reload()
    if customer.button("Chat with us").is_visible():
        customer.presses("Chat with us")
    expect(customer.messages).to_have_count(len(before), timeout=PATIENCE)
