"""The load: all clients on one loop of this process, each packet sent at its own moment of the 20 ms.

It must never be the bottleneck, so it measures itself: how much later than due each packet left. Delays are counted from the
moment of sending to the moment at which the kernel of this machine had the packet for the other client.
"""

import heapq
import select
import time
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.calls.client import ANCILLARY, KEPT, KERNEL_TIME, LARGEST, Client

FRAME_SECONDS = 0.02
GOLDEN = 0.6180339887498949  # successive multiples of it, modulo 1, fill an interval evenly however many there are
NUDGE_EVERY = 0.05
FOR_EVER = 1 << 63
HEADER = 12  # bytes of an RTP header
LONGEST_WAIT = 0.01
AT_ONCE = 64  # sockets that are read before what is due is sent


@dataclass
class Samples:
    """What was seen in one stretch of time. Delays and lateness in microseconds."""

    delays: "array[int]" = field(default_factory=lambda: array("l"))
    late: "array[int]" = field(default_factory=lambda: array("l"))
    sent: int = 0
    arrived: int = 0


class Stalled(Exception):
    """What was waited for did not come true."""


class Generator:
    """Sends, receives and counts, in turns that never wait for long."""

    def __init__(self) -> None:
        self.clients: list[Client] = []
        self.samples = Samples()
        self._joining: set[Client] = set()
        self._by_descriptor: dict[int, Client] = {}
        self._others: dict[int, Callable[[], None]] = {}
        self._due: list[tuple[float, int]] = []
        self._poll = select.epoll()
        self._buffer = bytearray(LARGEST)
        self._view = memoryview(self._buffer)
        self._nudge_at = 0.0
        self._from, self._until = 0, FOR_EVER  # nanoseconds: packets sent in this stretch are counted

    def watch(self, descriptor: int, read: Callable[[], None]) -> None:
        """`read` is called when something has come in there."""
        self._others[descriptor] = read
        self._poll.register(descriptor, select.EPOLLIN)

    def add(self, client: Client) -> None:
        self._by_descriptor[client.socket.fileno()] = client
        self._poll.register(client.socket.fileno(), select.EPOLLIN)
        self._joining.add(client)

    def speak_once_connected(self, client: Client) -> None:
        """From then on it sends a packet every 20 ms, at a moment that no other one has."""
        if not client.connected or client not in self._joining:
            return
        self._joining.discard(client)
        place = len(self.clients)
        self.clients.append(client)
        heapq.heappush(self._due, (time.monotonic() + place * GOLDEN % 1 * FRAME_SECONDS, place))

    def prepare(self, seconds: float) -> None:
        """Let all clients make ready what they will send in this time. They go on speaking meanwhile."""
        for client in list(self.clients):
            client.prepare(round(seconds / FRAME_SECONDS))
            self.turn()

    def begin(self) -> None:
        """Count anew, from the next packet on."""
        self.samples = Samples()
        self._from, self._until = time.time_ns(), FOR_EVER

    def end(self) -> None:
        """What is sent from now on is not counted; what was sent may still arrive."""
        self._until = time.time_ns()

    def run(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.turn()

    def turn(self) -> None:
        now = time.monotonic()
        self._send_what_is_due(now)
        if self._joining and now > self._nudge_at:
            self._nudge_at = now + NUDGE_EVERY
            for client in list(self._joining):
                client.nudge(now)
        self._wait()
        for descriptor, _ in self._poll.poll(0, AT_ONCE):
            if descriptor in self._by_descriptor:
                self._receive(self._by_descriptor[descriptor])
            else:
                self._others[descriptor]()

    def close(self) -> None:
        for client in self._by_descriptor.values():
            client.close()
        self._poll.close()

    def _wait(self) -> None:
        """While nobody speaks, until something comes in. Later it never sleeps: the engine's sends would have to wake it, at the
        engine's cost, which no network card would."""
        if not self._due:
            select.select([self._poll], [], [], LONGEST_WAIT)

    def _send_what_is_due(self, now: float) -> None:
        due, samples = self._due, self.samples
        while due and due[0][0] <= now:
            at, place = due[0]
            heapq.heapreplace(due, (at + FRAME_SECONDS, place))
            self.clients[place].send()
            if self._until == FOR_EVER:
                samples.sent += 1
                samples.late.append(int((now - at) * 1e6))
            now = time.monotonic()

    def _receive(self, client: Client) -> None:
        try:
            size, ancillary, _, _ = client.socket.recvmsg_into([self._buffer], ANCILLARY)
        except (BlockingIOError, ConnectionRefusedError):
            return
        first, second = self._buffer[0], self._buffer[1]
        if not 127 < first < 192:
            client.take_other(bytes(self._view[:size]))
        elif not 64 <= second & 0x7F < 96:
            client.heard += 1
            self._count(client, size, ancillary)

    def _count(self, client: Client, size: int, ancillary: list[tuple[int, int, bytes]]) -> None:
        number = client.number_of(bytes(self._view[: size if client.shift is None else HEADER]))
        if number is None or not ancillary:
            return
        sent_at = client.other.sent_at[number % KEPT]
        if self._from <= sent_at < self._until:
            seconds, nanoseconds = KERNEL_TIME.unpack(ancillary[0][2])
            self.samples.arrived += 1
            self.samples.delays.append((seconds * 1_000_000_000 + nanoseconds - sent_at) // 1000)
