"""A claim: what a customer asks back for what went wrong, decided from the record at once or answered by a date.

This file holds the record and what becomes of it. What may be claimed, and how much, is in compensation.py, expenses.py,
damaged_bags.py and missing_miles.py.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import JSON, CursorResult, ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from airline import rulebook
from airline.bookings import Booking, Passenger
from airline.deeds import receipt_of
from airline.flights import Flight
from airline.money import money_words
from airline.promises import promise
from airline.quotes import Quote
from customer_care import commitments
from customer_care.commitments import Kind
from customer_care.database import Base
from customer_care.errors import ReassureError
from customer_care.receipts import Receipt

FIRST_NUMBER = 31000  # numbers look like C-31007


class ClaimKind(StrEnum):
    DELAY = "delay"
    EXPENSES = "expenses"
    DAMAGED_BAG = "damaged_bag"
    MILES = "miles"


class ClaimStatus(StrEnum):
    """`OPEN`: a person looks at it. `PAID`: the money, or the miles, are there."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    PAID = "paid"


class ClaimSettled(ReassureError):
    """The claim was decided, or paid, by somebody else meanwhile."""

    code = "claim_settled"


class Claim(Base):
    """`passenger_id` is None for a claim of everybody on the booking; `amount_minor` is what is claimed, or granted, for all.

    `flight_id` is the flight that went wrong: a segment may have moved to another since.
    """

    __tablename__ = "claims"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ClaimKind]
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), index=True)
    passenger_id: Mapped[int | None] = mapped_column(ForeignKey("passengers.id"))
    flight_id: Mapped[int] = mapped_column(ForeignKey("flights.id"), index=True)
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    status: Mapped[ClaimStatus]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    rule_id: Mapped[str] = mapped_column(String(60))
    opened_at: Mapped[datetime]
    answer_due_at: Mapped[datetime | None]
    pay_due_at: Mapped[datetime | None]
    booking: Mapped[Booking] = relationship(lazy="joined", innerjoin=True)
    flight: Mapped[Flight] = relationship(lazy="joined", innerjoin=True)

    @property
    def number(self) -> str:
        return f"C-{FIRST_NUMBER + self.id}"


def of_booking(session: Session, booking: Booking) -> list[Claim]:
    """The claims of this booking, the newest first."""
    return list(session.scalars(select(Claim).where(Claim.booking_id == booking.id).order_by(Claim.id.desc())))


def with_number(session: Session, number: str) -> Claim | None:
    """For our own people, who may see every claim."""
    return session.get(Claim, int(number.removeprefix("C-")) - FIRST_NUMBER)


def file(
    session: Session,
    quote: Quote,
    kind: ClaimKind,
    flight: Flight,
    amount_minor: int,
    now: datetime,
    *,
    passenger: Passenger | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Claim:
    """The claim that a quote leads to, with its number and not yet decided."""
    claim = Claim(
        kind=kind,
        conversation_id=quote.conversation_id,
        booking_id=quote.booking_id,
        passenger_id=passenger.id if passenger else None,
        flight=flight,
        amount_minor=amount_minor,
        currency=quote.currency,
        status=ClaimStatus.OPEN,
        facts=dict(facts or {}),
        rule_id=quote.rule_id,
        opened_at=now,
    )
    session.add(claim)
    session.flush()
    return claim


def accept(session: Session, claim: Claim, what: str, pay_due_at: datetime, now: datetime) -> None:
    """Accepted, and promised to be paid by then; `what` names it in the promise."""
    claim.status, claim.pay_due_at = ClaimStatus.ACCEPTED, pay_due_at
    amount = money_words(claim.amount_minor, claim.currency)
    text = f"Pay you {amount}: {what}, claim {claim.number}"
    promise(session, claim.conversation_id, Kind.REFUND_PAID, text, pay_due_at, now, claim.number)


def leave_open(session: Session, claim: Claim, what: str, answer_due_at: datetime, now: datetime) -> None:
    """Left to a person, and promised to be answered by then."""
    claim.answer_due_at = answer_due_at
    text = f"Answer your claim {claim.number}: {what}"
    promise(session, claim.conversation_id, Kind.CLAIM_ANSWERED, text, answer_due_at, now, claim.number)


def receipt(session: Session, quote: Quote, claim: Claim, key: str, what: str, now: datetime) -> Receipt:
    """The receipt of having claimed: what is next, and by when."""
    if claim.status == ClaimStatus.OPEN:
        next_step = f"A person of ours answers claim {claim.number}"
    else:
        next_step = f"We pay claim {claim.number}"
    due_at = claim.answer_due_at or claim.pay_due_at
    return receipt_of(session, quote, key, now, f"{what}: claim {claim.number}", next_step=next_step, due_at=due_at)


def refuse(session: Session, claim: Claim, now: datetime) -> None:
    """A person's no to an open claim; the promised answer is given. Raises ClaimSettled."""
    _move(session, claim, ClaimStatus.OPEN, ClaimStatus.REFUSED)
    commitments.keep(session, Kind.CLAIM_ANSWERED, claim.number, now)


def grant(session: Session, claim: Claim, amount_minor: int, now: datetime) -> None:
    """A person's yes to an open claim, for this much; the promised answer is given, and the payment promised.

    Raises ClaimSettled.
    """
    _move(session, claim, ClaimStatus.OPEN, ClaimStatus.ACCEPTED)
    commitments.keep(session, Kind.CLAIM_ANSWERED, claim.number, now)
    claim.amount_minor = amount_minor
    pay_days = rulebook.rule("claims.answers").parameters["pay_days"]
    accept(session, claim, "what you claimed", now + timedelta(days=pay_days), now)


def settle(session: Session, claim: Claim, now: datetime) -> None:
    """A person's yes to an open claim that is fulfilled with it, as one for miles is; the promised answer is given.

    Raises ClaimSettled.
    """
    _move(session, claim, ClaimStatus.OPEN, ClaimStatus.PAID)
    commitments.keep(session, Kind.CLAIM_ANSWERED, claim.number, now)


def note_paid(session: Session, claim: Claim, now: datetime) -> None:
    """The money of an accepted claim has left us; the promised payment is made. Raises ClaimSettled."""
    _move(session, claim, ClaimStatus.ACCEPTED, ClaimStatus.PAID)
    commitments.keep(session, Kind.REFUND_PAID, claim.number, now)


def _move(session: Session, claim: Claim, expected: ClaimStatus, to: ClaimStatus) -> None:
    """Two advisers may decide at once; the database says who was first."""
    mine = update(Claim).where(Claim.id == claim.id, Claim.status == expected).values(status=to)
    if cast("CursorResult[object]", session.execute(mine)).rowcount != 1:
        raise ClaimSettled(claim.number)
    session.refresh(claim)
