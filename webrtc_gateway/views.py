"""Records as the screens see them: the only place where rows become wire messages."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from customer_care import (
    access,
    call_backs,
    calls,
    commitments,
    context,
    frustration,
    guests,
    handoffs,
    journal,
    mail,
    queue,
    recordings,
    repairs,
    settings,
    unasked,
    wording,
)
from customer_care.advisers import REACHABLE_FOR, Adviser, Role
from customer_care.calls import CallStatus
from customer_care.commitments import Commitment, CommitmentStatus
from customer_care.context import Item
from customer_care.conversations import Conversation
from customer_care.guests import CallGuest, GuestStatus, Part
from customer_care.handoffs import Handoff, Status, Way
from customer_care.recordings import RecordingStatus
from customer_care.repairs import Repair, RepairStatus
from webrtc_gateway import call as rules
from webrtc_gateway import messages
from webrtc_gateway.assistant import cards
from webrtc_gateway.call import Side, Supervising
from webrtc_gateway.quality import Line, Reading, grade

CUSTOMER_HERE_FOR = REACHABLE_FOR
CONSENTED = "transcript"
PARTS = {Part.SECOND: Side.SECOND, Part.SUPERVISOR: Side.SUPERVISOR}
# How the customer sees it; what was set aside is not shown at all.
PROMISED: dict[CommitmentStatus, Any] = {
    CommitmentStatus.OPEN: "open",
    CommitmentStatus.KEPT: "kept",
    CommitmentStatus.BROKEN: "late",
}
TALKING = {Status.ACCEPTED, Status.LIVE}
RECORDED: dict[RecordingStatus, Any] = {
    RecordingStatus.PROPOSED: "proposed",
    RecordingStatus.ON: "on",
    RecordingStatus.PAUSED: "paused",
}


def turn(record: journal.Turn) -> messages.Turn:
    """A turn without the payloads of its buttons: those stay here."""
    shown = cards(record.extras)
    response = record.extras.get(journal.RESPONSE, "")
    return messages.Turn(
        seq=record.seq,
        speaker=record.speaker.value,
        name=record.name,
        text=record.text,
        at=record.at.isoformat(),
        client_id=(record.client_id or "").removeprefix("c:") or None,
        buttons=[messages.Button(button["title"]) for button in record.extras.get("buttons", ())],
        work=shown.work,
        receipt=shown.receipt,
        quote=shown.quote,
        step=shown.step,
        offer=shown.offer,
        lang=wording.language(response),
        told_by_state=response in handoffs.TOLD_BY_THE_STATE,
    )


def package(items: list[Item]) -> messages.Package:
    return messages.Package(context.digest(items), [messages.PackageItem(item.key, item.lines) for item in items])


def wait(estimate: queue.WaitEstimate) -> messages.Wait:
    return messages.Wait(estimate.low_seconds, estimate.high_seconds, estimate.ahead, estimate.advisers_available)


def call(public_id: str, state: rules.Call, side: Side) -> messages.Call:
    """The call as `side` sees it."""
    mine, theirs = state.parties[side], state.parties[side.other]
    return messages.Call(
        id=public_id,
        status=state.status.value,
        my_leg=mine.leg.value if mine.leg else None,
        other_leg=theirs.leg.value if theirs.leg else None,
        since=_iso(state.live_since),
        my_muted=mine.muted,
        other_muted=theirs.muted,
        my_line_weak=mine.weak,
        other_line_weak=theirs.weak,
        ended_because=state.ended_because,
        others=[_other(state, other) for other, party in state.parties.items() if other is not side and party.leg],
        together=state.together,
        supervising=state.supervising.value if state.supervising else None,
    )


def call_quality(public_id: str, lines: dict[Side, Line]) -> messages.CallQuality:
    ends: tuple[Literal["customer"], Literal["adviser"]] = ("customer", "adviser")
    measured = [(party, line) for party in ends if (line := lines.get(Side(party))) and line.newest]
    return messages.CallQuality(public_id, [_line(party, line) for party, line in measured])


def customer_handoff(
    session: Session, conversation: Conversation, live: messages.Call | None, now: datetime
) -> messages.CustomerHandoff | None:
    """The newest handoff as its customer sees it. One that is over stays visible until the effort question is answered."""
    handoff = handoffs.newest(session, conversation)
    if handoff is None:
        return None
    return messages.CustomerHandoff(
        id=handoff.public_id,
        status=handoff.status.value,
        reasons=handoff.reasons,
        reason_text=wording.reason(handoff.reasons[0]) if handoff.reasons else "",
        package=package(context.from_json(handoff.shown)) if handoff.status in handoffs.WAITING else None,
        consented=context.newest_consent(session, handoff.id) is not None,
        way=handoff.way.value if handoff.way else None,
        wait=wait(queue.wait_for(session, handoff, now)),
        adviser=handoff.adviser_name if handoff.status in {*handoffs.WITH_ADVISER, Status.CLOSED} else None,
        call=live,
        recording=recording(session, handoff),
        ending=handoff.ending,
        ask_effort=handoff.status == Status.CLOSED and not handoff.effort_asked,
        voice_failed=_voice_failed(session, handoff),
    )


def recording(session: Session, handoff: Handoff) -> messages.Recording | None:
    """What is proposed or running while they talk."""
    current = recordings.of_handoff(session, handoff) if handoff.status in TALKING else None
    return messages.Recording(current.public_id, RECORDED[current.status], current.question) if current else None


def promises(session: Session, conversation: Conversation) -> messages.PromisesState:
    """What was promised to this customer, as they see it."""
    address = unasked.mail_address(session, conversation)
    made = [_promised(commitment) for commitment in commitments.of_conversation(session, conversation.id)]
    return messages.PromisesState(made, mail.masked(address) if address else None)


def desk(session: Session, adviser: Adviser, live: messages.Call | None, now: datetime) -> messages.DeskState:
    """Everything that this adviser's desk shows besides the turns."""
    mine = handoffs.of_adviser(session, adviser.id)
    ringing = mine if mine and mine.status == Status.RINGING else None
    in_hand = mine if mine and mine.status in handoffs.WITH_ADVISER else None
    guest = guests.guest_of(session, adviser.id)
    asked = guest if guest and guest.status == GuestStatus.ASKED else None
    shown = _live_handoff(session, in_hand, live, now) if in_hand else _as_guest(session, guest, live, now)
    talking = in_hand is not None and in_hand.way == Way.VOICE and in_hand.status in {Status.ACCEPTED, Status.LIVE}
    free = guests.free_colleagues(session, adviser.id, now) if talking else []
    replacement = guests.replacement_of(session, adviser.id)
    return messages.DeskState(
        adviser=adviser.name,
        role=adviser.role.value,
        presence=adviser.presence.value,
        queue=[_queue_entry(session, handoff, adviser, now) for handoff in queue.waiting_or_ringing(session)],
        ringing=_ringing(session, ringing) if ringing else None,
        handoff=shown,
        consultation=_consultation(session, asked) if asked else None,
        colleagues=[messages.Colleague(colleague.id, colleague.name) for colleague in free],
        calls=_calls_to_supervise(session, adviser) if adviser.role == Role.LEAD else [],
        taken_over_by=replacement.name if replacement else None,
    )


def feelings(session: Session, conversation: Conversation, delivered: list[Item]) -> list[messages.Feeling]:
    """The moments that the customer agreed to show; what came after that is not among them."""
    contested = frustration.contested(session, conversation)
    return [
        messages.Feeling(
            seq=moment.seq,
            at=moment.at,
            score=moment.score,
            in_words=wording.felt(moment.score),
            reasons=[wording.reason_and_answer(code, contested) for code in moment.reasons],
        )
        for item in delivered
        for moment in item.moments
    ]


def first_visible_turn(session: Session, handoff: Handoff) -> int:
    """The turn after which an adviser may read: none if the transcript was agreed to, else the last before accepting."""
    if any(item.key == CONSENTED for item in context.delivered(session, handoff.id)):
        return 0
    return handoff.accepted_seq or 0


def _line(party: Literal["customer", "adviser"], line: Line) -> messages.LineQuality:
    newest = line.newest or Reading(None, None, 0.0, None, None, None)
    return messages.LineQuality(
        party=party,
        opinions=[reading.opinion for reading in line.history],
        grade=None if newest.rating is None else grade(newest.rating).value,
        lost_up=_percent(newest.loss_up),
        lost_down=_percent(newest.loss_down),
        jitter_ms=round(newest.jitter * 1000),
        round_trip_ms=None if newest.round_trip is None else round(newest.round_trip * 1000),
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


def _promised(commitment: Commitment) -> messages.Promised:
    return messages.Promised(
        id=commitment.id,
        text=commitment.text,
        due_at=commitment.due_at.isoformat(),
        due=wording.moment(commitment.due_at),
        state=PROMISED[commitment.status],
        done_at=_iso(commitment.done_at),
        remedy=commitment.remedy,
    )


def _open_repair(repair: Repair) -> messages.OpenRepair:
    opens_at = repair.recheck_due_at if repair.status == RepairStatus.DECIDED else None
    step: Any = repairs.NEXT[repair.status].name
    return messages.OpenRepair(repair.id, repair.what, step, _iso(opens_at))


def _queue_entry(session: Session, handoff: Handoff, adviser: Adviser, now: datetime) -> messages.QueueEntry:
    return messages.QueueEntry(
        handoff=handoff.public_id,
        since=_iso(handoff.waiting_since) or handoff.requested_at.isoformat(),
        way=_way(handoff),
        reason_text=_reason_for_desk(session, handoff),
        status=handoff.status.value,
        mine=handoff.adviser_id == adviser.id,
        call_back=_call_back(session, handoff, now),
    )


def _call_back(session: Session, handoff: Handoff, now: datetime) -> messages.CallBack | None:
    promise = call_backs.promise_of(session, handoff) if handoff.way == Way.CALLBACK else None
    if promise is None:
        return None
    tries = call_backs.tries_of(session, handoff)
    return messages.CallBack(wording.moment(promise.due_at), promise.due_at <= now, tries, call_backs.MOST_TRIES)


def _voice_failed(session: Session, handoff: Handoff) -> bool:
    in_writing = handoff.way == Way.TEXT and handoff.status in TALKING
    return in_writing and calls.newest_ending(session, handoff) in rules.VOICE_FAILED


def _ringing(session: Session, handoff: Handoff) -> messages.Ringing:
    return messages.Ringing(
        handoff=handoff.public_id,
        way=_way(handoff),
        reason_text=_reason_for_desk(session, handoff),
        since=_iso(handoff.waiting_since) or handoff.requested_at.isoformat(),
        expires_at=_iso(handoff.lease_expires_at) or "",
    )


def _as_guest(
    session: Session, guest: CallGuest | None, live: messages.Call | None, now: datetime
) -> messages.LiveHandoff | None:
    """What somebody sees who is in the call of another's handoff: the same, and the part that they have in it."""
    if guest is None or guest.status != GuestStatus.IN:
        return None
    handoff, _ = access.handoff_taken_part_in(session, guest.handoff_id)
    part: Any = PARTS[guest.part].value
    return replace(_live_handoff(session, handoff, live, now), my_part=part, asked=None)


def _consultation(session: Session, guest: CallGuest) -> messages.Consultation:
    handoff, _ = access.handoff_taken_part_in(session, guest.handoff_id)
    reason = _reason_for_desk(session, handoff)
    return messages.Consultation(guest.public_id, handoff.adviser_name or "", reason, _iso(guest.expires_at) or "")


def _calls_to_supervise(session: Session, lead: Adviser) -> list[messages.OngoingCall]:
    return [
        messages.OngoingCall(handoff.public_id, handoff.adviser_name or "", _iso(handoff.accepted_at) or "")
        for handoff in handoffs.in_calls(session)
        if handoff.adviser_id != lead.id
    ]


def _other(state: rules.Call, side: Side) -> messages.PartyInCall:
    party = state.parties[side]
    leg: Any = party.leg.value if party.leg else None
    return messages.PartyInCall(side.value, party.name, leg, party.muted, _doing(state, side))


def _doing(state: rules.Call, side: Side) -> messages.Doing:
    if side is Side.SUPERVISOR and state.supervising is not Supervising.JOIN:
        return "advising" if state.supervising is Supervising.WHISPER else "listening"
    if side is Side.CUSTOMER and state.status is CallStatus.HELD:
        return "on_hold"
    if state.parties[side].interrupted:
        return "interrupted"
    waits = side is Side.SECOND and not state.together and state.status is not CallStatus.HELD
    return "waiting" if waits else "talking"


def _live_handoff(session: Session, handoff: Handoff, live: messages.Call | None, now: datetime) -> messages.LiveHandoff:
    conversation = session.get_one(Conversation, handoff.conversation_id)
    items = context.delivered(session, handoff.id)
    return messages.LiveHandoff(
        id=handoff.public_id,
        status=handoff.status.value,
        way=_way(handoff),
        reason_text=_reason_for_desk(session, handoff),
        package=package([item for item in items if item.key != CONSENTED]),
        feelings=feelings(session, conversation, items),
        repairs=[_open_repair(repair) for repair in _agreed_repairs(session, conversation, items)],
        call=live,
        recording=recording(session, handoff),
        may_record=_is_between_two(live) and recordings.may_ask(session, handoff, recordings.keeping_of(settings.current())),
        callback_phone=handoff.phone,
        call_back=_call_back(session, handoff, now),
        customer_here=conversation.seen_at > now - CUSTOMER_HERE_FOR,
        asked=next((guest.name for guest in guests.of_handoff(session, handoff) if guest.status == GuestStatus.ASKED), None),
    )


def _is_between_two(live: messages.Call | None) -> bool:
    return live is None or not (live.together or live.supervising == Supervising.JOIN.value)


def _agreed_repairs(session: Session, conversation: Conversation, delivered: list[Item]) -> list[Repair]:
    """The open repairs, where the customer agreed to pass on what went wrong."""
    agreed = any(item.key == "repairs" for item in delivered)
    return repairs.open_ones(session, conversation.id) if agreed else []


def _way(handoff: Handoff) -> Any:
    return (handoff.way or Way.TEXT).value


def _reason_for_desk(session: Session, handoff: Handoff) -> str:
    """Why a person is needed, as far as the customer agreed to say so."""
    agreed = any(item.key == "feelings" for item in context.delivered(session, handoff.id))
    return wording.reason(handoff.reasons[0] if agreed and handoff.reasons else context.ASKED)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
