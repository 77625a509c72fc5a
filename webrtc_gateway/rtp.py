"""The packets of one peer connection. Every private part of aiortc and aioice that we touch is touched in this file.

aiortc does SDP, ICE and DTLS. Once DTLS is connected, SRTP is taken off the socket before aiortc sees it: decrypted, passed on
still encoded, encrypted for the other leg. aiortc's own receiver would start a decoder thread a leg and its sender would poll
fifty times a second, so neither is ever started. The requirements pin aiortc and aioice exactly, and
`tests/calls/test_browsers.py` fails after an incompatible upgrade.
"""

import asyncio
import contextlib
import itertools
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from aioice import Candidate as IceCandidate
from aioice import ice as ice_module
from aioice.candidate import candidate_foundation, candidate_priority
from aioice.ice import CandidatePair, Connection, StunProtocol
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.rtcconfiguration import RTCBundlePolicy
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsFingerprint, RTCDtlsTransport, SRTPProtectionProfile
from OpenSSL import SSL

from webrtc_gateway import rtcp
from webrtc_gateway.offer import Candidate, Offer
from webrtc_gateway.sockets import Sockets, UdpSocket, for_kernel
from webrtc_gateway.streams import FRAME, Inbound, Outbound, Way

LOOPBACK = "127.0.0.1"
ADDRESSES_HOLD = 1.0  # seconds
RENEW_BEFORE = timedelta(days=15)


class Media:
    """A peer connection with one microphone and one or more voices to hear, answered from `offer`.

    `on_connected` is called when audio can flow, `on_lost` when it never will again: the browser closed DTLS, or ICE found no
    path or lost it.
    """

    def __init__(
        self,
        offer: Offer,
        on_connected: Callable[[], None],
        on_lost: Callable[[], None],
    ) -> None:
        self.inbound = Inbound(offer.audio.payload_type)
        payload_types = [offer.audio.payload_type, *(place.payload_type for place in offer.listening)]
        self.outbounds = tuple(_outbound(payload_type) for payload_type in payload_types)
        self.round_trip: float | None = None
        self.reported: rtcp.ReportBlock | None = None
        self.skipped_when_reported = 0
        self._offer = offer
        self._on_connected = on_connected
        self._on_lost = on_lost
        # MAX_BUNDLE: one transport, whatever was offered. No servers: the default would ask a public STUN server.
        self._peer = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        _prove_identity(self._peer)
        self._peer.on("connectionstatechange", self._state_changed)

    async def answer(self, include_loopback: bool, packet_ms: int | None = None) -> str:
        """Open sockets and answer the offer; returns the SDP for the browser, which asks it for packets of `packet_ms`."""
        await self._peer.setRemoteDescription(RTCSessionDescription(self._offer.canonical(), "offer"))
        transceiver = self._peer.getTransceivers()[0]
        transceiver.direction = "sendrecv"
        _park(transceiver.receiver, "receive")
        _park(transceiver.sender, "send")
        self._dtls: RTCDtlsTransport = transceiver.receiver.transport
        self._ice: Connection = self._dtls.transport._connection
        first, *further = self.outbounds
        transceiver.sender._ssrc = first.ssrc
        _gather_on_shared_sockets(self._ice, include_loopback)
        await self._peer.setLocalDescription()
        return self._offer.answer(
            self._peer.localDescription.sdp, [outbound.ssrc for outbound in further], self._cname, packet_ms
        )

    async def add_candidate(self, candidate: Candidate) -> None:
        """Try to reach the browser at one more address."""
        c = candidate
        await self._ice.add_remote_candidate(IceCandidate(c.foundation, 1, "udp", c.priority, c.address, c.port, c.kind))

    def report(self, now: float) -> None:
        """Send a sender or receiver report, once connected, and one more for each further voice that has spoken."""
        first, *further = self.outbounds
        if first.way is None:
            return
        Sockets.here().catch_up()  # ours refers to the last one of theirs
        at = time.time()
        first.transmit_report(rtcp.compound(first.ssrc, self._cname, first.sent(now, at), self.inbound.report(now)))
        for outbound in further:
            if sent := outbound.sent(now, at):
                outbound.transmit_report(rtcp.compound(outbound.ssrc, self._cname, sent, None))

    async def close(self) -> None:
        """Stop hearing and being heard, tell the browser, close the sockets. May be called again."""
        for outbound in self.outbounds:
            outbound.switch(None)
            outbound.way = None
        for listener in self.inbound.listeners:
            listener.switch(None)
        self.inbound.session = None
        await self._peer.close()

    def _state_changed(self) -> None:
        state = self._peer.connectionState
        if state == "connected":
            self._take_over()
            self._on_connected()
        elif state in ("failed", "closed"):
            self._on_lost()

    def _take_over(self) -> None:
        self.inbound.session = self._dtls._rx_srtp
        for protocol in self._ice._protocols:
            self._hook(protocol)
        _replace(self._ice, "_nominated", _Nominated(self._ice._nominated, self._go_this_way))

    def _hook(self, protocol: StunProtocol) -> None:
        """Take SRTP and SRTCP off this socket; STUN and DTLS (RFC 7983: first byte below 128) go on to aioice.

        SRTP that was left before is lost: aiortc's would decrypt it while the thread uses the same session.
        """
        transport = protocol.transport
        if not isinstance(transport, UdpSocket):
            raise TypeError("This leg's sockets are not those that it opened.")
        original = transport.on_packet

        def on_packet(packet: bytes, sender: tuple[Any, ...]) -> None:
            if packet[:1] < b"\x80":
                original(packet, sender)

        transport.on_packet = on_packet
        transport.take_audio(self.inbound, self._take_report)

    def _go_this_way(self, pair: CandidatePair | None) -> None:
        """What is heard goes where ICE says, from now on."""
        way: Way | None = None
        if pair is not None:
            opened: Any = pair.protocol.transport  # a UdpSocket, as `_hook` has seen
            way = Way(opened.socket.fileno(), for_kernel(pair.remote_addr), self._dtls._tx_srtp)
        for outbound in self.outbounds:
            outbound.way = way

    def _take_report(self, packet: bytes, came_at: float) -> None:
        for report in rtcp.read(packet):
            if report.sent and report.ssrc == self.inbound.ssrc:
                self.inbound.heard_report(report.sent, came_at)
            for block in report.blocks:
                if block.ssrc == self.outbounds[0].ssrc:  # how well one voice arrives says it for the line
                    self._heard_how_we_arrive(block, came_at)

    def _heard_how_we_arrive(self, block: rtcp.ReportBlock, came_at: float) -> None:
        self.reported, self.skipped_when_reported = block, self.outbounds[0].skipped
        if block.last_report:
            # RFC 3550 §6.4.1: when it came, less when our report left, less how long that lay with the browser.
            came = time.time() - (time.monotonic() - came_at)
            trip = (rtcp.middle(rtcp.ntp_time(came)) - block.last_report - block.delay) & 0xFFFFFFFF
            if trip < 1 << 31:
                self.round_trip = trip / 65536

    @property
    def _cname(self) -> str:
        name: str = self._peer._RTCPeerConnection__cname  # type: ignore[attr-defined]
        return name


class _Nominated(dict[int, CandidatePair]):
    """The pair of addresses that ICE has chosen. `on_choice` is told of it, of each that takes its place, and of none."""

    def __init__(self, chosen: dict[int, CandidatePair], on_choice: Callable[[CandidatePair | None], None]) -> None:
        super().__init__(chosen)
        self._on_choice = on_choice
        for pair in chosen.values():
            on_choice(pair)

    def __setitem__(self, component: int, pair: CandidatePair) -> None:
        super().__setitem__(component, pair)
        self._on_choice(pair)

    def clear(self) -> None:
        # The sockets are closed next, and their descriptors may soon be others'.
        super().clear()
        self._on_choice(None)


class EchoCaller:
    """A browser's end of a leg, in this process and over loopback alone: it says a packet until it hears one come back."""

    SAY_EVERY = 0.02  # seconds
    OPUS = 96  # in aiortc's own offers

    def __init__(self) -> None:
        self._peer = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        self._connected = asyncio.Event()
        self._heard = asyncio.Event()
        self._peer.on("connectionstatechange", self._state_changed)

    async def offer(self) -> str:
        """Open a socket; returns the SDP for `open_leg`."""
        transceiver = self._peer.addTransceiver("audio")
        _park(transceiver.receiver, "receive")
        _park(transceiver.sender, "send")
        self._dtls: RTCDtlsTransport = transceiver.sender.transport
        self._ice: Connection = self._dtls.transport._connection
        gather = self._ice.get_component_candidates
        _replace(self._ice, "get_component_candidates", lambda component, addresses: gather(component, [LOOPBACK]))
        await self._peer.setLocalDescription()
        return self._peer.localDescription.sdp

    async def connect(self, answer: str) -> None:
        """Returns once DTLS is up."""
        await self._peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        await self._connected.wait()

    async def hear_an_echo(self) -> None:
        """Returns when a packet came back."""
        for protocol in self._ice._protocols:
            self._hook(protocol)
        outbound = Outbound(secrets.randbits(32), self.OPUS, sequence=0, timestamp=0)
        outbound.tap(self._transmit)
        for sequence in itertools.count(1):
            outbound.send(sequence, sequence * FRAME, 0, b"\xf8", sequence * self.SAY_EVERY)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._heard.wait(), self.SAY_EVERY)
            if self._heard.is_set():
                return

    async def close(self) -> None:
        await self._peer.close()

    def _state_changed(self) -> None:
        if self._peer.connectionState == "connected":
            self._connected.set()

    def _transmit(self, packet: bytes) -> None:
        pair = self._ice._nominated[1]
        pair.protocol.transport.sendto(self._dtls._tx_srtp.protect(packet), pair.remote_addr)

    def _hook(self, protocol: StunProtocol) -> None:
        original = protocol.datagram_received

        def datagram_received(data: bytes, addr: tuple[Any, ...]) -> None:
            if len(data) < 12 or not 127 < data[0] < 192:
                original(data, addr)
            elif not 64 <= data[1] & 0x7F < 96 and self._dtls._rx_srtp.unprotect(data):
                self._heard.set()

        _replace(protocol, "datagram_received", datagram_received)


def _outbound(payload_type: int) -> Outbound:
    # Sequence numbers start in the lower half: a wrap among the first packets, some of them lost, would put the roll-over
    # counters of the two ends apart (RFC 3711 §3.3.1).
    return Outbound(secrets.randbits(32), payload_type, sequence=secrets.randbits(15), timestamp=secrets.randbits(32))


def _park(part: object, method: str) -> None:
    """Keep aiortc from ever starting this sender or receiver; stopping what was not started does nothing."""

    async def do_not_start(parameters: object) -> None:
        pass

    _replace(part, method, do_not_start)


def _replace(owner: object, name: str, by: object) -> None:
    """Replace a method or value of one object, and fail at once if a new version no longer has it."""
    getattr(owner, name)
    setattr(owner, name, by)


class _Identity(RTCCertificate):
    """The certificate of this process, for all its legs: its fingerprints and its OpenSSL context are computed once.

    Browsers need it to be the one that our answer names (RFC 8827 §6.5), and no two legs to have different ones.
    """

    fingerprints: list[RTCDtlsFingerprint] | None = None
    context: SSL.Context | None = None

    def getFingerprints(self) -> list[RTCDtlsFingerprint]:  # noqa: N802 - the name is aiortc's
        self.fingerprints = self.fingerprints or super().getFingerprints()
        return self.fingerprints

    def _create_ssl_context(self, srtp_profiles: list[SRTPProtectionProfile]) -> SSL.Context:
        self.context = self.context or super()._create_ssl_context(srtp_profiles)
        return self.context


_identity: _Identity | None = None


def _prove_identity(peer: RTCPeerConnection) -> None:
    """Give the peer connection our certificate; made anew when half of its month is over."""
    global _identity  # noqa: PLW0603 - one a process
    if _identity is None or _identity.expires - datetime.now(UTC) < RENEW_BEFORE:
        _identity = _Identity.generateCertificate()
    _replace(peer, "_RTCPeerConnection__certificates", [_identity])


def _gather_on_shared_sockets(ice: Connection, include_loopback: bool) -> None:
    """Open this leg's sockets among those that are read together, one for each address of this host."""

    async def gather(component: int, addresses: list[str]) -> list[IceCandidate]:
        opened = [
            protocol
            for address in [*addresses, *([LOOPBACK] if include_loopback else [])]
            if (protocol := _open(ice, component, address))
        ]
        ice._protocols += opened
        return [protocol.local_candidate for protocol in opened]

    _replace(ice, "get_component_candidates", gather)


class _HostAddresses:
    """The addresses of this host. To ask costs more than all else in opening sockets, so an answer holds for a second."""

    def __init__(self) -> None:
        self._ask: Callable[[bool, bool], list[str]] = ice_module.get_host_addresses
        self._known: dict[tuple[bool, bool], list[str]] = {}
        self._known_since = 0.0

    def __call__(self, use_ipv4: bool, use_ipv6: bool) -> list[str]:
        now = time.monotonic()
        if now - self._known_since > ADDRESSES_HOLD:
            self._known, self._known_since = {}, now
        asked = use_ipv4, use_ipv6
        if asked not in self._known:
            self._known[asked] = self._ask(*asked)
        return list(self._known[asked])


_replace(ice_module, "get_host_addresses", _HostAddresses())


def _open(ice: Connection, component: int, address: str) -> StunProtocol | None:
    try:
        transport = UdpSocket(address)
    except OSError:  # an address that the host has and nobody may use, as it has on interfaces without a carrier
        return None
    protocol = StunProtocol(ice)
    transport.serve(protocol)
    host, port = transport.get_extra_info("sockname")
    foundation, priority = candidate_foundation("host", "udp", host), candidate_priority(component, "host")
    protocol.local_candidate = IceCandidate(foundation, component, "udp", priority, host, port, "host")
    return protocol


def gather_loopback_too(ice: Connection) -> None:
    """Also be reachable at 127.0.0.1, which aioice leaves out and a machine without any network needs."""
    gather = ice.get_component_candidates

    async def with_loopback(component: int, addresses: list[str]) -> list[IceCandidate]:
        return await gather(component, [*addresses, LOOPBACK])

    _replace(ice, "get_component_candidates", with_loopback)
