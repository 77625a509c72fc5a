"""Networks are cut and mended in the middle of a call: the other side reads it soon, and the voices come back.

The aims are three seconds until it is read and five until both hear each other again; tests/out/cuts.jsonl says what it took. A
machine on which other browsers are tested at the same time may take twice as long and has not failed.
"""

import json
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests import networks
from tests.browser.conftest import ADVISER_TONE, CUSTOMER_TONE
from tests.browser.people import OUT, AdviserAtDesk, Customer, Person, at_a_browser, begin_call, finish
from tests.gateway import Gateway, standing
from tests.networks import Street, street
from tests.product import free_ports

OLD_SOUND_FADES_IN = 1.0  # seconds
NOTICED_WITHIN = 2 * 3.0  # seconds
BACK_WITHIN = 2 * 5.0

pytestmark = pytest.mark.skipif(not networks.can_be_made(), reason="network namespaces need root and iproute2")


@pytest.fixture(scope="module")
def town() -> Iterator[Street]:
    with street() as town:
        yield town


@pytest.fixture(scope="module")
def gateway(town: Street, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    state = tmp_path_factory.mktemp("gateway")
    there = Gateway(state, free_ports(), {}, town.address("gateway"), town.inside("gateway"))
    with standing(there) as running:
        yield running


@dataclass
class Talk:
    """Two people in a call, and how long things took."""

    customer: Customer
    adviser: AdviserAtDesk

    def is_audible(self) -> None:
        self.customer.waits_to_hear(ADVISER_TONE)
        self.adviser.waits_to_hear(CUSTOMER_TONE)

    def is_audible_again(self, what: str, since: float) -> None:
        self.is_audible()
        took = _note(f"{what}: both hear each other again", since)
        assert took < BACK_WITHIN, f"{what}: audio was back only after {took:.1f} s"

    def is_audible_anew(self, what: str) -> None:
        """From this moment, although what was heard before may still be in the ears."""
        since = time.monotonic()
        time.sleep(OLD_SOUND_FADES_IN)
        self.is_audible_again(what, since)


@pytest.fixture
def talk(town: Street, gateway: Gateway, playwright: Playwright, tmp_path: Path) -> Iterator[Talk]:
    # The microphone is for secure pages; this address is made one, for want of a certificate.
    flags = [f"--unsafely-treat-insecure-origin-as-secure={gateway.address}"]
    with ExitStack() as browsers:

        def browser(house: str, hertz: float) -> Person:
            program = town.program(house, "chromium", tmp_path)
            page = browsers.enter_context(at_a_browser(playwright, hertz, tmp_path, program=program, more_flags=flags))
            return (Customer if house == "customer" else AdviserAtDesk)(page, house)

        customer, adviser = browser("customer", CUSTOMER_TONE), browser("adviser", ADVISER_TONE)
        assert isinstance(customer, Customer)
        assert isinstance(adviser, AdviserAtDesk)
        begin_call(gateway, customer, adviser)
        talking = Talk(customer, adviser)
        talking.is_audible()
        yield talking
        adviser.presses("Hang up")
        finish(adviser)


@pytest.mark.parametrize("seconds", [12, 45])
@pytest.mark.parametrize("way", ["cable", "street"])
def test_a_customer_who_is_cut_off_is_missed_and_comes_back(town: Street, talk: Talk, way: str, seconds: int) -> None:
    cut, mend = (town.pull_cable, town.plug_in) if way == "cable" else (town.dig_up, town.fill_in)
    what = f"{seconds} s cut of the {way}"
    with mended(lambda: mend("customer")) as mending:
        cut("customer")
        cut_at = time.monotonic()
        talk.adviser.sees_state("customer's connection is interrupted")
        assert _note(f"{what}: the adviser reads it", cut_at) < NOTICED_WITHIN
        talk.customer.sees_state("Your connection is interrupted")
        _note(f"{what}: the customer reads it", cut_at)
        time.sleep(max(0.0, cut_at + seconds - time.monotonic()))
        mending()
    talk.is_audible_again(what, time.monotonic())
    talk.customer.sees_state("You are talking with")


def test_an_adviser_who_is_cut_off_is_missed_and_comes_back(town: Street, talk: Talk) -> None:
    with mended(lambda: town.plug_in("adviser")) as mending:
        town.pull_cable("adviser")
        cut_at = time.monotonic()
        talk.customer.sees_state("connection is interrupted. Please stay")
        assert _note("adviser cut off: the customer reads it", cut_at) < NOTICED_WITHIN
        time.sleep(12)
        mending()
    talk.is_audible_again("12 s cut of the adviser's cable", time.monotonic())


def test_the_whole_gateway_cut_off_for_a_while(town: Street, talk: Talk) -> None:
    with mended(lambda: town.fill_in("gateway")) as mending:
        town.dig_up("gateway")
        time.sleep(20)
        mending()
    talk.is_audible_again("20 s cut of the gateway", time.monotonic())


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_gateway_that_starts_again_gets_both_back(gateway: Gateway, talk: Talk, how: signal.Signals) -> None:
    gateway.stop(how)
    talk.customer.sees_state("Your connection is interrupted")
    stopped_at = time.monotonic()
    gateway.start()
    _note(f"{how.name}: the gateway answers again", stopped_at)
    talk.is_audible_again(f"restart after {how.name}", time.monotonic())


def test_a_reload_on_either_side_comes_back(talk: Talk) -> None:
    for person in (talk.customer, talk.adviser):
        person.page.reload()
        talk.is_audible_again(f"reload of the {person.name}'s page", time.monotonic())


def test_a_customer_who_changes_networks_is_back_in_the_same_call(town: Street, gateway: Gateway, talk: Talk) -> None:
    at_home, calls = town.address("customer"), _calls(gateway)
    with mended(lambda: town.join_network("customer", at_home)) as back_home:
        town.leave_network("customer", at_home)
        talk.customer.says("I am on the bus now")
        time.sleep(4)
        town.join_network("customer", ON_THE_BUS)
        talk.is_audible_anew("another address after 4 s without any")
        assert talk.customer.page.evaluate(OUR_ADDRESS) == ON_THE_BUS
        for person in (talk.customer, talk.adviser):
            expect(person.log.get_by_text("I am on the bus now")).to_have_count(1)

        town.leave_network("customer", ON_THE_BUS)
        talk.customer.says("And at home again")
        back_home()
        talk.is_audible_anew("another address at once")
        assert talk.customer.page.evaluate(OUR_ADDRESS) == at_home
        for person in (talk.customer, talk.adviser):
            expect(person.log.get_by_text("And at home again")).to_have_count(1)
    assert _calls(gateway) == calls


ON_THE_BUS = "10.77.0.102"

# From where the newest connection speaks (W3C webrtc-stats).
OUR_ADDRESS = """
async () => {
  const reports = [...(await newestPeer().getStats()).values()];
  const transport = reports.find(report => report.type === "transport");
  const pair = reports.find(report => report.id === transport.selectedCandidatePairId);
  return reports.find(report => report.id === pair.localCandidateId).address;
}
"""


def _calls(gateway: Gateway) -> list[tuple[object, ...]]:
    """All calls there were so far, and which of them are over."""
    with closing(sqlite3.connect(gateway.state_dir / "reassure.db")) as records:
        return records.execute("SELECT public_id, ended_at FROM calls ORDER BY id").fetchall()


class mended:  # noqa: N801  reads as a sentence
    """Mends once, at the latest when the test is over, so that the next one finds the town whole."""

    def __init__(self, mend: Callable[[], None]) -> None:
        self._mend = mend
        self._done = False

    def __enter__(self) -> Callable[[], None]:
        return self._once

    def __exit__(self, *_: object) -> None:
        self._once()

    def _once(self) -> None:
        if not self._done:
            self._done = True
            self._mend()


def _note(what: str, since: float) -> float:
    """Keeps how long it took, as a result of the test."""
    took = time.monotonic() - since
    OUT.mkdir(exist_ok=True)
    with (OUT / "cuts.jsonl").open("a") as file:
        file.write(json.dumps({"what": what, "seconds": round(took, 2)}) + "\n")
    return took
