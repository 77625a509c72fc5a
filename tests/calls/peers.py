"""Real aiortc peers that stand in for browsers: each says one tone and listens for others."""

import asyncio
import fractions
import itertools
import math
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import numpy as np
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.rtcconfiguration import RTCBundlePolicy
from aiortc.rtp import RtpPacket
from av import AudioFrame

from webrtc_gateway.leg import Leg, LegState, Patience, SdpRules, open_leg
from webrtc_gateway.rtp import gather_loopback_too

RATE = 48_000
USUAL = Patience()
LOCAL = SdpRules(allow_loopback=True, allow_private=True)


class Tone(MediaStreamTrack):
    """A sine of `hertz`, in frames of 20 ms, in real time."""

    kind = "audio"

    def __init__(self, hertz: float) -> None:
        super().__init__()
        self._hertz = hertz
        self._samples = 0
        self._started = 0.0

    async def recv(self) -> AudioFrame:
        loop = asyncio.get_running_loop()
        self._started = self._started or loop.time()
        await asyncio.sleep(max(0.0, self._started + self._samples / RATE - loop.time()))
        at = (np.arange(960) + self._samples) / RATE
        frame = AudioFrame(format="s16", layout="mono", samples=960)
        frame.planes[0].update((np.sin(math.tau * self._hertz * at) * 10_000).astype("int16").tobytes())
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._samples, fractions.Fraction(1, RATE)
        self._samples += 960
        return frame


@dataclass
class Peer:
    """The browser's end of a leg: the packets that it got and the samples that it heard."""

    connection: RTCPeerConnection
    leg: Leg
    states: list[LegState]
    packets: list[RtpPacket] = field(default_factory=list)
    samples: dict[int, list[np.ndarray]] = field(default_factory=dict)
    """Of each voice that it has a place for."""

    def forget(self) -> None:
        self.packets.clear()
        self.samples.clear()

    def loudness(self, hertz: float) -> float:
        """The amplitude of a tone in the loudest voice that was heard, 1.0 being full scale."""
        return max((_amplitude(hertz, heard) for heard in self._voices()), default=0.0)

    def hears(self, hertz: float) -> bool:
        return self.loudness(hertz) > 0.05

    def hears_anything(self) -> bool:
        return any(float(np.sqrt(np.mean(heard**2))) > 0.005 for heard in self._voices())

    def _voices(self) -> list[np.ndarray]:
        return [np.concatenate(voice) for voice in self.samples.values() if voice]

    async def listen(self, seconds: float) -> None:
        """Forget what was heard before, let jitter buffers play out, and listen."""
        await asyncio.sleep(0.3)
        self.forget()
        await asyncio.sleep(seconds)


@asynccontextmanager
async def joined(
    hertz: float | None, rules: SdpRules = LOCAL, patience: Patience = USUAL, hidden: bool = False, voices: int = 1
) -> AsyncIterator[Peer]:
    """A peer that says a tone, connected to a leg of ours; both are closed at the end.

    Without a tone it has no microphone; a hidden one names no address. `voices` is how many it can hear at the same time.
    """
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
    if hertz is None:
        connection.addTransceiver("audio", direction="recvonly")
    else:
        connection.addTrack(Tone(hertz))
    for _ in range(voices - 1):
        connection.addTransceiver("audio", direction="recvonly")
    states: list[LegState] = []
    gather_loopback_too(connection.getSenders()[0].transport.transport._connection)
    await connection.setLocalDescription()
    offer = connection.localDescription.sdp
    leg = await open_leg(re.sub(r"a=candidate:.*\r\n", "", offer) if hidden else offer, rules, states.append, patience)
    peer = Peer(connection, leg, states)
    listening = [asyncio.create_task(_hear(peer, place)) for place in range(voices)]
    _note_packets(peer)
    try:
        await connection.setRemoteDescription(RTCSessionDescription(leg.answer, "answer"))
        await until(lambda: leg.state is LegState.UP)
        yield peer
    finally:
        for task in listening:
            task.cancel()
        await leg.close()
        await connection.close()


def bad_network(peer: Peer, copies: Callable[[int], int]) -> None:
    """How many times each of the peer's audio packets reaches us, by its number: 0 is a loss, 2 a duplicate."""
    transport = peer.connection.getSenders()[0].transport.transport
    send, count = transport._connection.send, itertools.count()

    async def lossy(data: bytes) -> None:
        audio = 127 < data[0] < 192 and not 64 <= data[1] & 0x7F < 96
        for _ in range(copies(next(count)) if audio else 1):
            await send(data)

    transport._send = lossy


async def until(true: Callable[[], bool], within: float = 5.0) -> None:
    deadline = asyncio.get_running_loop().time() + within
    while not true():
        assert asyncio.get_running_loop().time() < deadline, "it did not come true in time"
        await asyncio.sleep(0.01)


def _amplitude(hertz: float, heard: np.ndarray) -> float:
    wave = np.exp(-1j * math.tau * hertz * np.arange(len(heard)) / RATE)
    return float(2 * abs(heard @ wave) / len(heard))


async def _hear(peer: Peer, place: int) -> None:
    receiver = peer.connection.getReceivers()[place]
    await until(lambda: bool(receiver.track))
    track = receiver.track
    while True:
        frame = await track.recv()
        assert isinstance(frame, AudioFrame)
        sound = frame.to_ndarray().reshape(-1, len(frame.layout.channels))[:, 0]
        peer.samples.setdefault(place, []).append(sound.astype("float64") / 32768)


def _note_packets(peer: Peer) -> None:
    receiver = peer.connection.getReceivers()[0]
    handle = receiver._handle_rtp_packet

    async def noting(packet: RtpPacket, arrival_time_ms: int) -> None:
        peer.packets.append(packet)
        await handle(packet, arrival_time_ms)

    receiver._handle_rtp_packet = noting  # type: ignore[method-assign]
