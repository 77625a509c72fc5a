"""A refund: money that we owe a customer for a booking, by when, and what has become of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from airline import payments, rulebook
from airline.bookings import Booking
from airline.money import money_words
from airline.payments import Payment, PaymentMethod
from airline.promises import promise
from airline.refusals import Refusal
from customer_care import commitments
from customer_care.commitments import Commitment, CommitmentStatus, Kind
from customer_care.database import Base


class RefundStatus(StrEnum):
    """`IN_DOUBT`: the provider was asked and nobody knows; it is asked again, by the same key."""

    REQUESTED = "requested"
    IN_DOUBT = "in_doubt"
    PAID = "paid"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"  # what it was owed for was put back


class RefundReason(StrEnum):
    UNDONE = "undone"
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


class PaidElsewhere(Refusal):
    """We do not hold as much of this booking's money as would go back: an agency, which pays it back, may have it."""

    code = "paid_elsewhere"


class RefundPaid(Refusal):
    """The money has left, or may have: what it was paid for cannot be put back."""

    code = "refund_paid"


@dataclass(frozen=True)
class Share:
    """So much of a payment goes back."""

    payment: Payment
    amount_minor: int


def request(
    session: Session,
    booking: Booking,
    amount_minor: int,
    reason: RefundReason,
    key: str,
    due_at: datetime,
    now: datetime,
    *,
    conversation_id: int | None,
    way: PaymentMethod = PaymentMethod.CARD,
    shares: Sequence[Share] | None = None,
) -> Refund:
    """Writes down that we owe this much (above 0), out of which payments, and promises it by `due_at`. Raises PaidElsewhere."""
    # What is left of the payments is looked at by one refund of a booking at a time.
    session.get_one(Booking, booking.id, with_for_update={"of": Booking})
    refund = Refund(
        booking=booking,
        conversation_id=conversation_id,
        amount_minor=amount_minor,
        currency=booking.currency,
        reason=reason,
        way=way,
        status=RefundStatus.REQUESTED,
        key=key,
        requested_at=now,
        due_at=due_at,
        parts=[
            RefundPart(payment=share.payment, amount_minor=share.amount_minor)
            for share in shares or shared_out(session, booking, amount_minor)
        ],
    )
    session.add(refund)
    session.flush()
    words = f"Pay {money_words(amount_minor, booking.currency)} back for booking {booking.reference}"
    promise(session, conversation_id, Kind.REFUND_PAID, words, due_at, now, key)
    return refund


def withdraw(session: Session, key: str, now: datetime) -> None:
    """Nothing is owed any more, because what it was owed for was put back. Raises RefundPaid when it is too late for that."""
    refund = session.scalars(select(Refund).where(Refund.key == key).with_for_update(of=Refund)).one()
    if refund.status != RefundStatus.REQUESTED:
        raise RefundPaid(rulebook.rule("refunds.payout"), booking=refund.booking.reference)
    refund.status = RefundStatus.WITHDRAWN
    promised = (Commitment.kind == Kind.REFUND_PAID, Commitment.subject == key, Commitment.status == CommitmentStatus.OPEN)
    for made in session.scalars(select(Commitment).where(*promised)).all():
        commitments.release(session, made, now)


def open_with_key(session: Session, key: str) -> int:
    """What is owed by this key and has not left yet, in minor units; 0 when there is nothing."""
    of_key = (Refund.key == key, Refund.status == RefundStatus.REQUESTED)
    return session.scalars(select(Refund.amount_minor).where(*of_key)).one_or_none() or 0


def shared_out(session: Session, booking: Booking, amount_minor: int) -> list[Share]:
    """Out of which payments this much can go back, cards first and the newest first. Raises PaidElsewhere."""
    shares, missing_minor = [], amount_minor
    for payment in sorted(payments.of_booking(session, booking), key=_cards_and_new_ones_first):
        share_minor = min(missing_minor, left_of(session, payment))
        if share_minor > 0:
            shares.append(Share(payment, share_minor))
            missing_minor -= share_minor
    if missing_minor:
        raise PaidElsewhere(rulebook.rule("refunds.same_way"), booking=booking.reference)
    return shares


def left_of(session: Session, payment: Payment) -> int:
    """How much of a payment has not been paid back, or promised back, the way it came."""
    promised = select(func.coalesce(func.sum(RefundPart.amount_minor), 0)).join(Refund, Refund.id == RefundPart.refund_id)
    the_way_it_came = (Refund.way == PaymentMethod.CARD, Refund.status != RefundStatus.WITHDRAWN)
    gone: int = session.scalars(promised.where(RefundPart.payment_id == payment.id, *the_way_it_came)).one()
    return payment.amount_minor - gone


def of_booking(session: Session, booking: Booking) -> list[Refund]:
    """Every refund of this booking, the newest first."""
    return list(session.scalars(select(Refund).where(Refund.booking_id == booking.id).order_by(Refund.id.desc())))


def _cards_and_new_ones_first(payment: Payment) -> tuple[bool, int]:
    return payment.method != PaymentMethod.CARD, -payment.id
