"""Where a flight stands is what was announced about it and what the clock says."""

from datetime import UTC, date, datetime, timedelta

import pytest

from airline.flights import Flight, FlightStatus

NOON = datetime(2026, 12, 4, 12, tzinfo=UTC)


def flight(*, delay: int = 0, cancelled: bool = False) -> Flight:
    late = timedelta(minutes=delay)
    return Flight(
        number="ZE412",
        day=date(2026, 12, 4),
        origin="PTP",
        destination="ORY",
        scheduled_departure=NOON,
        scheduled_arrival=NOON + timedelta(hours=8),
        estimated_departure=NOON + late,
        estimated_arrival=NOON + timedelta(hours=8) + late,
        gate="A1",
        cancelled=cancelled,
    )


@pytest.mark.parametrize(
    ("minutes", "status"),
    [
        (-300, FlightStatus.SCHEDULED),
        (-45, FlightStatus.BOARDING),
        (0, FlightStatus.DEPARTED),
        (479, FlightStatus.DEPARTED),
        (480, FlightStatus.LANDED),
    ],
)
def test_the_clock_moves_a_flight_on(minutes: int, status: FlightStatus) -> None:
    assert flight().status_at(NOON + timedelta(minutes=minutes)) == status


def test_a_delay_moves_everything() -> None:
    assert flight(delay=50).status_at(NOON - timedelta(hours=5)) == FlightStatus.DELAYED
    assert flight(delay=50).status_at(NOON) == FlightStatus.DELAYED
    assert flight(delay=50).status_at(NOON + timedelta(minutes=5)) == FlightStatus.BOARDING


def test_a_cancelled_flight_never_leaves() -> None:
    assert flight(cancelled=True).status_at(NOON + timedelta(days=1)) == FlightStatus.CANCELLED
    assert not flight(cancelled=True).has_left(NOON + timedelta(days=1))


def test_a_number_is_read_with_a_space() -> None:
    assert flight().name == "ZE 412"
