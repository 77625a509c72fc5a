"""A deed made for trying out how deeds are paid for: it adds a bag, and refuses while nothing is left."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from airline import ancillaries, payments, quotes, rulebook
from airline.ancillaries import Ancillary, AncillaryKind
from airline.bookings import Booking
from airline.deeds import deed
from airline.payments import Payment, PaymentStatus
from airline.quotes import Quote, QuoteOutdated
from airline.sandbox_provider import Failure, SandboxProvider
from customer_care import database, receipts
from customer_care.receipts import Receipt

PRICE_MINOR = 4500


@dataclass
class Hold:
    """What the deed can still give; a test empties it to have the deed refuse."""

    room: bool = True
    refused: list[str] = field(default_factory=list)


HOLD = Hold()


@deed("try_out")
def try_out(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    if not HOLD.room:
        raise QuoteOutdated
    booking = quote.booking
    assert booking
    session.add(
        Ancillary(
            booking_id=booking.id,
            passenger_id=booking.passengers[0].id,
            segment_id=booking.segments[0].id,
            kind=AncillaryKind.BAG,
            detail=key,
            paid_minor=quote.total_minor,
            currency=quote.currency,
            ordered_at=now,
        )
    )
    return receipts.issue(
        session,
        conversation_id=quote.conversation_id,
        key=key,
        what="Added a bag",
        subject=f"Booking {booking.reference}",
        amount_minor=quote.total_minor,
        currency=quote.currency,
        now=now,
        parameters=quote.facts,
    )


def quote_try_out(session: Session, booking: Booking, now: datetime, conversation_id: int) -> Quote:
    rule = rulebook.rule("payments.returned")
    lines = [("bag", PRICE_MINOR)]
    return quotes.make(session, "try_out", rule, now, conversation_id=conversation_id, booking=booking, lines=lines)


@dataclass(frozen=True)
class Outcome:
    """What is on record for one quote, here and at the provider."""

    bags: int
    receipts: int
    captured_minor: int
    statuses: set[PaymentStatus]
    charges_kept: int
    ledger_minor: int


def outcome_of(quote: Quote, provider: SandboxProvider) -> Outcome:
    with database.reading() as session:
        bags = [bag for bag in ancillaries.of_booking(session, booking_of(session, quote)) if bag.detail == quote.key]
        issued = session.scalars(select(func.count(Receipt.id)).where(Receipt.key == quote.key)).one()
        made = payments.of_quote(session, quote.id)
    captured = [payment for payment in made if payment.status == PaymentStatus.CAPTURED]
    return Outcome(
        bags=len(bags),
        receipts=issued,
        captured_minor=sum(payment.amount_minor for payment in captured),
        statuses={payment.status for payment in made},
        charges_kept=len([payment for payment in made if kept(payment, provider)]),
        ledger_minor=provider.total_minor(),
    )


def kept(payment: Payment, provider: SandboxProvider) -> bool:
    """Charged, and not given back."""
    return provider.find(payment.key) is not None and provider.find(f"{payment.key}-back") is None


def booking_of(session: Session, quote: Quote) -> Booking:
    return session.get_one(Booking, quote.booking_id)


def provider_in(folder: Path, *plan: Failure) -> SandboxProvider:
    return SandboxProvider(folder / "sandbox.db", plan)
