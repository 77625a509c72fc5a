"""The name on a ticket: a slip of the pen is corrected, another person is not put in its place."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from airline.bookings import Passenger
from customer_care.database import Base


class NameCorrection(Base):
    """The one correction that a traveller's name had, with the name as it was before."""

    __tablename__ = "name_corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    passenger_id: Mapped[int] = mapped_column(ForeignKey("passengers.id"), unique=True)
    first_name_before: Mapped[str] = mapped_column(String(60))
    surname_before: Mapped[str] = mapped_column(String(60))
    corrected_at: Mapped[datetime]
    passenger: Mapped[Passenger] = relationship()
