"""A case: something that a person of ours looks into and answers by a date, under a number that the customer keeps."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from airline.bookings import Booking
from customer_care.database import Base

FIRST_NUMBER = 5200  # numbers look like K-5213


class CaseKind(StrEnum):
    COMPLAINT = "complaint"
    CHARGED_TWICE = "charged_twice"
    PAYMENT_FAILED = "payment_failed"
    OTHER = "other"


class CaseStatus(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Case(Base):
    """`what` is the customer's own account of it; `answer` ours, once there is one."""

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[CaseKind]
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"), index=True)
    what: Mapped[str] = mapped_column(String(1000))
    status: Mapped[CaseStatus]
    answer: Mapped[str | None] = mapped_column(String(1000))
    opened_at: Mapped[datetime]
    answer_due_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    booking: Mapped[Booking | None] = relationship(lazy="joined")

    @property
    def number(self) -> str:
        return f"K-{FIRST_NUMBER + self.id}"
