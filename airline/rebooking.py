"""After a cancelled or long delayed flight: what the customer may choose, and another flight free of charge."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from airline.flights import Flight
from customer_care.database import Base


class Rebooking(Base):
    """That a segment moved from a disrupted flight to another; the claim for the first one reads it."""

    __tablename__ = "rebookings"

    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"), index=True)
    from_flight_id: Mapped[int] = mapped_column(ForeignKey("flights.id"))
    to_flight_id: Mapped[int] = mapped_column(ForeignKey("flights.id"))
    at: Mapped[datetime]
    from_flight: Mapped[Flight] = relationship(foreign_keys=[from_flight_id], lazy="joined", innerjoin=True)
    to_flight: Mapped[Flight] = relationship(foreign_keys=[to_flight_id], lazy="joined", innerjoin=True)
