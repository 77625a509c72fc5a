"""What the assistant reported about a customer's patience, turn by turn: score and reason codes, never words.

It belongs to its conversation alone: no profile is kept across conversations, and advisers are never scored.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from customer_care.conversations import Conversation
from customer_care.database import Base


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


def record(
    session: Session, conversation: Conversation, seq: int, score: float, level: str, reasons: list[str], now: datetime
) -> None:
    """Keeps the report for the customer's turn `seq`, once."""
    known = select(FrustrationReport.id).where(FrustrationReport.conversation_id == conversation.id, FrustrationReport.seq == seq)
    if session.scalar(known) is None:
        report = FrustrationReport(conversation_id=conversation.id, seq=seq, score=score, level=level, reasons=reasons, at=now)
        session.add(report)


def over_time(session: Session, conversation: Conversation) -> list[FrustrationReport]:
    return list(
        session.scalars(
            select(FrustrationReport).where(FrustrationReport.conversation_id == conversation.id).order_by(FrustrationReport.seq)
        )
    )
