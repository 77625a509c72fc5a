"""The contract with real browsers, and with aiortc's private parts: tones through two Chromiums.

When these fail after an upgrade of aiortc, aioice or pylibsrtp, what `webrtc_gateway/rtp.py` relies on has changed.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Playwright, async_playwright

from tests.calls.browsers import Caller, caller_page, calling
from tests.calls.peers import until
from webrtc_gateway.bridge import Bridge
from webrtc_gateway.leg import GoneBecause, LegState
from webrtc_gateway.pulse import Pulse
from webrtc_gateway.sounds import Sounds

CUSTOMER, ADVISER, SILENCE = 1000.0, 1700.0, 0.0


@pytest.fixture
def address() -> Any:
    with caller_page() as address:
        yield address


@pytest.fixture
async def playwright() -> AsyncIterator[Playwright]:
    async with async_playwright() as playwright:
        yield playwright


async def becomes(true: Callable[[], Awaitable[bool]], what: str) -> None:
    for _ in range(60):
        if await true():
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{what} within six seconds")


async def hears(listener: Caller, hertz: float) -> None:
    await becomes(lambda: listener.hears(hertz), f"a browser did not hear {hertz} Hz through our legs")


async def hears_no_more(listener: Caller, hertz: float) -> None:
    async def deaf() -> bool:
        return await listener.loudness(hertz) < 0.001

    await becomes(deaf, f"a browser still heard {hertz} Hz")


async def test_two_browsers_talk_hold_and_resume(playwright: Playwright, address: str, tmp_path: Path) -> None:
    async with (
        calling(playwright, address, tmp_path, CUSTOMER) as customer,
        calling(playwright, address, tmp_path, ADVISER) as adviser,
    ):
        bridge, music = Bridge(), Sounds().music
        talking = {customer.leg: [adviser.leg.inbound], adviser.leg: [customer.leg.inbound]}
        bridge.route(talking)
        await they_hear_each_other(customer, adviser)

        bridge.route({customer.leg: [music], adviser.leg: []})
        await hears_no_more(customer, ADVISER)
        await hears_no_more(adviser, CUSTOMER)
        await becomes(customer.hears_something, "the held browser heard no music")
        await becomes(lambda: adviser.is_quieter_than(0.001), "the adviser heard something of the held customer")

        bridge.route(talking)
        await they_hear_each_other(customer, adviser)
        for caller in (customer, adviser):
            await the_statistics_are_true(caller)


async def they_hear_each_other(customer: Caller, adviser: Caller) -> None:
    await hears(customer, ADVISER)
    await hears(adviser, CUSTOMER)
    assert not await customer.hears(CUSTOMER)
    assert not await adviser.hears(ADVISER)


async def the_statistics_are_true(caller: Caller) -> None:
    """Chromium got reports from us and believes them: what it sent, as we received it, and what we sent."""
    await until(lambda: caller.leg.stats().round_trip is not None, within=15.0)  # Chromium reports every 2.5 to 7.5 s
    await becomes(lambda: measured_a_round_trip(caller), "Chromium made nothing of our receiver reports")
    ours = await caller.statistics("remote-inbound-rtp")
    assert 0 < ours["roundTripTime"] < 0.3
    assert 0 <= ours["jitter"] < 0.1
    assert ours["packetsLost"] == 0
    sent = await caller.statistics("remote-outbound-rtp")
    got = await caller.statistics("inbound-rtp")
    assert 0 < sent["packetsSent"] <= got["packetsReceived"]
    assert got["packetsLost"] == 0
    assert got["jitter"] < 0.1
    stats = caller.leg.stats()
    assert stats.lost == stats.lost_there == 0
    assert stats.round_trip is not None
    assert 0 <= stats.round_trip < 0.3


async def measured_a_round_trip(caller: Caller) -> bool:
    return bool((await caller.statistics("remote-inbound-rtp")).get("roundTripTimeMeasurements"))


async def test_a_quiet_browser_is_not_taken_for_a_lost_one(playwright: Playwright, address: str, tmp_path: Path) -> None:
    async with calling(playwright, address, tmp_path, SILENCE) as caller:
        await until(lambda: caller.leg.state is LegState.UP)
        await asyncio.sleep(4.0)
        assert caller.states == [LegState.UP]
        assert caller.leg.stats().packets_in < 100  # of 200 without silence suppression
        await caller.page.evaluate("peer.getSenders()[0].replaceTrack(null)")
        await until(lambda: caller.leg.state is LegState.SILENT)


async def test_a_browser_none_of_whose_addresses_we_dial_gets_through(
    playwright: Playwright, address: str, tmp_path: Path
) -> None:
    async with calling(playwright, address, tmp_path, CUSTOMER, trickles=False) as caller:
        await until(lambda: caller.leg.stats().packets_in > 0)


async def test_a_browser_that_hangs_up_is_gone_at_once(playwright: Playwright, address: str, tmp_path: Path) -> None:
    async with calling(playwright, address, tmp_path, CUSTOMER) as caller:
        await until(lambda: caller.leg.state is LegState.UP)
        await caller.page.evaluate("hangUp()")
        await until(lambda: caller.leg.state is LegState.GONE, within=1.0)
        assert caller.leg.gone_because is GoneBecause.LEFT


async def test_an_overloaded_gateway_gets_packets_of_60_ms_and_both_are_still_heard(
    playwright: Playwright, address: str, tmp_path: Path
) -> None:
    load = Pulse.here().load
    for tick in range(20):
        load.note(0.1, tick * 0.1)
    async with (
        calling(playwright, address, tmp_path, CUSTOMER) as customer,
        calling(playwright, address, tmp_path, ADVISER) as adviser,
    ):
        Bridge().route({customer.leg: [adviser.leg.inbound], adviser.leg: [customer.leg.inbound]})
        await they_hear_each_other(customer, adviser)
        before = [caller.leg.stats().packets_in for caller in (customer, adviser)]
        await asyncio.sleep(3.0)
        for caller, earlier in zip((customer, adviser), before, strict=True):
            assert (caller.leg.stats().packets_in - earlier) / 3.0 == pytest.approx(1000 / 60, rel=0.1)
