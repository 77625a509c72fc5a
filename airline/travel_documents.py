"""Passport data: given on a page behind a link that works once, never in the conversation.

What is kept is what the check-in needs: that it was given, when the document ends, and the last two signs of its number, so that
its owner recognises it. The number itself is not kept anywhere.
"""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from airline.bookings import Passenger
from customer_care.database import Base


class TravelDocument(Base):
    """The travel document of a traveller, as far as we know it."""

    __tablename__ = "travel_documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    passenger_id: Mapped[int] = mapped_column(ForeignKey("passengers.id"), unique=True)
    number_end: Mapped[str] = mapped_column(String(2))
    expires_on: Mapped[date] = mapped_column(Date)
    given_at: Mapped[datetime]
    passenger: Mapped[Passenger] = relationship()
