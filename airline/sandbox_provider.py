"""A payment provider for trying things out: it moves no real money, keeps a ledger of its own, and can fail when asked to.

Its ledger is a file beside the product's database and never part of it, as a real provider's is: after a crash the two may
differ, and only asking by key brings them together. With `PAYMENT_SANDBOX_FAILS` a demonstration sees each failure:
`declined` (the card is refused), `before` (no answer, nothing moved), `after` (no answer, yet the money moved).
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

from airline.payment_provider import Movement, NotRefundable, OtherMovement, PaymentDeclined, ProviderUnreachable
from customer_care import settings

LEDGER = """
    CREATE TABLE IF NOT EXISTS movements (
        key TEXT PRIMARY KEY,
        reference TEXT NOT NULL UNIQUE,
        charge_reference TEXT REFERENCES movements (reference),
        amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0),
        currency TEXT NOT NULL
    ) STRICT
"""


class Failure(StrEnum):
    """How one call goes wrong: `BEFORE` and `AFTER` are on either side of writing the ledger."""

    NONE = "none"
    DECLINED = "declined"
    BEFORE = "before"
    AFTER = "after"


class Entry(NamedTuple):
    """One line of the ledger; what went back says of which charge."""

    key: str
    reference: str
    charge_reference: str | None
    amount_minor: int
    currency: str


class SandboxProvider:
    """`plan` says how the next calls that would move money fail, one each; after it, `always` does."""

    def __init__(self, file: Path, plan: Iterable[Failure] = (), always: Failure = Failure.NONE) -> None:
        self._file = file
        self._plan = iter(plan)
        self._always = always
        file.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._connected()) as ledger:
            ledger.execute("PRAGMA journal_mode=WAL")
            ledger.execute(LEDGER)

    def charge(self, key: str, amount_minor: int, currency: str, description: str) -> Movement:
        """`description` is what a bank would print on the statement; this ledger keeps no words."""
        failure = next(self._plan, self._always)
        if failure is Failure.DECLINED and self.find(key) is None:
            raise PaymentDeclined
        with self._answering(failure), self._writing() as ledger:
            return _once(ledger, key, None, amount_minor, currency)

    def refund(self, key: str, charge_reference: str, amount_minor: int) -> Movement:
        with self._answering(next(self._plan, self._always)), self._writing() as ledger:
            currency, left_minor = _left_of(ledger, charge_reference)
            known = _known(ledger, key)
            if not known and amount_minor > left_minor:
                raise NotRefundable(charge_reference)
            return _once(ledger, key, charge_reference, -amount_minor, currency)

    def find(self, key: str) -> Movement | None:
        with closing(self._connected()) as ledger:
            return _known(ledger, key)

    def bring_forward(self, entries: Iterable[Entry]) -> None:
        """Enters movements from before this ledger; known ones stay as they are."""
        with self._writing() as ledger:
            ledger.executemany("INSERT OR IGNORE INTO movements VALUES (?, ?, ?, ?, ?)", entries)

    def total_minor(self) -> int:
        """The sum of the ledger: what was charged, less what was given back."""
        with closing(self._connected()) as ledger:
            total: int = ledger.execute("SELECT COALESCE(SUM(amount_minor), 0) FROM movements").fetchone()[0]
            return total

    def _connected(self) -> sqlite3.Connection:
        return sqlite3.connect(self._file, timeout=15, isolation_level=None)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with closing(self._connected()) as ledger:
            ledger.execute("BEGIN IMMEDIATE")
            yield ledger
            ledger.execute("COMMIT")

    @contextmanager
    def _answering(self, failure: Failure) -> Iterator[None]:
        """The way of the answer back to us, on which it can be lost before or after the ledger is written."""
        if failure is Failure.BEFORE:
            raise ProviderUnreachable
        yield
        if failure is Failure.AFTER:
            raise ProviderUnreachable


def of_this_process() -> SandboxProvider:
    """The sandbox as the settings want it, its ledger in `STATE_DIR/payment-sandbox.db`."""
    chosen = settings.current()
    return _opened(chosen.state_dir / "payment-sandbox.db", Failure(chosen.payment_sandbox_fails))


@cache
def _opened(file: Path, always: Failure) -> SandboxProvider:
    return SandboxProvider(file, always=always)


def _once(ledger: sqlite3.Connection, key: str, charge_reference: str | None, amount_minor: int, currency: str) -> Movement:
    known = _known(ledger, key)
    if known is None:
        known = Movement(f"{'ch' if charge_reference is None else 're'}-{key}", amount_minor, currency)
        row = (key, known.reference, charge_reference, amount_minor, currency)
        ledger.execute("INSERT INTO movements VALUES (?, ?, ?, ?, ?)", row)
    if (known.amount_minor, known.currency) != (amount_minor, currency):
        raise OtherMovement(key)
    return known


def _known(ledger: sqlite3.Connection, key: str) -> Movement | None:
    found = ledger.execute("SELECT reference, amount_minor, currency FROM movements WHERE key = ?", (key,)).fetchone()
    return Movement(*found) if found else None


def _left_of(ledger: sqlite3.Connection, charge_reference: str) -> tuple[str, int]:
    """The currency of a charge, and how much of it was not given back yet."""
    of_charge = "FROM movements WHERE reference = :charge OR charge_reference = :charge"
    currency, left_minor = ledger.execute(
        f"SELECT MIN(currency), SUM(amount_minor) {of_charge}", {"charge": charge_reference}
    ).fetchone()
    if currency is None:
        raise NotRefundable(charge_reference)
    return currency, left_minor
