"""Seats that travellers of the flights ahead have chosen: parties sit side by side, as far as the row goes."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from airline.bookings import PassengerKind
from airline.flights import Flight
from airline.sample_data.adding import add
from airline.sample_data.bookings import Written
from airline.seats import Seat

FIRST_ROW = 5
LETTERS = "ABCDEF"
CHOSEN = 0.6  # of the bookings


def add_seats(session: Session, written: Sequence[Written], now: datetime) -> None:
    taken: dict[int, int] = defaultdict(int)  # seats given so far on a flight
    labels = {(flight_id, label) for flight_id, label in session.execute(select(Seat.flight_id, Seat.label))}
    rows = [row for one in written if one.flown and not one.journey.scene for row in _chosen(one, taken, now)]
    add(session, Seat, (row for row in rows if (row["flight_id"], row["label"]) not in labels))


def _chosen(one: Written, taken: dict[int, int], now: datetime) -> Iterator[dict[str, Any]]:
    if one.journey.luck.random() >= CHOSEN:
        return
    for flight in one.journey.flights:
        if flight.has_left(now) or flight.cancelled:
            continue
        for passenger_id, kind in zip(one.passenger_ids, one.journey.kinds, strict=True):
            if kind != PassengerKind.INFANT:
                yield _seat(flight, taken[flight.id], passenger_id, one.journey.booked_at)
                taken[flight.id] += 1


def _seat(flight: Flight, place: int, passenger_id: int, at: datetime) -> dict[str, Any]:
    row, letter = divmod(place, len(LETTERS))
    return {
        "flight_id": flight.id,
        "label": f"{FIRST_ROW + row}{LETTERS[letter]}",
        "passenger_id": passenger_id,
        "taken_at": at,
    }
