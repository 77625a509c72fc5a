"""Records as the screens see them: the only place where rows become wire messages."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from customer_care import (
    commitments,
    context,
    frustration,
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
from customer_care.advisers import REACHABLE_FOR, Adviser
from customer_care.commitments import Commitment, CommitmentStatus
from customer_care.context import Item
from customer_care.conversations import Conversation
from customer_care.handoffs import Handoff, Status, Way
from customer_care.recordings import RecordingStatus
from customer_care.repairs import Repair, RepairStatus
from webrtc_gateway import call as rules
from webrtc_gateway import messages
from webrtc_gateway.assistant import cards
from webrtc_gateway.call import Side
from webrtc_gateway.quality import Line, Reading, grade

CUSTOMER_HERE_FOR = REACHABLE_FOR
CONSENTED = "transcript"
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
        ask_effort=handoff.status == Status.CLOSED and handoff.ending == "finished" and not handoff.effort_asked,
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
    return messages.DeskState(
        adviser=adviser.name,
        role=adviser.role.value,
        presence=adviser.presence.value,
        queue=[_queue_entry(session, handoff, adviser) for handoff in queue.waiting_or_ringing(session)],
        ringing=_ringing(session, ringing) if ringing else None,
        handoff=_live_handoff(session, in_hand, live, now) if in_hand else None,
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
        state=PROMISED[commitment.status],
        done_at=_iso(commitment.done_at),
        remedy=commitment.remedy,
    )


def _open_repair(repair: Repair) -> messages.OpenRepair:
    opens_at = repair.recheck_due_at if repair.status == RepairStatus.DECIDED else None
    step: Any = repairs.NEXT[repair.status].name
    return messages.OpenRepair(repair.id, repair.what, step, _iso(opens_at))


def _queue_entry(session: Session, handoff: Handoff, adviser: Adviser) -> messages.QueueEntry:
    return messages.QueueEntry(
        handoff=handoff.public_id,
        since=_iso(handoff.waiting_since) or handoff.requested_at.isoformat(),
        way=_way(handoff),
        reason_text=_reason_for_desk(session, handoff),
        status=handoff.status.value,
        mine=handoff.adviser_id == adviser.id,
    )


def _ringing(session: Session, handoff: Handoff) -> messages.Ringing:
    return messages.Ringing(
        handoff=handoff.public_id,
        way=_way(handoff),
        reason_text=_reason_for_desk(session, handoff),
        since=_iso(handoff.waiting_since) or handoff.requested_at.isoformat(),
        expires_at=_iso(handoff.lease_expires_at) or "",
    )


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
        may_record=recordings.may_ask(session, handoff, recordings.keeping_of(settings.current())),
        callback_phone=handoff.phone,
        customer_here=conversation.seen_at > now - CUSTOMER_HERE_FOR,
    )


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
