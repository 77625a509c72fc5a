"""A voucher: money that a customer has with us, for extras and changes; some kinds turn back into money."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

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
