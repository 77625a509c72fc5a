"""What others must hear: written in the transaction that makes it true, delivered afterwards until it is done.

For the assistant: a customer's turn, that the adviser has finished, or what it must forget. They are delivered one at a time a
conversation, in order; a delivery is claimed by a lease, so that a gateway that dies leaves it to the next one.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from customer_care.conversations import Conversation
from customer_care.database import Base


class Errand(StrEnum):
    SAY = "say"
    ADVISER_FINISHED = "adviser_finished"
    HANDOFF_REQUESTED = "handoff_requested"
    FORGET = "forget"  # the whole conversation
    FORGET_NOTICED = "forget_noticed"  # only what was noticed about frustration


class OutboxRow(Base):
    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    errand: Mapped[Errand]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(index=True)


def put(session: Session, conversation: Conversation, errand: Errand, body: dict[str, Any], now: datetime) -> OutboxRow:
    row = OutboxRow(conversation_id=conversation.id, errand=errand, body=body, created_at=now, attempts=0, not_before=now)
    session.add(row)
    return row


def conversations_with_errands(session: Session, now: datetime) -> list[int]:
    """The conversations whose oldest undelivered row may be tried now."""
    oldest = select(func.min(OutboxRow.id)).where(OutboxRow.done_at.is_(None)).group_by(OutboxRow.conversation_id)
    due = select(OutboxRow.conversation_id).where(OutboxRow.id.in_(oldest), OutboxRow.not_before <= now)
    return list(session.scalars(due.order_by(OutboxRow.id)))


def claim_next(session: Session, conversation_id: int, lease: timedelta, now: datetime) -> OutboxRow | None:
    """The oldest undelivered row of the conversation, taken for `lease`; None when there is none or another gateway has it.

    `attempts` is 1 the first time. A higher number means that an earlier delivery may or may not have arrived.
    """
    undone = (OutboxRow.conversation_id == conversation_id, OutboxRow.done_at.is_(None))
    row = session.scalar(select(OutboxRow).where(*undone).order_by(OutboxRow.id).limit(1))
    if row is None or row.not_before > now:
        return None
    claimed = session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == row.id, OutboxRow.attempts == row.attempts, OutboxRow.done_at.is_(None))
        .values(attempts=row.attempts + 1, not_before=now + lease)
        .execution_options(synchronize_session=False)
    )
    if claimed.rowcount != 1:  # type: ignore[attr-defined]
        return None
    session.refresh(row)
    return row


def done(session: Session, row_id: int, now: datetime) -> None:
    session.execute(update(OutboxRow).where(OutboxRow.id == row_id).values(done_at=now))


def try_again(session: Session, row_id: int, at: datetime) -> None:
    session.execute(update(OutboxRow).where(OutboxRow.id == row_id).values(not_before=at))
