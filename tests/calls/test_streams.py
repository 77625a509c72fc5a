"""The numbers on packets: what a listener's browser sees when its source changes, and what reports say of a stream."""

import struct

import pytest
from aiortc.rtp import RtcpPacket, RtcpRrPacket, RtcpSdesPacket, RtcpSrPacket, RtpPacket
from hypothesis import given
from hypothesis import strategies as st

from webrtc_gateway import rtcp
from webrtc_gateway.streams import FRAME, Inbound, Outbound, Source

OPUS = 111


def outbound(sequence: int = 100, timestamp: int = 5000) -> tuple[Outbound, list[RtpPacket]]:
    sent: list[RtpPacket] = []
    stream = Outbound(0xCAFE, OPUS, sequence, timestamp)
    stream.tap(lambda packet: sent.append(RtpPacket.parse(packet)))
    return stream, sent


def packet(sequence: int, timestamp: int, payload: bytes = b"opus", ssrc: int = 7) -> bytes:
    return RtpPacket(OPUS, 0, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc, payload).serialize()


def test_a_switch_goes_on_in_sequence_and_in_time_with_the_marker_set() -> None:
    stream, sent = outbound()
    for n in range(3):
        stream.send(9000 + n, 70_000 + n * FRAME, 0, b"x", now=n * 0.02)
    stream.switch(Source())
    for n in range(3):
        stream.send(65_535 + n & 0xFFFF, 12 + n * FRAME, 0, b"y", now=1.04 + n * 0.02)
    assert [p.sequence_number for p in sent] == [101, 102, 103, 104, 105, 106]
    assert [p.marker for p in sent] == [1, 0, 0, 1, 0, 0]
    assert sent[3].timestamp - sent[2].timestamp == 48_000
    assert sent[4].timestamp - sent[3].timestamp == FRAME
    assert {p.ssrc for p in sent} == {0xCAFE}


def test_a_switch_at_once_still_moves_the_clock_by_a_frame() -> None:
    stream, sent = outbound()
    stream.send(1, 1, 0, b"x", now=5.0)
    stream.begin()
    stream.send(50, 50, 0, b"y", now=5.0)
    assert sent[1].timestamp - sent[0].timestamp == FRAME


def test_losses_and_reordering_of_the_source_stay_visible() -> None:
    stream, sent = outbound()
    for sequence in (10, 11, 14, 13, 15):
        stream.send(sequence, sequence * FRAME, 0, b"x", now=0.0)
    assert [p.sequence_number - 91 for p in sent] == [10, 11, 14, 13, 15]
    assert [(p.timestamp - sent[0].timestamp) // FRAME for p in sent] == [0, 1, 4, 3, 5]


def test_a_late_packet_from_before_the_switch_does_not_take_a_number_twice() -> None:
    stream, sent = outbound()
    stream.send(10, 0, 0, b"x", now=0.0)
    stream.begin()
    stream.send(500, 0, 0, b"y", now=0.02)
    stream.send(499, 0, 0, b"late", now=0.02)
    assert [p.payload for p in sent] == [b"x", b"y"]


@given(start=st.integers(0, 0xFFFF), first=st.integers(0, 0xFFFF), steps=st.lists(st.integers(1, 200), max_size=400))
def test_numbers_wrap_without_a_seam(start: int, first: int, steps: list[int]) -> None:
    stream, sent = outbound(sequence=start)
    source, expected = first, [(start + 1) & 0xFFFF]
    stream.send(source, 0, 0, b"x", now=0.0)
    for step in steps:
        source = (source + step) & 0xFFFF
        expected.append((expected[-1] + step) & 0xFFFF)
        stream.send(source, 0, 0, b"x", now=0.0)
    assert [p.sequence_number for p in sent] == expected


def test_who_switches_away_is_no_longer_sent_to() -> None:
    stream, sent = outbound()
    a, b = Inbound(OPUS), Inbound(OPUS)
    stream.switch(a)
    stream.switch(b)
    a.take(packet(1, 1), now=0.0)
    assert sent == []
    assert (a.listeners, b.listeners) == ((), (stream,))


def test_a_browser_that_changes_its_ssrc_is_heard_without_a_seam() -> None:
    stream, sent = outbound()
    inbound = Inbound(OPUS)
    stream.switch(inbound)
    inbound.take(packet(5, 5, ssrc=1), now=0.0)
    inbound.take(packet(60_000, 900, ssrc=2), now=0.02)
    assert [(p.sequence_number, p.marker) for p in sent] == [(101, 1), (102, 1)]
    assert inbound.lost == 0


def test_header_extensions_sources_and_padding_are_left_behind() -> None:
    fixed = struct.pack("!BBHII", 0x80 | 0x20 | 0x10 | 2, OPUS, 1, 2, 3)
    extension = struct.pack("!HH", 0xBEDE, 1) + b"\x10\xff\x00\x00"
    whole = fixed + b"csrccsrc" + extension + b"payload" + b"\x00\x00\x03"
    inbound, (stream, sent) = Inbound(OPUS), outbound()
    stream.switch(inbound)
    inbound.take(whole, now=0.0)
    assert [p.payload for p in sent] == [b"payload"]
    assert inbound.octets == 7


@given(st.binary(min_size=12, max_size=80))
def test_no_packet_whatever_breaks_the_path(data: bytes) -> None:
    inbound = Inbound(data[1] & 0x7F)
    stream, _ = outbound()
    stream.switch(inbound)
    inbound.take(bytes([0x80 | data[0] & 0x3F]) + data[1:], now=0.0)


def test_the_report_counts_what_was_lost_since_the_last_one_and_in_all() -> None:
    inbound = Inbound(OPUS)
    for sequence in (65_534, 65_535, 1, 2):
        inbound.take(packet(sequence, sequence), now=0.0)
    first = inbound.report(1.0)
    for sequence in (3, 4, 5, 6):
        inbound.take(packet(sequence, sequence), now=1.0)
    second = inbound.report(2.0)
    assert first is not None
    assert second is not None
    assert (first.lost, first.fraction_lost, first.highest_sequence) == (1, 256 // 5, 0x10002)
    assert (second.lost, second.fraction_lost) == (1, 0)


def test_jitter_is_what_the_rfc_computes() -> None:
    inbound = Inbound(OPUS)
    arrivals = [0.0, 0.020, 0.050, 0.060]  # the third comes 10 ms late, the fourth 10 ms early after that
    for n, now in enumerate(arrivals):
        inbound.take(packet(n, n * FRAME), now)
    after_third = 480 / 16
    assert inbound.jitter * 48_000 == pytest.approx(after_third + (480 - after_third) / 16)


def test_the_sender_report_extrapolates_the_clock_to_its_own_moment() -> None:
    stream, sent = outbound()
    assert stream.sent(0.0, 1_700_000_000.0) is None
    stream.send(1, 1, 0, b"1234", now=10.0)
    info = stream.sent(10.5, 1_700_000_000.5)
    assert info is not None
    assert info.timestamp - sent[0].timestamp == 24_000
    assert (info.packets, info.octets) == (1, 4)
    assert info.ntp >> 32 == 1_700_000_000 + 2_208_988_800


def test_reports_are_read_by_others_as_they_were_meant() -> None:
    info = rtcp.SenderInfo(ntp=1 << 40, timestamp=9, packets=3, octets=400)
    block = rtcp.ReportBlock(7, fraction_lost=12, lost=-5, highest_sequence=70_000, jitter=33, last_report=77, delay=88)
    report, names = RtcpPacket.parse(rtcp.compound(0xCAFE, "a-name", info, block))
    assert isinstance(report, RtcpSrPacket)
    assert (report.ssrc, report.sender_info.ntp_timestamp, report.sender_info.packet_count) == (0xCAFE, 1 << 40, 3)
    assert (report.reports[0].packets_lost, report.reports[0].fraction_lost, report.reports[0].dlsr) == (-5, 12, 88)
    assert isinstance(names, RtcpSdesPacket)
    assert names.chunks[0].items[0] == (1, b"a-name")
    (receiver, _) = RtcpPacket.parse(rtcp.compound(0xCAFE, "a", None, block))
    assert isinstance(receiver, RtcpRrPacket)
    (read,) = rtcp.read(rtcp.compound(0xCAFE, "abc", info, block))
    assert (read.sent, read.blocks) == (info, (block,))


@given(st.binary(max_size=200))
def test_no_report_whatever_breaks_the_reader(data: bytes) -> None:
    rtcp.read(data)
