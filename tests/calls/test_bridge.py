"""Who hears whom, by the tones that real peers hear."""

import asyncio
import itertools
from collections.abc import AsyncIterator

import pytest

from tests.calls.peers import Peer, bad_network, joined
from webrtc_gateway.bridge import Bridge
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
def bridge(customer: Peer, adviser: Peer) -> Bridge:
    bridge = Bridge()
    talk(bridge, customer, adviser)
    return bridge


def talk(bridge: Bridge, *peers: Peer) -> None:
    """Everybody hears everybody else."""
    bridge.route({peer.leg: [other.leg.inbound for other in peers if other is not peer] for peer in peers})


async def listen(*peers: Peer) -> None:
    for peer in peers:
        await peer.listen(0.3)


async def test_each_hears_the_other_and_not_itself(bridge: Bridge, customer: Peer, adviser: Peer) -> None:
    await listen(customer, adviser)
    assert customer.hears(ADVISER)
    assert not customer.hears(CUSTOMER)
    assert adviser.hears(CUSTOMER)
    assert not adviser.hears(ADVISER)


async def test_one_hears_music_and_the_other_silence(bridge: Bridge, composed: Source, customer: Peer, adviser: Peer) -> None:
    bridge.route({customer.leg: [composed], adviser.leg: []})
    await listen(customer, adviser)
    assert customer.hears_anything()
    assert not customer.hears(ADVISER)
    assert adviser.packets == []
    talk(bridge, customer, adviser)
    await listen(customer, adviser)
    assert customer.hears(ADVISER)
    assert adviser.hears(CUSTOMER)


async def test_who_comes_back_with_another_leg_is_heard_and_the_old_leg_no_more(
    bridge: Bridge, customer: Peer, adviser: Peer
) -> None:
    async with joined(THIRD) as again:
        talk(bridge, again, adviser)
        await customer.leg.close()
        await listen(again, adviser)
        assert again.hears(ADVISER)
        assert adviser.hears(THIRD)
        assert not adviser.hears(CUSTOMER)


async def test_who_is_left_out_hears_nobody_and_the_others_notice_nothing(bridge: Bridge, customer: Peer, adviser: Peer) -> None:
    async with joined(THIRD) as second:
        talk(bridge, customer, second)
        await listen(customer, adviser, second)
        assert customer.hears(THIRD)
        assert not customer.hears(ADVISER)
        assert second.hears(CUSTOMER)
        assert adviser.packets == []


async def test_three_hear_each_other_at_the_same_time(bridge: Bridge) -> None:
    async with joined(CUSTOMER, voices=3) as one, joined(ADVISER, voices=3) as two, joined(THIRD, voices=3) as three:
        talk(bridge, one, two, three)
        for peer, hears in ((one, {ADVISER, THIRD}), (two, {CUSTOMER, THIRD}), (three, {CUSTOMER, ADVISER})):
            await peer.listen(0.4)
            assert {tone for tone in (CUSTOMER, ADVISER, THIRD) if peer.hears(tone)} == hears


async def test_a_browser_with_one_place_hears_the_first_of_two(bridge: Bridge, customer: Peer, adviser: Peer) -> None:
    async with joined(THIRD) as second:
        talk(bridge, customer, adviser, second)
        await listen(customer)
        assert customer.hears(ADVISER)
        assert not customer.hears(THIRD)


async def test_who_has_no_microphone_hears_all_the_same_and_is_not_called_silent(adviser: Peer) -> None:
    async with joined(None, patience=Patience(silent_after=0.5)) as listener:
        talk(Bridge(), listener, adviser)
        await listener.listen(1.0)
        assert listener.hears(ADVISER)
        assert listener.leg.state is LegState.UP


async def test_after_parting_nobody_hears_anybody(bridge: Bridge, customer: Peer, adviser: Peer) -> None:
    bridge.part()
    await listen(customer, adviser)
    assert customer.packets == adviser.packets == []


async def test_switching_leaves_no_gap_in_the_numbers_and_no_jump_in_the_clock(
    bridge: Bridge, composed: Source, customer: Peer, adviser: Peer
) -> None:
    await listen(customer)
    for _ in range(3):
        bridge.route({customer.leg: [composed], adviser.leg: []})
        await asyncio.sleep(0.2)
        talk(bridge, customer, adviser)
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
    bridge.route({customer.leg: [composed]})
    assert len(composed.listeners) == 1
    await customer.leg.close()
    assert len(composed.listeners) == 0
