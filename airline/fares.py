"""A fare: what a seat of a class costs on a flight, in minor units, and how many are left."""

from enum import StrEnum
from typing import cast

from sqlalchemy import CursorResult, ForeignKey, String, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from airline.flights import Flight
from customer_care.database import Base


class FareClass(StrEnum):
    LIGHT = "light"
    STANDARD = "standard"
    FLEX = "flex"


class Fare(Base):
    """`price_minor` is for one traveller, in minor units of `currency` (ISO 4217)."""

    __tablename__ = "fares"
    __table_args__ = (UniqueConstraint("flight_id", "fare_class"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    flight_id: Mapped[int] = mapped_column(ForeignKey("flights.id"))
    fare_class: Mapped[FareClass] = mapped_column(String(10))
    price_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    seats_left: Mapped[int]


def of_flight(session: Session, flight: Flight, fare_class: FareClass) -> Fare:
    return session.scalars(select(Fare).where(Fare.flight_id == flight.id, Fare.fare_class == fare_class)).one()


def take_seats(session: Session, fare: Fare, seats: int) -> bool:
    """Takes that many seats if they are still there; the database decides who was first."""
    taken = update(Fare).where(Fare.id == fare.id, Fare.seats_left >= seats).values(seats_left=Fare.seats_left - seats)
    return cast("CursorResult[object]", session.execute(taken)).rowcount == 1


def give_seats_back(session: Session, fare: Fare, seats: int) -> None:
    session.execute(update(Fare).where(Fare.id == fare.id).values(seats_left=Fare.seats_left + seats))
