"""What was done for a customer, and what failed: one line a deed, as the adviser reads it in the context package."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from customer_care.conversations import Conversation
from customer_care.database import Base


class Result(StrEnum):
    DONE = "done"
    FAILED = "failed"


class WorkDone(Base):
    __tablename__ = "worklog"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    what: Mapped[str] = mapped_column(String(300))
    result: Mapped[Result]
    reference: Mapped[str | None] = mapped_column(String(40))
    at: Mapped[datetime]


def note(
    session: Session, conversation: Conversation, what: str, result: Result, now: datetime, reference: str | None = None
) -> WorkDone:
    """Adds a line: `what` in words, whether it succeeded, and the receipt or record it can be found under."""
    line = WorkDone(conversation_id=conversation.id, what=what[:300], result=result, reference=reference, at=now)
    session.add(line)
    return line


def of_conversation(session: Session, conversation: Conversation) -> list[WorkDone]:
    return list(session.scalars(select(WorkDone).where(WorkDone.conversation_id == conversation.id).order_by(WorkDone.id)))
