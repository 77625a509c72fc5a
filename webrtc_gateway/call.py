"""What happens in a call, decided without network, clock or database: (call, event) → (call, effects).

The switchboard carries the effects out. So every race of two browsers, a lost leg or a late hang-up is a plain unit test.
States as in DESIGN: CONNECTING → LIVE ⇄ HELD → ENDED; each leg JOINING → UP ⇄ SILENT → GONE.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from customer_care.calls import CallStatus
from webrtc_gateway.leg import LegState

CONNECT_WITHIN = timedelta(seconds=45)  # includes the customer's answer to the browser's question for the microphone
REJOIN_WITHIN = timedelta(seconds=60)


class Side(StrEnum):
    CUSTOMER = "customer"
    ADVISER = "adviser"

    @property
    def other(self) -> "Side":
        return Side.ADVISER if self is Side.CUSTOMER else Side.CUSTOMER


class Effect(StrEnum):
    """What the switchboard does: who hears whom, what is kept, and the end."""

    JOIN_AUDIO = "join_audio"
    PLAY_HOLD = "play_hold"
    KEEP_STATUS = "keep_status"
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


LOST = {Side.CUSTOMER: Ended.CUSTOMER_LOST, Side.ADVISER: Ended.ADVISER_LOST}


@dataclass(frozen=True)
class Party:
    """One side of the call: its leg's state (None before the first offer), since when it is gone, what it told us, its line."""

    leg: LegState | None = None
    gone_since: datetime | None = None
    muted: bool = False
    weak: bool = False

    @property
    def is_up(self) -> bool:
        return self.leg in {LegState.UP, LegState.SILENT}


@dataclass(frozen=True)
class Call:
    opened_at: datetime
    status: CallStatus = CallStatus.CONNECTING
    live_since: datetime | None = None
    ended_because: Ended | None = None
    parties: dict[Side, Party] = field(default_factory=lambda: {side: Party() for side in Side})

    def both_up(self) -> bool:
        return all(party.is_up for party in self.parties.values())


Decision = tuple[Call, list[Effect]]


def leg_changed(call: Call, side: Side, state: LegState, at: datetime) -> Decision:
    """A leg of `side` joins, is up, falls silent, or is gone. The call goes live when both are up for the first time."""
    if call.status is CallStatus.ENDED:
        return call, []
    was_up = call.parties[side].is_up
    gone_since = at if state is LegState.GONE else None
    call = _with_party(call, side, leg=state, gone_since=gone_since)
    if was_up or not call.both_up():
        return call, []
    if call.status is CallStatus.CONNECTING:
        call = replace(call, status=CallStatus.LIVE, live_since=call.live_since or at)
        return call, [Effect.JOIN_AUDIO, Effect.KEEP_STATUS]
    return call, [Effect.PLAY_HOLD if call.status is CallStatus.HELD else Effect.JOIN_AUDIO]


def hold(call: Call) -> Decision:
    """The adviser holds the customer, who hears music and is not heard. Only a live call can be held."""
    if call.status is not CallStatus.LIVE:
        return call, []
    return replace(call, status=CallStatus.HELD), [Effect.PLAY_HOLD, Effect.KEEP_STATUS]


def resume(call: Call) -> Decision:
    if call.status is not CallStatus.HELD:
        return call, []
    return replace(call, status=CallStatus.LIVE), [Effect.JOIN_AUDIO, Effect.KEEP_STATUS]


def mute(call: Call, side: Side, muted: bool) -> Decision:
    """Told to the other side, so that silence is explained; the gateway forwards nothing from a muted leg."""
    call = _with_party(call, side, muted=muted)
    return call, [Effect.JOIN_AUDIO] if call.status is CallStatus.LIVE and call.both_up() else []


def line_became(call: Call, side: Side, weak: bool) -> Decision:
    """A party's line is weak, or well again; shown to both sides."""
    return _with_party(call, side, weak=weak), []


def end(call: Call, because: Ended) -> Decision:
    """Over, once: whoever hangs up second changes nothing."""
    if call.status is CallStatus.ENDED:
        return call, []
    return replace(call, status=CallStatus.ENDED, ended_because=because), [Effect.CLOSE, Effect.KEEP_STATUS]


def time_passed(call: Call, now: datetime) -> Decision:
    """Ends a call that never connected, or whose lost party did not rejoin."""
    if call.status is CallStatus.CONNECTING:
        return end(call, Ended.NO_AUDIO_PATH) if now - call.opened_at > CONNECT_WITHIN else (call, [])
    for side, party in call.parties.items():
        if party.gone_since and now - party.gone_since > REJOIN_WITHIN:
            return end(call, LOST[side])
    return call, []


def _with_party(call: Call, side: Side, **changes: object) -> Call:
    party = replace(call.parties[side], **changes)  # type: ignore[arg-type]
    return replace(call, parties={**call.parties, side: party})
