"""Whatever fails, wherever it crashes, in whatever order it is tried again: at most one charge is kept, and its receipt is there.

A crash is an exception that nobody catches, at any boundary of the flow: around a transaction, before its commit, around a call
of the provider. What runs after it knows only what was committed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from airline import doing, reconciliation
from airline.doing import carry_out
from airline.fares import FareClass
from airline.payment_provider import Movement, PaymentProvider
from airline.payments import PaymentStatus
from airline.quotes import Quote
from airline.reconciliation import reconcile
from airline.sandbox_provider import Failure, SandboxProvider
from customer_care import database
from customer_care.errors import ReassureError
from tests.integration.airline.small_airline import NOW, Airline, small_airline
from tests.integration.airline.trying_out import HOLD, PRICE_MINOR, outcome_of, quote_try_out

SETTLED = {PaymentStatus.CAPTURED, PaymentStatus.FAILED, PaymentStatus.RETURNED}
FILES = count()


class Crash(BaseException):
    """The process is gone."""


class Fuse:
    """Crashes at the boundary of this number, counted from 0; never for None."""

    def __init__(self, at: int | None) -> None:
        self._left = at

    def burn(self) -> None:
        if self._left is not None:
            if self._left == 0:
                raise Crash
            self._left -= 1


class FragileProvider:
    """The process may crash on the way to the provider, and on the way back."""

    def __init__(self, provider: PaymentProvider, fuse: Fuse) -> None:
        self._provider, self._fuse = provider, fuse

    def charge(self, key: str, amount_minor: int, currency: str, description: str) -> Movement:
        self._fuse.burn()
        movement = self._provider.charge(key, amount_minor, currency, description)
        self._fuse.burn()
        return movement

    def refund(self, key: str, charge_reference: str, amount_minor: int) -> Movement:
        self._fuse.burn()
        movement = self._provider.refund(key, charge_reference, amount_minor)
        self._fuse.burn()
        return movement

    def find(self, key: str) -> Movement | None:
        return self._provider.find(key)


@contextmanager
def crashing(patch: pytest.MonkeyPatch, fuse: Fuse) -> Iterator[None]:
    """Every transaction of doing and reconciling may crash before it begins, before it is committed, and after."""

    @contextmanager
    def unit_of_work() -> Iterator[Session]:
        fuse.burn()
        with database.unit_of_work() as session:
            yield session
            fuse.burn()
        fuse.burn()

    with patch.context() as patched:
        for module in (doing, reconciliation):
            patched.setattr(module, "unit_of_work", unit_of_work)
        yield


TRIES = st.tuples(
    st.sampled_from(["yes", "yes", "reconcile"]),
    st.lists(st.sampled_from(Failure), max_size=2),
    st.none() | st.integers(0, 12),
    st.integers(0, 6),  # minutes until the next try
    st.booleans(),  # whether there is room for what was quoted
)


@pytest.fixture(scope="module")
def one_database(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Path]]:
    """Each example has a quote and a ledger of its own in it."""
    folder = tmp_path_factory.mktemp("doing")
    (folder / "reassure.db").write_bytes(migrated_sqlite.read_bytes())
    engine = database.connect(f"sqlite:///{folder / 'reassure.db'}")
    with database.unit_of_work() as session:
        small_airline(session)
    yield engine, folder
    engine.dispose()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tries=st.lists(TRIES, min_size=1, max_size=5))
def test_one_charge_and_one_receipt_or_neither(
    one_database: tuple[Engine, Path],
    monkeypatch: pytest.MonkeyPatch,
    tries: list[tuple[str, list[Failure], int | None, int, bool]],
) -> None:
    quote, ledger = fresh_quote(), one_database[1] / f"ledger-{next(FILES)}.db"
    now, numbers = NOW, set()
    for what, plan, crash_at, minutes, room in tries:
        HOLD.room = room
        fuse = Fuse(crash_at)
        with crashing(monkeypatch, fuse):
            numbers |= one_try(what, quote, now, FragileProvider(SandboxProvider(ledger, plan), fuse))
        now += timedelta(minutes=minutes)
    HOLD.room = True
    healthy = SandboxProvider(ledger)
    reconcile(now + timedelta(minutes=10), healthy)
    demand_whole(quote, healthy, numbers)


def fresh_quote() -> Quote:
    with database.unit_of_work() as session:
        booking = Airline(session, 1).book(FareClass.STANDARD, 6)
        return quote_try_out(session, booking, NOW, 1)


def one_try(what: str, quote: Quote, now: datetime, provider: PaymentProvider) -> set[str]:
    """The number of the receipt that it led to, if it led to one."""
    try:
        if what == "reconcile":
            reconcile(now, provider)
            return set()
        return {carry_out(quote.id, 1, now, provider).number}
    except (ReassureError, Crash):
        return set()


def demand_whole(quote: Quote, provider: SandboxProvider, numbers: set[str]) -> None:
    outcome = outcome_of(quote, provider)
    assert outcome.statuses <= SETTLED
    assert outcome.receipts <= 1
    assert outcome.bags == outcome.receipts
    assert outcome.captured_minor == outcome.ledger_minor == outcome.receipts * PRICE_MINOR
    assert outcome.charges_kept == outcome.receipts
    assert len(numbers) <= 1
    assert not numbers or outcome.receipts
