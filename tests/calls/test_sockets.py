"""The sockets that are read together: each packet once, to whom it is for, whatever another one does."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.calls.peers import until
from webrtc_gateway.sockets import AT_ONCE, Sockets, UdpSocket


class Protocol(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.lost = False

    def datagram_received(self, data: bytes, addr: object) -> None:
        self.got.append(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True


@asynccontextmanager
async def opened(count: int) -> AsyncIterator[list[tuple[UdpSocket, Protocol]]]:
    pairs = []
    for _ in range(count):
        transport, protocol = UdpSocket(Sockets.here(), "127.0.0.1"), Protocol()
        transport.serve(protocol)
        pairs.append((transport, protocol))
    yield pairs
    for transport, _ in pairs:
        transport.close()


def send(transport: UdpSocket, *packets: bytes) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for packet in packets:
            sender.sendto(packet, transport.get_extra_info("sockname"))


async def test_packets_reach_their_own_socket_in_order_however_quickly_they_come() -> None:
    async with opened(2 * AT_ONCE) as pairs:
        for round_ in range(20):
            for number, (transport, _) in enumerate(pairs):
                send(transport, b"%d/%d" % (number, round_))
            await asyncio.sleep(0 if round_ % 2 else 0.002)
        await until(lambda: all(len(protocol.got) == 20 for _, protocol in pairs))
        for number, (_, protocol) in enumerate(pairs):
            assert protocol.got == [b"%d/%d" % (number, round_) for round_ in range(20)]


async def test_packets_that_come_seldom_are_taken_at_once() -> None:
    loop = asyncio.get_running_loop()
    async with opened(1) as [(transport, protocol)]:
        for number in range(1, 6):
            sent = loop.time()
            send(transport, b"packet")
            await until(lambda number=number: len(protocol.got) == number)  # type: ignore[misc]
            assert loop.time() - sent < 0.5
            await asyncio.sleep(0.05)


async def test_a_packet_that_breaks_its_handler_harms_no_other() -> None:
    told: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: told.append(context["exception"]))

    def break_down(packet: bytes, sender: object) -> None:
        raise ValueError("a bad packet")

    async with opened(2) as [(breaking, _), (working, protocol)]:
        breaking.on_packet = break_down
        for _ in range(30):
            send(breaking, b"bad")
            send(working, b"good")
        await until(lambda: len(protocol.got) == 30 and len(told) == 30)


async def test_a_packet_may_close_the_socket_that_the_next_one_is_for() -> None:
    async with opened(2) as [(first, _), (second, _)]:
        first.on_packet = lambda packet, sender: second.close()
        second.on_packet = lambda packet, sender: first.close()
        send(first, b"close the other")
        send(second, b"close the other")
        await until(lambda: first.is_closing() or second.is_closing())
        assert first.is_closing() is not second.is_closing()


async def test_a_closed_socket_is_told_to_its_protocol_and_closing_the_last_one_leaves_nothing() -> None:
    async with opened(1) as [(transport, protocol)]:
        earlier = Sockets.here()
        transport.close()
        transport.close()
        await until(lambda: protocol.lost)
        assert Sockets.here() is not earlier
