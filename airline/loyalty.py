"""Miles: an account of a customer and its entries; the balance is their sum and is kept nowhere else."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from airline import rulebook
from airline.bookings import Booking
from airline.fares import FareClass
from airline.flights import Flight
from airline.refusals import Refusal
from customer_care.database import Base

METRES_IN_A_MILE = 1609  # the international mile of 1959, in whole metres


class NotAMember(Refusal):
    """Nobody on this booking collects miles."""

    code = "not_a_member"


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


def account_of(session: Session, booking: Booking) -> LoyaltyAccount:
    """The account of the customer who made this booking. Raises NotAMember."""
    found = session.scalar(select(LoyaltyAccount).where(LoyaltyAccount.customer_id == booking.customer_id))
    if found is None:
        raise NotAMember(rulebook.rule("loyalty.members"))
    return found


def balance(session: Session, account: LoyaltyAccount) -> int:
    """The miles of this account now."""
    return (
        session.scalar(select(func.coalesce(func.sum(LoyaltyEntry.miles), 0)).where(LoyaltyEntry.account_id == account.id)) or 0
    )


def newest(session: Session, account: LoyaltyAccount, limit: int) -> list[LoyaltyEntry]:
    """Its newest entries, the newest first."""
    mine = select(LoyaltyEntry).where(LoyaltyEntry.account_id == account.id)
    return list(session.scalars(mine.order_by(LoyaltyEntry.at.desc(), LoyaltyEntry.id.desc()).limit(limit)))


def entry_for(session: Session, account: LoyaltyAccount, flight: Flight) -> LoyaltyEntry | None:
    """What this flight was credited with, None when it was not."""
    mine = (LoyaltyEntry.account_id == account.id, LoyaltyEntry.flight_id == flight.id)
    return session.scalar(select(LoyaltyEntry).where(*mine))


def miles_for(flight: Flight, fare_class: FareClass) -> int:
    """What flying this flight with this fare earns."""
    return earned(flight.distance_km, rulebook.rule("loyalty.earning").parameters[fare_class])


def earned(distance_km: int, percent: int) -> int:
    """That many percent of a distance, in whole miles, rounded down."""
    return distance_km * 1000 * percent // (100 * METRES_IN_A_MILE)
