"""An invoice: what was paid for a booking, line by line, under a number that has no gaps."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from customer_care.database import Base

FIRST_NUMBER = 7000


class Invoice(Base):
    """`lines` are pairs of words and minor units, as they stood when the invoice was written; it is never changed."""

    __tablename__ = "invoices"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), index=True)
    made_out_to: Mapped[str] = mapped_column(String(200))
    lines: Mapped[list[Any]] = mapped_column(JSON)
    total_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    made_at: Mapped[datetime]

    @property
    def number(self) -> str:
        return f"{self.made_at:%Y}-{FIRST_NUMBER + self.id}"
