"""A bag that did not arrive: reported under a number as the field writes it, and traced until it is delivered."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from airline.bookings import Booking, Segment
from customer_care.database import Base

FIRST_NUMBER = 10200  # after the station and our code, five digits: PTPZE10234


class BagReportKind(StrEnum):
    DELAYED = "delayed"
    DAMAGED = "damaged"


class BagStatus(StrEnum):
    SEARCHING = "searching"
    FOUND = "found"
    ON_THE_WAY = "on_the_way"
    DELIVERED = "delivered"


class BagReport(Base):
    """`station` is the airport where the bag was missed; `where` the place that the last news names, known `since`."""

    __tablename__ = "bag_reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[BagReportKind]
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), index=True)
    passenger_id: Mapped[int] = mapped_column(ForeignKey("passengers.id"))
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"))
    station: Mapped[str] = mapped_column(String(3))
    description: Mapped[str] = mapped_column(String(300))
    status: Mapped[BagStatus]
    where: Mapped[str] = mapped_column(String(100))
    since: Mapped[datetime]
    reported_at: Mapped[datetime]
    news_due_at: Mapped[datetime]
    booking: Mapped[Booking] = relationship(lazy="joined", innerjoin=True)
    segment: Mapped[Segment] = relationship(lazy="joined", innerjoin=True)

    @property
    def number(self) -> str:
        return f"{self.station}ZE{FIRST_NUMBER + self.id}"
