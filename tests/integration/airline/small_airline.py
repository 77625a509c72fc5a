"""A small airline: one route with a few days, and bookings of each fare on it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from airline.bookings import Booking, Passenger, Segment, surname_key
from airline.fares import Fare, FareClass
from airline.flights import Flight
from customer_care import conversations

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TODAY = date(2026, 11, 25)


@dataclass
class Airline:
    """Days count from today. Each fare has five seats; Standard costs €100, two days later €120."""

    session: Session
    conversation_id: int

    def flight(self, day: int, number: str = "ZE412") -> Flight:
        found = select(Flight).where(Flight.day == TODAY + timedelta(days=day), Flight.number == number)
        return self.session.scalars(found).one()

    def book(self, fare_class: FareClass, *days: int, travellers: int = 1, booked_ago: timedelta = timedelta(days=20)) -> Booking:
        numbers = ("ZE412", "ZE413")
        booking = Booking(
            reference=f"AB{self.session.query(Booking).count():03}C",
            fare_class=fare_class,
            currency="EUR",
            booked_at=NOW - booked_ago,
            passengers=[
                Passenger(first_name=f"Inès {count}", surname="De la Peña", surname_key=surname_key("De la Peña"))
                for count in range(travellers)
            ],
            segments=[
                Segment(position=index + 1, flight=self.flight(day, numbers[index]), paid_minor=10000)
                for index, day in enumerate(days)
            ],
        )
        self.session.add(booking)
        self.session.flush()
        return booking

    def seats(self, day: int, fare_class: FareClass) -> int:
        fare = select(Fare.seats_left).where(Fare.flight_id == self.flight(day).id, Fare.fare_class == fare_class)
        return self.session.scalars(fare).one()

    def reprice(self, day: int, fare_class: FareClass, price_minor: int, number: str = "ZE412") -> None:
        fares = select(Fare).where(Fare.flight_id == self.flight(day, number).id, Fare.fare_class == fare_class)
        self.session.scalars(fares).one().price_minor = price_minor
        self.session.flush()


def small_airline(session: Session) -> Airline:
    """Its flights, and a conversation with a customer."""
    conversation = conversations.start(session, "web", "en", NOW)
    days = [day for day in range(-3, 15) if day != 4]  # nothing flies on that day
    fly(
        session,
        *(made for day in days for made in (scheduled("ZE412", "PTP", "ORY", day), scheduled("ZE413", "ORY", "PTP", day))),
    )
    return Airline(session, conversation.id)


def fly(session: Session, *flights: Flight) -> None:
    """These flights, with seats in each fare."""
    session.add_all(flights)
    session.flush()
    session.add_all(
        Fare(
            flight_id=each.id,
            fare_class=fare_class,
            price_minor=12000 if each.day == TODAY + timedelta(days=2) else 10000,
            currency="EUR",
            seats_left=5,
        )
        for each in flights
        for fare_class in FareClass
    )
    session.flush()


def scheduled(number: str, origin: str, destination: str, day: int) -> Flight:
    departure = NOW + timedelta(days=day, hours=6)
    return Flight(
        number=number,
        day=TODAY + timedelta(days=day),
        origin=origin,
        destination=destination,
        scheduled_departure=departure,
        scheduled_arrival=departure + timedelta(hours=8),
        estimated_departure=departure,
        estimated_arrival=departure + timedelta(hours=8),
        gate="A1",
        cancelled=False,
    )
