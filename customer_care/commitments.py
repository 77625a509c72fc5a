"""A commitment: something the company said it would do, to whom, by when; kept, broken, renegotiated or released.

It is made in the transaction of the deed that promises it. Its states are named, and a move has one door, `_move`: a conditional
UPDATE, so that a promise that is kept in the moment in which it falls due is either kept or broken, never both. See README.md for
the diagram. What is said about a commitment, before and after it is due, is in promise_keeping.py.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from customer_care.database import Base
from customer_care.errors import ReassureError


class Kind(StrEnum):
    """What is promised; a response `utter_remedy_<kind>` says what is done when it is not kept."""

    CALL_BACK = "CALL_BACK"
    REFUND_PAID = "REFUND_PAID"
    CLAIM_ANSWERED = "CLAIM_ANSWERED"
    CASE_ANSWERED = "CASE_ANSWERED"
    BAG_FOUND = "BAG_FOUND"
    BAG_DELIVERED = "BAG_DELIVERED"
    ITEM_SEARCHED = "ITEM_SEARCHED"
    NOTICE_OF_CHANGE = "NOTICE_OF_CHANGE"
    CONFIRMATION_SENT = "CONFIRMATION_SENT"
    BY_ADVISER = "BY_ADVISER"


class CommitmentStatus(StrEnum):
    OPEN = "OPEN"
    KEPT = "KEPT"
    BROKEN = "BROKEN"
    RENEGOTIATED = "RENEGOTIATED"
    RELEASED = "RELEASED"


MOVES: dict[CommitmentStatus, set[CommitmentStatus]] = {
    CommitmentStatus.OPEN: {
        CommitmentStatus.KEPT,
        CommitmentStatus.BROKEN,
        CommitmentStatus.RENEGOTIATED,
        CommitmentStatus.RELEASED,
    },
    CommitmentStatus.KEPT: set(),
    CommitmentStatus.BROKEN: set(),
    CommitmentStatus.RENEGOTIATED: set(),
    CommitmentStatus.RELEASED: set(),
}
# Nothing is owed any more: the date was moved, or the customer no longer wants it.
SET_ASIDE = {CommitmentStatus.RENEGOTIATED, CommitmentStatus.RELEASED}


class DueInThePast(ReassureError):
    """A promise must be due after it is made."""

    code = "due_in_the_past"


class CommitmentSettled(ReassureError):
    """The commitment is no longer open: what became of it stays."""

    code = "commitment_settled"


class Commitment(Base):
    """`text` is what the customer reads. `subject` names what it is about (a refund's key, a claim's number), to keep it by.

    `done_at` is when it was done; a broken promise that was done late keeps its state and has it too. `follows_id` is the
    commitment that this one was renegotiated from.
    """

    __tablename__ = "commitments"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    handoff_id: Mapped[int | None] = mapped_column(ForeignKey("handoffs.id"), index=True)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("commitments.id"))
    kind: Mapped[Kind]
    subject: Mapped[str] = mapped_column(String(100), default="", index=True)
    text: Mapped[str] = mapped_column(String(300))
    due_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime]
    status: Mapped[CommitmentStatus] = mapped_column(default=CommitmentStatus.OPEN, index=True)
    warned_at: Mapped[datetime | None]
    apologised_at: Mapped[datetime | None]
    remedy: Mapped[str | None] = mapped_column(String(300))
    done_at: Mapped[datetime | None]


class CommitmentMove(Base):
    """The log of moves."""

    __tablename__ = "commitment_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitments.id"), index=True)
    to: Mapped[CommitmentStatus]
    at: Mapped[datetime]


def make(
    session: Session,
    conversation_id: int,
    kind: Kind,
    text: str,
    due_at: datetime,
    now: datetime,
    *,
    subject: str = "",
    made_by: str = "assistant",
    handoff_id: int | None = None,
    follows_id: int | None = None,
) -> Commitment:
    """Records what was promised, in the transaction that promises it. Raises DueInThePast."""
    if due_at <= now:
        raise DueInThePast(kind)
    made = Commitment(
        conversation_id=conversation_id,
        handoff_id=handoff_id,
        follows_id=follows_id,
        kind=kind,
        subject=subject,
        text=text[:300],
        due_at=due_at,
        made_by=made_by,
        made_at=now,
        status=CommitmentStatus.OPEN,
    )
    session.add(made)
    session.flush()
    _log(session, made.id, CommitmentStatus.OPEN, now)
    return made


def keep(session: Session, kind: Kind, subject: str, now: datetime) -> list[Commitment]:
    """What was promised about this subject is done. The open ones are kept; a broken one is noted as done, late."""
    about_it = (Commitment.kind == kind, Commitment.subject == subject, Commitment.status.not_in(SET_ASIDE))
    promised = list(session.scalars(select(Commitment).where(*about_it, Commitment.done_at.is_(None))))
    for commitment in promised:
        fulfil(session, commitment, now)
    return promised


def fulfil(session: Session, commitment: Commitment, now: datetime) -> None:
    """This one is done: it is kept, or, when it was broken before, noted as done late. Raises CommitmentSettled."""
    if commitment.status == CommitmentStatus.BROKEN:
        commitment.done_at = now
    else:
        _move(session, commitment, CommitmentStatus.KEPT, now, done_at=now)


def break_off(session: Session, commitment: Commitment, now: datetime) -> None:
    """It was due and was not done. Raises CommitmentSettled."""
    _move(session, commitment, CommitmentStatus.BROKEN, now)


def release(session: Session, commitment: Commitment, now: datetime) -> None:
    """The customer no longer wants it. Raises CommitmentSettled."""
    _move(session, commitment, CommitmentStatus.RELEASED, now)


def renegotiate(session: Session, commitment: Commitment, new_due_at: datetime, now: datetime) -> Commitment:
    """The same promise for another time, agreed before the first ran out. Raises DueInThePast or CommitmentSettled."""
    _move(session, commitment, CommitmentStatus.RENEGOTIATED, now)
    return make(
        session,
        commitment.conversation_id,
        commitment.kind,
        commitment.text,
        new_due_at,
        now,
        subject=commitment.subject,
        made_by=commitment.made_by,
        handoff_id=commitment.handoff_id,
        follows_id=commitment.id,
    )


# ── finding them ──────────────────────────────────────────────────────────────────────────────────────────────────────


def open_ones(session: Session, conversation_id: int) -> list[Commitment]:
    """What is still to be done for this customer, the next one first."""
    mine = (Commitment.conversation_id == conversation_id, Commitment.status == CommitmentStatus.OPEN)
    return list(session.scalars(select(Commitment).where(*mine).order_by(Commitment.due_at, Commitment.id)))


def unfinished(session: Session, conversation_id: int) -> list[Commitment]:
    """What this customer is still owed: what is open, and what is late and not done."""
    return [made for made in of_conversation(session, conversation_id) if made.done_at is None]


def of_handoff(session: Session, handoff_id: int) -> list[Commitment]:
    return list(session.scalars(select(Commitment).where(Commitment.handoff_id == handoff_id).order_by(Commitment.due_at)))


def unfinished_of_handoff(session: Session, handoff_id: int) -> list[Commitment]:
    """What this handoff still owes: what is open, and what is late and not done."""
    return [made for made in of_handoff(session, handoff_id) if made.done_at is None and made.status not in SET_ASIDE]


def of_conversation(session: Session, conversation_id: int) -> list[Commitment]:
    """Everything promised to this customer that was not set aside: what is open first, each by its date."""
    mine = (Commitment.conversation_id == conversation_id, Commitment.status.not_in(SET_ASIDE))
    settled = Commitment.status != CommitmentStatus.OPEN
    return list(session.scalars(select(Commitment).where(*mine).order_by(settled, Commitment.due_at, Commitment.id)))


# ── the one door ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _move(session: Session, commitment: Commitment, to: CommitmentStatus, now: datetime, **values: object) -> None:
    """Moves it to `to` if the database still has it in a state that allows that. Raises CommitmentSettled."""
    session.flush()
    sources = [status for status, targets in MOVES.items() if to in targets]
    moved = session.execute(
        update(Commitment)
        .where(Commitment.id == commitment.id, Commitment.status.in_(sources))
        .values(status=to, **values)
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise CommitmentSettled(commitment.status)
    session.refresh(commitment)
    _log(session, commitment.id, to, now)


def _log(session: Session, commitment_id: int, to: CommitmentStatus, now: datetime) -> None:
    session.add(CommitmentMove(commitment_id=commitment_id, to=to, at=now))
