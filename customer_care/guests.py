"""A guest in a call: a second adviser who is consulted and may take over, or a lead who supervises.

A consultation is asked for, rings, and is answered, declined or let go like a handoff; the states have names and the moves one
door, so that of two people who act at once the database says who was first. A guest sees what the adviser sees, which is noted.
"""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Select, String, or_, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from customer_care import access, advisers, calls, handoffs
from customer_care.advisers import REACHABLE_FOR, Adviser, Presence, Role
from customer_care.conversations import Conversation
from customer_care.database import Base
from customer_care.errors import ReassureError
from customer_care.handoffs import BUSY_ADVISER, Handoff, Status, Way


class Part(StrEnum):
    SECOND = "SECOND"
    SUPERVISOR = "SUPERVISOR"


class GuestStatus(StrEnum):
    """ASKED and IN are open; the others are endings."""

    ASKED = "ASKED"
    IN = "IN"
    DECLINED = "DECLINED"
    MISSED = "MISSED"
    WITHDRAWN = "WITHDRAWN"
    LEFT = "LEFT"
    TOOK_OVER = "TOOK_OVER"


MOVES: dict[GuestStatus, set[GuestStatus]] = {
    GuestStatus.ASKED: {GuestStatus.IN, GuestStatus.DECLINED, GuestStatus.MISSED, GuestStatus.WITHDRAWN},
    GuestStatus.IN: {GuestStatus.LEFT, GuestStatus.TOOK_OVER},
}
OPEN = {GuestStatus.ASKED, GuestStatus.IN}
GONE_FOR = timedelta(seconds=60)
_OPEN = text("status IN ('ASKED', 'IN')")


class ColleagueNotFree(ReassureError):
    """The colleague is away, in a handoff, or in another call by now."""

    code = "colleague_not_free"


class NoConsultation(ReassureError):
    """There is no colleague asked or in this call (any more)."""

    code = "no_consultation"


class ForLeadsOnly(ReassureError):
    """Only a lead may listen to the calls of others."""

    code = "for_leads_only"


class CallGuest(Base):
    """One adviser as a guest in one handoff's call. Nobody is a guest twice at a time, and a call has one of each part.

    `replaced_id` is the adviser from whom this one took over because they were lost, and `told_at` when those have read so.
    """

    __tablename__ = "call_guests"
    __table_args__ = (
        Index("ux_call_guests_one_per_adviser", "adviser_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ux_call_guests_one_per_part", "handoff_id", "part", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoffs.id"), index=True)
    adviser_id: Mapped[int] = mapped_column(ForeignKey("advisers.id"))
    name: Mapped[str] = mapped_column(String(60))
    part: Mapped[Part]
    status: Mapped[GuestStatus]
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    replaced_id: Mapped[int | None] = mapped_column(ForeignKey("advisers.id"))
    told_at: Mapped[datetime | None]


# ── a second adviser ──────────────────────────────────────────────────────────────────────────────────────────────────


def free_colleagues(session: Session, asking: int, now: datetime) -> list[Adviser]:
    """Who could be asked now: available, reachable, and in no handoff or call."""
    in_handoffs = select(Handoff.adviser_id).where(Handoff.status.in_(BUSY_ADVISER), Handoff.adviser_id.is_not(None))
    free = select(Adviser).where(
        Adviser.presence == Presence.AVAILABLE,
        Adviser.seen_at > now - REACHABLE_FOR,
        Adviser.id.not_in(in_handoffs),
        Adviser.id.not_in(engaged()),
        Adviser.id != asking,
    )
    return list(session.scalars(free.order_by(Adviser.name)))


def engaged() -> Select[int]:
    """The ids of advisers who are asked or in somebody else's call."""
    return select(CallGuest.adviser_id).where(CallGuest.status.in_(OPEN))


def ask(session: Session, handoff: Handoff, colleague_id: int, ring_for: timedelta, now: datetime) -> CallGuest:
    """Rings at a colleague for `ring_for`. Raises ColleagueNotFree, also when this call has a second adviser already."""
    _demand_call(handoff)
    colleague = next((it for it in free_colleagues(session, handoff.adviser_id or 0, now) if it.id == colleague_id), None)
    if colleague is None:
        raise ColleagueNotFree
    return _open(session, handoff, colleague, Part.SECOND, GuestStatus.ASKED, now, expires_at=now + ring_for)


def accept(session: Session, adviser_id: int, public_id: str, now: datetime) -> CallGuest:
    """The colleague comes. Raises NoConsultation when it is too late."""
    guest = _asked(session, adviser_id, public_id)
    _move(session, guest, GuestStatus.IN, joined_at=now)
    _note_opened(session, guest, "consulted", now)
    return guest


def decline(session: Session, adviser_id: int, public_id: str, now: datetime) -> None:
    _move(session, _asked(session, adviser_id, public_id), GuestStatus.DECLINED, left_at=now)


def send_away(session: Session, handoff: Handoff, now: datetime) -> CallGuest:
    """The adviser no longer needs the second one, who may still be asked. Raises NoConsultation."""
    guest = second_of(session, handoff)
    _move(session, guest, GuestStatus.LEFT if guest.status == GuestStatus.IN else GuestStatus.WITHDRAWN, left_at=now)
    return guest


def take_over(session: Session, conversation: Conversation, handoff: Handoff, now: datetime, lost: bool = False) -> CallGuest:
    """The second adviser, who is in the call, has the handoff and its call from now on. Raises NoConsultation.

    `lost` says that it is not by the wish of the one before.
    """
    guest = second_of(session, handoff)
    if guest.status != GuestStatus.IN:
        raise NoConsultation
    _move(session, guest, GuestStatus.TOOK_OVER, left_at=now)
    handoffs.hand_over(session, conversation, handoff, session.get_one(Adviser, guest.adviser_id), now, lost)
    calls.hand_over(session, handoff)
    return guest


def replace_lost(session: Session, conversation: Conversation, handoff: Handoff, now: datetime) -> CallGuest:
    """The adviser is lost: the second one takes over. Who was lost is Away, and is told when back. Raises NoConsultation."""
    lost = handoff.adviser_id
    guest = take_over(session, conversation, handoff, now, lost=True)
    guest.replaced_id = lost
    advisers.set_away(session, lost)
    return guest


def replacement_of(session: Session, adviser_id: int) -> CallGuest | None:
    """Who took over from this adviser, as long as they have not been told."""
    theirs = (CallGuest.replaced_id == adviser_id, CallGuest.told_at.is_(None))
    return session.scalar(select(CallGuest).where(*theirs).order_by(CallGuest.id.desc()).limit(1))


def note_told(session: Session, adviser_id: int, now: datetime) -> None:
    """This adviser is back at work, and has read by whom they were replaced."""
    session.execute(update(CallGuest).where(CallGuest.replaced_id == adviser_id, CallGuest.told_at.is_(None)).values(told_at=now))


def second_of(session: Session, handoff: Handoff) -> CallGuest:
    """The second adviser who is asked or in. Raises NoConsultation."""
    return _find(session, CallGuest.handoff_id == handoff.id, CallGuest.part == Part.SECOND)


# ── a supervisor ──────────────────────────────────────────────────────────────────────────────────────────────────────


def supervise(session: Session, handoff: Handoff, lead: Adviser, now: datetime) -> CallGuest:
    """The lead is in this call, once. Raises ForLeadsOnly, ColleagueNotFree when they are in a handoff or another call."""
    if lead.role != Role.LEAD:
        raise ForLeadsOnly
    _demand_call(handoff)
    mine = guest_of(session, lead.id)
    if mine and mine.handoff_id == handoff.id:
        return mine
    if handoffs.of_adviser(session, lead.id):
        raise ColleagueNotFree
    guest = _open(session, handoff, lead, Part.SUPERVISOR, GuestStatus.IN, now, joined_at=now)
    _note_opened(session, guest, "supervised", now)
    return guest


# ── both ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def leave(session: Session, adviser_id: int, now: datetime) -> CallGuest:
    """A guest goes by themselves. Raises NoConsultation."""
    guest = _find(session, CallGuest.adviser_id == adviser_id)
    _move(session, guest, GuestStatus.LEFT, left_at=now)
    return guest


def guest_of(session: Session, adviser_id: int) -> CallGuest | None:
    """Where this adviser is asked or in as a guest."""
    return session.scalar(select(CallGuest).where(CallGuest.adviser_id == adviser_id, CallGuest.status.in_(OPEN)))


def of_handoff(session: Session, handoff: Handoff) -> list[CallGuest]:
    return list(session.scalars(select(CallGuest).where(CallGuest.handoff_id == handoff.id, CallGuest.status.in_(OPEN))))


def tend(session: Session, now: datetime) -> int:
    """What time does: unanswered ringing ends; who left their desk, or is in a call that is over, is out. Returns how many."""
    ringing = (CallGuest.status == GuestStatus.ASKED, CallGuest.expires_at <= now)
    talking = select(Handoff.id).where(Handoff.status.in_({Status.ACCEPTED, Status.LIVE}), Handoff.way == Way.VOICE)
    over = CallGuest.handoff_id.not_in(talking)
    absent = select(Adviser.id).where(or_(Adviser.seen_at.is_(None), Adviser.seen_at <= now - GONE_FOR))
    missed = update(CallGuest).where(*ringing).values(status=GuestStatus.MISSED, left_at=now)
    withdrawn = (
        update(CallGuest).where(CallGuest.status == GuestStatus.ASKED, over).values(status=GuestStatus.WITHDRAWN, left_at=now)
    )
    gone = or_(over, CallGuest.adviser_id.in_(absent))
    left = update(CallGuest).where(CallGuest.status == GuestStatus.IN, gone).values(status=GuestStatus.LEFT, left_at=now)
    return sum(session.execute(change).rowcount for change in (missed, withdrawn, left))  # type: ignore[attr-defined]


def _open(
    session: Session,
    handoff: Handoff,
    adviser: Adviser,
    part: Part,
    status: GuestStatus,
    now: datetime,
    **moments: datetime,
) -> CallGuest:
    guest = CallGuest(
        public_id=secrets.token_hex(16),
        handoff_id=handoff.id,
        adviser_id=adviser.id,
        name=adviser.name,
        part=part,
        status=status,
        asked_at=now,
        **moments,
    )
    try:
        with session.begin_nested():
            session.add(guest)
    except IntegrityError as taken:
        raise ColleagueNotFree from taken
    return guest


def _demand_call(handoff: Handoff) -> None:
    if handoff.way != Way.VOICE or handoff.status not in {Status.ACCEPTED, Status.LIVE}:
        raise handoffs.WrongMove(handoff.status)


def _asked(session: Session, adviser_id: int, public_id: str) -> CallGuest:
    return _find(session, CallGuest.adviser_id == adviser_id, CallGuest.public_id == public_id)


def _find(session: Session, *conditions: object) -> CallGuest:
    found: CallGuest | None = session.scalar(select(CallGuest).where(CallGuest.status.in_(OPEN), *conditions))  # type: ignore[arg-type]
    if found is None:
        raise NoConsultation
    return found


def _move(session: Session, guest: CallGuest, to: GuestStatus, **moments: datetime) -> None:
    """Moves the guest if the database still has them in a state that allows it. Raises NoConsultation."""
    session.flush()
    sources = [status for status, targets in MOVES.items() if to in targets]
    moved = session.execute(
        update(CallGuest)
        .where(CallGuest.id == guest.id, CallGuest.status.in_(sources))
        .values(status=to, **moments)
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise NoConsultation
    session.refresh(guest)


def _note_opened(session: Session, guest: CallGuest, reason: str, now: datetime) -> None:
    handoff = session.get_one(Handoff, guest.handoff_id)
    access.note_opened(session, guest.adviser_id, session.get_one(Conversation, handoff.conversation_id), reason, now)
