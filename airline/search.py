"""Searching: flights with seats and prices between two places, the timetable of a route, and where we fly at all."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from airline import flights
from airline.airports import AIRPORTS, Airport
from airline.fares import Fare
from airline.flights import Flight, OutsideTimetable
from customer_care.errors import ReassureError

TIMETABLE_REACH = timedelta(days=28)


class RouteNotFlown(ReassureError):
    """Nothing of ours flies from `origin` to `destination` without changing planes."""

    code = "route_not_flown"

    def __init__(self, origin: Airport, destination: Airport) -> None:
        super().__init__(f"{origin.iata}-{destination.iata}")
        self.origin = origin
        self.destination = destination


@dataclass(frozen=True)
class Offer:
    """A flight that can be booked; `fares` are those with seats left for everybody, the cheapest first."""

    flight: Flight
    fares: list[Fare]


@dataclass(frozen=True)
class TimetableLine:
    """A number of the timetable. `weekdays` are 0 for Monday to 6; times are on the clocks of either airport."""

    number: str
    weekdays: frozenset[int]
    leaves: time
    lands: time
    lands_days_later: int

    @property
    def name(self) -> str:
        return f"{self.number[:2]} {self.number[2:]}"


def offers(session: Session, origin: str, destination: str, day: date, now: datetime, travellers: int = 1) -> list[Offer]:
    """What can be booked on that day, the earliest first. Raises RouteNotFlown or OutsideTimetable."""
    demand_flown(session, origin, destination)
    _demand_in_timetable(session, origin, destination, day, now)
    leaving = [flight for flight in flights.on_route(session, origin, destination, day) if _can_be_booked(flight, now)]
    found = [Offer(flight, _fares(session, flight, travellers)) for flight in leaving]
    return [offer for offer in found if offer.fares]


def nearest_days(
    session: Session, origin: str, destination: str, day: date, now: datetime, limit: int = 3, travellers: int = 1
) -> list[date]:
    """Up to `limit` days within a week of `day` on which something can be booked, in their order."""
    reach = (day - timedelta(days=7), day + timedelta(days=7))
    on_route = (Flight.origin == origin, Flight.destination == destination, Flight.day.between(*reach))
    seats = (Flight.cancelled.is_(False), Flight.estimated_departure > now, Fare.seats_left >= travellers)
    days = session.scalars(select(Flight.day).join(Fare).where(*on_route, *seats).distinct())
    return sorted(sorted(days, key=lambda other: (abs(other - day), other))[:limit])


def timetable(session: Session, origin: str, destination: str, today: date) -> list[TimetableLine]:
    """The numbers that fly this route in the four weeks from today, by the time they leave. Raises RouteNotFlown."""
    demand_flown(session, origin, destination)
    reach = Flight.day.between(today, today + TIMETABLE_REACH)
    on_route = (Flight.origin == origin, Flight.destination == destination, reach)
    by_number: dict[str, list[Flight]] = defaultdict(list)
    for flight in session.scalars(select(Flight).where(*on_route).order_by(Flight.day)):
        by_number[flight.number].append(flight)
    return sorted((_line(departures) for departures in by_number.values()), key=lambda line: line.leaves)


def destinations(session: Session, origin: str) -> list[Airport]:
    """Where one can fly from this airport without changing planes, by the name of the city."""
    codes = session.scalars(select(Flight.destination).where(Flight.origin == origin).distinct())
    return sorted((AIRPORTS[code] for code in codes), key=lambda airport: airport.city)


def origins(session: Session, destination: str) -> list[Airport]:
    """From where one can fly to this airport without changing planes, by the name of the city."""
    codes = session.scalars(select(Flight.origin).where(Flight.destination == destination).distinct())
    return sorted((AIRPORTS[code] for code in codes), key=lambda airport: airport.city)


def demand_flown(session: Session, origin: str, destination: str) -> None:
    """Raises RouteNotFlown."""
    if not flights.is_flown(session, origin, destination):
        raise RouteNotFlown(AIRPORTS[origin], AIRPORTS[destination])


def _demand_in_timetable(session: Session, origin: str, destination: str, day: date, now: datetime) -> None:
    today = now.astimezone(AIRPORTS[origin].zone).date()
    last = session.scalar(select(func.max(Flight.day)).where(Flight.origin == origin, Flight.destination == destination))
    if not today <= day <= (last or today):
        raise OutsideTimetable(today, last or today)


def _can_be_booked(flight: Flight, now: datetime) -> bool:
    return not flight.cancelled and not flight.has_left(now)


def _fares(session: Session, flight: Flight, travellers: int) -> list[Fare]:
    enough = (Fare.flight_id == flight.id, Fare.seats_left >= travellers)
    return list(session.scalars(select(Fare).where(*enough).order_by(Fare.price_minor)))


def _line(departures: list[Flight]) -> TimetableLine:
    first = departures[0]
    leaves = first.scheduled_departure.astimezone(first.leaves_from.zone)
    lands = first.scheduled_arrival.astimezone(first.lands_in.zone)
    return TimetableLine(
        number=first.number,
        weekdays=frozenset(flight.day.weekday() for flight in departures),
        leaves=leaves.time(),
        lands=lands.time(),
        lands_days_later=(lands.date() - leaves.date()).days,
    )
