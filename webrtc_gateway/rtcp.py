"""RTCP: what each end tells the other about the stream between them (RFC 3550 §6).

A browser's statistics (loss, jitter, round trip) come from these reports, so they follow the RFC to the bit.
"""

import struct
from dataclasses import dataclass

SENDER_REPORT = 200
RECEIVER_REPORT = 201
SOURCE_DESCRIPTION = 202

NTP_EPOCH = 2_208_988_800  # seconds from 1900 to 1970

HEADER = struct.Struct("!BBHI")
SENDER_INFO = struct.Struct("!QIII")
REPORT_BLOCK = struct.Struct("!IIIIII")


@dataclass(frozen=True)
class SenderInfo:
    """What has been sent so far. `ntp` is a 64-bit NTP time, `timestamp` the RTP clock at that same moment."""

    ntp: int
    timestamp: int
    packets: int
    octets: int


@dataclass(frozen=True)
class ReportBlock:
    """How a stream arrives (RFC 3550 §6.4.1).

    `fraction_lost` is in 1/256 since the last report, `lost` the total, `jitter` in units of the RTP clock, `last_report` the
    middle of the NTP time in the other's last sender report and `delay` the time since then in 1/65536 s.
    """

    ssrc: int
    fraction_lost: int
    lost: int
    highest_sequence: int
    jitter: int
    last_report: int
    delay: int


@dataclass(frozen=True)
class Report:
    """One sender or receiver report, as read."""

    ssrc: int
    sent: SenderInfo | None
    blocks: tuple[ReportBlock, ...]


def ntp_time(unix_time: float) -> int:
    """A time in seconds since 1970 as a 64-bit NTP time."""
    return int((unix_time + NTP_EPOCH) * (1 << 32)) & 0xFFFFFFFFFFFFFFFF


def middle(ntp: int) -> int:
    """The middle 32 bits of an NTP time, which reports refer to: units of 1/65536 s."""
    return (ntp >> 16) & 0xFFFFFFFF


def compound(ssrc: int, cname: str, sent: SenderInfo | None, block: ReportBlock | None) -> bytes:
    """A compound packet: sender report if something was sent, else receiver report; then who we are (RFC 3550 §6.1)."""
    blocks = _pack_block(block) if block else b""
    count = 1 if block else 0
    if sent is None:
        report = _pack(RECEIVER_REPORT, count, ssrc, blocks)
    else:
        info = SENDER_INFO.pack(sent.ntp, sent.timestamp, sent.packets & 0xFFFFFFFF, sent.octets & 0xFFFFFFFF)
        report = _pack(SENDER_REPORT, count, ssrc, info + blocks)
    return report + _source_description(ssrc, cname)


def read(packet: bytes) -> list[Report]:
    """The sender and receiver reports in a compound packet; anything else in it, or anything malformed, is passed over."""
    reports = []
    at = 0
    while at + HEADER.size <= len(packet):
        first, kind, words, ssrc = HEADER.unpack_from(packet, at)
        end = at + 4 * (words + 1)
        if first >> 6 != 2 or end > len(packet):
            break
        if kind in (SENDER_REPORT, RECEIVER_REPORT):
            reports.append(_read_report(packet[at + HEADER.size : end], kind, first & 0x1F, ssrc))
        at = end
    return reports


def _read_report(body: bytes, kind: int, count: int, ssrc: int) -> Report:
    sent = None
    if kind == SENDER_REPORT and len(body) >= SENDER_INFO.size:
        sent = SenderInfo(*SENDER_INFO.unpack_from(body))
        body = body[SENDER_INFO.size :]
    count = min(count, len(body) // REPORT_BLOCK.size)
    return Report(ssrc, sent, tuple(_read_block(body, index * REPORT_BLOCK.size) for index in range(count)))


def _read_block(body: bytes, at: int) -> ReportBlock:
    ssrc, lost, highest, jitter, last_report, delay = REPORT_BLOCK.unpack_from(body, at)
    total = lost & 0xFFFFFF
    if total & 0x800000:  # a signed 24-bit number: duplicates may make it negative
        total -= 1 << 24
    return ReportBlock(ssrc, lost >> 24, total, highest, jitter, last_report, delay)


def _pack_block(block: ReportBlock) -> bytes:
    total = max(-0x800000, min(block.lost, 0x7FFFFF)) & 0xFFFFFF
    lost = block.fraction_lost << 24 | total
    return REPORT_BLOCK.pack(block.ssrc, lost, block.highest_sequence, block.jitter, block.last_report, block.delay)


def _pack(kind: int, count: int, ssrc: int, body: bytes) -> bytes:
    return HEADER.pack(0x80 | count, kind, len(body) // 4 + 1, ssrc) + body


def _source_description(ssrc: int, cname: str) -> bytes:
    name = cname.encode()[:255]
    item = bytes([1, len(name)]) + name
    return _pack(SOURCE_DESCRIPTION, 1, ssrc, item + bytes(4 - len(item) % 4))
