"""How lines are rated in real calls, over networks that lose: whose line it is, and in which direction."""

import asyncio
import itertools

import pytest

from tests.calls.peers import Peer, bad_network, joined
from webrtc_gateway.bridge import Bridge
from webrtc_gateway.leg import Leg
from webrtc_gateway.quality import POOR_BELOW, Line

SECONDS = 8


async def measured(*legs: Leg) -> list[Line]:
    """The lines of these legs after some seconds."""
    lines = [Line() for _ in legs]
    for _ in range(SECONDS + 1):
        for line, leg in zip(lines, legs, strict=True):
            line.take(leg.stats())
        await asyncio.sleep(1.0)
    return lines


def talk(one: Leg, other: Leg) -> None:
    Bridge().route({one: [other.inbound], other: [one.inbound]})


def loses_what_it_should_hear(peer: Peer, every: int) -> None:
    """One packet in `every` is lost between us and this peer."""
    outbound, count = peer.leg.outbounds[0], itertools.count(1)
    outbound.tap(lambda packet: None if next(count) % every == 0 else outbound.transmit(packet))


def worst(line: Line) -> float:
    return min(reading.rating for reading in line.history if reading.rating is not None)


async def test_a_good_network_is_rated_good_on_both_sides() -> None:
    async with joined(1000) as customer, joined(1700) as adviser:
        talk(customer.leg, adviser.leg)
        for line in await measured(customer.leg, adviser.leg):
            assert worst(line) > 85
            assert not line.weak


async def test_a_customer_whose_voice_is_lost_on_the_way_has_the_weak_line_and_the_adviser_has_not() -> None:
    async with joined(1000) as customer, joined(1700) as adviser:
        talk(customer.leg, adviser.leg)
        bad_network(customer, lambda number: 0 if number % 5 == 0 else 1)
        theirs, ours = await measured(customer.leg, adviser.leg)
        assert theirs.weak
        assert theirs.newest is not None
        assert theirs.newest.loss_up == pytest.approx(0.2, abs=0.03)
        assert (adviser.leg.stats().lost_there or 0) > 20  # the adviser's browser misses them, too
        assert worst(ours) > 80
        assert not ours.weak


async def test_what_is_lost_on_the_way_to_the_customer_is_known_from_its_own_reports() -> None:
    async with joined(1000) as customer, joined(1700) as adviser:
        talk(customer.leg, adviser.leg)
        await asyncio.sleep(0.5)
        loses_what_it_should_hear(customer, every=4)
        theirs, ours = await measured(customer.leg, adviser.leg)
        assert theirs.newest is not None
        assert theirs.newest.loss_down == pytest.approx(0.25, abs=0.05)
        assert theirs.newest.loss_up == 0
        assert theirs.weak
        assert not ours.weak


async def test_bursts_reordering_and_duplicates_end_in_no_nonsense() -> None:
    async with joined(1000) as customer, joined(1700) as adviser:
        talk(customer.leg, adviser.leg)
        bad_network(customer, lambda number: 0 if number % 50 < 12 else 2 if number % 50 == 30 else 1)
        theirs, _ = await measured(customer.leg, adviser.leg)
        assert 0 < worst(theirs) < POOR_BELOW
        assert all(reading.loss_up is None or 0 <= reading.loss_up <= 1 for reading in theirs.history)
