"""What goes wrong with flights of the small airline, and a yes to a quote."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from airline import deeds, tickets
from airline.bookings import Booking
from airline.customers import Customer
from airline.disruptions import Disruption, DisruptionKind
from airline.flights import Flight
from airline.loyalty import LoyaltyAccount
from airline.quotes import Quote
from airline.tickets import Ticket
from customer_care.commitments import Commitment
from customer_care.receipts import Receipt
from tests.integration.airline.small_airline import NOW, Airline


@dataclass(frozen=True)
class Cause:
    words: str = "a broken pump"
    extraordinary: bool = False


STORM = Cause("a storm over Guadeloupe", extraordinary=True)


def late(airline: Airline, flight: Flight, minutes: int, cause: Cause | None = Cause()) -> None:
    """The flight leaves and lands so much later; without a cause, nobody wrote down why."""
    flight.estimated_departure = flight.scheduled_departure + timedelta(minutes=minutes)
    flight.estimated_arrival = flight.scheduled_arrival + timedelta(minutes=minutes)
    if cause:
        announced_at = flight.scheduled_departure - timedelta(hours=2)
        _announce(airline.session, flight, DisruptionKind.DELAY, minutes, cause, announced_at)


def cancelled(airline: Airline, flight: Flight, notice: timedelta, cause: Cause = Cause()) -> None:
    """The flight is cancelled, and that was told so long before."""
    flight.cancelled = True
    _announce(airline.session, flight, DisruptionKind.CANCELLATION, 0, cause, flight.scheduled_departure - notice)


def ticketed(airline: Airline, booking: Booking) -> list[Ticket]:
    """Everybody on the booking has a ticket for each of its flights."""
    everybody = [(passenger, segment) for segment in booking.segments for passenger in booking.passengers]
    return [tickets.issue(airline.session, passenger, segment, segment.paid_minor) for passenger, segment in everybody]


def member(airline: Airline, booking: Booking) -> LoyaltyAccount:
    """The booking's first traveller made it, and collects miles."""
    first = booking.passengers[0]
    booking.customer = Customer(
        first_name=first.first_name, surname=first.surname, email="ines@example.com", phone="", language="en"
    )
    airline.session.flush()
    account = LoyaltyAccount(customer_id=booking.customer.id, number="AZ10000001")
    airline.session.add(account)
    airline.session.flush()
    return account


def say_yes(airline: Airline, quote: Quote, now: datetime = NOW) -> Receipt:
    return deeds.of(quote)(airline.session, quote, quote.key, now)


def promises(airline: Airline) -> list[tuple[str, str]]:
    """What was promised in the conversation: kind and subject."""
    made = select(Commitment).where(Commitment.conversation_id == airline.conversation_id).order_by(Commitment.id)
    return [(commitment.kind, commitment.subject) for commitment in airline.session.scalars(made)]


def _announce(session: Session, flight: Flight, kind: DisruptionKind, minutes: int, cause: Cause, announced_at: datetime) -> None:
    session.add(
        Disruption(
            flight=flight,
            kind=kind,
            minutes=minutes,
            cause=cause.words,
            extraordinary=cause.extraordinary,
            announced_at=announced_at,
        )
    )
    session.flush()
