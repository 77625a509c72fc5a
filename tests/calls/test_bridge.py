"""Who hears whom, by the tones that real peers hear."""

import asyncio
import itertools
from collections.abc import AsyncIterator

import pytest

from tests.calls.peers import Peer, bad_network, joined
from webrtc_gateway.bridge import Bridge, NotInThisCall
from webrtc_gateway.leg import LegState, Patience
from webrtc_gateway.sounds import Sounds
from webrtc_gateway.streams import Source

CUSTOMER, ADVISER, THIRD = 1000.0, 1700.0, 2300.0


@pytest.fixture(scope="module")
def composed() -> Source:
    return Sounds().music


@pytest.fixture
async def customer() -> AsyncIterator[Peer]:
    async with joined(CUSTOMER) as peer:
        yield peer


@pytest.fixture
async def adviser() -> AsyncIterator[Peer]:
    async with joined(ADVISER) as peer:
        yield peer


@pytest.fixture
def bridge(composed: Source, customer: Peer, adviser: Peer) -> Bridge:
    bridge = Bridge(composed)
    bridge.talk(customer.leg, adviser.leg)
    return bridge


async def listen(*peers: Peer) -> None:
    for peer in peers:
        await peer.listen(0.3)


async def test_each_hears_the_other_and_not_itself(bridge: Bridge, customer: Peer, adviser: Peer) -> None:
    await listen(customer, adviser)
    assert customer.hears(ADVISER)
    assert not customer.hears(CUSTOMER)
    assert adviser.hears(CUSTOMER)
    assert not adviser.hears(ADVISER)


async def test_on_hold_one_hears_music_and_the_other_silence(bridge: Bridge, customer: Peer, adviser: Peer) -> None:
    bridge.hold(customer.leg)
    await listen(customer, adviser)
    assert customer.hears_anything()
    assert not customer.hears(ADVISER)
    assert adviser.packets == []
    bridge.resume()
    await listen(customer, adviser)
    assert customer.hears(ADVISER)
    assert adviser.hears(CUSTOMER)


async def test_a_muted_leg_is_not_heard_and_still_hears(bridge: Bridge, customer: Peer, adviser: Peer) -> None:
    bridge.mute(adviser.leg, True)
    await listen(customer, adviser)
    assert customer.packets == []
    assert adviser.hears(CUSTOMER)
    bridge.hold(customer.leg)
    bridge.resume()
    await listen(customer)
    assert customer.packets == []
    bridge.mute(adviser.leg, False)
    await listen(customer)
    assert customer.hears(ADVISER)


async def test_who_comes_back_with_another_leg_finds_the_call_as_it_was(bridge: Bridge, customer: Peer, adviser: Peer) -> None:
    bridge.mute(customer.leg, True)
    async with joined(THIRD) as again:
        bridge.replace(customer.leg, again.leg)
        await customer.leg.close()
        await listen(again, adviser)
        assert again.hears(ADVISER)
        assert adviser.packets == []
        bridge.mute(again.leg, False)
        await listen(adviser)
        assert adviser.hears(THIRD)
        assert not adviser.hears(CUSTOMER)


async def test_who_comes_back_to_a_hold_hears_the_music(bridge: Bridge, customer: Peer, adviser: Peer) -> None:
    bridge.hold(customer.leg)
    async with joined(THIRD) as again:
        bridge.replace(customer.leg, again.leg)
        await listen(again)
        assert again.hears_anything()
        assert not again.hears(ADVISER)


async def test_after_a_transfer_the_first_adviser_hears_nobody(bridge: Bridge, customer: Peer, adviser: Peer) -> None:
    bridge.mute(adviser.leg, True)
    bridge.hold(customer.leg)
    async with joined(THIRD) as second:
        bridge.talk(customer.leg, second.leg)
        await listen(customer, adviser, second)
        assert customer.hears(THIRD)
        assert not customer.hears(ADVISER)
        assert second.hears(CUSTOMER)
        assert adviser.packets == []


async def test_who_has_no_microphone_hears_all_the_same_and_is_not_called_silent(composed: Source, adviser: Peer) -> None:
    async with joined(None, patience=Patience(silent_after=0.5)) as listener:
        Bridge(composed).talk(listener.leg, adviser.leg)
        await listener.listen(1.0)
        assert listener.hears(ADVISER)
        assert listener.leg.state is LegState.UP


async def test_after_parting_nobody_hears_anybody(bridge: Bridge, customer: Peer, adviser: Peer) -> None:
    bridge.part()
    await listen(customer, adviser)
    assert customer.packets == adviser.packets == []
    with pytest.raises(NotInThisCall):
        bridge.hold(customer.leg)


async def test_a_stranger_can_be_neither_held_nor_muted_nor_replaced(bridge: Bridge, customer: Peer) -> None:
    async with joined(THIRD) as stranger:
        with pytest.raises(NotInThisCall):
            bridge.hold(stranger.leg)
        with pytest.raises(NotInThisCall):
            bridge.mute(stranger.leg, True)
        with pytest.raises(NotInThisCall):
            bridge.replace(stranger.leg, customer.leg)


async def test_switching_leaves_no_gap_in_the_numbers_and_no_jump_in_the_clock(
    bridge: Bridge, customer: Peer, adviser: Peer
) -> None:
    await listen(customer)
    for _ in range(3):
        bridge.hold(customer.leg)
        await asyncio.sleep(0.2)
        bridge.resume()
        await asyncio.sleep(0.2)
    numbers = [packet.sequence_number for packet in customer.packets]
    clock = [packet.timestamp for packet in customer.packets]
    marked = [packet for packet in customer.packets if packet.marker]
    assert {(b - a) & 0xFFFF for a, b in itertools.pairwise(numbers)} == {1}
    steps = [(b - a) & 0xFFFFFFFF for a, b in itertools.pairwise(clock)]
    assert min(steps) >= 960
    assert max(steps) < 960 * 5
    assert len(marked) >= 6
    assert len({packet.ssrc for packet in customer.packets}) == 1


async def test_what_one_network_loses_is_a_gap_for_the_other_and_no_more(bridge: Bridge, customer: Peer, adviser: Peer) -> None:
    bad_network(customer, lambda number: {4: 0, 7: 2}.get(number % 10, 1))
    await adviser.listen(1.5)
    numbers = [packet.sequence_number for packet in adviser.packets]
    steps = [(b - a) & 0xFFFF for a, b in itertools.pairwise(numbers)]
    assert set(steps) == {1, 2}
    assert steps.count(2) / len(steps) == pytest.approx(1 / 9, abs=0.03)
    assert adviser.hears(CUSTOMER)


async def test_the_music_stops_when_nobody_is_held(bridge: Bridge, composed: Source, customer: Peer) -> None:
    bridge.hold(customer.leg)
    assert len(composed.listeners) == 1
    await customer.leg.close()
    assert len(composed.listeners) == 0
