"""Bookings of the sample airline with which something went wrong, and what is on record after a conversation about it."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from airline.bookings import Booking, BookingKind, BookingStatus, Segment, SegmentStatus
from airline.disruptions import Disruption, DisruptionKind
from customer_care import conversations, database, receipts
from customer_care.commitments import Commitment
from customer_care.mail import Mail
from customer_care.receipts import Receipt
from tests.integration.actions.asking import WHO
from tests.integration.actions.conftest import NOW
from tests.integration.actions.talking import Talk


@dataclass(frozen=True)
class Customer:
    """How they show who they are. `flight` is the number of the (first) flight that it is about."""

    reference: str
    surname: str
    first_name: str
    flight: str

    def begin(self, words: str, intent: str, **understood: Any) -> Talk:
        """Asks for something, and gives reference, surname and, where it is wanted, the code."""
        talk = Talk()
        talk.say(words, intent, **understood)
        talk.say(self.reference)
        talk.say(self.surname)
        if talk.asks_for == "code":
            talk.say(re.findall(r"\b\d{6}\b", rows(Mail)[-1].body)[-1])
        return talk


def ahead() -> Customer:
    """Alone on one flight that is still to come."""
    with database.reading() as session:
        return _customer(_first(session, lambda segment: segment.flight.scheduled_departure > NOW + timedelta(days=3)))


def flown() -> Customer:
    """Alone on one flight that has landed in the last days, on time."""
    with database.reading() as session:
        return _customer(_first(session, _landed_on_time))


def cancelled(*, notice: timedelta = timedelta(days=2), extraordinary: bool = False) -> Customer:
    customer = ahead()
    with database.unit_of_work() as session:
        flight = _of(session, customer).flight
        flight.cancelled = True
        about = {"cause": "a storm" if extraordinary else "a broken pump", "extraordinary": extraordinary}
        announced_at = flight.scheduled_departure - notice
        session.add(Disruption(flight=flight, kind=DisruptionKind.CANCELLATION, minutes=0, announced_at=announced_at, **about))
    return customer


def late(minutes: int, *, cause: str | None = "a broken pump", extraordinary: bool = False) -> Customer:
    """Landed so late, in the last days; without a cause, nobody wrote down why."""
    customer = flown()
    with database.unit_of_work() as session:
        flight = _of(session, customer).flight
        for known in session.scalars(select(Disruption).where(Disruption.flight_id == flight.id)).all():
            session.delete(known)
        session.flush()
        flight.estimated_departure = flight.scheduled_departure + timedelta(minutes=minutes)
        flight.estimated_arrival = flight.scheduled_arrival + timedelta(minutes=minutes)
        if cause:
            about = {"cause": cause, "extraordinary": extraordinary, "announced_at": flight.scheduled_departure}
            session.add(Disruption(flight=flight, kind=DisruptionKind.DELAY, minutes=minutes, **about))
    return customer


def rows(record: Any) -> list[Any]:
    with database.reading() as session:
        return list(session.scalars(select(record).order_by(record.id)).unique())


def added(record: Any, at: str) -> list[Any]:
    """The rows that were made in this conversation."""
    return [row for row in rows(record) if getattr(row, at) == NOW]


def receipts_here() -> list[Receipt]:
    with database.reading() as session:
        return receipts.of_conversation(session, conversations.by_public_id(session, WHO).id)


def promised() -> list[tuple[str, str]]:
    """Kind and subject of what was promised."""
    return [(made.kind, made.subject) for made in rows(Commitment)]


def booking_of(session: Session, customer: Customer) -> Booking:
    return session.scalars(select(Booking).where(Booking.reference == customer.reference)).unique().one()


def _of(session: Session, customer: Customer) -> Segment:
    return booking_of(session, customer).segments[0]


def _first(session: Session, fits: Any) -> Booking:
    plain = (Booking.kind == BookingKind.INDIVIDUAL, Booking.status == BookingStatus.CONFIRMED)
    for booking in session.scalars(select(Booking).where(*plain).order_by(Booking.id)).unique():
        alone = len(booking.passengers) == 1 and len(booking.segments) == 1 and booking.contact_email
        booked = booking.segments[0].status == SegmentStatus.BOOKED and not booking.segments[0].flight.cancelled
        if alone and booked and fits(booking.segments[0]) and booking.segments[0].flight.destination != "PTP":
            return booking
    raise LookupError("no such booking among the sample")


def _landed_on_time(segment: Segment) -> bool:
    landed = segment.flight.estimated_arrival
    return NOW - timedelta(days=6) < landed < NOW and landed == segment.flight.scheduled_arrival


def _customer(booking: Booking) -> Customer:
    who = booking.passengers[0]
    return Customer(booking.reference, who.surname, who.first_name, booking.segments[0].flight.number)
