"""Who wants to be told when a flight of theirs changes, and how: on the open page and, if they agree, by e-mail too."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from airline.flights import Flight
from customer_care.database import Base


class ChangeNotice(Base):
    """`by_email` is the customer's consent to e-mail; `until` is when the flight leaves and there is nothing left to tell."""

    __tablename__ = "change_notices"
    __table_args__ = (UniqueConstraint("conversation_id", "flight_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    flight_id: Mapped[int] = mapped_column(ForeignKey("flights.id"), index=True)
    by_email: Mapped[bool]
    asked_at: Mapped[datetime]
    until: Mapped[datetime]
    flight: Mapped[Flight] = relationship(lazy="joined", innerjoin=True)
