"""The journal: the durable list of turns, and the only truth about what was said.

A turn is appended once and never changed. Its sequence number counts from 1 in its conversation, without repeats or gaps, so a
client that has everything up to n asks for what comes after n and gets exactly that.
"""

from datetime import datetime
from enum import StrEnum
from itertools import takewhile
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from customer_care.conversations import Conversation
from customer_care.database import Base

ANSWERED_WITH_AT_MOST = 20  # turns to one message of the customer
RESPONSE = "response"  # among a turn's extras: the name in domain.yml of what the assistant, or a line of ours, said


class Speaker(StrEnum):
    CUSTOMER = "customer"
    ASSISTANT = "assistant"
    ADVISER = "adviser"
    SYSTEM = "system"


class Turn(Base):
    """One message. `extras` holds what goes with the words: buttons with payloads, cards, an offer of a person."""

    __tablename__ = "turns"
    __table_args__ = (UniqueConstraint("conversation_id", "seq"), UniqueConstraint("conversation_id", "client_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    seq: Mapped[int]
    client_id: Mapped[str | None] = mapped_column(String(80))
    speaker: Mapped[Speaker]
    name: Mapped[str] = mapped_column(String(60), default="")
    text: Mapped[str] = mapped_column(Text)
    extras: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    at: Mapped[datetime]


def append(
    session: Session,
    conversation: Conversation,
    speaker: Speaker,
    text: str,
    now: datetime,
    *,
    name: str = "",
    client_id: str | None = None,
    extras: dict[str, Any] | None = None,
) -> tuple[Turn, bool]:
    """Adds a turn, once for each `client_id`. Returns it, and whether it is new."""
    # The row lock makes concurrent writers of one conversation take their numbers one after the other (SQLite: BEGIN IMMEDIATE).
    session.refresh(conversation, ["last_seq"], with_for_update=True)
    known = client_id and session.scalar(select(Turn).where(_of(conversation), Turn.client_id == client_id))
    if known:
        return known, False
    conversation.last_seq += 1
    turn = Turn(
        conversation_id=conversation.id,
        seq=conversation.last_seq,
        client_id=client_id,
        speaker=speaker,
        name=name,
        text=text,
        extras=extras or {},
        at=now,
    )
    session.add(turn)
    session.flush()
    return turn, True


def read_after(session: Session, conversation: Conversation, seq: int, limit: int = 500) -> list[Turn]:
    """The turns that follow number `seq`, in order, at most `limit`."""
    return list(session.scalars(select(Turn).where(_of(conversation), Turn.seq > seq).order_by(Turn.seq).limit(limit)))


def newest_answer(session: Session, conversation: Conversation) -> list[Turn]:
    """What the assistant has said since the customer spoke last, newest first."""
    newest = select(Turn).where(_of(conversation), Turn.speaker.in_((Speaker.CUSTOMER, Speaker.ASSISTANT)))
    turns = session.scalars(newest.order_by(Turn.seq.desc()).limit(ANSWERED_WITH_AT_MOST))
    return list(takewhile(lambda turn: turn.speaker is Speaker.ASSISTANT, turns))


def said_from(session: Session, response: str, since: datetime) -> list[Turn]:
    """The assistant's turns since then that were made from this response of domain.yml or its `_again` sister, everywhere."""
    names = (response, f"{response}_again")
    from_it = (Turn.speaker == Speaker.ASSISTANT, Turn.extras[RESPONSE].as_string().in_(names), Turn.at >= since)
    return list(session.scalars(select(Turn).where(*from_it).order_by(Turn.id)))


def turn_number(session: Session, conversation: Conversation, seq: int) -> Turn | None:
    return session.scalar(select(Turn).where(_of(conversation), Turn.seq == seq))


def _of(conversation: Conversation) -> Any:
    return Turn.conversation_id == conversation.id
