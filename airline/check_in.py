"""Online check-in: when it is open, what it needs, and the boarding passes that it makes."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from airline.bookings import Passenger, Segment
from airline.flights import Flight
from customer_care.database import Base


class BoardingPass(Base):
    """`sequence` counts the travellers of a flight in the order of their check-in; an infant on a lap has its adult's seat."""

    __tablename__ = "boarding_passes"
    __table_args__ = (UniqueConstraint("flight_id", "passenger_id"), UniqueConstraint("flight_id", "sequence"))

    id: Mapped[int] = mapped_column(primary_key=True)
    flight_id: Mapped[int] = mapped_column(ForeignKey("flights.id"))
    passenger_id: Mapped[int] = mapped_column(ForeignKey("passengers.id"), index=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"), index=True)
    sequence: Mapped[int]
    seat: Mapped[str] = mapped_column(String(4))
    issued_at: Mapped[datetime]
    flight: Mapped[Flight] = relationship()
    passenger: Mapped[Passenger] = relationship()
    segment: Mapped[Segment] = relationship()
