"""A leg's life, with real peers in this process: joining, going silent, coming back, and leaving nothing behind."""

import asyncio
import gc
import socket
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import aioice
import pytest
from aiortc import RTCConfiguration, RTCPeerConnection

from tests.calls.offers import DATA, GOOD_OFFER, VIDEO, with_candidates
from tests.calls.peers import LOCAL, Tone, bad_network, joined, until
from webrtc_gateway.bridge import Bridge
from webrtc_gateway.leg import GoneBecause, Leg, LegState, Patience, Refusal, SdpRefused, SdpRules, open_leg

IMPATIENT = Patience(join_within=0.4, silent_after=0.4)
STRICT = SdpRules(allow_loopback=False, allow_private=False)


def nothing(state: LegState) -> None:
    pass


def open_things() -> tuple[int, int, int]:
    """File descriptors, tasks, and threads but those that asyncio keeps for later."""
    gc.collect()
    threads = [thread for thread in threading.enumerate() if not thread.name.startswith("asyncio_")]
    return len(list(Path("/proc/self/fd").iterdir())), len(asyncio.all_tasks()), len(threads)


async def is_as_before(before: tuple[int, int, int]) -> None:
    await until(lambda: open_things() == before)


async def test_a_leg_is_up_once_audio_can_flow_and_gone_when_closed() -> None:
    async with joined(1000) as peer:
        await until(lambda: peer.leg.stats().packets_in > 10)
        await peer.leg.close()
        assert peer.states == [LegState.UP, LegState.GONE]
        assert peer.leg.gone_because is GoneBecause.CLOSED


async def test_a_leg_whose_peer_hangs_up_is_gone_at_once() -> None:
    async with joined(1000) as peer:
        await peer.connection.close()
        await until(lambda: peer.leg.state is LegState.GONE, within=1.0)
        assert peer.leg.gone_because is GoneBecause.LEFT


async def test_a_leg_falls_silent_without_audio_and_is_up_again_with_it() -> None:
    async with joined(1000, patience=IMPATIENT) as peer:
        bad_network(peer, lambda number: 0)
        await until(lambda: peer.leg.state is LegState.SILENT, within=2.0)
        bad_network(peer, lambda number: 1)
        await until(lambda: peer.leg.state is LegState.UP, within=2.0)
        assert peer.states == [LegState.UP, LegState.SILENT, LegState.UP]


async def test_a_leg_that_nobody_joins_is_given_up() -> None:
    before = open_things()
    states: list[LegState] = []
    leg = await open_leg(GOOD_OFFER, LOCAL, states.append, IMPATIENT)
    await until(lambda: leg.state is LegState.GONE, within=2.0)
    assert (states, leg.gone_because) == ([LegState.GONE], GoneBecause.NEVER_JOINED)
    await is_as_before(before)


async def test_a_leg_whose_browser_is_reached_and_then_says_nothing_is_given_up() -> None:
    """ICE finds its path, and DTLS never begins."""
    before = open_things()
    browser = aioice.Connection(ice_controlling=True, local_username="abcd", local_password="0123456789abcdefghijklmn")
    await browser.gather_candidates()
    offer = GOOD_OFFER.replace("a+B/", browser.local_username).replace("0123456789abcdefghijklmn", browser.local_password)
    states: list[LegState] = []
    leg = await open_leg(offer, LOCAL, states.append, Patience(join_within=1.5))
    browser.remote_username, browser.remote_password = (
        next(line.partition(":")[2] for line in leg.answer.split("\r\n") if line.startswith(f"a=ice-{part}:"))
        for part in ("ufrag", "pwd")
    )
    for line in leg.answer.split("\r\n"):
        if line.startswith("a=candidate:"):
            await browser.add_remote_candidate(aioice.Candidate.from_sdp(line.partition(":")[2]))
    await browser.add_remote_candidate(None)
    await browser.connect()
    assert leg.state is LegState.JOINING
    await until(lambda: leg.state is LegState.GONE, within=3.0)
    assert (states, leg.gone_because) == ([LegState.GONE], GoneBecause.NEVER_JOINED)
    await browser.close()
    await is_as_before(before)


async def test_a_leg_closed_while_it_joins_leaves_nothing_behind() -> None:
    before = open_things()
    legs = [await open_leg(with_candidates(candidate(40_000 + n)), LOCAL, nothing) for n in range(5)]
    await asyncio.gather(*(leg.close() for leg in legs), *(leg.close() for leg in legs))
    await is_as_before(before)


async def test_calls_leave_no_thread_no_task_and_no_descriptor_behind() -> None:
    async with joined(1000):
        pass
    before = open_things()
    for _ in range(5):
        async with joined(1000) as customer, joined(1700) as adviser:
            Bridge().route({customer.leg: [adviser.leg.inbound], adviser.leg: [customer.leg.inbound]})
            await asyncio.sleep(0.2)
    await is_as_before(before)


async def test_a_leg_needs_no_thread_of_its_own() -> None:
    offering = await some_offer()
    before = open_things()
    leg = await open_leg(offering, LOCAL, nothing)
    assert open_things()[2] == before[2]
    await leg.close()
    async with joined(1000) as peer:
        await until(lambda: peer.leg.stats().packets_in > 5)
        decoders = [thread for thread in threading.enumerate() if thread.name == "audio-decoder"]
        assert len(decoders) == 1  # the stock peer's


async def test_what_was_lost_and_doubled_on_the_way_is_told_to_both_sides() -> None:
    async with joined(1000) as peer:
        bad_network(peer, lambda number: {4: 0, 7: 2}.get(number % 10, 1))
        await asyncio.sleep(3.2)
        stats = peer.leg.stats()
        assert stats.lost == pytest.approx((stats.packets_in + stats.lost) / 10, abs=3)
        reports = (await peer.connection.getStats()).values()
        told = next(report for report in reports if report.type == "remote-inbound-rtp")
        assert 0 < told.packetsLost <= stats.lost
        assert 0 < told.roundTripTime < 0.5
        assert 0 <= told.jitter < 0.1 * 48_000


@pytest.mark.parametrize("text", ["", "garbage", "\x00", GOOD_OFFER + "a=x\r\n" * 40_000, GOOD_OFFER + VIDEO * 3])
async def test_a_refused_offer_opens_nothing_and_is_quick(text: str) -> None:
    before = open_things()
    began = time.process_time()
    with pytest.raises(SdpRefused):
        await open_leg(text, LOCAL, nothing)
    assert time.process_time() - began < 0.05
    assert open_things() == before


async def test_an_offer_with_video_and_data_becomes_a_leg_for_its_audio() -> None:
    leg = await open_leg(GOOD_OFFER + VIDEO + DATA, LOCAL, nothing)
    assert [line for line in leg.answer.split("\r\n") if line.startswith(("m=video", "m=application"))] == [
        "m=video 0 UDP/TLS/RTP/SAVPF 96",
        "m=application 0 UDP/DTLS/SCTP webrtc-datachannel",
    ]
    await leg.close()


async def test_a_thousand_candidates_do_not_stall_the_loop() -> None:
    leg = await open_leg(GOOD_OFFER, LOCAL, nothing)
    began = time.process_time()
    for port in range(LOCAL.max_candidates):
        await leg.add_candidate(candidate(20_000 + port))
    for port in range(1000):
        with pytest.raises(SdpRefused, match=Refusal.TOO_MANY_CANDIDATES):
            await leg.add_candidate(candidate(30_000 + port))
    assert time.process_time() - began < 0.1
    await leg.close()


async def test_a_malformed_candidate_is_refused_and_the_leg_stays() -> None:
    leg = await open_leg(GOOD_OFFER, LOCAL, nothing)
    with pytest.raises(SdpRefused) as refused:
        await leg.add_candidate("candidate:of no kind")
    assert refused.value.reason is Refusal.BAD_CANDIDATE
    await leg.add_candidate(None)
    assert leg.state is LegState.JOINING
    await leg.close()


async def test_a_candidate_that_is_allowed_is_dialled() -> None:
    assert await knocks(lambda port: open_leg(with_candidates(candidate(port)), LOCAL, nothing))
    assert await knocks(lambda port: open_leg(GOOD_OFFER, LOCAL, nothing))


async def test_a_candidate_to_an_internal_address_is_never_dialled() -> None:
    assert not await knocks(lambda port: open_leg(with_candidates(candidate(port)), STRICT, nothing))


async def test_a_peer_that_hides_its_addresses_gets_through_by_calling_us() -> None:
    async with joined(1000, hidden=True) as peer:
        await until(lambda: peer.leg.stats().packets_in > 10)


async def knocks(opening: Callable[[int], Awaitable[Leg]]) -> bool:
    """Whether a leg sends anything to a local socket that is named as a candidate, in the offer and later."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        door.bind(("127.0.0.1", 0))
        door.setblocking(False)
        port = door.getsockname()[1]
        leg = await opening(port)
        await leg.add_candidate(candidate(port))
        await asyncio.sleep(0.4)
        await leg.close()
        try:
            return bool(door.recv(2000))
        except BlockingIOError:
            return False


def candidate(port: int) -> str:
    return f"candidate:1 1 udp 2122260223 127.0.0.1 {port} typ host"


async def some_offer() -> str:
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    connection.addTrack(Tone(1000))
    await connection.setLocalDescription()
    sdp = connection.localDescription.sdp
    await connection.close()
    return sdp
