"""What keeps a voice from being heard is said in words, with a way on: in real browsers, with a gateway alone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ADVISER_TONE, CUSTOMER_TONE
from tests.browser.people import AdviserAtDesk, Customer, finish
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

# What a browser does when a microphone is unplugged: the track falls silent for good and says so.
UNPLUG = """
() => {
  const { track } = newestPeer().getSenders()[0];
  track.stop();
  track.dispatchEvent(new Event("ended"));
}
"""


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with alone(tmp_path_factory.mktemp("gateway")) as gateway:
        yield gateway


def begin(gateway: Gateway, customer: Customer, adviser: AdviserAtDesk) -> None:
    adviser.signs_in(gateway.address, "adviser1", gateway.sign_in("adviser1"))
    adviser.is_available()
    customer.opens_the_chat(gateway.address)
    customer.asks_for_a_call()
    adviser.accepts()


def test_a_network_without_sound_is_told_and_they_go_on_in_writing(
    gateway: Gateway, customer: Customer, adviser: AdviserAtDesk
) -> None:
    customer.page.add_init_script(NO_WAY_OUT)
    begin(gateway, customer, adviser)
    expect(customer.log).to_contain_text("The voice connection did not work", timeout=GIVES_UP_WITHIN)
    customer.sees_state("You are writing with Ada")
    adviser.sees_state("You are writing with the customer")
    adviser.writes("I read you here")
    expect(customer.log).to_contain_text("I read you here")
    adviser.presses("Hang up") if adviser.button("Hang up").is_visible() else None
    finish(adviser)


def test_an_unplugged_microphone_is_missed_and_another_one_is_heard_in_the_same_call(
    gateway: Gateway, customer: Customer, adviser: AdviserAtDesk
) -> None:
    begin(gateway, customer, adviser)
    adviser.waits_to_hear(CUSTOMER_TONE)
    for person, tone, listener in ((customer, CUSTOMER_TONE, adviser), (adviser, ADVISER_TONE, customer)):
        person.page.evaluate(UNPLUG)
        said = person.page.get_by_role("alert").filter(has_text=re.compile("microphone was unplugged"))
        expect(said).to_be_visible()
        listener.waits_to_hear(tone, heard=False)
        expect(person.button("Go on in writing")).to_be_visible()
        person.presses("Try the microphone again")
        expect(said).to_be_hidden()
        listener.waits_to_hear(tone)
    adviser.presses("Hang up")
    finish(adviser)
