"""A receipt: proof of a completed action. Written in the transaction of the deed, never changed, never deleted."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from customer_care.database import Base

FIRST_NUMBER = 20400  # numbers look like R-20418: short enough to read out on the telephone


class Receipt(Base):
    """Money is in minor units of `currency` (ISO 4217); positive means that the customer paid."""

    __tablename__ = "receipts"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(100), unique=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    what: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(200))
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    at: Mapped[datetime]
    next_step: Mapped[str | None] = mapped_column(String(300))
    due_at: Mapped[datetime | None]
    undo_until: Mapped[datetime | None]

    @property
    def number(self) -> str:
        return f"R-{FIRST_NUMBER + self.id}"


def issue(
    session: Session,
    *,
    conversation_id: int | None,
    key: str,
    what: str,
    subject: str,
    amount_minor: int,
    currency: str,
    now: datetime,
    next_step: str | None = None,
    due_at: datetime | None = None,
    undo_until: datetime | None = None,
) -> Receipt:
    """The receipt for the deed with this idempotency key: a retry gets the same one."""
    known = with_key(session, key)
    if known:
        return known
    receipt = Receipt(
        conversation_id=conversation_id,
        key=key,
        what=what,
        subject=subject,
        amount_minor=amount_minor,
        currency=currency,
        at=now,
        next_step=next_step,
        due_at=due_at,
        undo_until=undo_until,
    )
    session.add(receipt)
    session.flush()
    return receipt


def with_key(session: Session, key: str) -> Receipt | None:
    """The receipt that this key already has, so that a deed can tell a retry before doing anything."""
    return session.scalar(select(Receipt).where(Receipt.key == key))


def of_conversation(session: Session, conversation_id: int) -> list[Receipt]:
    return list(session.scalars(select(Receipt).where(Receipt.conversation_id == conversation_id).order_by(Receipt.id)))
