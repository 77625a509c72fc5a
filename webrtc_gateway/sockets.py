"""The UDP sockets of all legs, read together: one look at the kernel's list of what is ready, then packet after packet.

Transports of the loop cost a callback, a context and a second, futile read for each packet. Here audio does not even come to
Python: whoever is given a socket's audio (`UdpSocket.take_audio`) has it passed on where it is read (packet_path.c).
"""

import asyncio
import contextlib
import select
import socket
import struct
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from webrtc_gateway import metrics
from webrtc_gateway.packet_path import ffi, lib
from webrtc_gateway.streams import Inbound

AT_ONCE = 32  # packets, before the loop sees to the rest of the gateway (packet_path.h)
KERNEL_BUFFER = 256 * 1024  # bytes
SO_TIMESTAMPNS = 35  # <asm-generic/socket.h>; Python has no name for it
FAMILY = struct.Struct("=H")
IPV4 = struct.Struct("!2xH4s8x")  # after the family: port, address
IPV6 = struct.Struct("!2xH4x16s4x")

Address = tuple[Any, ...]


class UdpSocket(asyncio.DatagramTransport):
    """A bound socket, for a protocol that asyncio's own transports would serve as well.

    `on_packet` may take its packets instead: it gets each with its sender.
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
        self.door = ffi.new("Door *", {"socket": self.socket.fileno()})
        self.audio: Inbound | None = None
        self.on_packet: Callable[[bytes, Address], None] = self._to_protocol
        self._sockets = sockets
        self._name: Address = self.socket.getsockname()[:2]
        self._protocol: asyncio.DatagramProtocol | None = None

    def serve(self, protocol: asyncio.DatagramProtocol) -> None:
        self._protocol = protocol
        self._sockets.add(self)
        protocol.connection_made(self)

    def take_audio(self, inbound: Inbound) -> None:
        """From now on SRTP that comes here is decrypted with the inbound stream's session, and is its."""
        self.audio = inbound
        self.door.audio = inbound.stream

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

    def _to_protocol(self, packet: bytes, sender: Address) -> None:
        if self._protocol is not None:
            self._protocol.datagram_received(packet, sender)


class Sockets:
    """What the kernel is asked about together. Lives while one of its sockets is open."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._open: dict[int, UdpSocket] = {}
        self._ready = select.epoll()
        self._reader = ffi.new("Reader *", {"poll": self._ready.fileno()})
        self._packet = ffi.buffer(self._reader.buffer)
        self._sender = ffi.buffer(self._reader.sender)

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
        lib.open_door(self._reader, opened.door)

    def remove(self, closing: UdpSocket) -> None:
        lib.close_door(self._reader, closing.door)
        del self._open[closing.socket.fileno()]
        if not self._open:
            self._loop.remove_reader(self._ready.fileno())
            self._ready.close()
            del _sockets[self._loop]

    def _drain(self) -> None:
        """Takes one packet of each socket that has one, of AT_ONCE at most; what is left brings us back at once."""
        reader = self._reader
        while (what := lib.drain(reader)) != lib.DONE:
            try:
                self._take_over(what)
            except Exception as failed:
                # Whatever one packet did, the next one is another call's.
                self._loop.call_exception_handler({"message": "a packet could not be handled", "exception": failed})
        if reader.delay >= 0:
            metrics.forward_seconds.observe(reader.delay)

    def _take_over(self, what: int) -> None:
        reader = self._reader
        opened, packet = self._open[reader.at.socket], self._packet[: reader.size]
        if what == lib.OTHER:
            opened.on_packet(packet, from_kernel(self._sender[: reader.sender_size]))
        elif opened.audio is not None:
            opened.audio.tell(reader.heard, packet)


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


_sockets: WeakKeyDictionary[asyncio.AbstractEventLoop, Sockets] = WeakKeyDictionary()
