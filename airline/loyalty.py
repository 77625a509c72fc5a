"""Miles: an account of a customer and its entries; the balance is their sum and is kept nowhere else."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from customer_care.database import Base


class LoyaltyAccount(Base):
    """`number` is what stands on the card: "AZ" and eight digits."""

    __tablename__ = "loyalty_accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), unique=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)


class LoyaltyEntry(Base):
    """`miles` is negative for miles that were spent. A flight is credited to an account once; the database says so too."""

    __tablename__ = "loyalty_entries"
    __table_args__ = (UniqueConstraint("account_id", "flight_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("loyalty_accounts.id"), index=True)
    miles: Mapped[int]
    what: Mapped[str] = mapped_column(String(200))
    flight_id: Mapped[int | None] = mapped_column(ForeignKey("flights.id"))
    at: Mapped[datetime]
