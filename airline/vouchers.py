"""A voucher: money that a customer has with us, for extras and changes; some kinds turn back into money."""

import secrets
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from airline import payments, rulebook
from airline.airports import HOME
from airline.bookings import Booking
from airline.payments import Payment, PaymentMethod
from airline.quotes import Quote
from customer_care.database import Base
from customer_care.errors import ReassureError

SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is easily taken for another


class VoucherKind(StrEnum):
    """Where it came from: bought as a present, given as a kindness, or given in place of a refund in money."""

    GIFT = "gift"
    GOODWILL = "goodwill"
    REFUND = "refund"


class UnknownVoucher(ReassureError):
    """No voucher of this customer has this code; whether it is somebody else's is told to nobody."""

    code = "unknown_voucher"


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


def find(session: Session, code: str, booking: Booking) -> Voucher:
    """The voucher with this code, if it belongs to the customer of this booking. Raises UnknownVoucher."""
    if booking.customer_id is None:
        raise UnknownVoucher
    for voucher in session.scalars(select(Voucher).where(Voucher.customer_id == booking.customer_id)):
        if code_key(voucher.code) == code_key(code):
            return voucher
    raise UnknownVoucher


def of_customer(session: Session, booking: Booking) -> list[Voucher]:
    """The vouchers with money on them of the customer who made this booking, the first to expire first."""
    theirs = (Voucher.customer_id == booking.customer_id, Voucher.balance_minor > 0)
    return list(session.scalars(select(Voucher).where(*theirs).order_by(Voucher.expires_on, Voucher.id)))


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
    spendable = (Voucher.set_aside_for == booking_id, Voucher.balance_minor > 0, Voucher.expires_on >= local_day(now))
    return session.scalar(select(Voucher).where(*spendable).order_by(Voucher.expires_on).limit(1).with_for_update())


def enter(session: Session, voucher: Voucher, amount_minor: int, what: str, key: str, now: datetime) -> None:
    """Writes what went in or out, and the balance with it."""
    voucher.balance_minor += amount_minor
    session.add(VoucherEntry(voucher_id=voucher.id, amount_minor=amount_minor, what=what, key=key, at=now))
    session.flush()


def issue_for_refund(
    session: Session, booking: Booking, amount_minor: int, key: str, now: datetime, choose: Callable[[str], str] = secrets.choice
) -> Voucher:
    """A new voucher in place of money for what was paid for this booking; `choose` picks the signs of its code."""
    voucher = Voucher(
        code="AZ-" + "".join(choose(SIGNS) for _ in range(8)),
        customer_id=booking.customer_id,
        kind=VoucherKind.REFUND,
        amount_minor=amount_minor,
        balance_minor=0,
        currency=booking.currency,
        issued_at=now,
        expires_on=_months_later(local_day(now), rulebook.rule("vouchers.use").parameters["months_valid"]),
        issued_for=booking.id,
    )
    session.add(voucher)
    session.flush()
    enter(session, voucher, amount_minor, f"Refund of booking {booking.reference}", f"issued-{key}", now)
    return voucher


def code_key(code: str) -> str:
    """A code as it is compared: capitals and digits only."""
    return "".join(sign for sign in code.upper() if sign.isalnum())


def local_day(now: datetime) -> date:
    """Today at home, where vouchers expire at midnight."""
    return now.astimezone(HOME.zone).date()


def _months_later(day: date, months: int) -> date:
    """The same day that many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
