"""The UDP sockets of all legs, read together by a thread that is not Python's (packet_path.c).

Audio does not come to Python: whoever is given a socket's audio (`UdpSocket.take_audio`) has it passed on where it is read. All
else, and audio that is also listened to here, waits in a ring. The loop is told of it at once. When there are many legs it is not
told of reports: it comes by every 20 ms then.
"""

import asyncio
import contextlib
import os
import select
import socket
import struct
from collections.abc import Callable
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary, finalize

from webrtc_gateway.packet_path import ffi, lib
from webrtc_gateway.pulse import Pulse
from webrtc_gateway.streams import Inbound

AT_ONCE = 32  # packets, before the loop sees to the rest of the gateway
KERNEL_BUFFER = 256 * 1024  # bytes
SO_TIMESTAMPNS = 35  # <asm-generic/socket.h>; Python has no name for it
FAMILY = struct.Struct("=H")
IPV4 = struct.Struct("!2xH4s8x")  # after the family: port, address
IPV6 = struct.Struct("!2xH4x16s4x")

Address = tuple[Any, ...]


class UdpSocket(asyncio.DatagramTransport):
    """A bound socket, for a protocol that asyncio's own transports would serve as well.

    `on_packet` may take its packets instead: it gets each with its sender. `on_report` gets decrypted reports and when they came.
    """

    def __init__(self, address: str) -> None:
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
        self.door = ffi.new("Door *", {"socket": self.socket.fileno(), "number": next(_numbers)})
        self.audio: Inbound | None = None
        self.on_packet: Callable[[bytes, Address], None] = self._to_protocol
        self.on_report: Callable[[bytes, float], None] = _ignore
        self._sockets: Sockets | None = None
        self._name: Address = self.socket.getsockname()[:2]
        self._protocol: asyncio.DatagramProtocol | None = None

    def serve(self, protocol: asyncio.DatagramProtocol) -> None:
        self._protocol, self._sockets = protocol, Sockets.here()
        self._sockets.add(self)
        protocol.connection_made(self)

    def take_audio(self, inbound: Inbound, on_report: Callable[[bytes, float], None]) -> None:
        """From now on SRTP that comes here is decrypted with the inbound stream's session, and is its; so are the reports."""
        self.audio, self.on_report = inbound, on_report
        lib.give_audio(self.door, inbound.stream)

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
        if protocol is not None and self._sockets is not None:
            self._sockets.remove(self)
            self.socket.close()
            asyncio.get_running_loop().call_soon(protocol.connection_lost, None)

    def abort(self) -> None:
        self.close()

    def _to_protocol(self, packet: bytes, sender: Address) -> None:
        if self._protocol is not None:
            self._protocol.datagram_received(packet, sender)


class Sockets:
    """What one thread reads. It runs while one of its sockets is open."""

    def __init__(self) -> None:
        """Raises OSError when there can be no thread, or no more descriptors."""
        self._loop = asyncio.get_running_loop()
        self._pulse = Pulse.here()
        self._open: dict[int, UdpSocket] = {}
        self._ready = select.epoll()
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._end = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._reader = ffi.new("Reader *", {"poll": self._ready.fileno(), "bell": self._bell, "end": self._end})
        self._delays = ffi.new("double[]", len(self._reader.delays))
        if failed := lib.start_reading(self._reader):
            raise OSError(failed, os.strerror(failed))
        # Also when the loop is gone, or the process ends: the thread writes to what Python frees.
        self._stop = finalize(self, lib.stop_reading, self._reader)
        self._loop.add_reader(self._bell, self._answer_bell)
        self._pulse.join(self)

    @staticmethod
    def here() -> "Sockets":
        """Those of the running loop."""
        loop = asyncio.get_running_loop()
        sockets = _sockets.get(loop)
        if sockets is None:
            sockets = _sockets[loop] = Sockets()
        return sockets

    def add(self, opened: UdpSocket) -> None:
        self._open[opened.door.number] = opened
        lib.open_door(self._reader, opened.door)

    def remove(self, closing: UdpSocket) -> None:
        lib.close_door(self._reader, closing.door)
        del self._open[closing.door.number]
        if not self._open:
            self._stop()
            self._pulse.leave(self)
            self._loop.remove_reader(self._bell)
            self._ready.close()
            os.close(self._bell)
            os.close(self._end)
            del _sockets[self._loop]

    def catch_up(self) -> None:
        """Take what was left to Python, reports too. AT_ONCE packets at most; what is left then brings us back at once."""
        left = lib.next_left(self._reader, False)
        for _ in range(AT_ONCE):
            if not left:
                break
            try:
                self._take(left)
            except Exception as failed:
                # Whatever one packet did, the next one is another call's.
                self._loop.call_exception_handler({"message": "a packet could not be handled", "exception": failed})
            left = lib.next_left(self._reader, True)
        if left and self._open:
            os.eventfd_write(self._bell, 1)

    def watch(self, now: float) -> None:
        self.catch_up()
        lib.let_reports_wait(self._reader, self._pulse.is_quick)
        timed = lib.take_delays(self._reader, self._delays)
        self._pulse.load.forwarded(self._delays[0:timed])

    def report(self, now: float) -> None:
        """Legs do that."""

    def _answer_bell(self) -> None:
        os.eventfd_read(self._bell)
        self.catch_up()

    def _take(self, left: Any) -> None:
        opened, packet = self._open.get(left.door), ffi.buffer(left.packet, left.size)[:]
        if opened is None:
            return
        if left.kind == lib.OTHER:
            opened.on_packet(packet, from_kernel(ffi.buffer(left.sender, left.sender_size)[:]))
        elif left.kind == lib.REPORT:
            opened.on_report(packet, left.heard.now)
        elif opened.audio is not None:
            opened.audio.tell(left.heard, packet)


def for_kernel(address: Address) -> bytes:
    """A host and port as the kernel's structure for them."""
    host, port = address[:2]
    if ":" in host:
        return _of(socket.AF_INET6, IPV6.pack(port, socket.inet_pton(socket.AF_INET6, host)))
    return _of(socket.AF_INET, IPV4.pack(port, socket.inet_pton(socket.AF_INET, host)))


def from_kernel(structure: bytes) -> Address:
    """What `for_kernel` makes, read; as Python's own sockets would tell it."""
    if FAMILY.unpack_from(structure)[0] == socket.AF_INET6:
        port, host = IPV6.unpack(structure)
        return socket.inet_ntop(socket.AF_INET6, host), port, 0, 0
    port, host = IPV4.unpack(structure)
    return socket.inet_ntop(socket.AF_INET, host), port


def _of(family: int, structure: bytes) -> bytes:
    return FAMILY.pack(family) + structure[FAMILY.size :]


def _ignore(packet: bytes, came_at: float) -> None:
    pass


_numbers = count(1)
_sockets: WeakKeyDictionary[asyncio.AbstractEventLoop, Sockets] = WeakKeyDictionary()
