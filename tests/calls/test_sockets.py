"""The sockets that are read together: each packet once, to whom it is for, whatever others and Python do."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiortc.rtp import RtpPacket
from pylibsrtp import Policy, Session

from tests.calls.peers import until
from webrtc_gateway.rtcp import SenderInfo, compound
from webrtc_gateway.sockets import AT_ONCE, Sockets, UdpSocket, for_kernel
from webrtc_gateway.streams import Inbound, Outbound, Source, Way

OPUS, SAID, HEARD = 111, 7, 8


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
        transport, protocol = UdpSocket("127.0.0.1"), Protocol()
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


def key(number: int) -> bytes:
    return bytes([number]) * 30


def browser_says(sequence: int, session: Session) -> bytes:
    return session.protect(RtpPacket(OPUS, 0, sequence, sequence * 960, SAID, b"opus").serialize())


@asynccontextmanager
async def forwarded() -> AsyncIterator[tuple[UdpSocket, Session, socket.socket]]:
    """The door that a browser speaks to, its session, and the socket on which another browser hears it."""
    async with opened(1) as [(door, _)]:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
            ear.bind(("127.0.0.1", 0))
            ear.setblocking(False)
            inbound, outbound = Inbound(OPUS), Outbound(HEARD, OPUS, sequence=1, timestamp=1)
            inbound.session = Session(Policy(key=key(1), ssrc_type=Policy.SSRC_ANY_INBOUND))
            hears = Session(Policy(key=key(2), ssrc_type=Policy.SSRC_ANY_OUTBOUND))
            outbound.way = Way(door.socket.fileno(), for_kernel(ear.getsockname()), hears)
            outbound.switch(inbound)
            door.take_audio(inbound, lambda report, came_at: None)
            yield door, Session(Policy(key=key(1), ssrc_type=Policy.SSRC_ANY_OUTBOUND)), ear
            outbound.way = None


async def test_audio_goes_on_while_python_does_something_else() -> None:
    async with forwarded() as (door, browser, ear):
        packets = [browser_says(sequence, browser) for sequence in range(10)]
        send(door, *packets)
        time.sleep(0.2)  # noqa: ASYNC251 the loop is to stand still
        listener = Session(Policy(key=key(2), ssrc_type=Policy.SSRC_ANY_INBOUND))
        heard = [RtpPacket.parse(listener.unprotect(ear.recv(2048))) for _ in packets]
        assert [packet.sequence_number for packet in heard] == list(range(2, 12))
        assert {packet.payload for packet in heard} == {b"opus"}


class Recorder:
    """Hears a stream in Python."""

    def __init__(self) -> None:
        self.heard: list[int] = []

    def send(self, sequence: int, timestamp: int, marker: int, payload: bytes, now: float) -> None:
        self.heard.append(sequence)

    def begin(self) -> None:
        pass

    def switch(self, source: Source | None) -> None:
        pass


async def test_a_recording_misses_nothing_when_python_stands_still() -> None:
    async with forwarded() as (door, browser, _):
        recorder = Recorder()
        assert door.audio is not None
        door.audio.gain(recorder)
        packets = [browser_says(sequence, browser) for sequence in range(500)]
        for at in range(0, len(packets), 50):
            send(door, *packets[at : at + 50])
            time.sleep(0.01)  # noqa: ASYNC251 the loop is to stand still
        await until(lambda: len(recorder.heard) == len(packets))
        assert recorder.heard == list(range(500))


async def test_who_floods_one_socket_takes_no_room_of_the_others() -> None:
    async with opened(2) as [(flooded, _), (other, protocol)]:
        for _ in range(400):
            send(flooded, *[b"nonsense"] * 50)
            time.sleep(0.001)  # noqa: ASYNC251 the loop is to stand still
        send(other, b"hello")
        await until(lambda: protocol.got == [b"hello"])


async def test_reports_are_told_a_little_later_with_the_time_at_which_they_came() -> None:
    async with forwarded() as (door, browser, _):
        reports: list[tuple[bytes, float]] = []
        assert door.audio is not None
        door.take_audio(door.audio, lambda report, came_at: reports.append((report, came_at)))
        report = compound(SAID, "a browser", SenderInfo(1, 2, 3, 4), None)
        sent_at = time.monotonic()
        send(door, browser.protect_rtcp(report), browser.protect_rtcp(report)[:-1])
        await until(lambda: bool(reports))
        [(told, came_at)] = reports
        assert told == report
        assert sent_at <= came_at < sent_at + 0.1


async def test_a_thread_reads_while_there_is_a_socket_and_no_longer() -> None:
    threads, descriptors = entries("task"), entries("fd")
    for _ in range(20):
        async with forwarded() as (door, browser, _):
            assert entries("task") == threads + 1
            send(door, *(browser_says(number, browser) for number in range(50)))
    assert entries("task") == threads
    assert entries("fd") <= descriptors


def entries(of: str) -> int:
    return len(list(Path("/proc/self", of).iterdir()))
