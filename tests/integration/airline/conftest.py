"""The small airline in a fresh database of each kind."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

import customer_care.handoffs  # noqa: F401  a promise may point to its table
from customer_care import database
from tests.integration.airline.small_airline import Airline, small_airline


@pytest.fixture
def airline(connected: Engine) -> Iterator[Airline]:
    with database.unit_of_work() as session:
        yield small_airline(session)
