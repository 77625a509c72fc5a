"""The database: its base class, its sessions, and the two rules that keep records whole.

Every write is one `unit_of_work`: all of it is there, or none. On SQLite it begins with BEGIN IMMEDIATE, so that two writers
queue up instead of failing half-way; on PostgreSQL the rows themselves are locked. Truth is here and nowhere else.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import DateTime, Dialect, Engine, Enum, MetaData, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from customer_care import settings
from customer_care.errors import ReassureError

P = ParamSpec("P")
T = TypeVar("T")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class DatabaseUnavailable(ReassureError):
    """The database does not answer; nothing was changed."""

    code = "database_unavailable"


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time in UTC. SQLite keeps no zone, so it is put back on reading; a naive time is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# A state or a kind is kept as its value, in a plain column: what the table shows is what the code says.
NAMES = Enum(StrEnum, native_enum=False, length=20, values_callable=lambda kind: [member.value for member in kind])


class Base(DeclarativeBase):
    """Base of every record, ours and the sample company's."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime, StrEnum: NAMES}  # noqa: RUF012  SQLAlchemy reads it from the class


def make_engine(url: str) -> Engine:
    """An engine for `url` (`sqlite:///…` or `postgresql+psycopg://…`; plain `postgresql://` means psycopg 3).

    Its errors keep the values of a statement to themselves: they may be a customer's words.
    """
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=10, hide_parameters=True)
    engine = create_engine(url, connect_args={"timeout": 15}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


_sessions = sessionmaker(expire_on_commit=False)


def connect(url: str | None = None) -> Engine:
    """Use `url` (or the one from the settings) for all work of this process from now on."""
    engine = make_engine(url or settings.current().database_url)
    _sessions.configure(bind=engine)
    return engine


def engine() -> Engine:
    """The engine in use, connected on first need."""
    connected: Engine | None = _sessions.kw.get("bind")
    return connected or connect()


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """A session whose changes are all kept at the end, or, after an error, not one of them."""
    engine()
    with _sessions.begin() as session:
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """A session that only reads: it waits for no writer and keeps none waiting."""
    with Session(engine().execution_options(reading=True), expire_on_commit=False) as session:
        yield session


async def in_thread(work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Runs `work(session, …)` as one unit of work in a thread, so that the audio and socket loop waits for nobody."""

    def run() -> T:
        with unit_of_work() as session:
            return work(session, *args, **kwargs)

    return await asyncio.to_thread(run)


async def read_in_thread(work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Like `in_thread`, for work that only reads."""

    def run() -> T:
        with reading() as session:
            return work(session, *args, **kwargs)

    return await asyncio.to_thread(run)


def _prepare_sqlite(connection: Any, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA busy_timeout=15000")


def _begin_sqlite(connection: Any) -> None:
    reading_only = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reading_only else "BEGIN IMMEDIATE")
