"""The sample airline's records: four months of flights, 2,000 customers and 3,000 bookings of every kind.

    python -m airline.sample_data

Deterministic in its seed and the clock handed in. Running it again adds only what is missing: the days that came into reach,
and, every two weeks, some fresh bookings beside those that have flown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from airline import sandbox_provider
from airline.airports import HOME
from airline.bookings import Booking
from airline.flights import Flight
from airline.sample_data import after_flights, bookings, journeys, ledger, money, people, schedule
from airline.sample_data.board import Board
from airline.sample_data.journeys import Journey, Now, Scene
from airline.sample_data.references import FIRST_REFERENCE, first_of_batch
from airline.sample_data.seating import add_seats
from airline.sample_data.showcase import showcase
from airline.sample_data.timetable import TIMETABLE, Service
from customer_care import clock, database
from customer_care import conversations as _conversations  # noqa: F401  some records belong to one: its table must be known

__all__ = ["FIRST_REFERENCE", "SMALL", "Size", "fill", "main", "showcase"]

BATCH_DAYS = 14


@dataclass(frozen=True)
class Size:
    """How large the airline is: its services, customers, bookings at first and those that each new batch adds."""

    services: Sequence[Service]
    customers: int
    bookings: int
    later_bookings: int


FULL = Size(TIMETABLE, customers=2000, bookings=3000, later_bookings=120)
# A third of the flights and few bookings: enough to try everything, in a tenth of the time.
FEW = ("ZE101", "ZE102", "ZE105", "ZE106", "ZE412", "ZE413")
SMALL = Size([service for service in TIMETABLE if service.number in FEW], customers=60, bookings=60, later_bookings=40)


def fill(session: Session, now: datetime, size: Size = FULL) -> None:
    """Adds the flights, fares, customers and bookings that are missing at `now`."""
    today = now.astimezone(HOME.zone).date()
    schedule.add_flights(session, size.services, today)
    batch = today.toordinal() // BATCH_DAYS
    if not session.scalar(select(Booking.id).where(Booking.reference == first_of_batch(batch))):
        _add_batch(session, size, Now(now, today, batch))


def main() -> None:
    now = clock.now()
    with database.unit_of_work() as session:
        fill(session, now)
        ledger.bring_forward(session, sandbox_provider.of_this_process())
        for booking in showcase(session, now):
            print(f"Booking: {booking.reference} {booking.passengers[0].surname}")


def _add_batch(session: Session, size: Size, now: Now) -> None:
    taken = set(session.scalars(select(Booking.reference)))
    known = _add_people(session, size, now, first=not taken)
    count = size.later_bookings if taken else size.bookings
    planned = list(journeys.plan(Board(session, size.services), known, taken, count, now))
    _set_scenes(session, planned, now)
    written = bookings.write(session, planned, now.moment)
    money.add_money(session, written, now.moment)
    add_seats(session, written, now.moment)
    after_flights.add_bag_reports(session, written, now.moment)
    after_flights.add_miles(session, written, now.moment)


def _add_people(session: Session, size: Size, now: Now, *, first: bool) -> list[people.Person]:
    """The customers; with the first batch also their vouchers and miles."""
    people.add_customers(session, size.customers)
    known = people.all_people(session)
    if first:
        money.add_goodwill(session, known, size.customers // 20, now.moment)
        after_flights.add_members(session, known, now.moment)
    return known


def _set_scenes(session: Session, planned: Sequence[Journey], now: Now) -> None:
    """What goes wrong with the flights of the scenes, for causes that the airline answers for."""
    flights: dict[Scene | None, Flight] = {journey.scene: journey.flights[0] for journey in planned}
    if late := flights.get(Scene.LATE_LAST_WEEK):
        schedule.delay(session, late, 230, "a technical fault of the aircraft")
    if cancelled := flights.get(Scene.CANCELLED_AHEAD):
        schedule.cancel(session, cancelled, "the crew's hours of rest", now.moment - timedelta(days=1))
