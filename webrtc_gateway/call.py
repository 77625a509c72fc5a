"""What happens in a call, decided without network, clock or database: (call, event) → (call, effects).

The switchboard carries the effects out. So every race of two browsers, a lost leg or a late hang-up is a plain unit test.
States as in DESIGN: CONNECTING → LIVE ⇄ HELD → ENDED; each leg JOINING → UP ⇄ SILENT → GONE. Who hears whom is no state of its
own: `hearing` tells it from the call, for each party that has a leg.

A call begins with its customer, who waits in it while it rings at advisers (`answered_at` is None), and with the adviser who
answers. A second adviser joins to be consulted: the customer is on hold then, and the adviser goes back and forth with `hold` and
`resume`, brings all three together, or hands over. When the adviser's line is down for a while, the second one stands in: they
and the customer are brought together; when the adviser is lost, the second one has the call. A supervisor joins to listen, which
is shown to all, and may then whisper to the adviser or speak to all.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from customer_care.calls import CallStatus
from webrtc_gateway.leg import LegState

CONNECT_WITHIN = timedelta(seconds=45)  # includes the customer's answer to the browser's question for the microphone
REJOIN_WITHIN = timedelta(seconds=60)
STAND_IN_AFTER = timedelta(seconds=10)  # a page that is loaded anew takes less


class Side(StrEnum):
    """Whose leg it is. The first two are there from the beginning; the others are guests."""

    CUSTOMER = "customer"
    ADVISER = "adviser"
    SECOND = "second"
    SUPERVISOR = "supervisor"

    @property
    def other(self) -> "Side":
        """Who is at the other end: the adviser for the customer, the customer for everybody else."""
        return Side.ADVISER if self is Side.CUSTOMER else Side.CUSTOMER

    @property
    def is_guest(self) -> bool:
        return self in {Side.SECOND, Side.SUPERVISOR}


class Played(StrEnum):
    """What is played instead of a person: on hold, while the other line is interrupted, and while it rings."""

    MUSIC = "music"
    INTERRUPTED = "interrupted"
    WAITING = "waiting"


Heard = Side | Played


class Supervising(StrEnum):
    """What a supervisor does in a call: hear it, be heard by the adviser alone, or be heard by all."""

    LISTEN = "listen"
    WHISPER = "whisper"
    JOIN = "join"


class Effect(StrEnum):
    """What the switchboard does besides routing: who sits where, what is kept, and the end.

    MOVE_SECOND makes the second adviser's leg the adviser's. KEEP_REPLACED is for a change of advisers that nobody asked for, so
    that the records do not have it yet.
    """

    MOVE_SECOND = "move_second"
    KEEP_STATUS = "keep_status"
    KEEP_REPLACED = "keep_replaced"
    CLOSE = "close"


class Ended(StrEnum):
    """Why a call ended; what follows (wrap-up, or going on by text) depends on it."""

    CUSTOMER_HUNG_UP = "customer_hung_up"
    ADVISER_HUNG_UP = "adviser_hung_up"
    NO_AUDIO_PATH = "no_audio_path"
    CUSTOMER_LOST = "customer_lost"
    ADVISER_LOST = "adviser_lost"
    HANDOFF_OVER = "handoff_over"
    SHUT_DOWN = "shut_down"


# The talk goes on without a call: in writing, or by a call back.
VOICE_FAILED = {Ended.NO_AUDIO_PATH, Ended.CUSTOMER_LOST, Ended.ADVISER_LOST}
LOST = {Side.CUSTOMER: Ended.CUSTOMER_LOST, Side.ADVISER: Ended.ADVISER_LOST}


@dataclass(frozen=True)
class Party:
    """One side of the call: its leg's state (None before the first offer) and what it told us.

    `gone_since` is kept until it is back, however often it tries. A line is interrupted from falling silent until it is up
    again; one that never stood is not.
    """

    leg: LegState | None = None
    gone_since: datetime | None = None
    interrupted_since: datetime | None = None
    muted: bool = False
    weak: bool = False
    name: str = ""

    @property
    def is_up(self) -> bool:
        return self.leg in {LegState.UP, LegState.SILENT}

    @property
    def interrupted(self) -> bool:
        return self.interrupted_since is not None

    def became(self, leg: LegState, at: datetime) -> "Party":
        """This party after news of its leg."""
        if leg is LegState.UP:
            return replace(self, leg=leg, gone_since=None, interrupted_since=None)
        gone_since = self.gone_since or (at if leg is LegState.GONE else None)
        interrupted_since = self.interrupted_since or (at if self.is_up and leg is not LegState.JOINING else None)
        return replace(self, leg=leg, gone_since=gone_since, interrupted_since=interrupted_since)


def _both_ends() -> dict[Side, Party]:
    return {Side.CUSTOMER: Party(), Side.ADVISER: Party()}


@dataclass(frozen=True)
class Call:
    """`together` says that the second adviser and the customer hear each other; `consulting`, that the hold is for the second."""

    opened_at: datetime
    answered_at: datetime | None = None
    status: CallStatus = CallStatus.CONNECTING
    live_since: datetime | None = None
    ended_because: Ended | None = None
    parties: dict[Side, Party] = field(default_factory=_both_ends)
    together: bool = False
    consulting: bool = False
    supervising: Supervising | None = None

    def both_up(self) -> bool:
        return self.parties[Side.CUSTOMER].is_up and self.parties[Side.ADVISER].is_up

    def is_between_two(self) -> bool:
        """Whether the customer hears nobody but the adviser, whoever else is there."""
        return not self.together and self.supervising is not Supervising.JOIN


Decision = tuple[Call, list[Effect]]


# ── legs ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def answered(call: Call, by: str, at: datetime) -> Decision:
    """An adviser has taken the handoff: from now on the call must connect.

    One that was live before is taken up from a process that is no more: it goes on, and its parties are missed until they rejoin.
    """
    if call.answered_at:
        return call, []
    call = replace(_with_party(call, Side.ADVISER, name=by), answered_at=at)
    if call.live_since is None:
        return call, []
    missed = {
        side: replace(party, leg=LegState.GONE, gone_since=at, interrupted_since=at) for side, party in call.parties.items()
    }
    return replace(call, status=CallStatus.LIVE, parties=missed), [Effect.KEEP_STATUS]


def wait_again(call: Call) -> Decision:
    """The adviser passed the handoff on to the queue: the customer waits in the call as before it was answered."""
    if call.status is CallStatus.ENDED:
        return call, []
    return Call(opened_at=call.opened_at, parties={**_both_ends(), Side.CUSTOMER: call.parties[Side.CUSTOMER]}), []


def leg_changed(call: Call, side: Side, state: LegState, at: datetime) -> Decision:
    """A leg of `side` joins, is up, falls silent, or is gone. The call goes live when customer and adviser are up at first."""
    if call.status is CallStatus.ENDED or side not in call.parties:
        return call, []
    was_up = call.parties[side].is_up
    call = replace(call, parties={**call.parties, side: call.parties[side].became(state, at)})
    if side is Side.SECOND and not was_up and call.parties[side].is_up and not call.together:
        return _consult(call)
    if call.status is CallStatus.CONNECTING and call.both_up():
        return replace(call, status=CallStatus.LIVE, live_since=call.live_since or at), [Effect.KEEP_STATUS]
    return call, []


def mute(call: Call, side: Side, muted: bool) -> Decision:
    """Told to the others, so that silence is explained; the gateway forwards nothing from a muted leg."""
    return (_with_party(call, side, muted=muted), []) if side in call.parties else (call, [])


# ── hold ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def hold(call: Call) -> Decision:
    """The adviser holds the customer, who hears music and is not heard. Only a live call can be held."""
    if call.status is not CallStatus.LIVE:
        return call, []
    return replace(call, status=CallStatus.HELD), [Effect.KEEP_STATUS]


def resume(call: Call) -> Decision:
    """Back to the customer. A second adviser who was not brought together with them waits meanwhile, and hears music."""
    if call.status is not CallStatus.HELD:
        return call, []
    return replace(call, status=CallStatus.LIVE, consulting=False), [Effect.KEEP_STATUS]


# ── the second adviser and the supervisor ─────────────────────────────────────────────────────────────────────────────


def guest_comes(call: Call, side: Side, name: str, supervising: Supervising | None = None) -> Decision:
    """A guest was let in; the leg follows. Coming again changes only what a supervisor does."""
    if call.status is CallStatus.ENDED or not side.is_guest:
        return call, []
    call = _with_party(call, side, name=name)
    return (replace(call, supervising=supervising) if side is Side.SUPERVISOR else call), []


def guest_leaves(call: Call, side: Side) -> Decision:
    """A guest is out. If the customer was on hold for the second adviser's sake, the adviser is back with them."""
    if side not in call.parties or not side.is_guest:
        return call, []
    parties = {other: party for other, party in call.parties.items() if other is not side}
    if side is Side.SUPERVISOR:
        return replace(call, parties=parties, supervising=None), []
    was_consulting = call.consulting
    call = replace(call, parties=parties, together=False)
    return resume(call) if was_consulting else (call, [])


def bring_together(call: Call) -> Decision:
    """Customer, adviser and second adviser hear each other."""
    if call.status not in {CallStatus.LIVE, CallStatus.HELD} or Side.SECOND not in call.parties:
        return call, []
    effects = [Effect.KEEP_STATUS] if call.status is CallStatus.HELD else []
    return replace(call, status=CallStatus.LIVE, together=True, consulting=False), effects


def hand_over(call: Call) -> Decision:
    """The second adviser is the adviser from now on, and the first one is out; the customer's leg does not notice."""
    if call.status is CallStatus.ENDED or Side.SECOND not in call.parties:
        return call, []
    parties = {**call.parties, Side.ADVISER: call.parties[Side.SECOND]}
    del parties[Side.SECOND]
    effects = [Effect.MOVE_SECOND, *([Effect.KEEP_STATUS] if call.status is CallStatus.HELD else [])]
    status = CallStatus.LIVE if call.status is CallStatus.HELD else call.status
    return replace(call, parties=parties, status=status, together=False, consulting=False), effects


def second_is_there(call: Call) -> bool:
    """Whether a second adviser is on the line, who can stand in for the first."""
    return Side.SECOND in call.parties and call.parties[Side.SECOND].is_up


# ── the end ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def line_became(call: Call, side: Side, weak: bool) -> Decision:
    """A party's line is weak, or well again; shown to all."""
    return (_with_party(call, side, weak=weak), []) if side in call.parties else (call, [])


def end(call: Call, because: Ended) -> Decision:
    """Over, once: whoever hangs up second changes nothing."""
    if call.status is CallStatus.ENDED:
        return call, []
    return replace(call, status=CallStatus.ENDED, ended_because=because), [Effect.KEEP_STATUS, Effect.CLOSE]


def time_passed(call: Call, now: datetime) -> Decision:
    """Ends a call that never connected, or whose lost party did not rejoin; a lost guest is let go.

    An adviser who is lost is replaced by the second one, who stands in for them before that.
    """
    if call.answered_at is None:
        return call, []
    if call.status is CallStatus.CONNECTING:
        return end(call, Ended.NO_AUDIO_PATH) if now - call.answered_at > CONNECT_WITHIN else (call, [])
    for side, party in call.parties.items():
        if party.gone_since and now - party.gone_since > REJOIN_WITHIN:
            return _lost(call, side)
    return _stand_in(call, now)


# ── who hears whom ────────────────────────────────────────────────────────────────────────────────────────────────────


def hearing(call: Call) -> dict[Side, tuple[Heard, ...]]:
    """What each party with a leg hears, most important first; nothing at all is silence."""
    if call.status is CallStatus.ENDED:
        return {}
    return {side: _heard_by(call, side) for side, party in call.parties.items() if party.is_up}


def on_record(call: Call) -> set[Side]:
    """Whose voice a recording gets: what the customer can hear, and the customer as far as the adviser can hear them."""
    heard = hearing(call)
    spoken = {other for other in heard.get(Side.CUSTOMER, ()) if isinstance(other, Side)}
    return spoken | ({Side.CUSTOMER} & set(heard.get(Side.ADVISER, ())))


def _heard_by(call: Call, side: Side) -> tuple[Heard, ...]:
    if call.status is CallStatus.CONNECTING:
        return (Played.WAITING,) if side is Side.CUSTOMER else ()
    if side is Side.CUSTOMER and call.status is CallStatus.HELD:
        return (Played.MUSIC,)
    if side is Side.SECOND and not _with_second(call):
        return (Played.MUSIC,)
    within = [other for other in SPEAKERS if other in call.parties and other is not side and _reaches(call, other, side)]
    if within and all(call.parties[other].interrupted for other in within):
        return (Played.INTERRUPTED,)
    return tuple(other for other in within if not call.parties[other].interrupted and not call.parties[other].muted)


# The order in which a browser with few places hears them.
SPEAKERS = (Side.CUSTOMER, Side.ADVISER, Side.SECOND, Side.SUPERVISOR)


def _reaches(call: Call, speaker: Side, listener: Side) -> bool:
    """Whether what `speaker` says is meant for `listener` as things stand, muted or not."""
    match speaker, listener:
        case (Side.SUPERVISOR, Side.ADVISER):
            return call.supervising in {Supervising.WHISPER, Supervising.JOIN}
        case (Side.SUPERVISOR, _):
            return call.supervising is Supervising.JOIN
        case (Side.CUSTOMER, _) | (_, Side.CUSTOMER) if call.status is CallStatus.HELD:
            return False
        case (Side.SECOND, Side.CUSTOMER) | (Side.CUSTOMER, Side.SECOND):
            return call.together
        case (Side.SECOND, _) | (_, Side.SECOND):
            return _with_second(call)
    return True


def _with_second(call: Call) -> bool:
    """Whether the second adviser is being talked with: all together, or while the customer is on hold."""
    return call.together or call.status is CallStatus.HELD


def _stand_in(call: Call, now: datetime) -> Decision:
    """While the adviser's line is down, a second one and the customer are brought together: neither is left alone with music."""
    since = call.parties[Side.ADVISER].interrupted_since
    if since is None or now - since <= STAND_IN_AFTER or call.together or not second_is_there(call):
        return call, []
    return bring_together(call)


def _lost(call: Call, side: Side) -> Decision:
    if side.is_guest:
        return guest_leaves(call, side)
    if side is Side.ADVISER and second_is_there(call):
        call, effects = hand_over(call)
        return call, [*effects, Effect.KEEP_REPLACED]
    return end(call, LOST[side])


def _consult(call: Call) -> Decision:
    """The second adviser is on the line: the customer hears music while the two advisers talk."""
    call, effects = hold(call)
    return (replace(call, consulting=True), effects) if effects else (call, [])


def _with_party(call: Call, side: Side, **changes: object) -> Call:
    party = replace(call.parties.get(side, Party()), **changes)  # type: ignore[arg-type]
    return replace(call, parties={**call.parties, side: party})
