"""An adviser who is lost in a call in which a colleague is: the colleague and the customer are soon together, and the call is the
colleague's. Three Chromiums with a tone each, and a gateway alone.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser import axe
from tests.browser.conftest import ADVISER_TONE, CUSTOMER_TONE
from tests.browser.people import AdviserAtDesk, Customer, at_a_browser, begin_call, finish
from tests.gateway import Gateway, alone

COLLEAGUE_TONE = 1600.0
LOST_WITHIN = 100_000  # milliseconds: a minute, what a browser takes to be missed, and a busy machine

pytestmark = pytest.mark.timeout(240)

# The line breaks, and from now on this network lets none of the page's media out.
BREAK_FOR_GOOD = """
() => {
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(configuration) {
      super({ ...configuration, iceTransportPolicy: "relay" });
    }
  };
  const peer = newestPeer();
  Object.defineProperty(peer, "connectionState", { value: "failed" });
  peer.dispatchEvent(new Event("connectionstatechange"));
}
"""


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with alone(tmp_path_factory.mktemp("gateway")) as gateway:
        yield gateway


@pytest.fixture
def colleague(playwright: Playwright, tmp_path: Path) -> Iterator[AdviserAtDesk]:
    with at_a_browser(playwright, COLLEAGUE_TONE, tmp_path) as page:
        yield AdviserAtDesk(page, "colleague")


def test_when_the_advisers_browser_is_closed_the_colleague_stands_in_and_then_has_the_call(
    gateway: Gateway, customer: Customer, adviser: AdviserAtDesk, colleague: AdviserAtDesk
) -> None:
    consulting(gateway, customer, adviser, colleague)
    adviser.page.goto("about:blank")

    customer.waits_to_hear(COLLEAGUE_TONE)
    colleague.waits_to_hear(CUSTOMER_TONE)
    customer.sees_state("Ada's connection is interrupted. You are talking with Ben meanwhile")
    colleague.sees_state("You and the customer hear each other")
    expect(colleague.page.get_by_role("list", name="Also in this call")).to_contain_text("Ada: connection interrupted")
    axe.looks_right(customer, "widget-stood-in", axe.AT_THE_WIDGET)
    axe.looks_right(colleague, "desk-standing-in", axe.AT_THE_DESK, ("Leave the call",))

    expect(customer.log).to_contain_text("Ada has lost the connection, so Ben takes over", timeout=LOST_WITHIN)
    the_call_is_bens(customer, colleague)
    adviser.page.goto(f"{gateway.address}/desk")
    adviser.sees_state("Ben has taken over your call")
    axe.looks_right(adviser, "desk-taken-over", axe.AT_THE_DESK)
    assert not adviser.button("Hang up").is_visible()
    adviser.is_available()
    expect(adviser.state("Ben has taken over your call")).to_be_hidden()
    adviser.goes_away()

    colleague.presses("Hang up")
    finish(colleague)
    colleague.goes_away()


def test_an_adviser_whose_network_gives_the_voice_up_is_replaced_and_reads_so_at_once(
    gateway: Gateway, customer: Customer, adviser: AdviserAtDesk, colleague: AdviserAtDesk
) -> None:
    consulting(gateway, customer, adviser, colleague)
    adviser.page.evaluate(BREAK_FOR_GOOD)

    adviser.sees_state("Your connection is interrupted")
    customer.waits_to_hear(COLLEAGUE_TONE)
    expect(adviser.state("Ben has taken over your call")).to_be_visible(timeout=LOST_WITHIN)
    the_call_is_bens(customer, colleague)
    adviser.goes_away()

    colleague.presses("Hang up")
    finish(colleague)
    colleague.goes_away()


def consulting(gateway: Gateway, customer: Customer, adviser: AdviserAtDesk, colleague: AdviserAtDesk) -> None:
    """Ada has Ben in her call, and the customer hears music."""
    begin_call(gateway, customer, adviser)
    customer.waits_to_hear(ADVISER_TONE)
    colleague.signs_in(gateway.address, "adviser2", gateway.sign_in("adviser2"))
    colleague.is_available()
    adviser.page.get_by_text("Ask a colleague").click()
    adviser.presses("Ask Ben")
    colleague.page.get_by_role("alertdialog", name="Ada asks you into a call").get_by_role("button", name="Accept").click()
    colleague.waits_to_hear(ADVISER_TONE)
    customer.sees_state("Ada is talking with a colleague, Ben")


def the_call_is_bens(customer: Customer, colleague: AdviserAtDesk) -> None:
    customer.sees_state("You are talking with Ben")
    customer.waits_to_hear(COLLEAGUE_TONE)
    colleague.waits_to_hear(CUSTOMER_TONE)
    colleague.sees_state("You are talking with the customer")
    expect(colleague.button("Hold")).to_be_visible()
    assert customer.connections() == 1
