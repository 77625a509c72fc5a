"""The sample airline is believable: every kind of booking is there, and money, tickets and flights agree with each other."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from airline import check_in, sample_data
from airline.bag_reports import BagReport, BagStatus
from airline.bookings import Booking, BookingKind, BookingStatus, Passenger, PassengerKind, Segment
from airline.customers import Customer
from airline.disruptions import Disruption, DisruptionKind
from airline.fares import FareClass
from airline.flights import Flight
from airline.loyalty import LoyaltyEntry
from airline.payments import Payment, PaymentMethod
from airline.refunds import Refund, RefundPart, RefundStatus
from airline.sample_data import Size
from airline.sample_data.timetable import TIMETABLE
from airline.seats import Seat
from airline.tickets import Ticket, TicketStatus
from airline.vouchers import Voucher, VoucherEntry
from customer_care import database

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HALF = Size(TIMETABLE, customers=600, bookings=900, later_bookings=40)


@pytest.fixture
def filled(connected: Engine) -> Iterator[Session]:
    with database.unit_of_work() as session:
        sample_data.fill(session, NOW, HALF)
        yield session


def kinds(session: Session, column: Any) -> set[Any]:
    return set(session.scalars(select(column).distinct()))


def test_the_sample_airline_is_true_to_itself(filled: Session) -> None:
    """One filling for all of it: it takes a second or two."""
    every_kind_is_there(filled)
    what_was_paid_is_what_the_tickets_cost(filled)
    what_went_back_was_paid_before(filled)
    a_voucher_holds_what_its_entries_say(filled)
    tickets_are_used_only_by_who_flew(filled)
    what_was_announced_is_what_the_flight_says(filled)
    nobody_sits_on_a_cancelled_flight_nor_twice(filled)
    miles_are_for_flights_that_were_flown(filled)
    nobody_real_is_ever_written_to(filled)


def every_kind_is_there(session: Session) -> None:
    assert kinds(session, Booking.kind) == set(BookingKind)
    assert kinds(session, Booking.status) == set(BookingStatus)
    assert kinds(session, Booking.fare_class) == set(FareClass)
    assert kinds(session, Passenger.kind) == set(PassengerKind)
    assert kinds(session, Ticket.status) == set(TicketStatus)
    assert kinds(session, Payment.method) == set(PaymentMethod)
    assert kinds(session, Refund.status) >= {RefundStatus.PAID, RefundStatus.REQUESTED}
    assert kinds(session, BagReport.status) == set(BagStatus)
    assert kinds(session, Disruption.extraordinary) == {True, False}


def what_was_paid_is_what_the_tickets_cost(session: Session) -> None:
    first = select(Segment.booking_id, func.sum(Ticket.fare_minor + Ticket.taxes_minor).label("cost")).join(Ticket)
    changed = select(Segment.booking_id).join(Ticket).where(Ticket.status == TicketStatus.EXCHANGED)
    costs = {row.booking_id: row.cost for row in session.execute(first.group_by(Segment.booking_id))}
    booked = select(Payment.booking_id, Payment.amount_minor).where(
        Payment.what.like("Booking %"), Payment.booking_id.not_in(changed)
    )
    paid = session.execute(booked).all()
    assert len(paid) > 700
    assert [booking_id for booking_id, amount in paid if costs[booking_id] != amount] == []


def what_went_back_was_paid_before(session: Session) -> None:
    parts = session.scalars(select(RefundPart)).all()
    assert parts
    assert all(0 < part.amount_minor <= part.payment.amount_minor for part in parts)
    refunded = set(session.scalars(select(Refund.booking_id)))
    cancelled = set(session.scalars(select(Booking.id).where(Booking.status == BookingStatus.CANCELLED)))
    assert refunded <= cancelled


def a_voucher_holds_what_its_entries_say(session: Session) -> None:
    sums = select(VoucherEntry.voucher_id, func.sum(VoucherEntry.amount_minor)).group_by(VoucherEntry.voucher_id)
    held = dict(session.execute(sums).all())
    vouchers = session.scalars(select(Voucher)).all()
    assert vouchers
    assert all(voucher.balance_minor == held[voucher.id] >= 0 for voucher in vouchers)


def tickets_are_used_only_by_who_flew(session: Session) -> None:
    used = session.scalars(select(Ticket).where(Ticket.status == TicketStatus.USED)).all()
    assert all(ticket.segment.flight.has_left(NOW) and ticket.segment.checked_in_at for ticket in used)


def what_was_announced_is_what_the_flight_says(session: Session) -> None:
    for disruption in session.scalars(select(Disruption)):
        assert disruption.announced_at <= NOW
        assert disruption.flight.cancelled == (disruption.kind == DisruptionKind.CANCELLATION)
        assert disruption.flight.delay == timedelta(minutes=disruption.minutes)
    untold = select(Flight.id).where(Flight.cancelled, Flight.id.not_in(select(Disruption.flight_id)))
    assert session.scalars(untold).all() == []


def nobody_sits_on_a_cancelled_flight_nor_twice(session: Session) -> None:
    seats = session.scalars(select(Seat)).all()
    assert seats
    assert not any(seat.flight.cancelled or seat.flight.has_left(NOW) for seat in seats)
    assert len({(seat.flight_id, seat.passenger_id) for seat in seats}) == len(seats)


def miles_are_for_flights_that_were_flown(session: Session) -> None:
    credited = session.scalars(select(Flight).join(LoyaltyEntry, LoyaltyEntry.flight_id == Flight.id)).all()
    assert credited
    assert all(flight.estimated_arrival < NOW and not flight.cancelled for flight in credited)


def nobody_real_is_ever_written_to(session: Session) -> None:
    addresses = session.scalars(select(Customer.email)).all()
    assert len(set(addresses)) == 600
    assert all(address.rsplit("@", 1)[1] in {"example.com", "example.org", "example.net"} for address in addresses)


def test_each_situation_to_try_is_there(filled: Session) -> None:
    *_, cancelled, late, fresh, by_voucher, bag_missing, soon = sample_data.showcase(filled, NOW)
    assert cancelled.segments[0].flight.cancelled
    assert late.segments[0].flight.delay > timedelta(hours=3)
    assert NOW - fresh.booked_at < timedelta(hours=24)
    assert filled.scalars(select(Payment.method).where(Payment.booking_id == by_voucher.id)).first() == PaymentMethod.VOUCHER
    assert filled.scalars(select(BagReport).where(BagReport.booking_id == bag_missing.id)).one().status == BagStatus.SEARCHING
    check_in.demand_possible(filled, soon.segments[0], NOW)


def test_the_same_clock_makes_the_same_airline(connected: Engine) -> None:
    with database.unit_of_work() as session:
        sample_data.fill(session, NOW, sample_data.SMALL)
        first = facts(session)
        session.rollback()
    with database.unit_of_work() as session:
        sample_data.fill(session, NOW, sample_data.SMALL)
        assert facts(session) == first


def facts(session: Session) -> list[Any]:
    booked = select(Booking.reference, Passenger.surname, Passenger.first_name, Segment.paid_minor, Flight.number, Flight.day)
    joined = booked.select_from(Booking).join(Passenger).join(Segment, Segment.booking_id == Booking.id).join(Flight)
    return [tuple(row) for row in session.execute(joined.order_by(Booking.reference, Passenger.id, Segment.position))]
