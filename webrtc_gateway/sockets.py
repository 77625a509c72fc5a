"""The UDP sockets of all legs, read together: one look at the kernel's list of what is ready, then packet after packet.

Transports of the loop cost a callback, a context and a second, futile read for each packet. Here a packet costs one read, into a
buffer that all share, because it is passed on before the next one is read.
"""

import asyncio
import contextlib
import select
import socket
import struct
import time
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from webrtc_gateway import metrics

LARGEST = 2048  # bytes; browsers stay below 1500
AT_ONCE = 32  # packets, before the loop sees to the rest of the gateway
KERNEL_BUFFER = 256 * 1024  # bytes
TIMED_EVERY = 128  # packets: so often one is followed from the kernel to the other leg
KERNEL_TIME = struct.Struct("qq")
SO_TIMESTAMPNS = 35  # <asm-generic/socket.h>; Python has no name for it
ANCILLARY = socket.CMSG_SPACE(KERNEL_TIME.size)

Address = tuple[Any, ...]


class UdpSocket(asyncio.DatagramTransport):
    """A bound socket, for a protocol that asyncio's own transports would serve as well.

    `on_packet` may take its packets instead: it gets the size and the sender, and finds the bytes in `Sockets.buffer`, where they
    stay until it returns.
    """

    def __init__(self, sockets: "Sockets", address: str) -> None:
        """Raises OSError when the address cannot be had."""
        super().__init__()
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        try:
            self.socket.setblocking(False)
            self.socket.bind((address, 0))
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, KERNEL_BUFFER)
            self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        except OSError:
            self.socket.close()
            raise
        self.on_packet: Callable[[int, Address], None] = self._to_protocol
        self._sockets = sockets
        self._name: Address = self.socket.getsockname()[:2]
        self._protocol: asyncio.DatagramProtocol | None = None

    def serve(self, protocol: asyncio.DatagramProtocol) -> None:
        self._protocol = protocol
        self._sockets.add(self)
        protocol.connection_made(self)

    def sendto(self, data: Any, addr: Any = None) -> None:
        """Sends now or not at all, as UDP may: a full buffer or an unreachable browser loses the packet."""
        with contextlib.suppress(OSError):
            self.socket.sendto(data, addr)

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return {"sockname": self._name, "socket": self.socket}.get(name, default)

    def is_closing(self) -> bool:
        return self._protocol is None

    def close(self) -> None:
        protocol, self._protocol = self._protocol, None
        if protocol is not None:
            self._sockets.remove(self)
            self.socket.close()
            asyncio.get_running_loop().call_soon(protocol.connection_lost, None)

    def abort(self) -> None:
        self.close()

    def _to_protocol(self, size: int, sender: Address) -> None:
        if self._protocol is not None:
            self._protocol.datagram_received(bytes(self._sockets.buffer[:size]), sender)


class Sockets:
    """What the kernel is asked about together. Lives while one of its sockets is open."""

    def __init__(self) -> None:
        self.buffer = bytearray(LARGEST)
        self._loop = asyncio.get_running_loop()
        self._open: dict[int, UdpSocket] = {}
        self._ready = select.epoll()
        self._untimed = 0

    @staticmethod
    def here() -> "Sockets":
        """Those of the running loop."""
        loop = asyncio.get_running_loop()
        sockets = _sockets.get(loop)
        if sockets is None:
            sockets = _sockets[loop] = Sockets()
        return sockets

    def add(self, opened: UdpSocket) -> None:
        if not self._open:
            self._loop.add_reader(self._ready.fileno(), self._drain)
        self._open[opened.socket.fileno()] = opened
        self._ready.register(opened.socket.fileno(), select.EPOLLIN)

    def remove(self, closing: UdpSocket) -> None:
        self._ready.unregister(closing.socket.fileno())
        del self._open[closing.socket.fileno()]
        if not self._open:
            self._loop.remove_reader(self._ready.fileno())
            self._ready.close()
            del _sockets[self._loop]

    def _drain(self) -> None:
        """Takes one packet of each socket that has one, of AT_ONCE at most; what is left brings us back at once."""
        ready, buffer, open_sockets = self._ready.poll(0, AT_ONCE), self.buffer, self._open
        self._untimed += len(ready)
        timed = self._choose_timed(ready) if self._untimed > TIMED_EVERY else None
        for descriptor, _ in ready:
            # One packet may end the leg that the next one is for.
            if (reading := open_sockets.get(descriptor)) is None:
                continue
            try:
                if descriptor == timed:
                    self._receive_timed(reading)
                else:
                    size, sender = reading.socket.recvfrom_into(buffer)
                    reading.on_packet(size, sender)
            except OSError:  # says that an earlier packet of ours could not be delivered
                continue
            except Exception as failed:
                # Whatever one packet did, the next one is another call's.
                self._loop.call_exception_handler({"message": "a packet could not be handled", "exception": failed})

    def _choose_timed(self, ready: list[tuple[int, int]]) -> int:
        """Any of the batch: its last one waited longest for us, its first one longest for the kernel."""
        descriptor, _ = ready[self._untimed % len(ready)]
        self._untimed = 0
        return descriptor

    def _receive_timed(self, reading: UdpSocket) -> None:
        size, ancillary, _, sender = reading.socket.recvmsg_into([self.buffer], ANCILLARY)
        reading.on_packet(size, sender)
        if ancillary and 127 < self.buffer[0] < 192:
            seconds, nanoseconds = KERNEL_TIME.unpack(ancillary[0][2])
            metrics.forward_seconds.observe(max(0.0, time.time() - seconds - nanoseconds / 1e9))


_sockets: WeakKeyDictionary[asyncio.AbstractEventLoop, Sockets] = WeakKeyDictionary()
