"""The record of a call and its legs: what is kept of it. What happens in a call is decided in `webrtc_gateway/call.py`."""

import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from customer_care.database import Base
from customer_care.handoffs import Handoff, WrongMove


class CallStatus(StrEnum):
    CONNECTING = "CONNECTING"
    LIVE = "LIVE"
    HELD = "HELD"
    ENDED = "ENDED"


_OPEN = text("status <> 'ENDED'")


class CallRecord(Base):
    """One voice session of a handoff. At most one is open for a handoff, and one for an adviser."""

    __tablename__ = "calls"
    __table_args__ = (
        Index("ux_calls_one_open", "handoff_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ux_calls_one_per_adviser", "adviser_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoffs.id"))
    adviser_id: Mapped[int] = mapped_column(ForeignKey("advisers.id"))
    status: Mapped[CallStatus]
    opened_at: Mapped[datetime]
    live_since: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str | None] = mapped_column(String(40))


class LegRecord(Base):
    """One peer connection of one party: a rejoin is a new row on the same call."""

    __tablename__ = "legs"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    side: Mapped[str] = mapped_column(String(12))
    joined_at: Mapped[datetime]
    up_at: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]


def open_for(session: Session, handoff: Handoff, now: datetime) -> CallRecord:
    """The open call of this handoff, made when there is none. The handoff must have its adviser."""
    current = session.scalar(select(CallRecord).where(CallRecord.handoff_id == handoff.id, CallRecord.status != CallStatus.ENDED))
    if current:
        return current
    if handoff.adviser_id is None:
        raise WrongMove(handoff.status)
    call = CallRecord(
        public_id=secrets.token_hex(16),
        handoff_id=handoff.id,
        adviser_id=handoff.adviser_id,
        status=CallStatus.CONNECTING,
        opened_at=now,
    )
    session.add(call)
    session.flush()
    return call


def note_status(session: Session, call_id: int, status: CallStatus, now: datetime, because: str | None = None) -> None:
    """Keeps the new status; the first LIVE is when the call began."""
    call = session.get_one(CallRecord, call_id)
    if call.status == CallStatus.ENDED:
        return
    call.status = status
    if status == CallStatus.LIVE and call.live_since is None:
        call.live_since = now
    if status == CallStatus.ENDED:
        call.ended_at, call.ended_because = now, because
        open_legs = update(LegRecord).where(LegRecord.call_id == call_id, LegRecord.gone_at.is_(None))
        session.execute(open_legs.values(gone_at=now))


def hand_over(session: Session, handoff: Handoff) -> None:
    """The open call follows its handoff to the new adviser: what was the second adviser's leg is the adviser's now."""
    ours = (CallRecord.handoff_id == handoff.id, CallRecord.status != CallStatus.ENDED)
    session.execute(update(CallRecord).where(*ours).values(adviser_id=handoff.adviser_id))


def newest_ending(session: Session, handoff: Handoff) -> str | None:
    """Why this handoff's newest call ended; None when it goes on, or when there was none."""
    newest = select(CallRecord.ended_because).where(CallRecord.handoff_id == handoff.id)
    return session.scalar(newest.order_by(CallRecord.id.desc()).limit(1))


def end_open_calls_of(session: Session, handoff: Handoff, because: str, now: datetime) -> None:
    """For a handoff that goes back to the queue: its next adviser gets a call of their own."""
    for call in session.scalars(
        select(CallRecord).where(CallRecord.handoff_id == handoff.id, CallRecord.status != CallStatus.ENDED)
    ).all():
        note_status(session, call.id, CallStatus.ENDED, now, because)


def note_leg_joined(session: Session, call_id: int, side: str, now: datetime) -> int:
    """A new leg, whose earlier one on the same side (if any) is gone. Returns its id."""
    earlier = update(LegRecord).where(LegRecord.call_id == call_id, LegRecord.side == side, LegRecord.gone_at.is_(None))
    session.execute(earlier.values(gone_at=now))
    leg = LegRecord(call_id=call_id, side=side, joined_at=now)
    session.add(leg)
    session.flush()
    return leg.id


def note_leg_up(session: Session, leg_id: int, now: datetime) -> None:
    session.execute(update(LegRecord).where(LegRecord.id == leg_id, LegRecord.up_at.is_(None)).values(up_at=now))


def note_leg_gone(session: Session, leg_id: int, now: datetime) -> None:
    session.execute(update(LegRecord).where(LegRecord.id == leg_id, LegRecord.gone_at.is_(None)).values(gone_at=now))
