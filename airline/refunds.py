"""A refund: money that we owe a customer for a booking, by when, and what has become of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from airline.bookings import Booking
from airline.payments import Payment, PaymentMethod
from customer_care.database import Base


class RefundStatus(StrEnum):
    """`IN_DOUBT`: the provider was asked and nobody knows; it is asked again, by the same key."""

    REQUESTED = "requested"
    IN_DOUBT = "in_doubt"
    PAID = "paid"
    FAILED = "failed"


class RefundReason(StrEnum):
    CANCELLATION = "cancellation"
    COOLING_OFF = "cooling_off"
    DISRUPTION = "disruption"
    UNUSED_TAX = "unused_tax"
    PAID_TWICE = "paid_twice"
    VOUCHER = "voucher"


class Refund(Base):
    """`way` is where the money goes: back to the cards and vouchers that paid, or into a new voucher.

    `key` is that of the quote which promised it. Its parts say which payment gives how much; together they are the amount.
    """

    __tablename__ = "refunds"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), index=True)
    conversation_id: Mapped[int | None] = mapped_column(index=True)
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    reason: Mapped[RefundReason]
    way: Mapped[PaymentMethod]
    status: Mapped[RefundStatus] = mapped_column(default=RefundStatus.REQUESTED, index=True)
    key: Mapped[str] = mapped_column(String(100), unique=True)
    requested_at: Mapped[datetime]
    due_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    booking: Mapped[Booking] = relationship()
    parts: Mapped[list["RefundPart"]] = relationship(order_by="RefundPart.id", lazy="selectin")


class RefundPart(Base):
    """How much of one payment goes back. The provider never gives back more of a charge than was charged."""

    __tablename__ = "refund_parts"
    __table_args__ = (UniqueConstraint("refund_id", "payment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    refund_id: Mapped[int] = mapped_column(ForeignKey("refunds.id"))
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    amount_minor: Mapped[int]
    provider_reference: Mapped[str | None] = mapped_column(String(60))
    paid_at: Mapped[datetime | None]
    payment: Mapped[Payment] = relationship(lazy="joined", innerjoin=True)
