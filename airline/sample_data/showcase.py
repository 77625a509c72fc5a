"""Bookings worth trying, one of each kind that the sample airline has at this moment."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from airline import changes, fares
from airline.bag_reports import BagReport, BagStatus
from airline.bookings import Booking, BookingKind, BookingStatus, Segment
from airline.disruptions import Disruption, DisruptionKind
from airline.fares import FareClass
from airline.flights import Flight
from airline.payments import Payment, PaymentMethod
from airline.sample_data.board import SOON
from customer_care.errors import ReassureError

LOOKED_AT = 80
LONG_DELAY = 180  # minutes


def showcase(session: Session, now: datetime) -> list[Booking]:
    """A Standard fare that costs something to move, a Flex fare, a Light one that may not, a return trip; then one with a
    cancelled flight ahead, one that flew late last week, one just made, one paid by voucher, one with a bag missing,
    one that can be checked in."""
    ahead = _all_ahead(session, now)
    one_way = [booking for booking in ahead if len(booking.segments) == 1]
    settled = [booking for booking in one_way if booking.booked_at < now - timedelta(days=2)]
    found = (
        _first(settled, lambda it: it.fare_class == FareClass.STANDARD and _costs_something(session, it, now)),
        _first(settled, lambda it: it.fare_class == FareClass.FLEX and _may_change(it, now)),
        _first(settled, lambda it: it.fare_class == FareClass.LIGHT and not _may_change(it, now)),
        _first(ahead, lambda it: len(it.segments) == 2 and _may_change(it, now)),
        *(_first_of(session, where) for where in _situations(now)),
    )
    return [booking for booking in found if booking]


def _situations(now: datetime) -> Iterator[ColumnElement[bool]]:
    """The conditions of the kinds that the tables tell apart by themselves."""
    flown_late = (Disruption.kind == DisruptionKind.DELAY, Disruption.minutes > LONG_DELAY, Disruption.extraordinary.is_(False))
    last_week = (Flight.estimated_departure > now - timedelta(days=9), Flight.estimated_arrival < now)
    yield _flies(Flight.cancelled, Flight.scheduled_departure > now)
    yield _flies(*last_week, exists().where(Disruption.flight_id == Flight.id, *flown_late))
    yield (Booking.booked_at > now - timedelta(days=1)) & _flies(Flight.scheduled_departure > now + timedelta(days=8))
    by_voucher = exists().where(Payment.booking_id == Booking.id, Payment.method == PaymentMethod.VOUCHER)
    yield by_voucher & _flies(Flight.scheduled_departure > now + timedelta(days=2))
    yield exists().where(BagReport.booking_id == Booking.id, BagReport.status == BagStatus.SEARCHING)
    not_yet = Segment.checked_in_at.is_(None)
    yield _flies(not_yet, ~Flight.cancelled, Flight.estimated_departure.between(now + SOON[0] / 2, now + SOON[1]))


def _flies(*conditions: ColumnElement[bool] | InstrumentedAttribute[bool]) -> ColumnElement[bool]:
    return exists().where(Segment.booking_id == Booking.id, Segment.flight_id == Flight.id, *conditions)


def _first_of(session: Session, where: ColumnElement[bool]) -> Booking | None:
    return session.scalars(select(Booking).where(where, *_plain()).order_by(Booking.id).limit(1)).first()


def _plain() -> tuple[ColumnElement[bool], ...]:
    return Booking.kind == BookingKind.INDIVIDUAL, Booking.status == BookingStatus.CONFIRMED


def _first(bookings: list[Booking], fits: Callable[[Booking], bool]) -> Booking | None:
    return next((booking for booking in bookings if fits(booking)), None)


def _all_ahead(session: Session, now: datetime) -> list[Booking]:
    """The oldest bookings all of whose flights leave tomorrow or later, and were not cancelled."""
    first = select(Segment.booking_id).join(Flight).group_by(Segment.booking_id)
    later = first.having(func.min(Flight.estimated_departure) > now + timedelta(days=1))
    standing = ~_flies(Flight.cancelled)
    oldest = select(Booking).where(Booking.id.in_(later), standing, *_plain()).order_by(Booking.id).limit(LOOKED_AT)
    return list(session.scalars(oldest))


def _may_change(booking: Booking, now: datetime) -> bool:
    try:
        changes.demand_changeable(booking.segments[0], now)
    except ReassureError:
        return False
    return True


def _costs_something(session: Session, booking: Booking, now: datetime) -> bool:
    """A day near by is dearer than what was paid."""
    segment = booking.segments[0]
    if not _may_change(booking, now):
        return False
    nearby = (changes.flight_instead(session, segment, day) for day in changes.days_with_seats(session, segment, now, limit=4))
    prices = [fares.of_flight(session, flight, booking.fare_class).price_minor for flight in nearby if flight]
    return any(price > segment.paid_minor for price in prices)
