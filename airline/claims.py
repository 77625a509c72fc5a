"""A claim: what a customer asks back for what went wrong, decided from the record at once or answered by a date."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from airline.bookings import Booking
from airline.flights import Flight
from customer_care.database import Base

FIRST_NUMBER = 31000  # numbers look like C-31007


class ClaimKind(StrEnum):
    DELAY = "delay"
    EXPENSES = "expenses"
    DAMAGED_BAG = "damaged_bag"
    MILES = "miles"


class ClaimStatus(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    PAID = "paid"


class Claim(Base):
    """`passenger_id` is None for a claim of everybody on the booking; `amount_minor` is what is claimed, or granted, for all.

    `flight_id` is the flight that went wrong: a segment may have moved to another since.
    """

    __tablename__ = "claims"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ClaimKind]
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), index=True)
    passenger_id: Mapped[int | None] = mapped_column(ForeignKey("passengers.id"))
    flight_id: Mapped[int] = mapped_column(ForeignKey("flights.id"), index=True)
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    status: Mapped[ClaimStatus]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    rule_id: Mapped[str] = mapped_column(String(60))
    opened_at: Mapped[datetime]
    answer_due_at: Mapped[datetime | None]
    pay_due_at: Mapped[datetime | None]
    booking: Mapped[Booking] = relationship(lazy="joined", innerjoin=True)
    flight: Mapped[Flight] = relationship(lazy="joined", innerjoin=True)

    @property
    def number(self) -> str:
        return f"C-{FIRST_NUMBER + self.id}"
