"""The live calls of this process. Turns the decisions of `call.py` into legs, bridges and records; closes all at shutdown."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from customer_care import calls, clock, handoffs
from customer_care.calls import CallRecord, CallStatus
from customer_care.conversations import Conversation
from customer_care.database import in_thread
from customer_care.errors import ReassureError
from customer_care.handoffs import Handoff
from webrtc_gateway import call as rules
from webrtc_gateway import metrics
from webrtc_gateway.bridge import Bridge
from webrtc_gateway.call import Call, Decision, Effect, Ended, Side
from webrtc_gateway.leg import Leg, LegState, SdpRules, open_leg
from webrtc_gateway.quality import Line
from webrtc_gateway.sounds import Sounds

log = structlog.get_logger()


class NoCall(ReassureError):
    """There is no call here to take part in."""

    code = "no_call"


class ShuttingDown(ReassureError):
    """This gateway takes no new calls; the browser tries again in a moment."""

    code = "shutting_down"


@dataclass(frozen=True)
class CallToJoin:
    """The records behind a call: what a leg needs to be let in."""

    call_id: int
    public_id: str
    handoff: str
    conversation: str
    opened_at: datetime
    live_since: datetime | None


@dataclass
class LiveCall:
    """A call as this process has it: the decided state, its legs and who hears whom."""

    record: CallToJoin
    call: Call
    bridge: Bridge
    legs: dict[Side, Leg] = field(default_factory=dict)
    leg_ids: dict[Side, int] = field(default_factory=dict)
    attempts: dict[Side, object] = field(default_factory=dict)
    lines: dict[Side, Line] = field(default_factory=dict)


OnEnded = Callable[[str, Ended], Awaitable[None]]


class Switchboard:
    """Calls by the public id of their handoff. `on_change` gets a conversation's id; `on_ended` the handoff's and why."""

    def __init__(self, sdp_rules: SdpRules, sounds: Sounds, on_change: Callable[[str], None], on_ended: OnEnded) -> None:
        self._sdp_rules = sdp_rules
        self._on_change = on_change
        self._on_ended = on_ended
        self._calls: dict[str, LiveCall] = {}
        self._sounds = sounds
        self._records: asyncio.Queue[Callable[[], Awaitable[None]]] = asyncio.Queue()
        self._closing = False

    async def open_leg(self, handoff: str, side: Side, sdp: str) -> str:
        """Lets a browser into the call of this handoff, also again; returns the SDP answer. Raises SdpRefused, NoCall."""
        if self._closing:
            raise ShuttingDown
        live = self._calls.get(handoff) or self._take_up(await in_thread(_call_to_join, handoff))
        earlier = live.legs.get(side)
        attempt = object()  # tells this leg's news from that of the one it replaces
        with metrics.leg_setup_seconds.time():
            leg = await open_leg(sdp, self._sdp_rules, lambda state: self._leg_changed(live, side, attempt, state))
        live.legs[side], live.attempts[side], live.lines[side] = leg, attempt, Line()
        live.leg_ids[side] = await in_thread(calls.note_leg_joined, live.record.call_id, side, clock.now())
        self._decide(live, rules.leg_changed(live.call, side, leg.state, clock.now()))
        if earlier:
            await earlier.close()
        return leg.answer

    async def add_candidate(self, handoff: str, side: Side, line: str | None) -> None:
        """A candidate that comes after the end of the call is late, not wrong."""
        live = self._calls.get(handoff)
        if live and (leg := live.legs.get(side)):
            await leg.add_candidate(line)

    def hold(self, handoff: str) -> None:
        live = self._find(handoff)
        self._decide(live, rules.hold(live.call))

    def resume(self, handoff: str) -> None:
        live = self._find(handoff)
        self._decide(live, rules.resume(live.call))

    def mute(self, handoff: str, side: Side, muted: bool) -> None:
        live = self._find(handoff)
        self._decide(live, rules.mute(live.call, side, muted))

    def end(self, handoff: str, because: Ended) -> None:
        """Ends the call of this handoff, if it has one here."""
        if live := self._calls.get(handoff):
            self._decide(live, rules.end(live.call, because))

    def call_of(self, handoff: str) -> tuple[str, Call] | None:
        """The public id and state of the handoff's call in this process."""
        live = self._calls.get(handoff)
        return (live.record.public_id, live.call) if live else None

    def lines_of(self, handoff: str) -> tuple[str, dict[Side, Line]] | None:
        """The public id of the handoff's live call in this process, and each party's line."""
        live = self._calls.get(handoff)
        return (live.record.public_id, live.lines) if live and live.call.live_since else None

    def measure(self, part: int, parts: int) -> None:
        """Takes the measure of one call in `parts`: a second's work in small pieces, so that no packet waits for it."""
        for live in list(self._calls.values()):
            if live.record.call_id % parts == part:
                for side, line in live.lines.items():
                    line.take(live.legs[side].stats())
                    self._decide(live, rules.line_became(live.call, side, line.weak))

    def handoffs(self) -> set[str]:
        """The handoffs whose calls are carried here."""
        return set(self._calls)

    def time_passed(self, now: datetime) -> None:
        for live in list(self._calls.values()):
            self._decide(live, rules.time_passed(live.call, now))

    async def keep_records(self) -> None:
        """Writes down what happened, in order, off the media loop; until cancelled."""
        while True:
            write = await self._records.get()
            try:
                await write()
            except Exception as failed:
                log.exception("call record failed", error=repr(failed))
            finally:
                self._records.task_done()

    async def close(self) -> None:
        """No new calls; the legs of the running ones are closed, their calls stay open in the records, to be rejoined."""
        self._closing = True
        legs = [leg for live in self._calls.values() for leg in live.legs.values()]
        self._calls.clear()
        await asyncio.gather(*(leg.close() for leg in legs))
        await self._records.join()

    def _find(self, handoff: str) -> LiveCall:
        live = self._calls.get(handoff)
        if live is None:
            raise NoCall
        return live

    def _take_up(self, record: CallToJoin) -> LiveCall:
        """A call new to this process: just begun, or taken up again after a restart."""
        # Two browsers may come at once: whoever is second finds the call that the first one took up.
        call = Call(opened_at=clock.now(), live_since=record.live_since)
        live = self._calls.setdefault(record.handoff, LiveCall(record, call, Bridge(self._sounds.music)))
        metrics.calls_open.set(len(self._calls))
        return live

    def _leg_changed(self, live: LiveCall, side: Side, attempt: object, state: LegState) -> None:
        if live.attempts.get(side) is not attempt:
            return
        leg_id = live.leg_ids.get(side)
        if leg_id and state is LegState.UP:
            self._keep(calls.note_leg_up, leg_id)
        elif leg_id and state is LegState.GONE:
            self._keep(calls.note_leg_gone, leg_id)
        self._decide(live, rules.leg_changed(live.call, side, state, clock.now()))

    def _decide(self, live: LiveCall, decision: Decision) -> None:
        before, (live.call, effects) = live.call, decision
        for effect in effects:
            self._carry_out(live, effect)
        if live.call != before:
            self._on_change(live.record.conversation)

    def _carry_out(self, live: LiveCall, effect: Effect) -> None:
        match effect:
            case Effect.JOIN_AUDIO:
                self._join_audio(live)
            case Effect.PLAY_HOLD:
                self._join_audio(live)
                live.bridge.hold(live.legs[Side.CUSTOMER])
            case Effect.KEEP_STATUS:
                self._keep(calls.note_status, live.record.call_id, live.call.status, because=live.call.ended_because)
                if live.call.status is CallStatus.LIVE:
                    self._keep(_go_live, live.record.handoff)
            case Effect.CLOSE:
                self._close(live)

    def _join_audio(self, live: LiveCall) -> None:
        live.bridge.resume()
        live.bridge.talk(live.legs[Side.CUSTOMER], live.legs[Side.ADVISER])
        for side, leg in live.legs.items():
            live.bridge.mute(leg, live.call.parties[side].muted)

    def _close(self, live: LiveCall) -> None:
        live.bridge.part()
        self._calls.pop(live.record.handoff, None)
        metrics.calls_open.set(len(self._calls))
        because = live.call.ended_because or Ended.HANDOFF_OVER

        async def afterwards() -> None:
            # The news goes first: a browser whose leg closes before it knows that the call is over would try to rejoin.
            await self._on_ended(live.record.handoff, because)
            await asyncio.gather(*(leg.close() for leg in live.legs.values()))

        self._records.put_nowait(afterwards)

    def _keep(self, write: Callable[..., object], *facts: object, **more: object) -> None:
        at = clock.now()
        self._records.put_nowait(lambda: in_thread(write, *facts, now=at, **more))  # type: ignore[arg-type]


def _call_to_join(session: Session, handoff_id: str) -> CallToJoin:
    """The open call of a handoff that an adviser has, made when there is none. Raises NoCall."""
    answered = {handoffs.Status.ACCEPTED, handoffs.Status.LIVE}
    handoff = session.scalar(select(Handoff).where(Handoff.public_id == handoff_id, Handoff.status.in_(answered)))
    if handoff is None or handoff.way != handoffs.Way.VOICE:
        raise NoCall
    record: CallRecord = calls.open_for(session, handoff, clock.now())
    conversation = session.get_one(Conversation, handoff.conversation_id)
    return CallToJoin(record.id, record.public_id, handoff_id, conversation.public_id, record.opened_at, record.live_since)


def _go_live(session: Session, handoff_id: str, now: datetime) -> None:
    handoff = session.scalars(select(Handoff).where(Handoff.public_id == handoff_id)).one()
    handoffs.go_live(session, handoff, now)
