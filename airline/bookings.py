"""A booking: who travels, on which flights, at which fare. It opens only to who knows its reference and a traveller's surname."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from airline.customers import Customer
from airline.fares import FareClass
from airline.flights import Flight
from customer_care.database import Base
from customer_care.errors import ReassureError

WRONG_ATTEMPTS_ALLOWED = 5
ATTEMPTS_WINDOW = timedelta(minutes=15)


class BookingNotFound(ReassureError):
    """No booking has this reference and surname together; which of the two is wrong is told to nobody."""

    code = "booking_not_found"


class TooManyAttempts(ReassureError):
    """This conversation guessed wrong too often; it may try again at `until`."""

    code = "too_many_attempts"

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


class BookingKind(StrEnum):
    """Who made it: a customer for a few travellers, a customer for a group (ten or more), or a travel agency."""

    INDIVIDUAL = "individual"
    GROUP = "group"
    AGENCY = "agency"


class BookingStatus(StrEnum):
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class SegmentStatus(StrEnum):
    BOOKED = "booked"
    CANCELLED = "cancelled"


class PassengerKind(StrEnum):
    """On the day of the flight: an infant is under 2 and sits on a lap, a child is under 12."""

    ADULT = "adult"
    CHILD = "child"
    INFANT = "infant"


class Booking(Base):
    """`contact_email` and `contact_phone` are where news of these flights goes; they may be another's than the customer's own."""

    __tablename__ = "bookings"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(6), unique=True)
    fare_class: Mapped[FareClass] = mapped_column(String(10))
    currency: Mapped[str] = mapped_column(String(3))
    booked_at: Mapped[datetime]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    kind: Mapped[BookingKind] = mapped_column(default=BookingKind.INDIVIDUAL)
    status: Mapped[BookingStatus] = mapped_column(default=BookingStatus.CONFIRMED)
    cancelled_at: Mapped[datetime | None]
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    contact_phone: Mapped[str] = mapped_column(String(20), default="")
    customer: Mapped[Customer | None] = relationship(lazy="joined")
    passengers: Mapped[list["Passenger"]] = relationship(back_populates="booking", order_by="Passenger.id", lazy="selectin")
    segments: Mapped[list["Segment"]] = relationship(back_populates="booking", order_by="Segment.position", lazy="selectin")

    @property
    def seated(self) -> list["Passenger"]:
        """The travellers who take a seat: everybody but infants."""
        return [passenger for passenger in self.passengers if passenger.kind != PassengerKind.INFANT]

    def segments_ahead(self, now: datetime) -> list["Segment"]:
        """The segments that are still booked and whose flight has not left yet."""
        booked = (segment for segment in self.segments if segment.status != SegmentStatus.CANCELLED)
        return [segment for segment in booked if not segment.flight.has_left(now)]


class Passenger(Base):
    """`surname_key` is the surname as it is compared: without accents, case, spaces, hyphens and apostrophes."""

    __tablename__ = "passengers"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), index=True)
    first_name: Mapped[str] = mapped_column(String(60))
    surname: Mapped[str] = mapped_column(String(60))
    surname_key: Mapped[str] = mapped_column(String(60))
    kind: Mapped[PassengerKind] = mapped_column(default=PassengerKind.ADULT)
    born_on: Mapped[date | None] = mapped_column(Date)
    booking: Mapped[Booking] = relationship(back_populates="passengers", lazy="joined", innerjoin=True)


class Segment(Base):
    """One flight of a booking, in the order of travel from 1. `paid_minor` is what each adult paid for it, taxes included."""

    __tablename__ = "segments"
    __table_args__ = (UniqueConstraint("booking_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    position: Mapped[int]
    flight_id: Mapped[int] = mapped_column(ForeignKey("flights.id"), index=True)
    paid_minor: Mapped[int]
    status: Mapped[SegmentStatus] = mapped_column(default=SegmentStatus.BOOKED)
    checked_in_at: Mapped[datetime | None]
    booking: Mapped[Booking] = relationship(back_populates="segments", lazy="joined", innerjoin=True)
    flight: Mapped[Flight] = relationship(lazy="joined", innerjoin=True)


class WrongAttempt(Base):
    """A reference and surname that did not belong together; what was typed is not kept."""

    __tablename__ = "wrong_attempts"
    __table_args__ = (Index("ix_wrong_attempts_who_at", "who", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]


def find(session: Session, reference: str, surname: str) -> Booking:
    """The booking with this reference on which somebody with this surname travels. Raises BookingNotFound."""
    return find_traveller(session, reference, surname).booking


def find_traveller(session: Session, reference: str, *surnames: str) -> Passenger:
    """The first traveller on this booking with (one of) these surnames, however it is spelled. Raises BookingNotFound."""
    booked = select(Passenger).join(Booking).where(Booking.reference == reference_key(reference)).order_by(Passenger.id)
    keys = {surname_key(surname) for surname in surnames}
    for traveller in session.scalars(booked):
        if traveller.surname_key in keys:
            return traveller
    raise BookingNotFound


def locked(session: Session, booking_id: int) -> Booking:
    """The booking as it is now; whoever else would change it waits until this transaction ends."""
    # The bare id is locked: PostgreSQL locks no row that an outer join may leave out, as a booking's customer is.
    session.execute(select(Booking.id).where(Booking.id == booking_id).with_for_update())
    return session.get_one(Booking, booking_id, populate_existing=True)


def admit(session: Session, who: str, now: datetime) -> None:
    """Raises TooManyAttempts when `who` (a conversation's public id) has guessed wrong too often of late."""
    recent = (WrongAttempt.who == who, WrongAttempt.at > now - ATTEMPTS_WINDOW)
    count, first = session.execute(select(func.count(WrongAttempt.id), func.min(WrongAttempt.at)).where(*recent)).one()
    if count >= WRONG_ATTEMPTS_ALLOWED:
        raise TooManyAttempts(until=first + ATTEMPTS_WINDOW)


def note_wrong_attempt(session: Session, who: str, now: datetime) -> None:
    session.add(WrongAttempt(who=who, at=now))


def reference_key(reference: str) -> str:
    """A reference as it is stored: capitals and digits only."""
    return re.sub(r"[^A-Z0-9]", "", reference.upper())


def surname_key(surname: str) -> str:
    """A surname as it is compared: "De la Peña", "de-la-pena" and "DELAPENA" are the same."""
    plain = unicodedata.normalize("NFKD", surname.casefold())
    return "".join(letter for letter in plain if letter.isalpha() and not unicodedata.combining(letter))
