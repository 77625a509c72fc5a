"""Whether calls can be carried: true where they can, false within seconds where they cannot, and no load on anybody."""

import asyncio
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.calls.peers import joined
from tests.calls.test_legs import is_as_before, open_things
from webrtc_gateway.media_check import FRESH_FOR, WITHIN, MediaCheck


@contextmanager
def without_sockets() -> Iterator[None]:
    """The machine gives this process no further descriptor, so that no UDP socket can be opened."""
    usual, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = max(int(name.name) for name in Path("/proc/self/fd").iterdir())
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest, most))
    taken = []
    try:
        while True:
            try:
                taken.append(Path("/dev/null").open())  # noqa: SIM115  the gaps below the limit
            except OSError:
                break
        yield
    finally:
        for file in taken:
            file.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (usual, most))


async def test_media_works_is_told_quickly_and_leaves_nothing_behind() -> None:
    await MediaCheck().works()
    before = open_things()
    began = time.monotonic()
    assert await MediaCheck().works()
    assert time.monotonic() - began < 1.0
    await is_as_before(before)


async def test_media_that_fails_is_told_within_seconds_and_that_it_is_back() -> None:
    before = open_things()
    with without_sockets():
        began = time.monotonic()
        assert not await MediaCheck().works()
        assert time.monotonic() - began < WITHIN + 0.5
    assert await MediaCheck().works()
    await is_as_before(before)


async def test_probes_that_come_often_cost_one_call() -> None:
    now = 100.0
    check = MediaCheck(lambda: now)
    assert all(await asyncio.gather(*(check.works() for _ in range(50))))
    with without_sockets():
        began = time.process_time()
        assert all(await asyncio.gather(*(check.works() for _ in range(50))))
        assert time.process_time() - began < 0.02
        now += FRESH_FOR
        assert not await check.works()


async def test_a_live_call_does_not_notice() -> None:
    async with joined(1000) as customer, joined(1700) as adviser:
        customer.leg.outbounds[0].switch(adviser.leg.inbound)
        adviser.leg.outbounds[0].switch(customer.leg.inbound)
        await asyncio.sleep(0.3)
        for _ in range(5):
            assert await MediaCheck().works()
        await customer.listen(0.5)
        assert customer.hears(1700)
        assert customer.leg.stats().lost == adviser.leg.stats().lost == 0
