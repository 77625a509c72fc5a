"""A payment: money that a customer gave for a booking, by card or out of a voucher, and where it stands.

The provider keeps the money and its own ledger; here is what we know of it. Amounts are minor units of an ISO 4217 currency.
"""

from datetime import datetime
from enum import StrEnum
from typing import cast

from sqlalchemy import CursorResult, ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from airline.bookings import Booking
from airline.quotes import Quote
from customer_care.database import Base


class PaymentMethod(StrEnum):
    CARD = "card"
    VOUCHER = "voucher"


class PaymentStatus(StrEnum):
    """`PENDING`: being asked for. `IN_DOUBT`: asked for, and nobody knows. `RETURNING`: on its way back.

    A payment for a quote is captured in the transaction of the quote's deed: `CAPTURED` and a receipt come together.
    """

    PENDING = "pending"
    IN_DOUBT = "in_doubt"
    CAPTURED = "captured"
    FAILED = "failed"
    RETURNING = "returning"
    RETURNED = "returned"


OPEN = (PaymentStatus.PENDING, PaymentStatus.IN_DOUBT)
WENT_BACK = (PaymentStatus.RETURNING, PaymentStatus.RETURNED)

MOVES: dict[PaymentStatus, frozenset[PaymentStatus]] = {
    PaymentStatus.PENDING: frozenset(
        {PaymentStatus.IN_DOUBT, PaymentStatus.CAPTURED, PaymentStatus.FAILED, PaymentStatus.RETURNING}
    ),
    PaymentStatus.IN_DOUBT: frozenset({PaymentStatus.CAPTURED, PaymentStatus.FAILED, PaymentStatus.RETURNING}),
    PaymentStatus.CAPTURED: frozenset(),
    # A charge that was given up for lost and arrives after all goes back.
    PaymentStatus.FAILED: frozenset({PaymentStatus.RETURNING}),
    PaymentStatus.RETURNING: frozenset({PaymentStatus.RETURNED}),
    PaymentStatus.RETURNED: frozenset(),
}


class Payment(Base):
    """`key` is the idempotency key that the provider knows the charge by; `provider_reference` its name for the charge.

    `quote_id` is the quote that the money was taken for; a payment made when the booking was bought has none.
    """

    __tablename__ = "payments"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"), index=True)
    quote_id: Mapped[int | None] = mapped_column(ForeignKey("quotes.id"), index=True)
    voucher_id: Mapped[int | None] = mapped_column(ForeignKey("vouchers.id"))
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    method: Mapped[PaymentMethod]
    what: Mapped[str] = mapped_column(String(200))
    provider_reference: Mapped[str | None] = mapped_column(String(60))
    status: Mapped[PaymentStatus] = mapped_column(default=PaymentStatus.PENDING, index=True)
    key: Mapped[str] = mapped_column(String(100), unique=True)
    at: Mapped[datetime]

    @property
    def attempt(self) -> str:
        """What the payments of one attempt at a quote have in common; their keys differ in the last word, the method."""
        return self.key.rpartition("-")[0]


def begin(
    session: Session,
    quote: Quote,
    amount_minor: int,
    method: PaymentMethod,
    key: str,
    now: datetime,
    voucher_id: int | None = None,
) -> Payment:
    """A payment for a quote that is about to be asked for."""
    payment = Payment(
        booking_id=quote.booking_id,
        quote_id=quote.id,
        voucher_id=voucher_id,
        amount_minor=amount_minor,
        currency=quote.currency,
        method=method,
        what=quote.kind,
        status=PaymentStatus.PENDING,
        key=key,
        at=now,
    )
    session.add(payment)
    session.flush()
    return payment


def move(session: Session, payment: Payment, status: PaymentStatus) -> bool:
    """Moves the payment on if its present state allows; the database decides who was first."""
    before = [state for state, after in MOVES.items() if status in after]
    moved = update(Payment).where(Payment.id == payment.id, Payment.status.in_(before)).values(status=status)
    done = cast("CursorResult[object]", session.execute(moved)).rowcount == 1
    session.refresh(payment)
    return done


def of_booking(session: Session, booking: Booking) -> list[Payment]:
    """The payments that we hold for this booking, the oldest first."""
    held = (Payment.booking_id == booking.id, Payment.status == PaymentStatus.CAPTURED)
    return list(session.scalars(select(Payment).where(*held).order_by(Payment.at, Payment.id)))


def of_quote(session: Session, quote_id: int) -> list[Payment]:
    """Every attempt to take money for this quote, the oldest first."""
    return list(session.scalars(select(Payment).where(Payment.quote_id == quote_id).order_by(Payment.id)))


def unsettled_in(session: Session, conversation_id: int) -> list[Payment]:
    """What was asked for in this conversation and neither paid for anything nor failed: in doubt, or on its way back."""
    asked_for = select(Payment).join(Quote, Quote.id == Payment.quote_id).where(Quote.conversation_id == conversation_id)
    return list(session.scalars(asked_for.where(Payment.status.in_((*OPEN, PaymentStatus.RETURNING))).order_by(Payment.id)))


def of_attempt(session: Session, attempt: str) -> list[Payment]:
    keys = [f"{attempt}-{method}" for method in PaymentMethod]
    return list(session.scalars(select(Payment).where(Payment.key.in_(keys)).order_by(Payment.id)))
