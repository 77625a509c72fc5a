"""An ancillary: something that a traveller takes along or needs on one flight, beside the seat and what the fare includes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from airline.bookings import Booking, Passenger, Segment
from airline.flights import Flight
from airline.quotes import Quote, QuoteOutdated
from customer_care import receipts
from customer_care.database import Base


class AncillaryKind(StrEnum):
    BAG = "bag"
    SPORTS = "sports"
    PET = "pet"
    MEAL = "meal"
    ASSISTANCE = "assistance"
    UNACCOMPANIED_MINOR = "unaccompanied_minor"


class AncillaryStatus(StrEnum):
    CONFIRMED = "confirmed"
    REQUESTED = "requested"  # the station has to find the place first
    CANCELLED = "cancelled"


class Ancillary(Base):
    """`detail` is the kind of bag, board, animal's place, meal or help; `paid_minor` is for all of `quantity`, in minor units."""

    __tablename__ = "ancillaries"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), index=True)
    passenger_id: Mapped[int] = mapped_column(ForeignKey("passengers.id"), index=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"), index=True)
    kind: Mapped[AncillaryKind]
    detail: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(String(200), default="")
    quantity: Mapped[int] = mapped_column(default=1)
    paid_minor: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str] = mapped_column(String(3))
    status: Mapped[AncillaryStatus] = mapped_column(default=AncillaryStatus.CONFIRMED)
    ordered_at: Mapped[datetime]
    booking: Mapped[Booking] = relationship()
    passenger: Mapped[Passenger] = relationship()
    segment: Mapped[Segment] = relationship()


@dataclass(frozen=True)
class Order:
    """For whom something is asked for, and on which flights of the booking."""

    traveller: Passenger
    segments: tuple[Segment, ...]

    @property
    def booking(self) -> Booking:
        return self.traveller.booking

    @property
    def facts(self) -> dict[str, Any]:
        """What a quote has to remember, so that its deed finds the same flights again."""
        return {
            "passenger_id": self.traveller.id,
            "segment_ids": [segment.id for segment in self.segments],
            "flight_ids": [segment.flight_id for segment in self.segments],
        }

    @property
    def words(self) -> str:
        """ "for Inès Martin on ZE 412, Friday 4 December 2026"."""
        flights = " and ".join(f"{segment.flight.name}, {segment.flight.day:%A %-d %B %Y}" for segment in self.segments)
        return f"for {self.traveller.first_name} {self.traveller.surname} on {flights}"


def order_of(session: Session, quote: Quote) -> Order:
    """The order that was quoted, its flights locked, so that what is counted on them holds. Raises QuoteOutdated."""
    locked = select(Flight.id).where(Flight.id.in_(quote.facts["flight_ids"])).order_by(Flight.id).with_for_update()
    session.execute(locked)
    segments = tuple(session.get_one(Segment, segment_id, populate_existing=True) for segment_id in quote.facts["segment_ids"])
    if [segment.flight_id for segment in segments] != quote.facts["flight_ids"]:
        raise QuoteOutdated
    return Order(session.get_one(Passenger, quote.facts["passenger_id"]), segments)


def add(
    session: Session,
    order: Order,
    kind: AncillaryKind,
    detail: str,
    now: datetime,
    *,
    note: str = "",
    quantity: int = 1,
    paid_minor: tuple[int, ...] = (),
    status: AncillaryStatus = AncillaryStatus.CONFIRMED,
) -> list[Ancillary]:
    """One for each flight of the order; `paid_minor` is what was paid on each flight, nothing when it is left out."""
    added = [
        Ancillary(
            booking_id=order.booking.id,
            passenger_id=order.traveller.id,
            segment_id=segment.id,
            kind=kind,
            detail=detail,
            note=note,
            quantity=quantity,
            paid_minor=paid_minor[index] if paid_minor else 0,
            currency=order.booking.currency,
            status=status,
            ordered_at=now,
        )
        for index, segment in enumerate(order.segments)
    ]
    session.add_all(added)
    session.flush()
    return added


def take_off(session: Session, done: Quote, kind: AncillaryKind) -> list[Ancillary]:
    """Cancels what the deed of this quote added. Raises QuoteOutdated when some of it is gone or its flight was changed."""
    order, receipt = order_of(session, done), receipts.with_key(session, done.key)
    if receipt is None:
        raise QuoteOutdated
    on_order = (Ancillary.segment_id.in_(done.facts["segment_ids"]), Ancillary.passenger_id == order.traveller.id)
    added = list(session.scalars(select(Ancillary).where(*_standing(kind), *on_order, Ancillary.ordered_at == receipt.at)))
    if len(added) < len(order.segments):
        raise QuoteOutdated
    for ancillary in added:
        ancillary.status = AncillaryStatus.CANCELLED
    return added


def of_traveller(session: Session, segment: Segment, traveller: Passenger, kind: AncillaryKind) -> list[Ancillary]:
    """What this traveller has of a kind on this flight, cancelled ones left out."""
    return list(session.scalars(select(Ancillary).where(*_standing(kind), *_of(segment, traveller)).order_by(Ancillary.id)))


def of_booking(session: Session, booking: Booking) -> list[Ancillary]:
    """All that stands on a booking, in the order it was added."""
    standing = (Ancillary.booking_id == booking.id, Ancillary.status != AncillaryStatus.CANCELLED)
    return list(session.scalars(select(Ancillary).where(*standing).order_by(Ancillary.id)))


def on_flight(session: Session, flight: Flight, kind: AncillaryKind, details: Iterable[str]) -> int:
    """How many of a kind, of one of these details, are on a flight."""
    counted = select(func.coalesce(func.sum(Ancillary.quantity), 0)).join(Segment, Segment.id == Ancillary.segment_id)
    return session.scalars(counted.where(*_standing(kind), Ancillary.detail.in_(details), Segment.flight_id == flight.id)).one()


def _standing(kind: AncillaryKind) -> tuple[ColumnElement[bool], ...]:
    return Ancillary.kind == kind, Ancillary.status != AncillaryStatus.CANCELLED


def _of(segment: Segment, traveller: Passenger) -> tuple[ColumnElement[bool], ...]:
    return Ancillary.segment_id == segment.id, Ancillary.passenger_id == traveller.id
