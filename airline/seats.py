"""A seat that is taken on a flight: by a traveller of ours, or kept by the airline."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from airline.bookings import Passenger
from airline.flights import Flight
from customer_care.database import Base


class Seat(Base):
    """A row is a seat that nobody else can have. `label` is "12A"; without a passenger the airline keeps it.

    `paid_minor` is what the traveller paid for choosing, in minor units of the booking's currency.
    """

    __tablename__ = "seats"
    # A seat has one traveller, and a traveller one seat on a flight: the database says who was first.
    __table_args__ = (UniqueConstraint("flight_id", "label"), UniqueConstraint("flight_id", "passenger_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    flight_id: Mapped[int] = mapped_column(ForeignKey("flights.id"))
    label: Mapped[str] = mapped_column(String(4))
    passenger_id: Mapped[int | None] = mapped_column(ForeignKey("passengers.id"), index=True)
    paid_minor: Mapped[int] = mapped_column(default=0)
    taken_at: Mapped[datetime]
    flight: Mapped[Flight] = relationship()
    passenger: Mapped[Passenger | None] = relationship()
