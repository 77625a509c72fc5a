"""The small airline in a fresh database of each kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

import customer_care.handoffs  # noqa: F401  a promise may point to its table
from airline.sandbox_provider import SandboxProvider
from customer_care import database
from tests.integration.airline.paid_bookings import Bought
from tests.integration.airline.small_airline import Airline, small_airline


@pytest.fixture
def airline(connected: Engine) -> Iterator[Airline]:
    with database.unit_of_work() as session:
        yield small_airline(session)


@pytest.fixture
def bought(airline: Airline, tmp_path: Path) -> Bought:
    """The same, with bookings that were paid for."""
    return Bought(airline, SandboxProvider(tmp_path / "sandbox.db"))
