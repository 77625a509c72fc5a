"""Five hundred short calls leave nothing behind: no object, no descriptor, no task, no thread, no memory."""

import asyncio
import ctypes
import gc
import threading
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from bench.calls import frames
from bench.calls.client import Client, Identity
from tests.calls.peers import LOCAL, until
from webrtc_gateway.leg import LegState, open_leg

CALLS = 500
WARM_UP = 50  # calls, after which caches are as full as they get
AT_ONCE = 10
PACKETS = 3  # each side hears so many of the other's before they hang up
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Held:
    """What the process holds at a moment when nobody calls."""

    objects: int
    descriptors: int
    tasks: int
    threads: int
    memory: int

    @classmethod
    def now(cls) -> "Held":
        for _ in range(3):
            gc.collect()
        threads = [thread for thread in threading.enumerate() if not thread.name.startswith("asyncio_")]
        descriptors = len(list(Path("/proc/self/fd").iterdir()))
        ctypes.CDLL(None).malloc_trim(0)  # what is free is given back, so that only what is held is counted (glibc)
        memory = psutil.Process().memory_info().rss
        return cls(len(gc.get_objects()), descriptors, len(asyncio.all_tasks()), len(threads), memory)


async def talk(callers: tuple[Client, Client]) -> None:
    """One call: both join, hear each other, and hang up."""
    loop = asyncio.get_running_loop()
    legs = [await open_leg(caller.offer(), LOCAL, nothing) for caller in callers]
    try:
        for caller, leg in zip(callers, legs, strict=True):
            loop.add_reader(caller.socket.fileno(), take, caller)
            caller.accept(leg.answer)
        await until(lambda: all(leg.state is LegState.UP for leg in legs), within=20.0)
        legs[0].outbounds[0].switch(legs[1].inbound)
        legs[1].outbounds[0].switch(legs[0].inbound)
        while any(caller.heard < PACKETS for caller in callers):
            for caller in callers:
                caller.send()
            await asyncio.sleep(0.02)
    finally:
        for caller in callers:
            loop.remove_reader(caller.socket.fileno())
            caller.close()
        for leg in legs:
            await leg.close()


def nothing(state: LegState) -> None:
    pass


def take(caller: Client) -> None:
    try:
        data = caller.socket.recv(2048)
    except (BlockingIOError, ConnectionRefusedError):
        return
    if not 127 < data[0] < 192:
        caller.take_other(data)
    elif not 64 <= data[1] & 0x7F < 96:
        caller.heard += 1


async def talk_often(calls: int, identity: Identity, speech: list[bytes]) -> None:
    left = iter(range(calls))

    async def one_after_another() -> None:
        for number in left:
            async with asyncio.timeout(30):
                await talk(tuple(Client(2 * number + side, "127.0.0.1", identity, speech) for side in (0, 1)))  # type: ignore[arg-type]

    async with asyncio.TaskGroup() as tasks:
        for _ in range(AT_ONCE):
            tasks.create_task(one_after_another())
    await asyncio.sleep(0.2)


@pytest.mark.timeout(300)
async def test_five_hundred_short_calls_leave_nothing_behind() -> None:
    identity, speech = Identity(), frames.speech()
    await talk_often(WARM_UP, identity, speech)
    before = Held.now()
    await talk_often(CALLS - WARM_UP, identity, speech)
    after = Held.now()
    assert (after.descriptors, after.tasks, after.threads) == (before.descriptors, before.tasks, before.threads)
    assert after.objects - before.objects < 200, "less than half an object a call may stay"
    assert after.memory - before.memory < 16 * MEGABYTE
