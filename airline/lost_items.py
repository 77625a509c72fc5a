"""Something left behind on board or at the airport: what it is, where it was left, and the search for it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from airline.flights import Flight
from customer_care.database import Base

FIRST_NUMBER = 7100  # numbers look like L-7104


class LostItemStatus(StrEnum):
    SEARCHING = "searching"
    FOUND = "found"
    NOT_FOUND = "not_found"


class LostItem(Base):
    __tablename__ = "lost_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), index=True)
    flight_id: Mapped[int] = mapped_column(ForeignKey("flights.id"))
    what: Mapped[str] = mapped_column(String(200))
    where: Mapped[str] = mapped_column(String(200))
    status: Mapped[LostItemStatus]
    reported_at: Mapped[datetime]
    answer_due_at: Mapped[datetime]
    flight: Mapped[Flight] = relationship(lazy="joined", innerjoin=True)

    @property
    def number(self) -> str:
        return f"L-{FIRST_NUMBER + self.id}"
