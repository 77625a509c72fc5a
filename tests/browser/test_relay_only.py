"""Browsers that can reach nothing but the media relay, over UDP and over TCP alone, talk all the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser.conftest import ADVISER_TONE, CUSTOMER_TONE
from tests.browser.people import AdviserAtDesk, Customer, at_a_browser, begin_call, finish
from tests.coturn import Relay, relay
from tests.gateway import Gateway, alone

# What a network does that lets only one kind of packet out: the page's connections go through the relay over it, or nowhere.
ONLY_THROUGH_THE_RELAY = """
transport => {
  const Native = window.RTCPeerConnection;
  window.asked = [];
  window.RTCPeerConnection = class extends Native {
    constructor(configuration) {
      asked.push(configuration);
      const through = ({ urls, ...access }) => ({ ...access, urls: urls.filter(url => url.endsWith(transport)) });
      super({ iceTransportPolicy: "relay", iceServers: configuration.iceServers.map(through) });
    }
  };
}
"""


@pytest.fixture(scope="module")
def coturn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    with relay(tmp_path_factory.mktemp("coturn")) as running_relay:
        yield running_relay


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory, coturn: Relay) -> Iterator[Gateway]:
    state = tmp_path_factory.mktemp("gateway")
    with alone(state, TURN_SECRET=coturn.secret, TURN_URLS=",".join(coturn.urls)) as gateway:
        yield gateway


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_call_through_the_relay_alone(gateway: Gateway, playwright: Playwright, tmp_path: Path, transport: str) -> None:
    with (
        at_a_browser(playwright, CUSTOMER_TONE, tmp_path) as customers_page,
        at_a_browser(playwright, ADVISER_TONE, tmp_path) as advisers_page,
    ):
        for page in (customers_page, advisers_page):
            page.add_init_script(f"({ONLY_THROUGH_THE_RELAY})('{transport}')")
        customer, adviser = Customer(customers_page, "customer"), AdviserAtDesk(advisers_page, "adviser")
        begin_call(gateway, customer, adviser)
        customer.waits_to_hear(ADVISER_TONE)
        adviser.waits_to_hear(CUSTOMER_TONE)
        for page in (customers_page, advisers_page):
            assert page.evaluate(HOW_IT_GOES) == ["relay", transport]
        assert user_names(customer) != user_names(adviser)
        adviser.presses("Hang up")
        finish(adviser)


# The pair of addresses that the newest connection uses (W3C webrtc-stats).
HOW_IT_GOES = """
async () => {
  const reports = [...(await newestPeer().getStats()).values()];
  const transport = reports.find(report => report.type === "transport");
  const pair = reports.find(report => report.id === transport.selectedCandidatePairId);
  const local = reports.find(report => report.id === pair.localCandidateId);
  return [local.candidateType, local.relayProtocol];
}
"""


def user_names(person: Customer | AdviserAtDesk) -> list[str]:
    names: list[str] = person.page.evaluate("asked.flatMap(({ iceServers }) => iceServers.map(server => server.username))")
    return names
