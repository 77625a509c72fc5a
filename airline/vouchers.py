"""A voucher: money that a customer has with us, for extras and changes; some kinds turn back into money."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from airline import payments
from airline.airports import HOME
from airline.payments import Payment, PaymentMethod
from airline.quotes import Quote
from customer_care.database import Base


class VoucherKind(StrEnum):
    """Where it came from: bought as a present, given as a kindness, or given in place of a refund in money."""

    GIFT = "gift"
    GOODWILL = "goodwill"
    REFUND = "refund"


class Voucher(Base):
    """`balance_minor` is the sum of its entries, and what can still be spent until the end of `expires_on`.

    `issued_for` is the booking whose refund it was; `set_aside_for` the booking whose next extras it pays for.
    """

    __tablename__ = "vouchers"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    kind: Mapped[VoucherKind]
    amount_minor: Mapped[int]
    balance_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    issued_at: Mapped[datetime]
    expires_on: Mapped[date] = mapped_column(Date)
    issued_for: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"))
    set_aside_for: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"), index=True)


class VoucherEntry(Base):
    """What went in (positive) and out of a voucher. Written once for each `key`, never changed."""

    __tablename__ = "voucher_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    voucher_id: Mapped[int] = mapped_column(ForeignKey("vouchers.id"), index=True)
    amount_minor: Mapped[int]
    what: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(100), unique=True)
    at: Mapped[datetime]


def pay(session: Session, quote: Quote, key: str, now: datetime) -> list[Payment]:
    """Pays as much of the quote as the voucher that is set aside for its booking holds; nothing when there is none."""
    voucher = set_aside(session, quote.booking_id, now) if quote.booking_id else None
    if voucher is None or voucher.currency != quote.currency:
        return []
    amount_minor = min(voucher.balance_minor, quote.total_minor)
    enter(session, voucher, -amount_minor, quote.kind, key, now)
    return [payments.begin(session, quote, amount_minor, PaymentMethod.VOUCHER, key, now, voucher_id=voucher.id)]


def put_back(session: Session, payment: Payment, now: datetime) -> None:
    """What a payment took out of a voucher is in it again; a card's payment is left alone."""
    if payment.voucher_id is not None:
        voucher = session.get_one(Voucher, payment.voucher_id, with_for_update=True)
        enter(session, voucher, payment.amount_minor, payment.what, f"{payment.key}-back", now)


def set_aside(session: Session, booking_id: int, now: datetime) -> Voucher | None:
    """The voucher that pays for this booking's next extra or change, locked; None when there is none with money on it."""
    today = now.astimezone(HOME.zone).date()
    spendable = (Voucher.set_aside_for == booking_id, Voucher.balance_minor > 0, Voucher.expires_on >= today)
    return session.scalar(select(Voucher).where(*spendable).order_by(Voucher.expires_on).limit(1).with_for_update())


def enter(session: Session, voucher: Voucher, amount_minor: int, what: str, key: str, now: datetime) -> None:
    """Writes what went in or out, and the balance with it."""
    voucher.balance_minor += amount_minor
    session.add(VoucherEntry(voucher_id=voucher.id, amount_minor=amount_minor, what=what, key=key, at=now))
    session.flush()
