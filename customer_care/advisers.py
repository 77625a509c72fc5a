"""An adviser: who they are, whether they can be reached, and what they may decide alone."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from customer_care.database import Base
from customer_care.errors import ReassureError

# A desk tells that it is there every 5 s; one that has been quiet for this long is not reachable.
REACHABLE_FOR = timedelta(seconds=20)


class Presence(StrEnum):
    AVAILABLE = "Available"
    BUSY = "Busy"
    AWAY = "Away"


class Role(StrEnum):
    ADVISER = "adviser"
    LEAD = "lead"


class WrongSignIn(ReassureError):
    """Unknown name or wrong password: the two are not told apart."""

    code = "wrong_sign_in"


class Adviser(Base):
    """`name` is the first name that customers see; `idle_since` is when the last handoff ended, for whose turn it is."""

    __tablename__ = "advisers"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role]
    presence: Mapped[Presence] = mapped_column(default=Presence.AWAY)
    seen_at: Mapped[datetime | None]
    idle_since: Mapped[datetime]


_hasher = PasswordHasher()


def enrol(session: Session, username: str, name: str, password: str, role: Role, now: datetime) -> Adviser:
    adviser = Adviser(
        username=username,
        name=name,
        password_hash=_hasher.hash(password),
        role=role,
        presence=Presence.AWAY,
        idle_since=now,
    )
    session.add(adviser)
    session.flush()
    return adviser


def change_password(adviser: Adviser, password: str) -> None:
    adviser.password_hash = _hasher.hash(password)


def by_username(session: Session, username: str) -> Adviser | None:
    return session.scalar(select(Adviser).where(Adviser.username == username))


def sign_in(session: Session, username: str, password: str) -> Adviser:
    """The adviser with this name and password. Raises WrongSignIn.

    A wrong name takes the same work as a wrong password, so that nobody learns which names exist.
    """
    adviser = by_username(session, username)
    try:
        _hasher.verify(adviser.password_hash if adviser else _NOBODY, password)
    except (VerifyMismatchError, InvalidHashError) as wrong:
        raise WrongSignIn from wrong
    if adviser is None:
        raise WrongSignIn
    return adviser


def set_presence(session: Session, adviser_id: int, presence: Presence, now: datetime) -> None:
    session.execute(update(Adviser).where(Adviser.id == adviser_id).values(presence=presence, seen_at=now))


def set_away(session: Session, adviser_id: int | None) -> None:
    """An adviser who does not answer is not available, whatever they said; their desk may still be open."""
    session.execute(update(Adviser).where(Adviser.id == adviser_id).values(presence=Presence.AWAY))


def note_seen(session: Session, adviser_ids: Collection[int], now: datetime) -> None:
    """These advisers have their desk open at this moment."""
    session.execute(update(Adviser).where(Adviser.id.in_(adviser_ids)).values(seen_at=now))


def count_available(session: Session, now: datetime) -> int:
    """How many advisers are signed in, reachable and Available (be they in a handoff or not)."""
    available = select(func.count()).where(Adviser.presence == Presence.AVAILABLE, Adviser.seen_at > now - REACHABLE_FOR)
    return session.scalar(available) or 0


# The hash of a password that nobody knows, so that an unknown name takes as long as a wrong password.
_NOBODY = _hasher.hash("nobody has this password")
