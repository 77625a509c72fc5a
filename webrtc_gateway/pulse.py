"""One timer for everything that legs do from time to time: reports, silence, giving up on joining."""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol
from weakref import WeakKeyDictionary

TICK = 0.1  # seconds
TURNS = 10  # each leg reports in one tick of ten, so that three hundred never report at once


class Beating(Protocol):
    """What the pulse calls. Neither may raise or wait."""

    def watch(self, now: float) -> None:
        """Every tick: see what time has done."""

    def report(self, now: float) -> None:
        """Once a second: send reports."""


class Pulse:
    """Runs while there is a leg, and not at all otherwise."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._members: dict[Beating, int] = {}
        self._joined = 0
        self._tick = 0
        self._timer: asyncio.TimerHandle | None = None

    @staticmethod
    def here() -> "Pulse":
        """The pulse that all legs of the running loop share."""
        return _pulses.setdefault(asyncio.get_running_loop(), Pulse())

    def join(self, member: Beating) -> None:
        self._members[member] = self._joined % TURNS
        self._joined += 1
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(TICK, self._beat)

    def leave(self, member: Beating) -> None:
        self._members.pop(member, None)
        if not self._members and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _beat(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(TICK, self._beat)
        self._tick = (self._tick + 1) % TURNS
        now = self.clock()
        for member, turn in list(self._members.items()):
            member.watch(now)
            if turn == self._tick:
                member.report(now)


_pulses: WeakKeyDictionary[asyncio.AbstractEventLoop, Pulse] = WeakKeyDictionary()
