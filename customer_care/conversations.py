"""A conversation: one customer's exchange with the company, across channels, reloads and handoffs.

Its public id is 128 random bits in hex: it names the conversation on the network and at Rasa, and tells nothing.
"""

import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from customer_care.database import Base
from customer_care.errors import NotFound


class Conversation(Base):
    """`may_notice`: the customer lets the assistant notice when things go badly (frustration.py)."""

    __tablename__ = "conversations"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    channel: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(10))
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    last_seq: Mapped[int] = mapped_column(default=0)
    goal: Mapped[str | None] = mapped_column(String(300))
    erased_at: Mapped[datetime | None]
    may_notice: Mapped[bool] = mapped_column(default=True)


class Verification(Base):
    """That the customer showed who they are, for one thing: what, by which method, when."""

    __tablename__ = "verifications"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    method: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]


def start(session: Session, channel: str, language: str, now: datetime) -> Conversation:
    """A new conversation with an id that nobody can guess."""
    conversation = Conversation(
        public_id=secrets.token_hex(16),
        channel=channel,
        language=language,
        started_at=now,
        seen_at=now,
        last_seq=0,
        may_notice=True,
    )
    session.add(conversation)
    session.flush()
    return conversation


def by_public_id(session: Session, public_id: str) -> Conversation:
    """The conversation with this public id. Raises NotFound, also when its customer had it deleted."""
    found = session.scalar(select(Conversation).where(Conversation.public_id == public_id, Conversation.erased_at.is_(None)))
    if found is None:
        raise NotFound("conversation")
    return found


def note_goal(session: Session, conversation: Conversation, goal: str) -> None:
    """What the customer wants, in one line, as the adviser would read it."""
    conversation.goal = goal[:300]
    session.add(conversation)


def note_seen(session: Session, public_ids: Collection[str], now: datetime) -> None:
    """These conversations have their customer looking at this moment."""
    session.execute(update(Conversation).where(Conversation.public_id.in_(public_ids)).values(seen_at=now))


def record_verification(session: Session, conversation: Conversation, subject: str, method: str, now: datetime) -> Verification:
    """The customer showed that `subject` is theirs, by `method`. Once a subject: showing it again changes nothing."""
    same = (Verification.conversation_id == conversation.id, Verification.subject == subject, Verification.method == method)
    known = session.scalar(select(Verification).where(*same))
    if known:
        return known
    verification = Verification(conversation_id=conversation.id, subject=subject, method=method, at=now)
    session.add(verification)
    return verification


def verifications(session: Session, conversation: Conversation) -> list[Verification]:
    return list(
        session.scalars(select(Verification).where(Verification.conversation_id == conversation.id).order_by(Verification.id))
    )
