"""A commitment: something the company said it would do, to whom, by when; kept, broken, or renegotiated."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from customer_care.conversations import Conversation
from customer_care.database import Base
from customer_care.errors import ReassureError


class CommitmentStatus(StrEnum):
    OPEN = "OPEN"
    KEPT = "KEPT"
    BROKEN = "BROKEN"
    RENEGOTIATED = "RENEGOTIATED"
    RELEASED = "RELEASED"


class DueInThePast(ReassureError):
    """A promise must be due after it is made."""

    code = "due_in_the_past"


class Commitment(Base):
    __tablename__ = "commitments"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    handoff_id: Mapped[int | None] = mapped_column(ForeignKey("handoffs.id"), index=True)
    text: Mapped[str] = mapped_column(String(300))
    due_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime]
    status: Mapped[CommitmentStatus] = mapped_column(default=CommitmentStatus.OPEN)


def make(
    session: Session,
    conversation: Conversation,
    text: str,
    due_at: datetime,
    made_by: str,
    now: datetime,
    handoff_id: int | None = None,
) -> Commitment:
    """Records what was promised, in the transaction that promises it. Raises DueInThePast."""
    if due_at <= now:
        raise DueInThePast(text)
    made = Commitment(
        conversation_id=conversation.id,
        handoff_id=handoff_id,
        text=text,
        due_at=due_at,
        made_by=made_by,
        made_at=now,
        status=CommitmentStatus.OPEN,
    )
    session.add(made)
    return made


def open_ones(session: Session, conversation: Conversation) -> list[Commitment]:
    return list(
        session.scalars(
            select(Commitment)
            .where(Commitment.conversation_id == conversation.id, Commitment.status == CommitmentStatus.OPEN)
            .order_by(Commitment.due_at)
        )
    )


def of_handoff(session: Session, handoff_id: int) -> list[Commitment]:
    return list(session.scalars(select(Commitment).where(Commitment.handoff_id == handoff_id).order_by(Commitment.due_at)))
