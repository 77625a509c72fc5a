"""All flights and prices of the sample airline at hand, to draw trips from."""

import random
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from airline.airports import HOME
from airline.fares import Fare, FareClass
from airline.flights import Flight
from airline.sample_data.timetable import Service
from airline.travel_documents import needs_passport

# Far enough away that there is time to try them, near enough that check-in is open.
SOON = timedelta(hours=4), timedelta(hours=22)


class Board:
    def __init__(self, session: Session, services: Sequence[Service]) -> None:
        self._routes = [
            (out.number, home.number) for out, home in pairwise(services) if out.origin == home.destination == HOME.iata
        ]
        self._flights: dict[str, list[Flight]] = defaultdict(list)
        for flight in session.scalars(select(Flight).order_by(Flight.day)):
            self._flights[flight.number].append(flight)
        prices = session.execute(select(Fare.flight_id, Fare.fare_class, Fare.price_minor)).all()
        self._prices = {(flight_id, fare_class): price_minor for flight_id, fare_class, price_minor in prices}

    def trip(self, luck: random.Random, day: date, *, there_and_back: bool, standing: bool) -> list[Flight]:
        """A flight on or soon after `day` and, if asked for, one back some days later; one that stands was not cancelled."""
        out, home = luck.choice(self._routes)
        there = self.next_flight(out, day, standing=standing)
        if there is None:
            return []
        back = self.next_flight(home, there.day + timedelta(days=luck.randint(5, 12)), standing=standing)
        return [there, back] if there_and_back and back else [there]

    def next_flight(self, number: str, day: date, *, standing: bool = True) -> Flight | None:
        flights = self._flights[number]
        later = flights[bisect_left(flights, day, key=lambda flight: flight.day) :]
        return next((flight for flight in later if not (standing and flight.cancelled)), None)

    def leaving_soon(self, moment: datetime) -> list[Flight]:
        """What leaves in the hours to come and crosses no border, the first one first."""
        earliest, latest = (moment + ahead for ahead in SOON)
        all_flights = (flight for flights in self._flights.values() for flight in flights)
        leaving = (flight for flight in all_flights if earliest < flight.estimated_departure < latest and not flight.cancelled)
        return sorted((flight for flight in leaving if not needs_passport(flight)), key=lambda flight: flight.estimated_departure)

    def price(self, flight: Flight, fare_class: FareClass) -> int:
        """For one adult, in minor units."""
        return self._prices[flight.id, fare_class]
