"""Offers and candidates of an attacker, made from real ones: refused by name, at once, and leading to no forbidden address."""

import asyncio
import ipaddress
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.calls.offers import DATA, GOOD_OFFER, HOST, LISTENING, VIDEO, with_candidates
from tests.calls.test_legs import is_as_before, open_things
from webrtc_gateway.leg import SdpRefused, SdpRules, open_leg
from webrtc_gateway.offer import Candidate, read_candidate, read_offer

STRICT = SdpRules(allow_loopback=False, allow_private=False)
REAL = [GOOD_OFFER, GOOD_OFFER + VIDEO + DATA, LISTENING, with_candidates(HOST, HOST.replace("udp", "tcp"), "candidate:x")]
LINES = sorted({line for offer in REAL for line in offer.split("\r\n")})
REFUSED_WITHIN = 0.05  # seconds of work
STALLS_AT_MOST = 0.1  # seconds without the loop

# ── mutations ─────────────────────────────────────────────────────────────────────────────────────────────────────────

number = st.sampled_from(["0", "-1", "1", "65535", "65536", "4294967296", "9" * 400, "1e9", "٣", "", "0x7f", "NaN"])
nasty = st.sampled_from(
    ["\x00", "\n", "\r", "\r\n\r\n", " ", "\u2028", "\ud800", "ä" * 5000, "a" * 70_000, "%n%s", "m=", "a=", ":"]
)
anything = st.text(max_size=60) | number | nasty | st.sampled_from(LINES)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A real offer after one to eight mutations of its lines and words."""
    lines = draw(st.sampled_from(REAL)).split("\r\n")
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(lines) - 1))
        lines[at : at + 1] = draw(st.sampled_from(MUTATIONS))(draw, lines[at])
        lines = lines or [""]
    return draw(st.sampled_from(["\r\n", "\n", "\r", "\r\n\r\n"])).join(lines)


def _other_word(draw: st.DrawFn, line: str) -> list[str]:
    words = line.split(" ")
    words[draw(st.integers(0, len(words) - 1))] = draw(anything)
    return [" ".join(words)]


def _inserted(draw: st.DrawFn, line: str) -> list[str]:
    at = draw(st.integers(0, len(line)))
    return [line[:at] + draw(anything) + line[at:]]


MUTATIONS: list[Any] = [
    lambda draw, line: [],
    lambda draw, line: [line] * draw(st.sampled_from([2, 40, 3000])),
    lambda draw, line: [draw(anything)],
    lambda draw, line: [line, draw(st.sampled_from(LINES))],
    lambda draw, line: [line[: draw(st.integers(0, len(line)))]],
    _other_word,
    _inserted,
]


# ── offers ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(mutated() | st.text(max_size=300) | st.binary(max_size=300).map(lambda data: data.decode("latin-1")))
def test_an_offer_is_read_or_refused_by_name_at_once(text: str) -> None:
    began = time.process_time()
    try:
        offer = read_offer(text, STRICT)
    except SdpRefused:
        assert time.process_time() - began < REFUSED_WITHIN
        return
    assert time.process_time() - began < REFUSED_WITHIN
    assert len(offer.audio.candidates) <= STRICT.max_candidates
    assert all(is_public(candidate) for candidate in offer.audio.candidates)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(mutated(), st.lists(st.sampled_from(LINES) | anything, max_size=5))
def test_a_leg_is_opened_or_refused_and_neither_it_nor_its_candidates_stall_the_loop(text: str, candidates: list[str]) -> None:
    assert asyncio.run(longest_stall_while(text, candidates)) < STALLS_AT_MOST


async def longest_stall_while(text: str, candidates: list[str]) -> float:
    """Opens a leg and gives it candidates; the longest time in which nobody else had a turn, in seconds of our own work."""
    stalls = [0.0]
    watching = asyncio.create_task(_watch(stalls))
    await asyncio.sleep(0)
    try:
        leg = await open_leg(text, STRICT, lambda state: None)
    except SdpRefused:
        pass
    else:
        for line in candidates:
            try:
                await leg.add_candidate(line)
            except SdpRefused:
                continue
        await asyncio.sleep(0)
        await leg.close()
    await asyncio.sleep(0)
    watching.cancel()
    return max(stalls)


async def _watch(stalls: list[float]) -> None:
    before = time.process_time()
    while True:
        await asyncio.sleep(0)
        now = time.process_time()
        stalls.append(now - before)
        before = now


async def test_a_hundred_mutated_offers_leave_nothing_behind() -> None:
    await longest_stall_while(GOOD_OFFER, [HOST])
    await asyncio.sleep(0.1)  # what was cancelled ends
    before = open_things()
    for at in range(100):
        await longest_stall_while(GOOD_OFFER[: at * 10] + "\x01" * (at % 3) + GOOD_OFFER[at * 10 :], [HOST] * (at % 40))
    await is_as_before(before)


# ── candidates ────────────────────────────────────────────────────────────────────────────────────────────────────────


def candidate(address: str) -> str:
    return f"candidate:1 1 udp 2122260223 {address} 40000 typ host"


@settings(max_examples=1500, deadline=None)
@given(st.text(max_size=200) | anything | st.builds(candidate, st.text(max_size=60) | anything))
def test_a_candidate_is_read_dropped_or_refused_at_once(line: str) -> None:
    began = time.process_time()
    try:
        found = read_candidate(line, STRICT)
    except SdpRefused:
        found = None
    assert time.process_time() - began < REFUSED_WITHIN
    assert found is None or is_public(found)


INTERNAL = [
    *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10"),
    *("0.0.0.0/8", "192.0.0.0/29", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"),
]
internal = st.sampled_from(INTERNAL).flatmap(
    lambda network: st.integers(0, ipaddress.IPv4Network(network).num_addresses - 1).map(
        lambda number: ipaddress.IPv4Network(network)[number]
    )
)


def notations(address: ipaddress.IPv4Address) -> Iterator[str]:
    """An address in every way in which some resolver, kernel or translator would understand it."""
    a, b, c, d = address.packed
    yield from (str(address), str(int(address)), hex(int(address)), f"0{a:o}.0{b:o}.0{c:o}.0{d:o}", f"{a}.{b}.{c * 256 + d}")
    yield from (
        f"{a}.{int(address) & 0xFFFFFF}",
        f"0x{a:x}.{b}.{c}.{d}",
        f"{address}.",
        f"{a:03}.{b:03}.{c:03}.{d:03}",
        f"[{address}]",
    )
    yield "".join(chr(ord("０") + int(digit)) if digit.isdigit() else digit for digit in str(address))
    half, other = f"{a:02x}{b:02x}", f"{c:02x}{d:02x}"
    yield from (f"::ffff:{address}", f"::ffff:{half}:{other}", f"::ffff:0:{half}:{other}", f"::{address}", f"::{half}:{other}")
    yield from (f"64:ff9b::{half}:{other}", f"64:ff9b::{address}", f"64:ff9b:1::{half}:{other}", f"2002:{half}:{other}::1")
    yield f"2001:0:4136:e378:8000:63bf:{a ^ 255:02x}{b ^ 255:02x}:{c ^ 255:02x}{d ^ 255:02x}"
    yield f"::ffff:{address}%eth0"


@settings(max_examples=300, deadline=None)
@given(internal)
def test_an_internal_address_is_dialled_in_no_notation(address: ipaddress.IPv4Address) -> None:
    for notation in notations(address):
        try:
            assert read_candidate(candidate(notation), STRICT) is None, notation
        except SdpRefused:
            continue


@pytest.mark.parametrize(
    "address",
    ["::1", "0:0:0:0:0:0:0:1", "::", "fe80::1", "fe80::1%lo", "fec0::1", "fc00::1", "fdff::1", "ff02::fb", "100::1", "[::1]"],
)
def test_an_internal_address_of_the_new_kind_is_not_dialled_either(address: str) -> None:
    try:
        assert read_candidate(candidate(address), STRICT) is None
    except SdpRefused:
        return


def is_public(found: Candidate) -> bool:
    """By another way than the gateway's own: as the system reads the address, which must be just what was written."""
    family = socket.AF_INET6 if ":" in found.address else socket.AF_INET
    packed = socket.inet_pton(family, found.address)
    return ipaddress.ip_address(packed).is_global and 1024 <= found.port <= 65535
