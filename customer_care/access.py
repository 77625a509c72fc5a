"""The only door to a record: for a named person, with a reason.

No id from the network opens anything by itself. A visitor comes with a token that we signed, an adviser with a session that we
keep; both end up here, and what an adviser opens is written down.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from customer_care import conversations, handoffs, recordings
from customer_care.advisers import Adviser, Role
from customer_care.conversations import Conversation
from customer_care.database import Base
from customer_care.errors import NotFound, ReassureError
from customer_care.handoffs import Handoff
from customer_care.recordings import Recording

TICKET_FOR = timedelta(seconds=30)
ADVISER_SESSION_FOR = timedelta(hours=12)
LISTENED = "listened to a recording: "
SHORTEST_REASON, LONGEST_REASON = 3, 80


class NotSignedIn(ReassureError):
    """No session, or one that has run out or was ended."""

    code = "not_signed_in"


class TicketUsed(ReassureError):
    """A WebSocket ticket opens one socket, once, within half a minute."""

    code = "ticket_used"


class ReasonMissing(ReassureError):
    """Nobody listens to a recording without saying why."""

    code = "reason_missing"


@dataclass(frozen=True)
class Visitor:
    """The customer whose browser showed a token that we signed for this conversation."""

    conversation: str


class Pass(Base):
    """A ticket or an adviser's session: kept as the digest of its secret, so that a copy of the table opens nothing."""

    __tablename__ = "passes"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    holder: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]


class AccessNote(Base):
    """Which adviser opened which conversation, when, and why."""

    __tablename__ = "access_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    adviser_id: Mapped[int] = mapped_column(ForeignKey("advisers.id"), index=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    reason: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]


def conversation_of(session: Session, visitor: Visitor) -> Conversation:
    """The visitor's own conversation. Raises NotFound when it was deleted."""
    return conversations.by_public_id(session, visitor.conversation)


def adviser(session: Session, adviser_id: int) -> Adviser:
    return session.get_one(Adviser, adviser_id)


def adviser_signed_in(session: Session, secret: str | None, now: datetime) -> Adviser:
    """Whose session at the desk this is. Raises NotSignedIn."""
    if not secret:
        raise NotSignedIn
    return adviser(session, int(holder_of(session, "adviser", secret, now)))


def handoff_to_answer(session: Session, public_id: str) -> tuple[Handoff, Conversation]:
    """A handoff that an adviser answers: whether it is (still) theirs is for `handoffs` to say. Raises OfferExpired."""
    answerable = {handoffs.Status.QUEUED, handoffs.Status.RINGING, handoffs.Status.CALLBACK, *handoffs.WITH_ADVISER}
    found = session.scalar(select(Handoff).where(Handoff.public_id == public_id, Handoff.status.in_(answerable)))
    if found is None:
        raise handoffs.OfferExpired
    return found, session.get_one(Conversation, found.conversation_id)


def handoff_in_hand(session: Session, adviser_id: int) -> tuple[Handoff, Conversation]:
    """The handoff that this adviser has accepted and not finished, and its conversation. Raises NotFound."""
    found = handoffs.of_adviser(session, adviser_id)
    if found is None or found.status not in handoffs.WITH_ADVISER:
        raise NotFound("handoff")
    return found, session.get_one(Conversation, found.conversation_id)


def handoff_taken_part_in(session: Session, handoff_id: int) -> tuple[Handoff, Conversation]:
    """The handoff in whose call an adviser has a part, and its conversation; `guests` says who is one, also when only asked."""
    found = session.get_one(Handoff, handoff_id)
    return found, session.get_one(Conversation, found.conversation_id)


def note_opened(session: Session, adviser_id: int, conversation: Conversation, reason: str, now: datetime) -> None:
    session.add(AccessNote(adviser_id=adviser_id, conversation_id=conversation.id, reason=reason, at=now))


def recording_of_visitor(session: Session, visitor: Visitor, public_id: str) -> Recording:
    """A recording of the visitor's own. Raises NotFound."""
    conversation = conversation_of(session, visitor)
    found = [recording for recording in recordings.kept_of(session, conversation) if recording.public_id == public_id]
    if not found:
        raise NotFound("recording")
    return found[0]


def recordings_to_hear(session: Session, listener: Adviser) -> list[Recording]:
    """The recordings that this person may listen to: a lead all of them, an adviser those of their own handoffs."""
    return recordings.kept(session, None if listener.role == Role.LEAD else listener.id)


def recording_to_hear(session: Session, listener: Adviser, public_id: str, reason: str, now: datetime) -> Recording:
    """A recording that this person listens to now, which is written down with the reason. Raises ReasonMissing, NotFound."""
    reason = " ".join(reason.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise ReasonMissing
    recording = recordings.by_public_id(session, public_id)
    if recording is None or not recordings.can_be_heard(recording) or not _may_hear(session, listener, recording):
        raise NotFound("recording")
    conversation = session.get_one(Conversation, recording.conversation_id)
    note_opened(session, listener.id, conversation, LISTENED + reason, now)
    return recording


def _may_hear(session: Session, listener: Adviser, recording: Recording) -> bool:
    return listener.role == Role.LEAD or session.get_one(Handoff, recording.handoff_id).adviser_id == listener.id


def issue_pass(session: Session, kind: str, holder: str, lifetime: timedelta, now: datetime) -> str:
    """A fresh secret for `holder`, valid for `lifetime`; passes that have run out are cleared away."""
    session.execute(delete(Pass).where(Pass.expires_at <= now))
    secret = secrets.token_urlsafe(24)
    session.add(Pass(digest=_digest(secret), kind=kind, holder=holder, expires_at=now + lifetime))
    return secret


def use_ticket(session: Session, kind: str, secret: str, now: datetime) -> str:
    """Who holds this ticket; it is used up by asking. Raises TicketUsed."""
    this_one = (Pass.digest == _digest(secret), Pass.kind == kind, Pass.expires_at > now)
    holder: str | None = session.scalar(delete(Pass).where(*this_one).returning(Pass.holder))
    if holder is None:
        raise TicketUsed
    return holder


def holder_of(session: Session, kind: str, secret: str, now: datetime) -> str:
    """Who holds this pass. Raises NotSignedIn."""
    this_one = (Pass.digest == _digest(secret), Pass.kind == kind, Pass.expires_at > now)
    holder = session.scalar(select(Pass.holder).where(*this_one))
    if holder is None:
        raise NotSignedIn
    return holder


def end_pass(session: Session, secret: str) -> None:
    session.execute(delete(Pass).where(Pass.digest == _digest(secret)))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
