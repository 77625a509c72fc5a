"""A call with colleagues, at four Chromiums with a tone each: who waits hears so, a colleague is consulted, brought together with
the customer and takes over, and a lead who listens is seen by all. The customer's line stays one and the same.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser import axe
from tests.browser.conftest import ADVISER_TONE, CUSTOMER_TONE
from tests.browser.people import AdviserAtDesk, Customer, Microphone, Person, at_a_browser, begin_call, finish
from tests.product import Product

COLLEAGUE_TONE, LEAD_TONE = 1600.0, 2300.0
COUNT_MICROPHONES = """
(() => {
  window.askedForMicrophone = 0;
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = wanted => {
    window.askedForMicrophone++;
    return ask(wanted);
  };
})();
"""


@pytest.fixture
def colleague(playwright: Playwright, tmp_path: Path) -> Iterator[AdviserAtDesk]:
    with at_a_browser(playwright, COLLEAGUE_TONE, tmp_path) as page:
        yield AdviserAtDesk(page, "colleague")


@pytest.fixture
def lead(playwright: Playwright, tmp_path: Path) -> Iterator[AdviserAtDesk]:
    with at_a_browser(playwright, LEAD_TONE, tmp_path) as page:
        yield AdviserAtDesk(page, "lead")


@pytest.fixture
def lead_without_microphone(playwright: Playwright, tmp_path: Path) -> Iterator[AdviserAtDesk]:
    with at_a_browser(playwright, LEAD_TONE, tmp_path, Microphone.ASKED) as page:
        yield AdviserAtDesk(page, "lead")


def test_who_waits_hears_so_and_is_on_the_line_when_somebody_answers(
    product: Product, customer: Customer, adviser: AdviserAtDesk
) -> None:
    customer.opens_the_chat(product.address)
    customer.asks_for_a_call()
    expect(customer.button("Quiet while I wait")).to_be_visible()
    customer.waits_to_hear_something()
    axe.looks_right(customer, "widget-waiting-in-the-call", axe.AT_THE_WIDGET)
    customer.presses("Quiet while I wait")
    adviser.signs_in(product.address, "adviser1", product.sign_in("adviser1"))
    adviser.is_available()
    adviser.accepts()
    customer.waits_to_hear(ADVISER_TONE)
    adviser.waits_to_hear(CUSTOMER_TONE)
    assert customer.connections() == 1
    adviser.presses("Transfer")
    customer.sees_state("queue")
    customer.waits_to_hear(ADVISER_TONE, heard=False)
    customer.waits_to_hear_something()
    assert customer.connections() == 1
    customer.presses("Stop waiting")


def test_a_colleague_is_consulted_brought_together_and_takes_over(
    product: Product, customer: Customer, adviser: AdviserAtDesk, colleague: AdviserAtDesk
) -> None:
    in_a_call(product, customer, adviser)
    colleague.signs_in(product.address, "adviser2", product.sign_in("adviser2"))
    colleague.is_available()

    adviser.page.get_by_text("Ask a colleague").click()
    adviser.presses("Ask Ben")
    asked = colleague.page.get_by_role("alertdialog", name="Ada asks you into a call")
    expect(asked).to_be_visible()
    axe.looks_right(colleague, "desk-asked-by-a-colleague", axe.AT_THE_DESK, ("Accept", "Decline"))
    asked.get_by_role("button", name="Accept").click()

    colleague.waits_to_hear(ADVISER_TONE)
    adviser.waits_to_hear(COLLEAGUE_TONE)
    customer.sees_state("Ada is talking with a colleague, Ben")
    for tone in (ADVISER_TONE, COLLEAGUE_TONE):
        customer.waits_to_hear(tone, heard=False)
    customer.waits_to_hear_something()
    adviser.waits_to_hear(CUSTOMER_TONE, heard=False)
    assert not colleague.hears(CUSTOMER_TONE)
    expect(colleague.context).to_contain_text("The customer asks for a person.")
    axe.looks_right(adviser, "desk-consulting", axe.AT_THE_DESK, ("Hand over to Ben",))
    axe.looks_right(colleague, "desk-consulted", axe.AT_THE_DESK, ("Leave the call",))

    adviser.presses("Resume")
    customer.waits_to_hear(ADVISER_TONE)
    adviser.waits_to_hear(CUSTOMER_TONE)
    colleague.waits_to_hear(ADVISER_TONE, heard=False)
    assert not colleague.hears(CUSTOMER_TONE)
    assert not customer.hears(COLLEAGUE_TONE)

    adviser.presses("Bring all together")
    customer.sees_state("You are talking with Ada and Ben")
    for person, tones in (
        (customer, (ADVISER_TONE, COLLEAGUE_TONE)),
        (adviser, (CUSTOMER_TONE, COLLEAGUE_TONE)),
        (colleague, (CUSTOMER_TONE, ADVISER_TONE)),
    ):
        for tone in tones:
            person.waits_to_hear(tone)

    adviser.presses("Hand over to Ben")
    customer.sees_state("You are talking with Ben")
    customer.waits_to_hear(ADVISER_TONE, heard=False)
    customer.waits_to_hear(COLLEAGUE_TONE)
    colleague.waits_to_hear(CUSTOMER_TONE)
    expect(customer.log).to_contain_text("Ben takes over from Ada")
    expect(adviser.page.get_by_text("No handoff yet", exact=False)).to_be_visible()
    assert customer.connections() == 1

    colleague.presses("Hang up")
    finish(colleague)
    customer.sees_state("The conversation with Ben has ended")
    colleague.goes_away()


def test_a_colleague_may_say_no_and_may_leave_and_the_customer_is_never_left_in_the_music(
    product: Product, customer: Customer, adviser: AdviserAtDesk, colleague: AdviserAtDesk
) -> None:
    in_a_call(product, customer, adviser)
    colleague.signs_in(product.address, "adviser2", product.sign_in("adviser2"))
    colleague.is_available()
    asked = colleague.page.get_by_role("alertdialog", name="Ada asks you into a call")

    adviser.page.get_by_text("Ask a colleague").click()
    adviser.presses("Ask Ben")
    asked.get_by_role("button", name="Decline").click()
    expect(asked).to_be_hidden()
    adviser.page.get_by_text("Ask a colleague").click()
    adviser.presses("Ask Ben")
    asked.get_by_role("button", name="Accept").click()
    colleague.waits_to_hear(ADVISER_TONE)
    customer.waits_to_hear(ADVISER_TONE, heard=False)

    colleague.page.reload()
    colleague.waits_to_hear(ADVISER_TONE)
    colleague.presses("Leave the call")
    customer.waits_to_hear(ADVISER_TONE)
    adviser.waits_to_hear(CUSTOMER_TONE)
    customer.sees_state("You are talking with Ada")
    colleague.goes_away()
    adviser.presses("Hang up")
    finish(adviser)


def test_a_lead_listens_whispers_and_joins_and_everybody_sees_it(
    product: Product, customer: Customer, adviser: AdviserAtDesk, lead: AdviserAtDesk
) -> None:
    in_a_call(product, customer, adviser)
    lead.page.add_init_script(COUNT_MICROPHONES)
    lead.signs_in(product.address, "lead1", product.sign_in("lead1"))
    lead.presses("Listen to Ada")
    for tone in (CUSTOMER_TONE, ADVISER_TONE):
        lead.waits_to_hear(tone)
    assert microphones(lead) == 0
    expect(lead.button("Mute")).to_be_hidden()
    customer.sees_state("Clara, who leads the team, is listening")
    expect(adviser.page.get_by_role("list", name="Also in this call")).to_contain_text("Clara: listening")
    assert not customer.hears(LEAD_TONE)
    assert not adviser.hears(LEAD_TONE)
    axe.looks_right(lead, "desk-listening", axe.AT_THE_DESK, ("Leave the call",))

    lead.page.get_by_role("radio", name="Whisper to the adviser").check()
    adviser.waits_to_hear(LEAD_TONE)
    customer.sees_state("advises")
    assert not customer.hears(LEAD_TONE)

    lead.page.get_by_role("radio", name="Talk with everybody").check()
    customer.waits_to_hear(LEAD_TONE)
    customer.waits_to_hear(ADVISER_TONE)
    customer.sees_state("is in the call, too")
    axe.looks_right(customer, "widget-supervised", axe.AT_THE_WIDGET)
    assert (microphones(lead), lead.connections()) == (1, 1)

    lead.page.get_by_role("radio", name="Listen").check()
    customer.waits_to_hear(LEAD_TONE, heard=False)
    customer.sees_state("Clara, who leads the team, is listening")
    expect(lead.button("Mute")).to_be_hidden()
    lead.waits_to_hear(CUSTOMER_TONE)
    lead.page.get_by_role("radio", name="Talk with everybody").check()
    customer.waits_to_hear(LEAD_TONE)
    assert (microphones(lead), lead.connections()) == (2, 1)

    lead.presses("Leave the call")
    customer.waits_to_hear(LEAD_TONE, heard=False)
    customer.waits_to_hear(ADVISER_TONE)
    expect(lead.button("Listen to Ada")).to_be_visible()
    adviser.presses("Hang up")
    finish(adviser)


def test_a_lead_who_is_refused_a_microphone_goes_on_listening(
    product: Product, customer: Customer, adviser: AdviserAtDesk, lead_without_microphone: AdviserAtDesk
) -> None:
    lead = lead_without_microphone
    in_a_call(product, customer, adviser)
    lead.signs_in(product.address, "lead1", product.sign_in("lead1"))
    lead.presses("Listen to Ada")
    lead.waits_to_hear(CUSTOMER_TONE)
    for how in ("Whisper to the adviser", "Talk with everybody"):
        lead.page.get_by_role("radio", name=how).click()
        lead.sees_state("does not let the desk use your microphone.* Until then you go on listening")
        expect(lead.page.get_by_role("radio", name="Listen")).to_be_checked()
        lead.waits_to_hear(CUSTOMER_TONE)
        lead.waits_to_hear(ADVISER_TONE)
    axe.looks_right(lead, "desk-listening-without-microphone", axe.AT_THE_DESK, ("Leave the call",))
    customer.sees_state("Clara, who leads the team, is listening")
    assert lead.connections() == 1

    lead.page.reload()
    lead.waits_to_hear(CUSTOMER_TONE)
    lead.sees_state("You are listening")
    lead.presses("Leave the call")
    adviser.presses("Hang up")
    finish(adviser)


def microphones(person: Person) -> int:
    """How often this page has asked for a microphone since it was loaded."""
    return int(person.page.evaluate("askedForMicrophone"))


def in_a_call(product: Product, customer: Customer, adviser: AdviserAtDesk) -> None:
    begin_call(product, customer, adviser)
    customer.waits_to_hear(ADVISER_TONE)
    adviser.waits_to_hear(CUSTOMER_TONE)
