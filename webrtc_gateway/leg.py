"""One party's peer connection in a call: it joins, is up, may fall silent and come back, and is gone."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from webrtc_gateway import metrics
from webrtc_gateway.offer import Offer, Refusal, SdpRefused, SdpRules, read_candidate, read_offer
from webrtc_gateway.pulse import Pulse
from webrtc_gateway.rtp import Media
from webrtc_gateway.streams import CLOCK_RATE, Inbound, Outbound

__all__ = ["GoneBecause", "Leg", "LegState", "LegStats", "Refusal", "SdpRefused", "SdpRules", "open_leg"]

JOIN_WITHIN = 10.0  # seconds
SILENT_AFTER = 2.0  # seconds; in a pause Chromium still sends a comfort packet every 400 ms, so that five in a row are missing


class LegState(StrEnum):
    """JOINING until audio can flow, UP while it does, SILENT when nothing comes any more, GONE for good."""

    JOINING = "JOINING"
    UP = "UP"
    SILENT = "SILENT"
    GONE = "GONE"


MOVES = {
    LegState.JOINING: {LegState.UP, LegState.GONE},
    LegState.UP: {LegState.SILENT, LegState.GONE},
    LegState.SILENT: {LegState.UP, LegState.GONE},
    LegState.GONE: set[LegState](),
}


class GoneBecause(StrEnum):
    """CLOSED by us, LEFT by the browser or by losing its path, NEVER_JOINED when no path was found in time."""

    CLOSED = "closed"
    LEFT = "left"
    NEVER_JOINED = "never_joined"


@dataclass(frozen=True)
class LegStats:
    """What has passed so far.

    `bytes_*` count audio payload. `lost` and `jitter` (seconds) are of what came in, `…_there` of what went out, as the browser
    last reported it: `highest_there` is the highest sequence number that it had got, `skipped_there` how many of those up to it
    we never had. `round_trip` is in seconds, `last_packet_at` monotonic time.
    """

    packets_in: int
    bytes_in: int
    packets_out: int
    bytes_out: int
    lost: int
    jitter: float
    lost_there: int | None
    highest_there: int | None
    skipped_there: int
    jitter_there: float | None
    round_trip: float | None
    last_packet_at: float | None


@dataclass(frozen=True)
class Patience:
    """How long a leg waits, in seconds: for the connection, and for audio before it is called silent."""

    join_within: float = JOIN_WITHIN
    silent_after: float = SILENT_AFTER


async def open_leg(
    offer_sdp: str,
    rules: SdpRules,
    on_change: Callable[[LegState], None],
    patience: Patience = Patience(),
) -> "Leg":
    """Answer a browser's offer; the answer is `leg.answer`.

    `on_change` is called on the event loop with each new state. Raises SdpRefused, before anything was opened.
    """
    offer = read_offer(offer_sdp, rules)
    leg = Leg(offer, rules, on_change, patience, Pulse.here())
    try:
        await leg._open()
    except BaseException:
        await leg.close()
        raise
    return leg


class Leg:
    """A peer connection. Who hears whom is not its affair: a bridge switches its `outbounds` to the `inbound` of others."""

    def __init__(
        self, offer: Offer, rules: SdpRules, on_change: Callable[[LegState], None], patience: Patience, pulse: Pulse
    ) -> None:
        self.answer = ""
        self.state = LegState.JOINING
        self.gone_because: GoneBecause | None = None
        self._rules = rules
        self._on_change = on_change
        self._patience = patience
        self._pulse = pulse
        self._sends = offer.audio.sends
        self._candidates_left = rules.max_candidates - len(offer.audio.candidates)
        self._opened_at = self._since = pulse.clock()
        self._audible = False
        self._counted = (0, 0, 0)
        metrics.legs.labels(self.state.value).inc()
        self._media = Media(offer, self._connected, self._lost)
        self._closing: asyncio.Task[None] | None = None

    @property
    def inbound(self) -> Inbound:
        """What this party says."""
        return self._media.inbound

    @property
    def outbounds(self) -> tuple[Outbound, ...]:
        """What this party hears: as many voices at the same time as its browser offered to play, at least one."""
        return self._media.outbounds

    async def add_candidate(self, line: str | None) -> None:
        """One more candidate of the browser, as it trickled in; None at the end of them. Raises SdpRefused.

        The end is not passed on: browsers hide their addresses behind mDNS names, which we never resolve, so the address that
        works is often one that we learn from the browser's own check. The time-out for joining is ours.
        """
        if not line or self.state is LegState.GONE:
            return
        self._candidates_left -= 1
        if self._candidates_left < 0:
            raise SdpRefused(Refusal.TOO_MANY_CANDIDATES)
        candidate = read_candidate(line, self._rules)
        if candidate is not None:
            await self._media.add_candidate(candidate)

    def stats(self) -> LegStats:
        """What has passed so far."""
        inbound, media = self.inbound, self._media
        reported = media.reported
        return LegStats(
            packets_in=inbound.packets,
            bytes_in=inbound.octets,
            packets_out=sum(outbound.packets for outbound in self.outbounds),
            bytes_out=sum(outbound.octets for outbound in self.outbounds),
            lost=inbound.lost,
            jitter=inbound.jitter,
            lost_there=reported.lost if reported else None,
            highest_there=reported.highest_sequence if reported else None,
            skipped_there=media.skipped_when_reported,
            jitter_there=reported.jitter / CLOCK_RATE if reported else None,
            round_trip=media.round_trip,
            last_packet_at=inbound.last_packet_at,
        )

    async def close(self) -> None:
        """Hang up. Returns when sockets are closed; may be called any number of times, at any time."""
        self._go(GoneBecause.CLOSED)
        if self._closing is not None:
            await asyncio.shield(self._closing)

    def watch(self, now: float) -> None:
        """See whether it took too long to join, or whether audio stopped or came back."""
        if self.state is LegState.JOINING:
            if now - self._since > self._patience.join_within:
                self._go(GoneBecause.NEVER_JOINED)
        elif self._sends:
            heard = self.inbound.last_packet_at
            if heard is not None and not self._audible:
                self._audible = True
                self._took("audio", self.inbound.first_packet_at or heard)
            silent = now - (self._since if heard is None else heard) > self._patience.silent_after
            self._move(LegState.SILENT if silent else LegState.UP)

    def report(self, now: float) -> None:
        self._media.report(now)
        self._count()

    async def _open(self) -> None:
        self._pulse.join(self)
        self.answer = await self._media.answer(self._rules.allow_loopback, self._pulse.load.packet_ms)
        self._took("answer", self._pulse.clock())

    def _connected(self) -> None:
        self._since = self._pulse.clock()
        self._took("connected", self._since)
        self._move(LegState.UP)

    def _lost(self) -> None:
        joined = self.state is not LegState.JOINING
        self._go(GoneBecause.LEFT if joined else GoneBecause.NEVER_JOINED)

    def _go(self, because: GoneBecause) -> None:
        if self.state is LegState.GONE:
            return
        self.gone_because = because
        self._pulse.leave(self)
        self._count()
        self._closing = asyncio.get_running_loop().create_task(self._media.close())
        self._move(LegState.GONE)

    def _move(self, state: LegState) -> None:
        if state in MOVES[self.state]:
            metrics.legs.labels(self.state.value).dec()
            if state is not LegState.GONE:
                metrics.legs.labels(state.value).inc()
            self.state = state
            self._on_change(state)

    def _took(self, step: str, until: float) -> None:
        metrics.leg_step_seconds.labels(step).observe(until - self._opened_at)

    def _count(self) -> None:
        """Add what passed since the last time to the figures of this process."""
        inbound = self.inbound
        now = inbound.packets, sum(outbound.packets for outbound in self.outbounds), max(0, inbound.lost)
        came, went, lost = (new - old for new, old in zip(now, self._counted, strict=True))
        metrics.packets_in.inc(came)
        metrics.packets_forwarded.inc(went)
        metrics.packets_lost.inc(max(0, lost))  # what only came late is no longer lost
        self._counted = now
