"""Which conditions a customer has been shown, so that a refusal by a rule that was never on the screen is told apart."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from customer_care.conversations import Conversation
from customer_care.database import Base


class ConditionShown(Base):
    """The first time that the words of a rule were shown in a conversation."""

    __tablename__ = "conditions_shown"
    __table_args__ = (UniqueConstraint("conversation_id", "rule_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    rule_id: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]


def note_shown(session: Session, conversation: Conversation, rule_id: str, now: datetime) -> None:
    if not was_shown(session, conversation, rule_id):
        session.add(ConditionShown(conversation_id=conversation.id, rule_id=rule_id, at=now))
        session.flush()


def was_shown(session: Session, conversation: Conversation, rule_id: str) -> bool:
    """Whether the customer could have read this rule before."""
    mine = (ConditionShown.conversation_id == conversation.id, ConditionShown.rule_id == rule_id)
    return session.scalar(select(ConditionShown.id).where(*mine)) is not None
