"""A call back: by when somebody rings, and what follows when nobody answers there.

There is one promise at a time. When a try reached nobody the adviser says by when it is tried again: that promise takes the place
of the one before, and the customer is told, by e-mail when the page is closed. After MOST_TRIES the call back is over.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from customer_care import commitments, handoffs, unasked, wording
from customer_care.advisers import Adviser
from customer_care.commitments import Commitment, CommitmentStatus, Kind
from customer_care.conversations import Conversation
from customer_care.errors import ReassureError
from customer_care.handoffs import NOT_REACHED, Handoff, HandoffMove, Way, WrongMove
from customer_care.settings import QuietHours

MOST_TRIES = 3


class NextTryMissing(ReassureError):
    """Who was not reached is told by when it is tried again."""

    code = "next_try_missing"


def as_soon_as_possible(now: datetime, within: timedelta, quiet: QuietHours) -> datetime:
    """By when somebody rings who named no time: `within` that time, which does not run while it is quiet."""
    begins = quiet.end_after(now) if quiet.hold(now) else now
    due_at = begins + within
    return quiet.end_after(due_at) + within if quiet.hold(due_at) else due_at


def promise_of(session: Session, handoff: Handoff) -> Commitment | None:
    """The promise to ring that still waits, in time or late."""
    owed = commitments.unfinished_of_handoff(session, handoff.id)
    return next((promise for promise in reversed(owed) if promise.kind == Kind.CALL_BACK), None)


def tries_of(session: Session, handoff: Handoff) -> int:
    """How often nobody was reached."""
    without = (HandoffMove.handoff_id == handoff.id, HandoffMove.because == NOT_REACHED)
    return session.scalar(select(func.count(HandoffMove.id)).where(*without)) or 0


def not_reached(
    session: Session,
    conversation: Conversation,
    handoff: Handoff,
    again_at: datetime | None,
    now: datetime,
    *,
    address: str | None = None,
) -> None:
    """Nobody answered this try: the next one is promised by `again_at`, or, after the last one, the call back ends.

    The customer is told; by e-mail to where they agreed to be written, else to `address`. Raises WrongMove, NextTryMissing or
    DueInThePast.
    """
    if handoff.way != Way.CALLBACK or handoff.status not in handoffs.WITH_ADVISER:
        raise WrongMove(handoff.status)
    adviser_id, by, number = handoff.adviser_id, handoff.adviser_name or "", tries_of(session, handoff) + 1
    values = {"phone": handoff.phone, "at": wording.moment(now), "number": number, "most": MOST_TRIES}
    if number < MOST_TRIES:
        if again_at is None:
            raise NextTryMissing
        _promise_again(session, handoff, again_at, now)
        handoffs.back_to_callback(session, handoff, by, now)
        told = wording.say("utter_not_reached", when=wording.moment(again_at), **values)
    else:
        _end(session, handoff, by, now)
        told = wording.say("utter_not_reached_any_more", **values)
    session.execute(update(Adviser).where(Adviser.id == adviser_id).values(idle_since=now))
    unasked.tell_answer(session, conversation, told.text, by, now, address=address)


def _promise_again(session: Session, handoff: Handoff, again_at: datetime, now: datetime) -> None:
    promise = promise_of(session, handoff)
    if promise and promise.status == CommitmentStatus.OPEN:
        commitments.renegotiate(session, promise, again_at, now)
        return
    if promise:
        commitments.fulfil(session, promise, now)  # it was rung, later than promised
    text = wording.say("utter_commitment_callback", phone=handoff.phone).text
    follows_id = promise.id if promise else None
    talk = handoff.conversation_id
    commitments.make(session, talk, Kind.CALL_BACK, text, again_at, now, handoff_id=handoff.id, follows_id=follows_id)


def _end(session: Session, handoff: Handoff, by: str, now: datetime) -> None:
    """What was promised was done: it was rung each time."""
    if promise := promise_of(session, handoff):
        commitments.fulfil(session, promise, now)
    handoffs.end_unreached(session, handoff, by, now)
