"""The streams of a leg: what comes in, what goes out, and the arithmetic between them (RFC 3550, RFC 7587).

Packets are passed on as they are encoded. A `Source` is what can be heard, a microphone or a sound of ours; an `Outbound` is
what one leg hears, and `switch` decides whom. Nothing here waits, and nothing here knows of aiortc.

What is done with each packet is compiled, and done in a thread of its own (packet_path.c), and so are the figures that it counts;
here is what is decided.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from pylibsrtp import Session

from webrtc_gateway.packet_path import ffi, lib, pointer
from webrtc_gateway.rtcp import ReportBlock, SenderInfo, middle, ntp_time

CLOCK_RATE = 48_000  # Opus always counts in 48 kHz (RFC 7587 §4.1)
FRAME = 960  # 20 ms of it
MOST_VOICES = 8  # that listen to one
LARGEST = 2048  # bytes of a packet


def ahead(value: int, reference: int, bits: int) -> int:
    """How far `value` is ahead of `reference` (negative: behind), both being counters of so many bits that wrap."""
    half = 1 << (bits - 1)
    return ((value - reference + half) & ((1 << bits) - 1)) - half


@dataclass(frozen=True)
class Way:
    """Where an outbound stream goes: a socket's descriptor, an address as the kernel has it, and the session that encrypts it."""

    socket: int
    address: bytes
    session: Session


class Listener(Protocol):
    """Who hears a source: a leg's outbound stream, or a recording. `now` is monotonic, in seconds; nothing here may wait."""

    def send(self, sequence: int, timestamp: int, marker: int, payload: bytes, now: float) -> None:
        """One packet of the source."""

    def begin(self) -> None:
        """The next packet is the first of another stream."""

    def switch(self, source: "Source | None") -> None:
        """Hear another source, or (None) none any more."""


class Source:
    """Something that can be heard. Its listeners are those who are switched to it."""

    def __init__(self) -> None:
        self.listeners: tuple[Listener, ...] = ()

    def gain(self, listener: Listener) -> None:
        self.listeners = (*self.listeners, listener)

    def lose(self, listener: Listener) -> None:
        self.listeners = tuple(other for other in self.listeners if other is not listener)


class Outbound:
    """What one leg hears: a single stream with its own SSRC, sequence numbers and clock, whoever is speaking.

    The source's numbers are shifted, so that losses stay visible to the listener's browser. At a switch the shifts are chosen
    anew: sequence numbers go on without a gap, the clock by the time that passed, and the marker bit tells of a new talkspurt.
    """

    def __init__(self, ssrc: int, payload_type: int, sequence: int, timestamp: int) -> None:
        self.ssrc = ssrc
        self.source: Source | None = None
        self._first = sequence
        self._way: Way | None = None
        self._tap: Callable[[bytes], None] | None = None
        self._copy = ffi.new("Outbound *")
        self.stream = ffi.new("Outbound *")
        self.stream.ssrc, self.stream.payload_type = ssrc, payload_type
        self.stream.sequence = self.stream.floor = sequence
        self.stream.timestamp = timestamp
        self.stream.begins = True

    @property
    def packets(self) -> int:
        sent: int = self.stream.packets
        return sent

    @property
    def octets(self) -> int:
        """Of payload."""
        sent: int = self.stream.octets
        return sent

    @property
    def skipped(self) -> int:
        """Numbers that were never sent, because their packets did not reach us; duplicates can make it negative."""
        lib.look_at_outbound(self.stream, self._copy)
        skipped: int = self._copy.sequence - self._first - self._copy.packets
        return skipped

    @property
    def way(self) -> Way | None:
        """None: nothing is sent."""
        return self._way

    @way.setter
    def way(self, way: Way | None) -> None:
        if way:
            lib.set_way(self.stream, way.socket, way.address, len(way.address), pointer(way.session))
        else:
            lib.set_way(self.stream, -1, b"", 0, ffi.NULL)
        self._way = way  # and lets go of the earlier session only now

    def transmit(self, packet: bytes) -> None:
        """Encrypts a whole RTP packet of this stream and sends it, now or not at all."""
        lib.transmit(self.stream, packet, len(packet))

    def transmit_report(self, packet: bytes) -> None:
        """Encrypts an RTCP packet and sends it the same way, now or not at all."""
        lib.transmit_report(self.stream, packet, len(packet))

    @property
    def is_tapped(self) -> bool:
        return self._tap is not None

    def tap(self, take: Callable[[bytes], None]) -> None:
        """From now on this takes each packet, and nothing else is done with it."""
        source = self.source
        self.switch(None)
        self._tap = take
        self.switch(source)

    def switch(self, source: Source | None) -> None:
        """Hear `source` from its next packet on; None is silence. Switching to the present source changes nothing."""
        if source is self.source:
            return
        if self.source is not None:
            self.source.lose(self)
        self.source = source
        self.begin()
        if source is not None:
            source.gain(self)

    def begin(self) -> None:
        """The next packet is the first of another stream."""
        lib.begin(self.stream)

    def send(self, sequence: int, timestamp: int, marker: int, payload: bytes, now: float) -> None:
        """Pass on one packet of the source. Late packets from before the switch are dropped, reordered ones keep their place."""
        if self._tap is None:
            lib.send_on(self.stream, sequence, timestamp, marker, payload, len(payload), now)
            return
        packet = ffi.new("uint8_t[]", LARGEST)
        if size := lib.renumber(self.stream, sequence, timestamp, marker, payload, len(payload), now, packet):
            self._tap(bytes(ffi.buffer(packet, size)))

    def sent(self, now: float, unix_time: float) -> SenderInfo | None:
        """What a sender report says at this moment; None before the first packet."""
        copy = self._copy
        lib.look_at_outbound(self.stream, copy)
        if not copy.has_sent:
            return None
        timestamp = (copy.timestamp + int((now - copy.sent_at) * CLOCK_RATE)) & 0xFFFFFFFF
        return SenderInfo(ntp_time(unix_time), timestamp, copy.packets, copy.octets)


class Inbound(Source):
    """What one leg says, with the statistics of its arrival (RFC 3550 A.1, A.3, A.8)."""

    def __init__(self, payload_type: int) -> None:
        super().__init__()
        self._last_report = 0
        self._last_report_at = 0.0
        self._others: tuple[Listener, ...] = ()
        self._heard = ffi.new("Heard *")
        self._session: Session | None = None
        self._copy = ffi.new("Inbound *")
        self._before = _Reported(ssrc=0, expected=0, packets=0)
        self.stream = ffi.new("Inbound *")
        self.stream.payload_type = payload_type

    @property
    def session(self) -> Session | None:
        """With which what comes over the network is decrypted; None: nothing is."""
        return self._session

    @session.setter
    def session(self, session: Session | None) -> None:
        lib.set_session(self.stream, pointer(session))
        self._session = session

    @property
    def ssrc(self) -> int | None:
        return self.stream.ssrc if self.stream.has_ssrc else None

    @property
    def packets(self) -> int:
        came: int = self.stream.packets
        return came

    @property
    def octets(self) -> int:
        """Of payload."""
        came: int = self.stream.octets
        return came

    @property
    def first_packet_at(self) -> float | None:
        return self.stream.first_packet_at if self.stream.was_heard else None

    @property
    def last_packet_at(self) -> float | None:
        return self.stream.last_packet_at if self.stream.was_heard else None

    @property
    def lost(self) -> int:
        """Packets missing so far; duplicates can make it negative."""
        copy = self._look()
        lost: int = copy.earlier_expected + _expected(copy) - copy.packets
        return lost

    @property
    def jitter(self) -> float:
        """Interarrival jitter in seconds (RFC 3550 A.8)."""
        jitter: float = self.stream.jitter / CLOCK_RATE
        return jitter

    def gain(self, listener: Listener) -> None:
        super().gain(listener)
        self._share()

    def lose(self, listener: Listener) -> None:
        super().lose(listener)
        self._share()

    def take(self, packet: bytes, now: float) -> None:
        """One decrypted RTP packet has come in: count it and pass it on to whoever listens."""
        if lib.take(self.stream, packet, len(packet), now, self._heard):
            self.tell(self._heard, packet)

    def tell(self, heard: Any, packet: bytes) -> None:
        """Those who listen in Python hear what the others have been sent already."""
        payload = packet[heard.start : heard.start + heard.size]
        for listener in self._others:
            if heard.begins:
                listener.begin()
            if payload:
                listener.send(heard.sequence, heard.timestamp, heard.marker, payload, heard.now)

    def heard_report(self, sent: SenderInfo, now: float) -> None:
        """The browser reported what it has sent; our next report refers to that, which gives it the round trip."""
        self._last_report = middle(sent.ntp)
        self._last_report_at = now

    def report(self, now: float) -> ReportBlock | None:
        """How the stream has arrived since the last report; None while there is none."""
        copy = self._look()
        if not copy.has_ssrc:
            return None
        delay = int((now - self._last_report_at) * 65536) & 0xFFFFFFFF if self._last_report else 0
        lost = _expected(copy) - (copy.packets - copy.earlier_received)
        highest = copy.highest & 0xFFFFFFFF
        return ReportBlock(copy.ssrc, self._fraction_lost(copy), lost, highest, int(copy.jitter), self._last_report, delay)

    def _look(self) -> Any:
        """The figures of one moment: they change at any time."""
        lib.look_at_inbound(self.stream, self._copy)
        return self._copy

    def _share(self) -> None:
        """Outbound streams are sent to where packets are taken; all other listeners are told of them."""
        voices = [listener.stream for listener in self.listeners if isinstance(listener, Outbound) and not listener.is_tapped]
        self._others = tuple(other for other in self.listeners if not isinstance(other, Outbound) or other.is_tapped)
        if len(voices) > MOST_VOICES:
            raise ValueError(f"At most {MOST_VOICES} legs listen to one.")
        lib.set_listeners(self.stream, ffi.new("Outbound *[]", voices), len(voices), bool(self._others))

    def _fraction_lost(self, copy: Any) -> int:
        """Of what was expected since the last report, in 256ths (RFC 3550 §6.4.1)."""
        before, all_expected = self._before, _expected(copy)
        if before.ssrc != copy.ssrc:
            before = _Reported(copy.ssrc, 0, copy.earlier_received)
        expected, came = all_expected - before.expected, copy.packets - before.packets
        self._before = _Reported(copy.ssrc, all_expected, copy.packets)
        lost = expected - came
        return 0 if lost <= 0 or expected <= 0 else min(255, (lost << 8) // expected)


@dataclass(frozen=True)
class _Reported:
    """What had come of a stream, and should have, at the last report."""

    ssrc: int
    expected: int
    packets: int


def _expected(stream: Any) -> int:
    expected: int = stream.highest - stream.base + 1 if stream.has_base else 0
    return expected
