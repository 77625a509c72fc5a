"""The live calls of this process. Turns the decisions of `call.py` into legs, bridges and records; closes all at shutdown."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from customer_care import calls, clock, guests, handoffs, wording
from customer_care.calls import CallRecord, CallStatus
from customer_care.conversations import Conversation
from customer_care.database import in_thread
from customer_care.errors import ReassureError
from customer_care.handoffs import Handoff
from webrtc_gateway import call as rules
from webrtc_gateway import metrics
from webrtc_gateway.bridge import Bridge
from webrtc_gateway.call import Call, Decision, Effect, Ended, Heard, Played, Side, Supervising
from webrtc_gateway.leg import Leg, LegState, SdpRules, open_leg
from webrtc_gateway.quality import Line
from webrtc_gateway.recorder import Recorder
from webrtc_gateway.sounds import Sounds
from webrtc_gateway.streams import Source

log = structlog.get_logger()

ANSWERED = {handoffs.Status.ACCEPTED, handoffs.Status.LIVE}
STILL_WAITING = {handoffs.Status.QUEUED, handoffs.Status.RINGING}


class NoCall(ReassureError):
    """There is no call here to take part in."""

    code = "no_call"


class ShuttingDown(ReassureError):
    """This gateway takes no new calls; the browser tries again in a moment."""

    code = "shutting_down"


@dataclass(frozen=True)
class CallToJoin:
    """The records behind a call: what a leg needs to be let in. Without `call_id` it still rings: nobody has answered."""

    handoff: str
    conversation: str
    call_id: int | None = None
    public_id: str = ""
    live_since: datetime | None = None
    adviser: str = ""
    adviser_id: int | None = None


@dataclass(eq=False)
class Seat:
    """A party's place in a call: the leg that sits there, and the row that is kept of it once the call has a record."""

    side: Side
    leg: Leg | None = None
    row: int | None = None
    line: Line = field(default_factory=Line)


@dataclass
class LiveCall:
    """A call as this process has it: the decided state, its legs and who hears whom.

    `announcement` says `wait` to a customer who waits in it; until it is spoken they hear music. `number` spreads calls evenly.
    """

    record: CallToJoin
    call: Call
    bridge: Bridge
    number: int = 0
    wait: str = ""
    announcement: Source | None = None
    seats: dict[Side, Seat] = field(default_factory=dict)

    def legs(self) -> list[Leg]:
        return [seat.leg for seat in self.seats.values() if seat.leg]


OnEnded = Callable[[str, Ended], Awaitable[None]]


class Switchboard:
    """Calls by the public id of their handoff. `on_change` gets a conversation's id; `on_ended` the handoff's and why."""

    def __init__(
        self, sdp_rules: SdpRules, sounds: Sounds, recorder: Recorder, on_change: Callable[[str], None], on_ended: OnEnded
    ) -> None:
        self._sdp_rules = sdp_rules
        self._recorder = recorder
        self._on_change = on_change
        self._on_ended = on_ended
        self._calls: dict[str, LiveCall] = {}
        self._sounds = sounds
        self._announcements: asyncio.Queue[tuple[LiveCall, str]] = asyncio.Queue()
        self._records: asyncio.Queue[Callable[[], Awaitable[object]]] = asyncio.Queue()
        self._taken_up = 0
        self._closing = False

    # ── legs ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    async def open_leg(self, handoff: str, side: Side, sdp: str) -> str:
        """Lets a browser into the call of this handoff, also again; returns the SDP answer.

        A customer may come before anybody has answered, a guest only after `admit`. Raises SdpRefused, NoCall.
        """
        if self._closing:
            raise ShuttingDown
        live = await self._call_for(handoff, side)
        if side not in live.call.parties:
            raise NoCall
        seat = Seat(side)
        with metrics.leg_setup_seconds.time():
            seat.leg = leg = await open_leg(sdp, self._sdp_rules, lambda state: self._leg_changed(live, seat, state))
        earlier, live.seats[side] = live.seats.get(side), seat
        self._keep_joined(live, seat)
        self._decide(live, rules.leg_changed(live.call, side, leg.state, clock.now()))
        if earlier and earlier.leg:
            metrics.rejoins.inc()
        return leg.answer

    async def add_candidate(self, handoff: str, side: Side, line: str | None) -> None:
        """A candidate that comes after the end of the call is late, not wrong."""
        live = self._calls.get(handoff)
        seat = live.seats.get(side) if live else None
        if seat and seat.leg:
            await seat.leg.add_candidate(line)

    # ── what parties do ───────────────────────────────────────────────────────────────────────────────────────────────

    async def answer(self, handoff: str) -> None:
        """The call of this handoff, in which its customer may wait already, has an adviser. Raises NoCall."""
        self._take_up(await in_thread(_call_to_join, handoff, ANSWERED))

    def wait_again(self, handoff: str) -> None:
        """The adviser has passed the handoff back to the queue: the customer stays on the line."""
        live = self._find(handoff)
        self._recorder.passed_on(handoff)
        ended, live.record = live.record, CallToJoin(live.record.handoff, live.record.conversation)
        if ended.call_id:
            self._keep(calls.note_status, ended.call_id, CallStatus.ENDED, because=Ended.HANDOFF_OVER)
        self._vacate(live, Side.ADVISER)
        self._decide(live, rules.wait_again(live.call))

    def announce(self, handoff: str, wait: str) -> None:
        """Who waits in this call hears how long it may take, in these words, and again whenever they change."""
        live = self._calls.get(handoff)
        if live and live.wait != wait:
            live.wait = wait
            self._announcements.put_nowait((live, wait))

    def hold(self, handoff: str) -> None:
        live = self._find(handoff)
        self._decide(live, rules.hold(live.call))

    def resume(self, handoff: str) -> None:
        live = self._find(handoff)
        self._decide(live, rules.resume(live.call))

    def mute(self, handoff: str, side: Side, muted: bool) -> None:
        live = self._find(handoff)
        self._decide(live, rules.mute(live.call, side, muted))

    async def admit(self, handoff: str, side: Side, name: str, supervising: Supervising | None = None) -> None:
        """A guest may come. Also for one who is in already, and after a restart that forgot them. Raises NoCall."""
        live = await self._call_for(handoff, side)
        supervising = supervising or live.call.supervising or (Supervising.LISTEN if side is Side.SUPERVISOR else None)
        self._decide(live, rules.guest_comes(live.call, side, name, supervising))

    def dismiss(self, handoff: str, side: Side) -> None:
        """A guest is out; harmless when the call is over already."""
        if live := self._calls.get(handoff):
            self._decide(live, rules.guest_leaves(live.call, side))

    def bring_together(self, handoff: str) -> None:
        live = self._find(handoff)
        self._decide(live, rules.bring_together(live.call))

    def hand_over(self, handoff: str, to: int) -> None:
        """In the records this adviser has the handoff: the second adviser's leg is the adviser's from now on, the first one's is
        closed. Harmless when that has happened already. Raises NoCall.
        """
        live = self._find(handoff)
        live.record = replace(live.record, adviser_id=to)
        self._decide(live, rules.hand_over(live.call))

    def end(self, handoff: str, because: Ended) -> None:
        """Ends the call of this handoff, if it has one here."""
        if live := self._calls.get(handoff):
            self._decide(live, rules.end(live.call, because))

    def time_passed(self, now: datetime) -> None:
        for live in list(self._calls.values()):
            self._decide(live, rules.time_passed(live.call, now))

    # ── what others ask ───────────────────────────────────────────────────────────────────────────────────────────────

    def call_of(self, handoff: str) -> tuple[str, Call] | None:
        """The public id and state of the handoff's call in this process."""
        live = self._calls.get(handoff)
        return (live.record.public_id, live.call) if live else None

    def lines_of(self, handoff: str) -> tuple[str, dict[Side, Line]] | None:
        """The public id of the handoff's live call in this process, and each party's line."""
        live = self._calls.get(handoff)
        if live is None or not live.call.live_since:
            return None
        return live.record.public_id, {side: seat.line for side, seat in live.seats.items()}

    def measure(self, part: int, parts: int) -> None:
        """Takes the measure of one call in `parts`: a second's work in small pieces, so that no packet waits for it."""
        for live in list(self._calls.values()):
            if live.number % parts == part:
                for side, seat in list(live.seats.items()):
                    if seat.leg:
                        seat.line.take(seat.leg.stats())
                        party = live.call.parties.get(side)
                        if party and party.weak != seat.line.weak:
                            self._decide(live, rules.line_became(live.call, side, seat.line.weak))

    def on_record(self, handoff: str) -> Mapping[Side, Source]:
        """Whose voice a recording of this call gets now."""
        live = self._calls.get(handoff)
        return self._on_record(live) if live else {}

    def handoffs(self) -> dict[str, int | None]:
        """The handoffs whose calls are carried here, each with its adviser; None while nobody has answered."""
        return {handoff: live.record.adviser_id for handoff, live in self._calls.items()}

    # ── running ───────────────────────────────────────────────────────────────────────────────────────────────────────

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

    async def keep_announcing(self) -> None:
        """Has announcements spoken, which takes a while, one after another; until cancelled."""
        while True:
            live, wait = await self._announcements.get()
            announcement = await self._sounds.waiting(wording.say("utter_spoken_waiting", wait=wait).text)
            if live.wait == wait:
                live.announcement = announcement
                self._route(live)

    async def close(self) -> None:
        """No new calls; the legs of the running ones are closed, their calls stay open in the records, to be rejoined."""
        self._closing = True
        legs = [leg for live in self._calls.values() for leg in live.legs()]
        self._calls.clear()
        await asyncio.gather(*(leg.close() for leg in legs))
        await self._records.join()

    def _find(self, handoff: str) -> LiveCall:
        live = self._calls.get(handoff)
        if live is None:
            raise NoCall
        return live

    async def _call_for(self, handoff: str, side: Side) -> LiveCall:
        """The call that `side` would join, made or taken up where it is not here yet. Raises NoCall."""
        live = self._calls.get(handoff)
        if live is None or (side is not Side.CUSTOMER and not live.record.call_id):
            allowed = ANSWERED | STILL_WAITING if side is Side.CUSTOMER else ANSWERED
            live = self._take_up(await in_thread(_call_to_join, handoff, allowed))
        return live

    def _take_up(self, record: CallToJoin) -> LiveCall:
        """A call new to this process: just begun, or taken up again after a restart; or one that was waited in, now answered."""
        # Two browsers may come at once: whoever is second finds the call that the first one took up.
        self._taken_up += 1
        fresh = LiveCall(record, Call(opened_at=clock.now(), live_since=record.live_since), Bridge(), self._taken_up)
        live = self._calls.setdefault(record.handoff, fresh)
        metrics.calls_open.set(len(self._calls))
        if record.call_id and live.call.answered_at is None:
            live.record = record
            if live is not fresh:
                for seat in live.seats.values():
                    self._keep_joined(live, seat)
            self._decide(live, rules.answered(live.call, record.adviser, clock.now()))
        return live

    def _leg_changed(self, live: LiveCall, seat: Seat, state: LegState) -> None:
        if live.seats.get(seat.side) is not seat:
            return  # news of a leg that another has replaced
        if state is LegState.UP:
            self._keep_leg(seat, calls.note_leg_up)
        elif state is LegState.GONE:
            self._keep_leg(seat, calls.note_leg_gone)
        self._decide(live, rules.leg_changed(live.call, seat.side, state, clock.now()))

    def _decide(self, live: LiveCall, decision: Decision) -> None:
        before, (live.call, effects) = live.call, decision
        for effect in effects:
            self._carry_out(live, effect)
        self._let_go(live)
        self._route(live)
        self._recorder.follow(live.record.handoff, self._on_record(live))
        if live.call != before:
            self._on_change(live.record.conversation)

    def _let_go(self, live: LiveCall) -> None:
        """Closes the legs of guests who are out."""
        for side in [side for side in live.seats if side not in live.call.parties]:
            self._vacate(live, side)

    def _vacate(self, live: LiveCall, side: Side) -> None:
        """The leg of this side closes, after the news of it."""
        seat = live.seats.pop(side, None)
        if seat and seat.leg:
            self._keep_leg(seat, calls.note_leg_gone)
            self._records.put_nowait(seat.leg.close)

    def _move_second(self, live: LiveCall) -> None:
        """The second adviser's leg takes the adviser's seat. What was agreed on for a recording is not for them."""
        self._recorder.passed_on(live.record.handoff)
        self._vacate(live, Side.ADVISER)
        if second := live.seats.pop(Side.SECOND, None):
            second.side = Side.ADVISER
            live.seats[Side.ADVISER] = second

    def _route(self, live: LiveCall) -> None:
        """Everybody in the call hears what they are meant to; in one that is over, nobody hears anything."""
        hearing = rules.hearing(live.call)
        live.bridge.route(
            {
                seat.leg: [source for heard in hearing[side] if (source := self._source(live, heard))]
                for side, seat in live.seats.items()
                if seat.leg and side in hearing
            }
        )

    def _source(self, live: LiveCall, heard: Heard) -> Source | None:
        match heard:
            case Played.WAITING:
                return live.announcement or self._sounds.music
            case Played.INTERRUPTED:
                return self._sounds.interrupted
            case Played.MUSIC:
                return self._sounds.music
        seat = live.seats.get(heard)
        return seat.leg.inbound if seat and seat.leg else None

    def _carry_out(self, live: LiveCall, effect: Effect) -> None:
        match effect:
            case Effect.MOVE_SECOND:
                self._move_second(live)
            case Effect.KEEP_REPLACED:
                self._keep_replaced(live)
            case Effect.KEEP_STATUS if live.record.call_id:
                self._keep(calls.note_status, live.record.call_id, live.call.status, because=live.call.ended_because)
                if live.call.status is CallStatus.LIVE:
                    self._keep(_go_live, live.record.handoff)
            case Effect.CLOSE:
                self._close(live)

    def _on_record(self, live: LiveCall) -> Mapping[Side, Source]:
        """The sources of those who are to be on a recording."""
        seats = {side: live.seats.get(side) for side in rules.on_record(live.call)}
        return {side: seat.leg.inbound for side, seat in seats.items() if seat and seat.leg}

    def _close(self, live: LiveCall) -> None:
        live.bridge.part()
        self._calls.pop(live.record.handoff, None)
        metrics.calls_open.set(len(self._calls))
        because = live.call.ended_because or Ended.HANDOFF_OVER

        async def afterwards() -> None:
            # The news goes first: a browser whose leg closes before it knows that the call is over would try to rejoin.
            await self._on_ended(live.record.handoff, because)
            await asyncio.gather(*(leg.close() for leg in live.legs()))

        self._records.put_nowait(afterwards)

    # ── records, in the order of what happened ────────────────────────────────────────────────────────────────────────

    def _keep(self, write: Callable[..., object], *facts: object, **more: object) -> None:
        at = clock.now()
        self._records.put_nowait(lambda: in_thread(write, *facts, now=at, **more))

    def _keep_replaced(self, live: LiveCall) -> None:
        """The second adviser has taken over from a lost one. Where the records know better, such as that they have left or that
        somebody hung up in the same moment, the call ends as it does without them.
        """
        handoff, lost, at = live.record.handoff, live.record.adviser_id, clock.now()

        async def write() -> None:
            try:
                adviser = await in_thread(_replace_lost, handoff, lost, at)
            except ReassureError as refused:
                log.info("lost adviser not replaced", error=refused.code)
                self.end(handoff, Ended.ADVISER_LOST)
                return
            if live.record.adviser_id == lost:
                live.record = replace(live.record, adviser_id=adviser)
            self._on_change(live.record.conversation)

        self._records.put_nowait(write)

    def _keep_joined(self, live: LiveCall, seat: Seat) -> None:
        """A leg is in the call; one that waited in it before there was a record comes into it now."""
        call_id, at, is_up = live.record.call_id, clock.now(), seat.leg is not None and seat.leg.state is LegState.UP
        if call_id is None:
            return

        async def write() -> None:
            seat.row = await in_thread(calls.note_leg_joined, call_id, seat.side, at)

        self._records.put_nowait(write)
        if is_up:
            self._keep_leg(seat, calls.note_leg_up)

    def _keep_leg(self, seat: Seat, write: Callable[..., object]) -> None:
        at = clock.now()

        async def note() -> None:
            if seat.row is not None:
                await in_thread(write, seat.row, at)

        self._records.put_nowait(note)


def _call_to_join(session: Session, handoff_id: str, allowed: set[handoffs.Status]) -> CallToJoin:
    """The open call of a handoff, made when it has an adviser and no call yet. Raises NoCall."""
    handoff = session.scalar(select(Handoff).where(Handoff.public_id == handoff_id, Handoff.status.in_(allowed)))
    if handoff is None or handoff.way != handoffs.Way.VOICE:
        raise NoCall
    conversation = session.get_one(Conversation, handoff.conversation_id).public_id
    if handoff.status in STILL_WAITING:
        return CallToJoin(handoff_id, conversation)
    record: CallRecord = calls.open_for(session, handoff, clock.now())
    adviser = handoff.adviser_name or ""
    return CallToJoin(handoff_id, conversation, record.id, record.public_id, record.live_since, adviser, handoff.adviser_id)


def _go_live(session: Session, handoff_id: str, now: datetime) -> None:
    handoff = session.scalars(select(Handoff).where(Handoff.public_id == handoff_id)).one()
    handoffs.go_live(session, handoff, now)


def _replace_lost(session: Session, handoff_id: str, lost: int | None, now: datetime) -> int | None:
    """Who has the handoff now: the second adviser, also when the queue was quicker to miss the first. Raises NoConsultation."""
    handoff = session.scalars(select(Handoff).where(Handoff.public_id == handoff_id)).one()
    if handoff.adviser_id == lost:
        guests.replace_lost(session, session.get_one(Conversation, handoff.conversation_id), handoff, now)
    return handoff.adviser_id
