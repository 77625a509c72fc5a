"""The flights of the sample airline with their fares, and what went wrong with some of them."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from airline.disruptions import Disruption, DisruptionKind
from airline.fares import Fare, FareClass
from airline.flights import Flight
from airline.sample_data.adding import add, add_for_ids
from airline.sample_data.chance import chance
from airline.sample_data.timetable import Service

DAYS_BACK = 60
DAYS_AHEAD = 60
NEWS_REACH = 2  # days ahead for which a delay is already known
CURRENCY = "EUR"
PRICE_OF_CLASS = {FareClass.LIGHT: 0.75, FareClass.STANDARD: 1.0, FareClass.FLEX: 1.6}
CAUSES = [  # what happened, and whether nobody could have avoided it
    ("a technical fault of the aircraft", False),
    ("the late arrival of the aircraft", False),
    ("the crew's hours of rest", False),
    ("a fault of the airport's baggage belts", False),
    ("a tropical storm on the route", True),
    ("a strike of air traffic control", True),
    ("a bird strike", True),
]


def add_flights(session: Session, services: Sequence[Service], today: date) -> None:
    """The flights, fares and disruptions of the days in reach that are not on record yet."""
    days = [today + timedelta(days=step) for step in range(-DAYS_BACK, DAYS_AHEAD + 1)]
    known = set(session.execute(select(Flight.number, Flight.day).where(Flight.day >= days[0])).all())
    missing = [
        (service, day)
        for service in services
        for day in days
        if day.weekday() in service.weekdays and (service.number, day) not in known
    ]
    flights = [_flight(service, day, today) for service, day in missing]
    ids = add_for_ids(session, Flight, flights)
    add(
        session,
        Fare,
        (fare for flight_id, (service, day) in zip(ids, missing, strict=True) for fare in _fares(flight_id, service, day)),
    )
    pairs = zip(ids, flights, strict=True)
    add(session, Disruption, (row for flight_id, flight in pairs for row in _disruptions(flight_id, flight, today)))


def delay(session: Session, flight: Flight, minutes: int, cause: str) -> None:
    """Makes a flight late by so much, for a cause that we answer for."""
    flight.estimated_departure = flight.scheduled_departure + timedelta(minutes=minutes)
    flight.estimated_arrival = flight.scheduled_arrival + timedelta(minutes=minutes)
    _announce(session, flight, DisruptionKind.DELAY, minutes, cause, flight.scheduled_departure - timedelta(hours=2))


def cancel(session: Session, flight: Flight, cause: str, announced_at: datetime) -> None:
    """Cancels a flight for a cause that we answer for."""
    flight.cancelled = True
    _announce(session, flight, DisruptionKind.CANCELLATION, 0, cause, announced_at)


def _announce(session: Session, flight: Flight, kind: DisruptionKind, minutes: int, cause: str, announced_at: datetime) -> None:
    known = session.scalar(select(Disruption).where(Disruption.flight_id == flight.id))
    disruption = known or Disruption(flight=flight)
    disruption.kind, disruption.minutes, disruption.cause = kind, minutes, cause
    disruption.extraordinary, disruption.announced_at = False, announced_at
    session.add(disruption)
    session.flush()


def _flight(service: Service, day: date, today: date) -> dict[str, Any]:
    """One day of a service, with the delay, gate or cancellation that the seed gives it."""
    luck = chance(service.number, day)
    # A duration is added in UTC, where no clock is put forward in between.
    departure = service.departure(day).astimezone(UTC)
    arrival = departure + timedelta(minutes=service.minutes)
    late = timedelta(minutes=luck.choice([20, 35, 50, 90, 190, 245]) if luck.random() < 0.12 else 0)
    gate = f"{luck.choice('ABC')}{luck.randint(1, 24)}"
    cancelled = luck.random() < 0.02
    known = late if day <= today + timedelta(days=NEWS_REACH) and not cancelled else timedelta(0)
    return {
        "number": service.number,
        "day": day,
        "origin": service.origin,
        "destination": service.destination,
        "scheduled_departure": departure,
        "scheduled_arrival": arrival,
        "estimated_departure": departure + known,
        "estimated_arrival": arrival + known,
        "gate": gate,
        "cancelled": cancelled,
    }


def _fares(flight_id: int, service: Service, day: date) -> Iterator[dict[str, Any]]:
    """A price around the usual one, dearer near the week-end, and the seats that are left; one in twelve is full."""
    luck = chance(service.number, day, "fares")
    level = luck.uniform(0.85, 1.25) * (1.15 if day.weekday() in (4, 6) else 1.0)
    for fare_class, factor in PRICE_OF_CLASS.items():
        yield {
            "flight_id": flight_id,
            "fare_class": fare_class,
            "price_minor": round(service.price_minor * level * factor / 100) * 100,
            "currency": CURRENCY,
            "seats_left": 0 if luck.random() < 1 / 12 else luck.randint(3, 30),
        }


def _disruptions(flight_id: int, flight: dict[str, Any], today: date) -> Iterator[dict[str, Any]]:
    late: timedelta = flight["estimated_departure"] - flight["scheduled_departure"]
    if not late and not flight["cancelled"]:
        return
    luck = chance(flight["number"], flight["day"], "cause")
    cause, extraordinary = luck.choice(CAUSES)
    # What is known about a flight ahead was announced already.
    ahead = max(0, (flight["day"] - today).days)
    before = timedelta(days=ahead, hours=24) if late else timedelta(days=ahead + luck.randint(1, 9))
    yield {
        "flight_id": flight_id,
        "kind": DisruptionKind.CANCELLATION if flight["cancelled"] else DisruptionKind.DELAY,
        "minutes": 0 if flight["cancelled"] else round(late.total_seconds() / 60),
        "cause": cause,
        "extraordinary": extraordinary,
        "announced_at": flight["scheduled_departure"] - before,
    }
