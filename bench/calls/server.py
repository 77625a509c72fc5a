"""`python -m bench.calls.server reassure|aiortc`: an engine in a process of its own, and just enough signalling to reach it.

One line of JSON asks for a call, `{"call": 1, "offers": [sdp, sdp]}`, and one answers it. Only from this machine, and only
until the connection that asks is closed.
"""

import asyncio
import contextlib
import json
import sys
from typing import Protocol

import uvloop
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaRelay

from webrtc_gateway.bridge import Bridge
from webrtc_gateway.leg import Leg, LegState, SdpRules, open_leg
from webrtc_gateway.rtp import gather_loopback_too

LOOK_EVERY = 1.0  # seconds: the desk gets a leg's statistics so often


class Engine(Protocol):
    async def set_up(self, offers: list[str]) -> list[str]:
        """A call between the two that offer; returns the answers."""


class Reassure:
    """The product's own legs and bridges, with reports, statistics and the watch for silence as in the gateway."""

    def __init__(self, address: str) -> None:
        self._rules = SdpRules(allow_loopback=address.startswith("127."), allow_private=True)
        self._legs: list[Leg] = []
        self._looking = asyncio.create_task(self._look())

    async def set_up(self, offers: list[str]) -> list[str]:
        legs: list[Leg] = []
        bridge = Bridge()

        def joined(state: LegState) -> None:
            if len(legs) == 2 and all(leg.state is LegState.UP for leg in legs):
                one, other = legs
                bridge.route({one: [other.inbound], other: [one.inbound]})

        legs += await asyncio.gather(*(open_leg(offer, self._rules, joined) for offer in offers))
        joined(LegState.UP)
        self._legs += legs
        return [leg.answer for leg in legs]

    async def _look(self) -> None:
        turn = 0
        while True:
            await asyncio.sleep(LOOK_EVERY / 10)
            turn = (turn + 1) % 10
            for leg in self._legs[turn::10]:
                leg.stats()


class StockAiortc:
    """aiortc as its documentation shows it: what each side says is decoded, relayed and encoded for the other."""

    def __init__(self, address: str) -> None:
        self._on_loopback = address.startswith("127.")
        self._relay = MediaRelay()
        self._peers: list[RTCPeerConnection] = []

    async def set_up(self, offers: list[str]) -> list[str]:
        peers = [RTCPeerConnection(RTCConfiguration(iceServers=[])) for _ in offers]
        self._peers += peers
        for peer, offer in zip(peers, offers, strict=True):
            await peer.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        for peer, other in zip(peers, reversed(peers), strict=True):
            peer.addTrack(self._relay.subscribe(other.getReceivers()[0].track))
        for peer in peers:
            if self._on_loopback:
                gather_loopback_too(peer.getSenders()[0].transport.transport._connection)
            await peer.setLocalDescription(await peer.createAnswer())
        return [peer.localDescription.sdp for peer in peers]


async def serve(name: str, address: str) -> None:
    engine: Engine = Reassure(address) if name == "reassure" else StockAiortc(address)
    tasks: set[asyncio.Task[None]] = set()
    over = asyncio.Event()

    async def answer(line: bytes, writer: asyncio.StreamWriter) -> None:
        asked = json.loads(line)
        answers = await engine.set_up(asked["offers"])
        writer.write(json.dumps({"call": asked["call"], "answers": answers}).encode() + b"\n")

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            task = asyncio.create_task(answer(line, writer))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        writer.close()
        over.set()  # whoever measures is gone, however it went

    server = await asyncio.start_server(listen, "127.0.0.1", 0, limit=1 << 20)
    print("listening", server.sockets[0].getsockname()[1], flush=True)
    await over.wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        uvloop.run(serve(sys.argv[1], sys.argv[2]))
