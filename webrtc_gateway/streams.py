"""The streams of a leg: what comes in, what goes out, and the arithmetic between them (RFC 3550, RFC 7587).

Packets are passed on as they are encoded. A `Source` is what can be heard, a microphone or a sound of ours; an `Outbound` is
what one leg hears, and `switch` decides whom. Nothing here waits, and nothing here knows of aiortc.
"""

import struct
from collections.abc import Callable
from typing import Protocol

from webrtc_gateway.rtcp import ReportBlock, SenderInfo, middle, ntp_time

CLOCK_RATE = 48_000  # Opus always counts in 48 kHz (RFC 7587 §4.1)
FRAME = 960  # 20 ms of it
MARKER = 0x80
HALF_WAY = 0x8000  # of 16 bits: a sequence number further ahead than that is one behind

RTP_HEADER = struct.Struct("!BBHII")
EXTENSION_HEADER = struct.Struct("!HH")
VERSION_2 = 0x80


def ahead(value: int, reference: int, bits: int) -> int:
    """How far `value` is ahead of `reference` (negative: behind), both being counters of so many bits that wrap."""
    half = 1 << (bits - 1)
    return ((value - reference + half) & ((1 << bits) - 1)) - half


def payload_of(packet: bytes) -> bytes:
    """The payload of an RTP packet: without contributing sources, header extension and padding (RFC 3550 §5.1, §5.3.1).

    Empty for a packet of padding alone and for one whose lengths do not fit.
    """
    first = packet[0]
    start = RTP_HEADER.size + 4 * (first & 0x0F)
    if first & 0x10:
        if len(packet) < start + 4:
            return b""
        start += 4 + 4 * EXTENSION_HEADER.unpack_from(packet, start)[1]
    end = len(packet) - (packet[-1] if first & 0x20 else 0)
    return packet[start:end]


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
        self.packets = 0
        self.octets = 0
        self.transmit: Callable[[bytes], None] | None = None
        self._payload_type = payload_type
        self._first = sequence
        self._sequence = sequence  # extended beyond 16 bits: the highest sent
        self._timestamp = timestamp  # of that packet
        self._sent_at: float | None = None
        self._sequence_shift = 0
        self._timestamp_shift = 0
        self._floor = sequence
        self._begins = True

    @property
    def skipped(self) -> int:
        """Numbers that were never sent, because their packets did not reach us; duplicates can make it negative."""
        return self._sequence - self._first - self.packets

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
        self._begins = True

    def send(self, sequence: int, timestamp: int, marker: int, payload: bytes, now: float) -> None:
        """Pass on one packet of the source. Late packets from before the switch are dropped, reordered ones keep their place."""
        transmit = self.transmit
        if transmit is None:
            return
        if self._begins:
            self._rebase(sequence, timestamp, now)
            marker = MARKER
        highest = self._sequence
        step = (sequence + self._sequence_shift - highest) & 0xFFFF
        place = highest + step if step < HALF_WAY else highest + step - 0x10000
        if place < self._floor:
            return
        timestamp = (timestamp + self._timestamp_shift) & 0xFFFFFFFF
        if place > highest:
            self._sequence = place
            self._timestamp = timestamp
            self._sent_at = now
        self.packets += 1
        self.octets += len(payload)
        transmit(RTP_HEADER.pack(VERSION_2, marker | self._payload_type, place & 0xFFFF, timestamp, self.ssrc) + payload)

    def sent(self, now: float, unix_time: float) -> SenderInfo | None:
        """What a sender report says at this moment; None before the first packet."""
        if self._sent_at is None:
            return None
        timestamp = (self._timestamp + self._clock_since(now)) & 0xFFFFFFFF
        return SenderInfo(ntp_time(unix_time), timestamp, self.packets, self.octets)

    def _rebase(self, sequence: int, timestamp: int, now: float) -> None:
        self._begins = False
        self._floor = self._sequence + 1
        self._sequence_shift = self._floor - sequence
        self._timestamp_shift = self._timestamp + max(FRAME, self._clock_since(now)) - timestamp

    def _clock_since(self, now: float) -> int:
        return 0 if self._sent_at is None else int((now - self._sent_at) * CLOCK_RATE)


class Inbound(Source):
    """What one leg says, with the statistics of its arrival (RFC 3550 A.1, A.3, A.8)."""

    def __init__(self, payload_type: int) -> None:
        super().__init__()
        self.ssrc: int | None = None
        self.packets = 0
        self.octets = 0
        self.first_packet_at: float | None = None
        self.last_packet_at: float | None = None
        self._payload_type = payload_type
        self._earlier_expected = 0  # of streams that ended when the browser changed its SSRC
        self._earlier_received = 0
        self._last_report = 0
        self._last_report_at = 0.0
        self._start(None)

    @property
    def lost(self) -> int:
        """Packets missing so far; duplicates can make it negative."""
        return self._earlier_expected + self._expected - self.packets

    @property
    def jitter(self) -> float:
        """Interarrival jitter in seconds (RFC 3550 A.8)."""
        return self._jitter / CLOCK_RATE

    def take(self, packet: bytes, now: float) -> None:
        """One decrypted RTP packet has come in: count it and pass it on to whoever listens."""
        if len(packet) <= RTP_HEADER.size:
            return
        first, second, sequence, timestamp, ssrc = RTP_HEADER.unpack_from(packet)
        if second & 0x7F != self._payload_type:
            return
        if ssrc != self.ssrc:
            self._start(ssrc)
        self._count(sequence, timestamp, now)
        payload = payload_of(packet) if first & 0x3F else packet[RTP_HEADER.size :]
        self.octets += len(payload)
        if payload:
            for listener in self.listeners:
                listener.send(sequence, timestamp, second & MARKER, payload, now)

    def heard_report(self, sent: SenderInfo, now: float) -> None:
        """The browser reported what it has sent; our next report refers to that, which gives it the round trip."""
        self._last_report = middle(sent.ntp)
        self._last_report_at = now

    def report(self, now: float) -> ReportBlock | None:
        """How the stream has arrived since the last report; None while there is none."""
        if self.ssrc is None:
            return None
        delay = int((now - self._last_report_at) * 65536) & 0xFFFFFFFF if self._last_report else 0
        lost = self._expected - (self.packets - self._earlier_received)
        highest = self._highest & 0xFFFFFFFF
        return ReportBlock(self.ssrc, self._fraction_lost(), lost, highest, int(self._jitter), self._last_report, delay)

    @property
    def _expected(self) -> int:
        return 0 if self._base is None else self._highest - self._base + 1

    def _start(self, ssrc: int | None) -> None:
        if self.ssrc is not None:
            self._earlier_expected += self._expected
            self._earlier_received = self.packets
        self.ssrc = ssrc
        self._base: int | None = None
        self._highest = 0
        self._timestamp = 0
        self._arrived = 0.0
        self._jitter = 0.0
        self._reported_expected = 0
        self._reported_packets = self.packets
        for listener in self.listeners:
            listener.begin()

    def _count(self, sequence: int, timestamp: int, now: float) -> None:
        self.packets += 1
        if self._base is None:
            self._base = self._highest = sequence
            if self.first_packet_at is None:
                self.first_packet_at = now
        else:
            step = (sequence - self._highest) & 0xFFFF
            if not 0 < step < HALF_WAY:
                return
            self._highest += step
            late = (now - self._arrived) * CLOCK_RATE - ahead(timestamp, self._timestamp, 32)
            self._jitter += (abs(late) - self._jitter) / 16
        self._timestamp = timestamp
        self._arrived = self.last_packet_at = now

    def _fraction_lost(self) -> int:
        expected = self._expected - self._reported_expected
        lost = expected - (self.packets - self._reported_packets)
        self._reported_expected = self._expected
        self._reported_packets = self.packets
        return 0 if lost <= 0 or expected <= 0 else min(255, (lost << 8) // expected)
