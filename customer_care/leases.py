"""A lease: for a while, one process of all has this task. Who dies leaves it to the next one when it runs out."""

from datetime import datetime, timedelta

from sqlalchemy import String, delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from customer_care.database import Base

WORKER = "worker"


class Lease(Base):
    __tablename__ = "leases"

    task: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(60))
    until: Mapped[datetime]


def take(session: Session, task: str, holder: str, lease: timedelta, now: datetime) -> bool:
    """Takes or prolongs the lease on `task`. False when somebody else has it: of two who ask at once, one gets it."""
    mine_or_over = (Lease.holder == holder) | (Lease.until <= now)
    held = session.execute(
        update(Lease)
        .where(Lease.task == task, mine_or_over)
        .values(holder=holder, until=now + lease)
        .execution_options(synchronize_session=False)
    )
    return held.rowcount == 1 or _begin(session, Lease(task=task, holder=holder, until=now + lease))  # type: ignore[attr-defined]


def is_held(session: Session, task: str, now: datetime) -> bool:
    """Whether somebody has this task now."""
    lease = session.get(Lease, task)
    return lease is not None and lease.until > now


def give_back(session: Session, task: str, holder: str) -> None:
    """Whoever stops in good order lets the next one begin at once."""
    session.execute(delete(Lease).where(Lease.task == task, Lease.holder == holder))


def _begin(session: Session, lease: Lease) -> bool:
    """The first lease on a task; False when the task has one already."""
    try:
        with session.begin_nested():
            session.add(lease)
    except IntegrityError:
        return False
    return True
