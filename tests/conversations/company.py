"""The sample airline in a running product, seen from outside: its bookings, its records, and the mails that it sends."""

import mailbox
import re
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table, select

from airline.bookings import Booking
from customer_care import clock, database
from tests.conversations.bookings import pick
from tests.product import Product

Contents = dict[str, dict[Any, tuple[Any, ...]]]

MAIL_WITHIN = 45.0  # seconds, until a code that was sent is in the mailbox


@dataclass
class Airline:
    """The running product and its records. `taken` are the bookings that conversations have used: each has one of its own."""

    product: Product
    engine: Engine
    taken: set[str] = field(default_factory=set)

    def booking(self, kinds: list[str]) -> Booking:
        with database.reading() as session:
            booking = pick(session, kinds, self.taken, clock.now())
        self.taken.add(booking.reference)
        return booking

    def newest_code(self, address: str, since: datetime) -> str:
        """The newest code mailed to this address after `since`, as its owner would read it. Raises AssertionError."""
        end = time.monotonic() + MAIL_WITHIN
        while time.monotonic() < end:
            if codes := self._codes(address, since):
                return codes[-1]
            time.sleep(0.1)
        raise AssertionError("no code came by mail")

    def contents(self, tables: Collection[str]) -> Contents:
        """Every row of these tables, by its key."""
        kept = MetaData()
        with self.engine.connect() as connection:
            kept.reflect(connection, only=sorted(tables))
            return {name: _rows(connection, kept.tables[name]) for name in tables}

    def _codes(self, address: str, since: datetime) -> list[str]:
        folder = self.product.state_dir / "mailbox"
        if not folder.exists():
            return []
        letters = sorted(mailbox.Maildir(folder, create=False).items(), key=lambda item: _arrived(folder, item[0]))
        mine = (letter for key, letter in letters if address in str(letter["To"]) and _arrived(folder, key) >= since.timestamp())
        found = (re.search(r"\b\d{6}\b", _words(letter)) for letter in mine)
        return [code[0] for code in found if code]


def _rows(connection: Connection, table: Table) -> dict[Any, tuple[Any, ...]]:
    keys = [column.name for column in table.primary_key]
    return {tuple(row[key] for key in keys): tuple(row.values()) for row in connection.execute(select(table)).mappings()}


def _arrived(folder: Path, key: str) -> float:
    return next(file.stat().st_mtime for file in folder.rglob(f"{key}*"))


def _words(letter: Any) -> str:
    subject = str(make_header(decode_header(letter["Subject"] or "")))
    body = letter.get_payload(decode=True) or b""
    return f"{subject}\n{body.decode('utf-8', 'replace')}"
