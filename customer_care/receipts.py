"""A receipt: proof of a completed action. Written in the transaction of the deed, never changed, never deleted.

A trigger of the database says so, too (migration care_0003).
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from customer_care.database import Base
from customer_care.errors import ReassureError

FIRST_NUMBER = 20400  # numbers look like R-20418: short enough to read out on the telephone


class KeyReused(ReassureError):
    """This idempotency key already stands for a deed with other parameters; nothing was done."""

    code = "key_reused"


class Receipt(Base):
    """Money is in minor units of `currency` (ISO 4217); positive means that the customer paid.

    `parameters_digest` is the SHA-256 of what the deed was done with, so that a key cannot come to stand for something else.
    """

    __tablename__ = "receipts"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(100), unique=True)
    parameters_digest: Mapped[str | None] = mapped_column(String(64))
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
        return number_of(str(FIRST_NUMBER + self.id))


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
    parameters: Mapping[str, Any] | None = None,
) -> Receipt:
    """The receipt for the deed with this idempotency key: a retry gets the same one. Raises KeyReused."""
    digest = digest_of(parameters) if parameters is not None else None
    known = with_key(session, key)
    if known and known.parameters_digest != digest:
        raise KeyReused(key)
    if known:
        return known
    receipt = Receipt(
        parameters_digest=digest,
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


def with_number(session: Session, number: str) -> Receipt | None:
    """The receipt with this number, "R-20418"."""
    digits = number.rpartition("-")[2]
    return session.get(Receipt, int(digits) - FIRST_NUMBER) if digits.isdecimal() else None


def number_of(digits: str) -> str:
    """The number as it is printed, from its digits."""
    return f"R-{int(digits)}"


def of_conversation(session: Session, conversation_id: int) -> list[Receipt]:
    return list(session.scalars(select(Receipt).where(Receipt.conversation_id == conversation_id).order_by(Receipt.id)))


def digest_of(parameters: Mapping[str, Any]) -> str:
    """SHA-256, in hex, of the parameters as canonical JSON."""
    return hashlib.sha256(json.dumps(parameters, sort_keys=True, default=str).encode()).hexdigest()
