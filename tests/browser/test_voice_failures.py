"""What keeps a voice from being heard is said in words, with a way on: in real browsers, with a gateway alone."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Playwright, expect

from tests.browser import axe
from tests.browser.conftest import ADVISER_TONE, CUSTOMER_TONE
from tests.browser.people import PATIENCE, AdviserAtDesk, Customer, Microphone, Person, at_a_browser, begin_call, finish
from tests.gateway import Gateway, alone

# A network that lets none of the page's media out: only relays are allowed, and there is none.
NO_WAY_OUT = """
(() => {
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(configuration) {
      super({ ...configuration, iceTransportPolicy: "relay" });
    }
  };
})();
"""
GIVES_UP_WITHIN = 60_000  # milliseconds


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with alone(tmp_path_factory.mktemp("gateway")) as gateway:
        yield gateway


def test_a_network_without_sound_is_told_and_they_go_on_in_writing(
    gateway: Gateway, customer: Customer, adviser: AdviserAtDesk
) -> None:
    customer.page.add_init_script(NO_WAY_OUT)
    begin_call(gateway, customer, adviser)
    expect(customer.log).to_contain_text("The voice connection did not work", timeout=GIVES_UP_WITHIN)
    customer.sees_state("You are writing with Ada")
    adviser.sees_state("You are writing with the customer")
    they_write_to_each_other(customer, adviser)
    asks_to_be_rung(customer)
    both_know_that_ada_rings(customer, adviser, "The voice connection failed.")
    expect(customer.button("Call me back")).to_be_hidden()
    finish(adviser)


PHONE = "+33 6 12 34 56 78"
LOST = "microphone was unplugged"
TRY = "Try the microphone again"


@pytest.mark.parametrize(
    ("microphone", "sentence"), [(Microphone.ABSENT, "I found no microphone"), (Microphone.IN_USE, "Another program uses")]
)
def test_who_has_no_microphone_to_speak_into_reads_why_and_writes_with_an_adviser(
    gateway: Gateway, playwright: Playwright, tmp_path: Path, adviser: AdviserAtDesk, microphone: Microphone, sentence: str
) -> None:
    adviser.signs_in(gateway.address, "adviser1", gateway.sign_in("adviser1"))
    adviser.is_available()
    with at_a_browser(playwright, CUSTOMER_TONE, tmp_path, microphone) as page:
        customer = Customer(page, "customer")
        customer.opens_the_chat(gateway.address)
        customer.asks_for_a_call()
        said = page.get_by_role("alert").filter(has_text=sentence)
        expect(said).to_be_visible()
        for way in ("Text with an adviser", "Call me back"):
            expect(customer.button(way)).to_be_visible()
        customer.presses(TRY)
        expect(said).to_be_visible()
        expect(adviser.offer).to_be_hidden()  # nobody was rung for a call that cannot be
        customer.presses("Text with an adviser")
        adviser.accepts()
        they_write_to_each_other(customer, adviser)
        finish(adviser)


def test_a_microphone_that_is_lost_in_the_call_is_missed_and_heard_again_in_the_same_call(
    gateway: Gateway, playwright: Playwright, tmp_path: Path
) -> None:
    with two_whose_microphones_can_be_taken(playwright, tmp_path) as (customer, adviser):
        begin_call(gateway, customer, adviser)
        adviser.waits_to_hear(CUSTOMER_TONE)
        for person, tone, listener in ((customer, CUSTOMER_TONE, adviser), (adviser, ADVISER_TONE, customer)):
            person.page.context.clear_permissions()
            expect(alert(person, LOST)).to_be_visible()
            listener.waits_to_hear(tone, heard=False)
            person.presses(TRY)  # it is not back yet
            expect(alert(person, "microphone").filter(has_text="address bar")).to_be_visible()
            for control in ("Mute", "Hang up", "Go on in writing", TRY):
                expect(person.button(control)).to_have_count(1)
            person.page.context.grant_permissions(["microphone"])
            person.presses(TRY)
            expect(person.page.get_by_role("alert")).to_be_hidden()
            listener.waits_to_hear(tone)
            assert person.connections() == 1
        customer.page.context.clear_permissions()
        customer.presses("Go on in writing")
        they_write_to_each_other(customer, adviser)
        finish(adviser)


def test_a_microphone_that_is_lost_leads_to_a_call_back_by_the_same_adviser_who_reads_why(
    gateway: Gateway, playwright: Playwright, tmp_path: Path
) -> None:
    with two_whose_microphones_can_be_taken(playwright, tmp_path) as (customer, adviser):
        begin_call(gateway, customer, adviser)
        adviser.waits_to_hear(CUSTOMER_TONE)
        customer.page.context.clear_permissions()
        customer.presses("Call me back")
        number = customer.page.get_by_label("Your phone number")
        expect(number).to_be_focused()
        expect(customer.page.get_by_text("Ada rings you there within half an hour")).to_be_visible()
        expect(customer.page.get_by_label("When suits you?")).to_have_count(0)
        axe.looks_right(customer, "widget-call-back-out-of-a-call", axe.AT_THE_WIDGET)
        customer.presses("Ask for this call")
        expect(customer.page.get_by_text("Please enter the number where we reach you")).to_be_visible()
        number.fill(PHONE)
        number.press("Enter")

        both_know_that_ada_rings(customer, adviser, "Your microphone was unplugged or taken away.")
        expect(customer.button("Hang up")).to_be_hidden()
        axe.looks_right(customer, "widget-rung-instead", axe.AT_THE_WIDGET)
        axe.looks_right(adviser, "desk-rings-instead", axe.AT_THE_DESK)
        adviser.writes("I ring you now")
        expect(customer.log).to_contain_text("I ring you now")
        customer.presses("What we promised you")
        expect(customer.page.get_by_text("Open", exact=True)).to_be_visible()
        finish(adviser)
        expect(customer.page.get_by_text("Kept", exact=True)).to_be_visible()


def test_a_page_loaded_anew_without_its_microphone_leads_to_a_call_back(
    gateway: Gateway, playwright: Playwright, tmp_path: Path
) -> None:
    with two_whose_microphones_can_be_taken(playwright, tmp_path) as (customer, adviser):
        begin_call(gateway, customer, adviser)
        adviser.waits_to_hear(CUSTOMER_TONE)
        customer.page.context.clear_permissions()
        customer.page.reload()
        asks_to_be_rung(customer)
        both_know_that_ada_rings(customer, adviser, "Your browser did not let me use the microphone.")
        finish(adviser)


def test_a_page_loaded_anew_without_its_microphone_comes_back_into_the_call_with_it(
    gateway: Gateway, playwright: Playwright, tmp_path: Path
) -> None:
    with two_whose_microphones_can_be_taken(playwright, tmp_path) as (customer, adviser):
        begin_call(gateway, customer, adviser)
        adviser.waits_to_hear(CUSTOMER_TONE)
        for person, way_on in ((customer, TRY), (adviser, "Try again")):
            person.page.context.clear_permissions()
            person.page.reload()
            expect(person.page.get_by_text("address bar")).to_be_visible()
            person.page.context.grant_permissions(["microphone"])
            person.presses(way_on)
            customer.waits_to_hear(ADVISER_TONE)
            adviser.waits_to_hear(CUSTOMER_TONE)
        adviser.presses("Hang up")
        finish(adviser)


def test_a_browser_that_keeps_the_sound_off_in_the_call_says_so_and_one_press_turns_it_on(
    gateway: Gateway, playwright: Playwright, tmp_path: Path, adviser: AdviserAtDesk
) -> None:
    with at_a_browser(playwright, CUSTOMER_TONE, tmp_path, Microphone.ASKED, more_flags=[NO_SOUND_UNASKED]) as page:
        page.context.grant_permissions(["microphone"])
        page.add_init_script(SPEAKERS)
        customer = Customer(page, "customer")
        begin_call(gateway, customer, adviser)
        customer.waits_to_hear(ADVISER_TONE)
        # Chromium lets a page that uses the microphone play unasked: nothing is kept off until that is gone as well.
        untouched = Untouched(page)
        untouched.reload()
        adviser.waits_to_hear(CUSTOMER_TONE)
        page.context.clear_permissions()
        untouched.waits_for(TRY)
        gateway.stop()
        gateway.start()
        untouched.waits_for("Turn on the sound")
        expect(alert(customer, "keeps the sound off")).to_be_visible()
        assert not page.evaluate("plays()")
        customer.presses("Turn on the sound")
        expect(alert(customer, LOST)).to_be_visible()
        assert page.evaluate("plays()")
        customer.waits_to_hear(ADVISER_TONE)
        page.context.grant_permissions(["microphone"])
        customer.presses(TRY)
        expect(page.get_by_role("alert")).to_be_hidden()
        adviser.waits_to_hear(CUSTOMER_TONE)
        adviser.presses("Hang up")
        finish(adviser)


# Until somebody has pressed something in a page, it plays nothing.
NO_SOUND_UNASKED = "--autoplay-policy=document-user-activation-required"

# Whether one of the widget's speakers plays; they are not part of the page.
SPEAKERS = """
(() => {
  const speakers = [];
  const Native = window.Audio;
  window.Audio = class extends Native {
    constructor(...args) {
      super(...args);
      speakers.push(this);
    }
  };
  window.plays = () => speakers.some(speaker => !speaker.paused);
})();
"""


class Untouched:
    """A page in which nobody has pressed anything: what Playwright itself asks of a page counts as a press of its user."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._devtools = page.context.new_cdp_session(page)

    def reload(self) -> None:
        self._devtools.send("Page.reload")

    def waits_for(self, button: str) -> None:
        end = time.monotonic() + PATIENCE / 1000
        while button not in self._names():
            assert time.monotonic() < end, f"there is no button {button!r}"
            self._page.wait_for_timeout(300)

    def _names(self) -> set[str]:
        nodes = self._devtools.send("Accessibility.getFullAXTree")["nodes"]
        return {str(node["name"].get("value")) for node in nodes if "name" in node}


@contextmanager
def two_whose_microphones_can_be_taken(playwright: Playwright, folder: Path) -> Iterator[tuple[Customer, AdviserAtDesk]]:
    with (
        at_a_browser(playwright, CUSTOMER_TONE, folder, Microphone.ASKED) as customers_page,
        at_a_browser(playwright, ADVISER_TONE, folder, Microphone.ASKED) as advisers_page,
    ):
        for page in (customers_page, advisers_page):
            page.context.grant_permissions(["microphone"])
        yield Customer(customers_page, "customer"), AdviserAtDesk(advisers_page, "adviser")


def alert(person: Person, words: str) -> Locator:
    return person.page.get_by_role("alert").filter(has_text=words)


def they_write_to_each_other(customer: Customer, adviser: AdviserAtDesk) -> None:
    customer.sees_state("You are writing with Ada")
    adviser.writes("I read you here")
    expect(customer.log).to_contain_text("I read you here")
    customer.says("And I read you")
    expect(adviser.log).to_contain_text("And I read you")


def asks_to_be_rung(customer: Customer) -> None:
    customer.presses("Call me back")
    customer.page.get_by_label("Your phone number").fill(PHONE)
    customer.presses("Ask for this call")


def both_know_that_ada_rings(customer: Customer, adviser: AdviserAtDesk, why: str) -> None:
    customer.sees_state("Ada calls you back on your phone")
    adviser.sees_state(re.escape(f"Call the customer back at {PHONE}"))
    for person in (customer, adviser):
        expect(person.log).to_contain_text(f"{why} So Ada calls you back at {PHONE}, by")
