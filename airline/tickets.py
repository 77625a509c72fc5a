"""A ticket: what one traveller paid for one flight, its fare and its taxes apart, because they are refunded apart."""

from enum import StrEnum

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from airline import rulebook
from airline.airports import Haul
from airline.bookings import Booking, Passenger, PassengerKind, Segment
from airline.flights import Flight
from customer_care.database import Base

OUR_CODE = "995"  # a ticket's number begins with its airline's code
RULE_OF_HAUL = {Haul.REGIONAL: "tickets.taxes.regional", Haul.LONG: "tickets.taxes.long_haul"}


class TicketStatus(StrEnum):
    OPEN = "open"
    USED = "used"
    REFUNDED = "refunded"
    EXCHANGED = "exchanged"


class Ticket(Base):
    """`fare_minor` and `taxes_minor` are in minor units of `currency` (ISO 4217); together they are what was paid."""

    __tablename__ = "tickets"

    id: Mapped[int] = mapped_column(primary_key=True)
    passenger_id: Mapped[int] = mapped_column(ForeignKey("passengers.id"), index=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"), index=True)
    number: Mapped[str] = mapped_column(String(13), unique=True)
    status: Mapped[TicketStatus] = mapped_column(default=TicketStatus.OPEN)
    fare_minor: Mapped[int]
    taxes_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    passenger: Mapped[Passenger] = relationship(lazy="joined", innerjoin=True)
    segment: Mapped[Segment] = relationship(lazy="joined", innerjoin=True)

    @property
    def paid_minor(self) -> int:
        return self.fare_minor + self.taxes_minor


def issue(session: Session, passenger: Passenger, segment: Segment, paid_minor: int) -> Ticket:
    """A new ticket for which `paid_minor` was paid, taxes included."""
    taxes_minor = taxes_within(paid_minor, segment.flight, passenger.kind)
    ticket = Ticket(
        passenger=passenger,
        segment=segment,
        number=f"new{passenger.id}-{segment.id}",
        fare_minor=paid_minor - taxes_minor,
        taxes_minor=taxes_minor,
        currency=segment.booking.currency,
    )
    session.add(ticket)
    session.flush()
    ticket.number = number(ticket.id)
    return ticket


def number(ticket_id: int) -> str:
    """The thirteen digits of a ticket's number."""
    return f"{OUR_CODE}{24_000_00000 + ticket_id}"


def of_booking(session: Session, booking: Booking) -> list[Ticket]:
    """Every ticket that was ever issued for this booking, the oldest first."""
    segments = [segment.id for segment in booking.segments]
    return list(session.scalars(select(Ticket).where(Ticket.segment_id.in_(segments)).order_by(Ticket.id)))


def open_on(session: Session, segment: Segment) -> list[Ticket]:
    """The tickets with which this flight may still be flown."""
    mine = (Ticket.segment_id == segment.id, Ticket.status == TicketStatus.OPEN)
    return list(session.scalars(select(Ticket).where(*mine).order_by(Ticket.id)))


def taxes_within(paid_minor: int, flight: Flight, kind: PassengerKind) -> int:
    """How much of a price is airport taxes: by the route, never more than the price, and none for an infant on a lap."""
    if kind == PassengerKind.INFANT:
        return 0
    return min(paid_minor, rulebook.rule(RULE_OF_HAUL[flight.haul]).parameters["taxes_minor"])
