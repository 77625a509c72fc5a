"""Whether calls can be carried at this moment: a leg of our own is completed, from offer to audio, and closed again.

It goes the whole way that a browser's does (sockets, ICE, DTLS, SRTP, a bridged packet), over loopback and beside the live calls.
"""

import asyncio
import time
from collections.abc import Callable

import structlog

from webrtc_gateway.leg import SdpRules, open_leg
from webrtc_gateway.rtp import EchoCaller

log = structlog.get_logger()

WITHIN = 2.0  # seconds; it takes some 30 ms where all is well
FRESH_FOR = 5.0  # seconds: probes that ask more often get the answer that is there

OVER_LOOPBACK = SdpRules(allow_loopback=True, allow_private=False)


class MediaCheck:
    """Asks at most once in FRESH_FOR, whoever asks; `clock` is monotonic, in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._checking = asyncio.Lock()
        self._checked_at: float | None = None
        self._works = False

    async def works(self) -> bool:
        """Whether a leg was completed. Takes WITHIN at most, and closes what it opened."""
        async with self._checking:
            if self._checked_at is None or self._clock() - self._checked_at >= FRESH_FOR:
                self._works = await _completes_a_leg()
                self._checked_at = self._clock()
            return self._works


async def _completes_a_leg() -> bool:
    try:
        async with asyncio.timeout(WITHIN):
            await _hear_an_echo()
    except Exception as failed:
        # Whatever it was, calls fail by it too, and whoever asks needs an answer.
        log.warning("media does not work", error=repr(failed))
        return False
    return True


async def _hear_an_echo() -> None:
    caller = EchoCaller()
    try:
        leg = await open_leg(await caller.offer(), OVER_LOOPBACK, lambda state: None)
        try:
            leg.outbounds[0].switch(leg.inbound)
            await caller.connect(leg.answer)
            await caller.hear_an_echo()
        finally:
            await leg.close()
    finally:
        await caller.close()
