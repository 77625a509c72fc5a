"""What the assistant reported about a customer's patience, turn by turn: score and reason codes, never words.

It belongs to its conversation alone: no profile is kept across conversations, and advisers are never scored. The customer may say
that a reason was none, and may switch the noticing off; so may the company.
"""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from customer_care import outbox, settings
from customer_care.conversations import Conversation
from customer_care.database import Base


class Noticing(StrEnum):
    """Whether frustration is noticed in a conversation: `OFF` is the customer's decision, `NEVER` the company's."""

    ON = "on"
    OFF = "off"
    NEVER = "never"


class FrustrationReport(Base):
    """`score` is 0 (calm) to 1; `level` is what it led to: none, offer or handover."""

    __tablename__ = "frustration_reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    seq: Mapped[int]
    score: Mapped[float]
    level: Mapped[str] = mapped_column(String(10))
    reasons: Mapped[list[Any]] = mapped_column(JSON)
    at: Mapped[datetime]


class ContestedReason(Base):
    """A reason for offering a person of which the customer said that it was none. It counts no more in this conversation."""

    __tablename__ = "contested_reasons"
    __table_args__ = (UniqueConstraint("conversation_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    code: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]


def noticing(conversation: Conversation) -> Noticing:
    if not settings.current().notice_frustration:
        return Noticing.NEVER
    return Noticing.ON if conversation.may_notice else Noticing.OFF


def switch(session: Session, conversation: Conversation, on: bool, now: datetime) -> None:
    """Switched off, all that was noted so far is deleted, here and at the assistant."""
    conversation.may_notice = on
    if not on:
        session.execute(delete(FrustrationReport).where(FrustrationReport.conversation_id == conversation.id))
        session.execute(delete(ContestedReason).where(ContestedReason.conversation_id == conversation.id))
        outbox.put(session, conversation, outbox.Errand.FORGET_NOTICED, {}, now)


def record(
    session: Session, conversation: Conversation, seq: int, score: float, level: str, reasons: list[str], now: datetime
) -> None:
    """Keeps the report for the customer's turn `seq`, once. Nothing while the noticing is off, and no contested reason."""
    if noticing(conversation) is not Noticing.ON:
        return
    reasons = [code for code in reasons if code not in contested(session, conversation)]
    known = select(FrustrationReport.id).where(FrustrationReport.conversation_id == conversation.id, FrustrationReport.seq == seq)
    if session.scalar(known) is None:
        report = FrustrationReport(conversation_id=conversation.id, seq=seq, score=score, level=level, reasons=reasons, at=now)
        session.add(report)


def over_time(session: Session, conversation: Conversation) -> list[FrustrationReport]:
    """The reports in the order of the turns. A turn without one, such as a pressed button, was not judged: it is no zero."""
    return list(
        session.scalars(
            select(FrustrationReport).where(FrustrationReport.conversation_id == conversation.id).order_by(FrustrationReport.seq)
        )
    )


def contest(session: Session, conversation: Conversation, codes: Collection[str], now: datetime) -> None:
    """The customer says that these were not the reason. Saying it again changes nothing."""
    for code in sorted(set(codes) - contested(session, conversation)):
        session.add(ContestedReason(conversation_id=conversation.id, code=code, at=now))
    session.flush()


def contested(session: Session, conversation: Conversation) -> set[str]:
    mine = ContestedReason.conversation_id == conversation.id
    return set(session.scalars(select(ContestedReason.code).where(mine)))
