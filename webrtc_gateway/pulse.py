"""One timer for everything that legs do from time to time: reports, silence, giving up on joining."""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol
from weakref import WeakKeyDictionary

from webrtc_gateway.load import Load

TURN = 0.02  # seconds
TURNS = 50  # each leg reports in one turn of the second, so that hundreds never report at once
WATCHED_EVERY = 10  # turns
TURNS_AT_ONCE = 5  # while there are few legs: being woken costs more than what a few of them have to do
FEW = 50


class Beating(Protocol):
    """What the pulse calls. Neither may raise or wait."""

    def watch(self, now: float) -> None:
        """Every fifth of a second: see what time has done."""

    def report(self, now: float) -> None:
        """Once a second: send reports."""


class Pulse:
    """Runs while there is a leg, and not at all otherwise. How late it runs tells the load of its loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.load = Load()
        self._members: dict[Beating, int] = {}
        self._by_turn: tuple[dict[Beating, None], ...] = tuple({} for _ in range(TURNS))
        self._joined = 0
        self._turn = 0
        self._due = 0.0
        self._timer: asyncio.TimerHandle | None = None

    @staticmethod
    def here() -> "Pulse":
        """The pulse that all legs of the running loop share."""
        loop = asyncio.get_running_loop()
        pulse = _pulses.get(loop)
        if pulse is None:
            pulse = _pulses[loop] = Pulse()
        return pulse

    @property
    def is_quick(self) -> bool:
        """Whether there are so many legs that some report in each turn."""
        return len(self._members) > FEW

    def join(self, member: Beating) -> None:
        self._members[member] = turn = self._joined % TURNS
        self._by_turn[turn][member] = None
        self._joined += 1
        if self._timer is None:
            self._wait(1)

    def leave(self, member: Beating) -> None:
        turn = self._members.pop(member, None)
        if turn is not None:
            del self._by_turn[turn][member]
        if not self._members and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wait(self, turns: int) -> None:
        self._due = self.clock() + turns * TURN
        self._timer = asyncio.get_running_loop().call_later(turns * TURN, self._beat, turns)

    def _beat(self, turns: int) -> None:
        now = self.clock()
        self.load.note(max(0.0, now - self._due), now)
        self._wait(1 if self.is_quick else TURNS_AT_ONCE)
        for _ in range(turns):
            self._turn = (self._turn + 1) % TURNS
            self._take_turn(now)

    def _take_turn(self, now: float) -> None:
        for turn in range(self._turn % WATCHED_EVERY, TURNS, WATCHED_EVERY):
            for member in list(self._by_turn[turn]):
                member.watch(now)
        for member in list(self._by_turn[self._turn]):
            member.report(now)


_pulses: WeakKeyDictionary[asyncio.AbstractEventLoop, Pulse] = WeakKeyDictionary()
