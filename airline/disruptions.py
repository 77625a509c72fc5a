"""A disruption: a delay or a cancellation that we announced, with its cause. What it entitles to depends on this record alone."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from airline.flights import Flight
from customer_care.database import Base


class DisruptionKind(StrEnum):
    DELAY = "delay"
    CANCELLATION = "cancellation"


class Disruption(Base):
    """`minutes` is the delay on arrival, 0 for a cancellation. `extraordinary`: nobody could have avoided the cause."""

    __tablename__ = "disruptions"

    id: Mapped[int] = mapped_column(primary_key=True)
    flight_id: Mapped[int] = mapped_column(ForeignKey("flights.id"), unique=True)
    kind: Mapped[DisruptionKind]
    minutes: Mapped[int] = mapped_column(default=0)
    cause: Mapped[str] = mapped_column(String(200))
    extraordinary: Mapped[bool] = mapped_column(default=False)
    announced_at: Mapped[datetime]
    flight: Mapped[Flight] = relationship(lazy="joined", innerjoin=True)


def of_flight(session: Session, flight: Flight) -> Disruption | None:
    """What was announced about this flight, None when it runs as planned."""
    return session.scalar(select(Disruption).where(Disruption.flight_id == flight.id))


def minutes_late(session: Session, flight: Flight) -> int:
    """By how much the flight lands late, in minutes: the later of what was announced and what its own times say."""
    announced = of_flight(session, flight)
    expected = int((flight.estimated_arrival - flight.scheduled_arrival).total_seconds()) // 60
    return max(expected, announced.minutes if announced else 0)


def was_cancelled(session: Session, flight: Flight) -> bool:
    announced = of_flight(session, flight)
    return flight.cancelled or (announced is not None and announced.kind == DisruptionKind.CANCELLATION)
