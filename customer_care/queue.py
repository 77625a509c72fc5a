"""Who is next, and how long it takes, honestly.

A handoff waits in the order of asking and keeps its place when it comes back. It rings at one adviser at a time: available,
reachable, not in another handoff or call, and idle for longest. `tend` is the only thing that time does to handoffs.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from customer_care import advisers, guests, handoffs
from customer_care.advisers import REACHABLE_FOR, Adviser, Presence
from customer_care.commitments import Commitment, Kind
from customer_care.conversations import Conversation
from customer_care.errors import ReassureError
from customer_care.handoffs import BUSY_ADVISER, Handoff, Status, Way

ENOUGH_HISTORY = 5  # below this many answered handoffs we do not know yet
HISTORY = 50
CUSTOMER_GONE_FOR = timedelta(minutes=2)
ADVISER_GONE_FOR = timedelta(seconds=60)
WRAP_UP_LIMIT = timedelta(minutes=10)
FULL = 50


class QueueFull(ReassureError):
    """More people wait than can be served in reasonable time: a call back is offered instead of a false hope."""

    code = "queue_full"


@dataclass(frozen=True)
class WaitEstimate:
    """The middle half of recent waits, in seconds; None while there are too few to say."""

    low_seconds: int | None
    high_seconds: int | None
    ahead: int
    advisers_available: int


def demand_room(session: Session) -> None:
    """Raises QueueFull when FULL handoffs wait already."""
    waiting = select(func.count()).where(Handoff.status.in_({Status.QUEUED, Status.RINGING}))
    if (session.scalar(waiting) or 0) >= FULL:
        raise QueueFull


def wait_for(session: Session, handoff: Handoff | None, now: datetime) -> WaitEstimate:
    """What can honestly be said about the wait of this handoff, or of one that would be asked for now."""
    waits = sorted(_recent_waits(session))
    known = len(waits) >= ENOUGH_HISTORY
    return WaitEstimate(
        low_seconds=round(_quantile(waits, 0.25)) if known else None,
        high_seconds=round(_quantile(waits, 0.9)) if known else None,
        ahead=_ahead_of(session, handoff),
        advisers_available=advisers.count_available(session, now),
    )


def offer_next(session: Session, ring_for: timedelta, now: datetime) -> int:
    """Rings as many waiting handoffs as there are free advisers. Returns how many."""
    waiting = select(Handoff).where(Handoff.status == Status.QUEUED).order_by(Handoff.waiting_since)
    free = _free_advisers(session, now)
    rung = 0
    for handoff in session.scalars(waiting.limit(len(free))) if free else ():
        rung += handoffs.ring(session, handoff, free.pop(0), ring_for, now)
    return rung


def tend(session: Session, ring_for: timedelta, now: datetime) -> int:
    """What time does: leases run out, people who left are let go, the next ones ring. Returns how many handoffs moved."""
    moved = guests.tend(session, now) + _expire_leases(session, now) + _let_go_of_absent_customers(session, now)
    moved += _replace_lost_advisers(session, now) + _close_forgotten_wrap_ups(session, now)
    return moved + offer_next(session, ring_for, now)


def waiting_or_ringing(session: Session) -> list[Handoff]:
    """The queue as the desk shows it: who waits, longest first, and then the call backs, what is due first at the top."""
    waiting = select(Handoff).where(Handoff.status.in_({Status.QUEUED, Status.RINGING})).order_by(Handoff.waiting_since)
    promised = (Commitment.handoff_id == Handoff.id, Commitment.kind == Kind.CALL_BACK, Commitment.done_at.is_(None))
    due_at = select(func.max(Commitment.due_at)).where(*promised).scalar_subquery()
    to_call = select(Handoff).where(Handoff.status == Status.CALLBACK).order_by(due_at, Handoff.waiting_since)
    return [*session.scalars(waiting), *session.scalars(to_call)]


def _free_advisers(session: Session, now: datetime) -> list[Adviser]:
    engaged = select(Handoff.adviser_id).where(Handoff.status.in_(BUSY_ADVISER), Handoff.adviser_id.is_not(None))
    free = (
        select(Adviser)
        .where(Adviser.presence == Presence.AVAILABLE, Adviser.seen_at > now - REACHABLE_FOR)
        .where(Adviser.id.not_in(engaged), Adviser.id.not_in(guests.engaged()))
        .order_by(Adviser.idle_since)
    )
    return list(session.scalars(free))


def _expire_leases(session: Session, now: datetime) -> int:
    expired = session.scalars(select(Handoff).where(Handoff.status == Status.RINGING, Handoff.lease_expires_at <= now)).all()
    for handoff in expired:
        # Nobody answered: ringing there again at once would keep the customer waiting for an empty chair.
        advisers.set_away(session, handoff.adviser_id)
        handoffs.return_to_queue(session, handoff, now)
    return len(expired)


def _let_go_of_absent_customers(session: Session, now: datetime) -> int:
    gone = Conversation.seen_at <= now - CUSTOMER_GONE_FOR
    left = _with_conversation(session, Handoff.status.in_({Status.QUEUED, Status.RINGING}), gone)
    for handoff, conversation in left:
        handoffs.expire(session, conversation, handoff, "customer_left", now)
    return len(left)


def _replace_lost_advisers(session: Session, now: datetime) -> int:
    talking = Handoff.status.in_({Status.ACCEPTED, Status.LIVE}) & (Handoff.way != Way.CALLBACK)
    lost = _with_conversation(session, talking, _adviser_unseen_since(now - ADVISER_GONE_FOR))
    for handoff, conversation in lost:
        try:
            with session.begin_nested():
                guests.replace_lost(session, conversation, handoff, now)
        except ReassureError:  # nobody else is in the call, or not any more
            handoffs.requeue(session, conversation, handoff, "adviser_lost", now)
    return len(lost)


def _close_forgotten_wrap_ups(session: Session, now: datetime) -> int:
    """A wrap-up that nobody finishes would keep the assistant silent for ever."""
    overdue = Handoff.wrap_up_at <= now - WRAP_UP_LIMIT
    abandoned = or_(overdue, _adviser_unseen_since(now - ADVISER_GONE_FOR))
    forgotten = _with_conversation(session, Handoff.status == Status.WRAP_UP, abandoned)
    for handoff, conversation in forgotten:
        handoffs.close(session, conversation, handoff, "wrap_up_forgotten", now)
    return len(forgotten)


def _adviser_unseen_since(moment: datetime) -> ColumnElement[bool]:
    return Handoff.adviser_id.in_(select(Adviser.id).where(or_(Adviser.seen_at.is_(None), Adviser.seen_at <= moment)))


def _with_conversation(session: Session, *conditions: ColumnElement[bool]) -> list[tuple[Handoff, Conversation]]:
    joined = select(Handoff, Conversation).join(Conversation, Conversation.id == Handoff.conversation_id)
    return [(handoff, conversation) for handoff, conversation in session.execute(joined.where(*conditions)).all()]


def _ahead_of(session: Session, handoff: Handoff | None) -> int:
    ahead = select(func.count()).where(Handoff.status.in_({Status.QUEUED, Status.RINGING}))
    if handoff and handoff.waiting_since:
        ahead = ahead.where(Handoff.waiting_since < handoff.waiting_since)
    return session.scalar(ahead) or 0


def _recent_waits(session: Session) -> list[float]:
    answered = (
        select(Handoff.waiting_since, Handoff.accepted_at)
        .where(Handoff.accepted_at.is_not(None), Handoff.waiting_since.is_not(None), Handoff.way != Way.CALLBACK)
        .order_by(Handoff.id.desc())
        .limit(HISTORY)
    )
    return [(accepted - since).total_seconds() for since, accepted in session.execute(answered) if since and accepted]


def _quantile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
