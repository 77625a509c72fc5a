"""Legs whose packets are lost, late, doubled or in the wrong order on the way: what the other side gets, and what is counted."""

import asyncio
import itertools
import random
from collections.abc import Callable

import pytest

from tests.calls.peers import Peer, joined, until

# What becomes of the peer's packet with this number: for each copy that arrives, after how many seconds it does.
Fate = Callable[[int], list[float]]

PATTERNS: dict[str, Fate] = {
    "one in ten lost": lambda number: [] if number % 10 == 4 else [0.0],
    "five in a row lost": lambda number: [] if number % 50 in range(20, 25) else [0.0],
    "every third doubled": lambda number: [0.0, 0.0] if number % 3 == 0 else [0.0],
    "doubled late": lambda number: [0.0, 0.05] if number % 5 == 0 else [0.0],
    "swapped in pairs": lambda number: [0.03] if number % 2 == 0 else [0.0],
    "one in five 70 ms late": lambda number: [0.07] if number % 5 == 0 else [0.0],
    "all 100 ms late": lambda number: [0.1],
    "each by another delay": lambda number: [random.Random(number).uniform(0.0, 0.06)],
}
SECONDS = 1.6


def put_between(peer: Peer, fate: Fate) -> "list[int]":
    """A bad network from the peer to us. Returns, while it grows, the numbers of the packets that were let through, by copy."""
    transport = peer.connection.getSenders()[0].transport.transport
    send, numbers, arrived = transport._connection.send, itertools.count(), list[int]()
    loop = asyncio.get_running_loop()

    def deliver(data: bytes, number: int) -> None:
        arrived.append(number)
        task = loop.create_task(send(data))
        on_their_way.add(task)
        task.add_done_callback(on_their_way.discard)

    on_their_way: set[asyncio.Task[None]] = set()

    async def carry(data: bytes) -> None:
        if not 127 < data[0] < 192 or 64 <= data[1] & 0x7F < 96:
            await send(data)
            return
        number = next(numbers)
        for delay in fate(number):
            loop.call_later(delay, deliver, data, number)

    transport._send = carry
    return arrived


@pytest.mark.parametrize("pattern", PATTERNS)
async def test_what_arrives_is_passed_on_once_in_its_own_place(pattern: str) -> None:
    async with joined(1000) as customer, joined(1700) as adviser:
        adviser.leg.outbounds[0].switch(customer.leg.inbound)
        await until(lambda: len(adviser.packets) > 5)
        adviser.forget()
        before = customer.leg.stats()
        arrived = put_between(customer, PATTERNS[pattern])
        await asyncio.sleep(SECONDS)
        through, heard = set(arrived), list(adviser.packets)

        numbers = [packet.sequence_number for packet in heard]
        assert len(set(numbers)) == len(numbers), "a packet was passed on twice"
        assert len(numbers) == pytest.approx(len(through), abs=4)
        first = heard[0]
        for packet in heard:  # the clock of each packet fits its number, so that the listener puts it in its own place
            steps = (packet.sequence_number - first.sequence_number + 0x8000) % 0x10000 - 0x8000
            assert (packet.timestamp - first.timestamp + (1 << 31)) % (1 << 32) - (1 << 31) == steps * 960
        stats = customer.leg.stats()
        lost = max(arrived) + 1 - len(through)
        assert stats.lost - before.lost == pytest.approx(lost, abs=4)
        assert adviser.loudness(1000) > 0.05
