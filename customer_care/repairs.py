"""A repair: what follows a mistake of ours; explained, apologised, offered, decided, and rechecked days later.

Its steps have one order and one door, `_move`: no step can be left out, and only a recheck closes it. Every step is kept with who
made it and the words that the customer got. See README.md for the diagram.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from customer_care import journal
from customer_care.conversations import Conversation
from customer_care.database import Base
from customer_care.errors import NotFound, ReassureError

RECHECK_AFTER = timedelta(days=3)


class Mistake(StrEnum):
    WRONG_ANSWER = "wrong_answer"
    BROKEN_COMMITMENT = "broken_commitment"
    MONEY_ERROR = "money_error"


class RepairStatus(StrEnum):
    OPEN = "OPEN"
    EXPLAINED = "EXPLAINED"
    APOLOGISED = "APOLOGISED"
    OFFERED = "OFFERED"
    DECIDED = "DECIDED"
    RECHECKED = "RECHECKED"


MOVES: dict[RepairStatus, set[RepairStatus]] = {
    RepairStatus.OPEN: {RepairStatus.EXPLAINED},
    RepairStatus.EXPLAINED: {RepairStatus.APOLOGISED},
    RepairStatus.APOLOGISED: {RepairStatus.OFFERED},
    RepairStatus.OFFERED: {RepairStatus.DECIDED},
    # After a recheck that finds it is not well, something else is offered.
    RepairStatus.DECIDED: {RepairStatus.RECHECKED, RepairStatus.OFFERED},
    RepairStatus.RECHECKED: set(),
}


class StepMissing(ReassureError):
    """The repair is not at the step that comes before this one."""

    code = "step_missing"

    def __init__(self, at: RepairStatus) -> None:
        super().__init__(at)
        self.at = at


class RecheckTooEarly(ReassureError):
    """Whether all is well can be told only some days after the decision: from `due_at`."""

    code = "recheck_too_early"

    def __init__(self, due_at: datetime) -> None:
        super().__init__(due_at.isoformat())
        self.due_at = due_at


class Repair(Base):
    """`what` went wrong, in words for customer and adviser; `subject` names it, so that one mistake opens one repair."""

    __tablename__ = "repairs"
    __table_args__ = (UniqueConstraint("conversation_id", "mistake", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    mistake: Mapped[Mistake]
    subject: Mapped[str] = mapped_column(String(100))
    what: Mapped[str] = mapped_column(String(300))
    status: Mapped[RepairStatus] = mapped_column(default=RepairStatus.OPEN, index=True)
    opened_at: Mapped[datetime]
    recheck_due_at: Mapped[datetime | None]
    recheck_asked_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class RepairStep(Base):
    """The log of moves: what was said or decided, and by whom ("assistant", "customer" or an adviser's name)."""

    __tablename__ = "repair_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    repair_id: Mapped[int] = mapped_column(ForeignKey("repairs.id"), index=True)
    to: Mapped[RepairStatus]
    by: Mapped[str] = mapped_column(String(60))
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


def open_for(session: Session, conversation_id: int, mistake: Mistake, subject: str, what: str, now: datetime) -> Repair:
    """The repair of this mistake: the one that is known, or a new one."""
    same = (Repair.conversation_id == conversation_id, Repair.mistake == mistake, Repair.subject == subject)
    known = session.scalar(select(Repair).where(*same))
    if known:
        return known
    repair = Repair(
        conversation_id=conversation_id,
        mistake=mistake,
        subject=subject,
        what=what[:300],
        status=RepairStatus.OPEN,
        opened_at=now,
    )
    session.add(repair)
    session.flush()
    _log(session, repair.id, RepairStatus.OPEN, "assistant", what, now)
    return repair


def explain(session: Session, repair: Repair, words: str, by: str, now: datetime) -> None:
    """The customer has read how it came about. Raises StepMissing, as all steps do."""
    _move(session, repair, RepairStatus.EXPLAINED, words, by, now)


def apologise(session: Session, repair: Repair, words: str, by: str, now: datetime) -> None:
    _move(session, repair, RepairStatus.APOLOGISED, words, by, now)


def offer(session: Session, repair: Repair, words: str, by: str, now: datetime) -> None:
    """What we do about it; also something else, after a recheck that found it not well."""
    _move(session, repair, RepairStatus.OFFERED, words, by, now)


def decide(session: Session, repair: Repair, words: str, by: str, now: datetime) -> None:
    """The customer took the offer or left it. The recheck is due some days later."""
    due_at = now + RECHECK_AFTER
    _move(session, repair, RepairStatus.DECIDED, words, by, now, recheck_due_at=due_at, recheck_asked_at=None)


def recheck(session: Session, repair: Repair, words: str, by: str, now: datetime) -> None:
    """All is well, as the customer or the records say: the repair is closed. Raises RecheckTooEarly."""
    if repair.recheck_due_at and now < repair.recheck_due_at:
        raise RecheckTooEarly(repair.recheck_due_at)
    _move(session, repair, RepairStatus.RECHECKED, words, by, now, closed_at=now)


def told_in_one(session: Session, repair: Repair, said: str, offered: str, now: datetime) -> None:
    """One message of the assistant has explained, apologised and offered: three steps at once."""
    explain(session, repair, said, "assistant", now)
    apologise(session, repair, said, "assistant", now)
    offer(session, repair, offered, "assistant", now)


@dataclass(frozen=True)
class Next:
    """The step that a repair waits for, and how it is made."""

    name: str
    make: Callable[[Session, Repair, str, str, datetime], None]


NEXT = {
    RepairStatus.OPEN: Next("explain", explain),
    RepairStatus.EXPLAINED: Next("apologise", apologise),
    RepairStatus.APOLOGISED: Next("offer", offer),
    RepairStatus.OFFERED: Next("decide", decide),
    RepairStatus.DECIDED: Next("recheck", recheck),
}
SAID_TO_CUSTOMER = {"explain", "apologise", "offer"}


def make_next_step(
    session: Session, conversation: Conversation, repair_id: int, step: str, words: str, adviser: str, now: datetime
) -> None:
    """An adviser makes the step that this repair of the conversation waits for; what is for the customer is said to them.

    Raises NotFound, StepMissing when another step is next, or RecheckTooEarly.
    """
    repair = session.get(Repair, repair_id)
    if repair is None or repair.conversation_id != conversation.id:
        raise NotFound("repair")
    waits_for = NEXT.get(repair.status)
    if waits_for is None or waits_for.name != step:
        raise StepMissing(repair.status)
    waits_for.make(session, repair, words, adviser, now)
    if step in SAID_TO_CUSTOMER:
        journal.append(session, conversation, journal.Speaker.ADVISER, words, now, name=adviser)


# ── finding them ──────────────────────────────────────────────────────────────────────────────────────────────────────


def open_ones(session: Session, conversation_id: int) -> list[Repair]:
    mine = (Repair.conversation_id == conversation_id, Repair.status != RepairStatus.RECHECKED)
    return list(session.scalars(select(Repair).where(*mine).order_by(Repair.id)))


def untold(session: Session, mistake: Mistake) -> list[Repair]:
    """Of this kind, of which the customer has heard nothing yet."""
    silent = (Repair.status == RepairStatus.OPEN, Repair.mistake == mistake)
    return list(session.scalars(select(Repair).where(*silent).order_by(Repair.id)))


def to_recheck(session: Session, now: datetime) -> list[Repair]:
    """Decided some days ago, and the customer was not asked yet whether all is well."""
    due = (Repair.status == RepairStatus.DECIDED, Repair.recheck_due_at <= now, Repair.recheck_asked_at.is_(None))
    return list(session.scalars(select(Repair).where(*due).order_by(Repair.recheck_due_at)))


def steps(session: Session, repair: Repair) -> list[RepairStep]:
    return list(session.scalars(select(RepairStep).where(RepairStep.repair_id == repair.id).order_by(RepairStep.id)))


# ── the one door ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _move(session: Session, repair: Repair, to: RepairStatus, words: str, by: str, now: datetime, **values: object) -> None:
    """Moves it to `to` if the database still has it at the step before. Raises StepMissing."""
    session.flush()
    sources = [status for status, targets in MOVES.items() if to in targets]
    moved = session.execute(
        update(Repair)
        .where(Repair.id == repair.id, Repair.status.in_(sources))
        .values(status=to, **values)
        .execution_options(synchronize_session=False)
    )
    session.refresh(repair)
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise StepMissing(repair.status)
    _log(session, repair.id, to, by, words, now)


def _log(session: Session, repair_id: int, to: RepairStatus, by: str, words: str, now: datetime) -> None:
    session.add(RepairStep(repair_id=repair_id, to=to, by=by, words=words, at=now))
