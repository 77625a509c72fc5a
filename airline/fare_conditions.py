"""The conditions of a booking's fare: the rules of changing it and of giving it up, and what they come to at this moment."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from airline import cancellations, changes, rulebook
from airline.bookings import Booking
from airline.fares import FareClass
from airline.rulebook import Rule
from customer_care.errors import ReassureError


@dataclass(frozen=True)
class Conditions:
    """`may_change`: some flight ahead can be moved now. `refund_minor`: what giving up pays back now, None when it cannot be."""

    fare_class: FareClass
    change_rule: Rule
    refund_rule: Rule
    may_change: bool
    refund_minor: int | None
    currency: str


def of_booking(session: Session, booking: Booking, now: datetime) -> Conditions:
    """The refund's rule is the one that decides now: a fresh booking or a cancelled flight has a better one than its fare's."""
    assessed = _assessed(session, booking, now)
    return Conditions(
        fare_class=booking.fare_class,
        change_rule=changes.rule_for(booking),
        refund_rule=assessed.rule if assessed else rulebook.rule(f"refunds.{booking.fare_class}"),
        may_change=any(_may_change(booking, position, now) for position in range(len(booking.segments))),
        refund_minor=assessed.refund_minor if assessed else None,
        currency=booking.currency,
    )


def _assessed(session: Session, booking: Booking, now: datetime) -> cancellations.Assessment | None:
    try:
        return cancellations.assess(session, booking, now)
    except ReassureError:
        return None


def _may_change(booking: Booking, position: int, now: datetime) -> bool:
    try:
        changes.demand_changeable(booking.segments[position], now)
    except ReassureError:
        return False
    return True
