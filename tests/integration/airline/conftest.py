"""The small airline in a fresh database of each kind."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from customer_care import conversations, database
from tests.integration.airline.small_airline import NOW, Airline, fly


@pytest.fixture
def airline(connected: Engine) -> Iterator[Airline]:
    with database.unit_of_work() as session:
        conversation = conversations.start(session, "web", "en", NOW)
        for day in range(-3, 15):
            if day != 4:  # nothing flies on that day
                fly(session, "ZE412", "PTP", "ORY", day)
                fly(session, "ZE413", "ORY", "PTP", day)
        yield Airline(session, conversation.id)
