"""Sample bookings by what a conversation needs of them: `with: [ahead, standard, one_way]`."""

from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from airline import cancellations, fares, missing_miles, payment_problems, rebooking, unused_taxes, voucher_deeds, vouchers
from airline.ancillaries import Ancillary
from airline.bag_reports import BagReport, BagStatus
from airline.bookings import Booking, BookingKind, BookingStatus, PassengerKind
from airline.disruptions import Disruption
from airline.fares import FareClass
from airline.loyalty import LoyaltyAccount
from airline.payments import Payment, PaymentMethod, PaymentStatus
from airline.refunds import RefundReason
from airline.refusals import Refusal
from airline.tickets import Ticket, TicketStatus
from airline.travel_documents import needs_passport
from airline.vouchers import Voucher, VoucherKind
from tests.conversations.elsewhere import other_days, other_flights, other_places

LOADED_AT_ONCE = 100


@dataclass(frozen=True)
class Look:
    """A booking, looked at in its session at a moment."""

    session: Session
    booking: Booking
    now: datetime

    @property
    def leaves_in(self) -> timedelta:
        """Until the first flight ahead; no flight ahead is a year ago."""
        ahead = self.booking.segments_ahead(self.now)
        return ahead[0].flight.estimated_departure - self.now if ahead else timedelta(days=-365)

    @property
    def airports(self) -> set[str]:
        return {code for segment in self.booking.segments for code in (segment.flight.origin, segment.flight.destination)}

    @property
    def lacks_miles(self) -> bool:
        """The record shows that the member flew the (first) flight, and nothing was credited for it."""
        first = self.booking.segments[0]
        try:
            missing_miles.demand_claimable(self.session, first, self.now)
        except Refusal:
            return False
        return self.has(Ticket.segment_id == first.id, Ticket.status == TicketStatus.USED)

    def has(self, *conditions: object) -> bool:
        return self.session.scalar(select(1).where(*conditions).limit(1)) is not None  # type: ignore[arg-type]


Kind = Callable[[Look], bool]


def _given_up_by(it: Look) -> RefundReason | None:
    """Why money would go back if the booking was given up now; None when it cannot be."""
    try:
        return cancellations.assess(it.session, it.booking, it.now).reason
    except Refusal:
        return None


def _only_voucher(it: Look) -> VoucherKind | None:
    theirs = vouchers.of_customer(it.session, it.booking)
    return theirs[0].kind if len(theirs) == 1 else None


def _spendable(it: Look) -> bool:
    today = vouchers.local_day(it.now)
    return all(one.expires_on > today and one.set_aside_for is None for one in vouchers.of_customer(it.session, it.booking))


def _turns_into_money(it: Look) -> bool:
    try:
        voucher_deeds.demand_convertible(it.session, vouchers.of_customer(it.session, it.booking)[0], it.now)
    except Refusal:
        return False
    return True


# Those that a booking knows by itself come first, then those that ask other records.
KINDS: dict[str, Kind] = {
    "standard": lambda it: it.booking.fare_class == FareClass.STANDARD,
    "flex": lambda it: it.booking.fare_class == FareClass.FLEX,
    "light": lambda it: it.booking.fare_class == FareClass.LIGHT,
    "ahead": lambda it: it.leaves_in > timedelta(days=4) and all(
        segment in it.booking.segments_ahead(it.now) and not segment.flight.cancelled for segment in it.booking.segments
    ),
    "soon": lambda it: timedelta(hours=2) < it.leaves_in < timedelta(hours=24),
    "flown": lambda it: not it.booking.segments_ahead(it.now),
    "one_way": lambda it: len(it.booking.segments) == 1,
    "return": lambda it: len(it.booking.segments) == 2,
    "alone": lambda it: len(it.booking.passengers) == 1,
    "two": lambda it: len(it.booking.passengers) == 2,
    "adults": lambda it: all(who.kind == PassengerKind.ADULT for who in it.booking.passengers),
    "settled": lambda it: it.booking.booked_at < it.now - timedelta(days=2),
    "just_made": lambda it: it.booking.booked_at > it.now - timedelta(hours=20),
    "long_haul": lambda it: bool(it.airports & {"ORY", "LYS", "NTE", "BOD", "YUL"}),
    "short_haul": lambda it: it.airports <= {"PTP", "FDF", "SXM", "SBH"},
    "flight_cancelled": lambda it: any(s.flight.cancelled and s.flight.scheduled_departure > it.now for s in it.booking.segments),
    "landed_lately": lambda it: all(
        not s.flight.cancelled and timedelta(0) < it.now - s.flight.estimated_arrival < timedelta(days=6)
        for s in it.booking.segments
    ),
    "landed_on_time": lambda it: all(
        not s.flight.cancelled and s.flight.scheduled_arrival == s.flight.estimated_arrival < it.now for s in it.booking.segments
    ),
    "not_checked_in": lambda it: not any(segment.checked_in_at for segment in it.booking.segments),
    "border": lambda it: any(needs_passport(segment.flight) for segment in it.booking.segments),
    "no_border": lambda it: not any(needs_passport(segment.flight) for segment in it.booking.segments),
    "flown_late": lambda it: it.has(
        Disruption.flight_id.in_([s.flight_id for s in it.booking.segments if s.flight.estimated_arrival < it.now]),
        Disruption.minutes >= 180, Disruption.extraordinary.is_(False),
    ),
    "can_rebook": lambda it: any(
        s.flight.cancelled and len(rebooking.flights_instead(it.session, s, it.now)) > 1
        for s in rebooking.disrupted_segments(it.session, it.booking, it.now)
    ),
    "movable": lambda it: len(other_days(it.session, it.booking, it.now)) > 2,
    "a_later_flight": lambda it: len(other_flights(it.session, it.booking, it.now)) == 1,
    "reroutable": lambda it: len(other_places(it.session, it.booking, it.now)) > 1,
    "seat_left": lambda it: all(
        fares.of_flight(it.session, s.flight, s.booking.fare_class).seats_left > 0 for s in it.booking.segments_ahead(it.now)
    ),
    "paid_by_card": lambda it: not it.has(Payment.booking_id == it.booking.id, Payment.method != PaymentMethod.CARD),
    "paid_by_voucher": lambda it: it.has(Payment.booking_id == it.booking.id, Payment.method == PaymentMethod.VOUCHER),
    "paid_twice": lambda it: len(it.session.scalars(
        select(Payment).where(Payment.booking_id == it.booking.id, Payment.status == PaymentStatus.CAPTURED)
    ).all()) > 1,
    "has_voucher": lambda it: it.has(Voucher.customer_id == it.booking.customer_id, Voucher.balance_minor > 0),
    "member": lambda it: it.has(LoyaltyAccount.customer_id == it.booking.customer_id),
    "miles_missing": lambda it: it.lacks_miles,
    "bag_missing": lambda it: it.has(BagReport.booking_id == it.booking.id, BagReport.status == BagStatus.SEARCHING),
    "no_bag_report": lambda it: not it.has(BagReport.booking_id == it.booking.id),
    "no_extras": lambda it: not it.has(Ancillary.booking_id == it.booking.id),
    "gives_back_by_fare": lambda it: _given_up_by(it) == RefundReason.CANCELLATION,
    "cooling_off": lambda it: _given_up_by(it) == RefundReason.COOLING_OFF,
    "all_back": lambda it: _given_up_by(it) == RefundReason.DISRUPTION,
    "nothing_to_give_up": lambda it: _given_up_by(it) is None,
    "no_show": lambda it: it.leaves_in < timedelta(0) and unused_taxes.owed_minor(it.session, it.booking, it.now) > 0,
    "charged_twice": lambda it: payment_problems.made_twice(it.session, it.booking) is not None,
    "not_charged_twice": lambda it: payment_problems.made_twice(it.session, it.booking) is None,
    "no_voucher": lambda it: not vouchers.of_customer(it.session, it.booking),
    "one_voucher": lambda it: len(vouchers.of_customer(it.session, it.booking)) == 1 and _spendable(it),
    "refund_voucher": lambda it: _only_voucher(it) == VoucherKind.REFUND and _turns_into_money(it),
    "goodwill_voucher": lambda it: _only_voucher(it) == VoucherKind.GOODWILL and _spendable(it),
}  # fmt: skip


def pick(session: Session, kinds: Collection[str], taken: Collection[str], now: datetime) -> Booking:
    """The first booking that fits all kinds and was not picked before. Raises LookupError."""
    usual = select(Booking).where(
        Booking.status == BookingStatus.CONFIRMED, Booking.kind == BookingKind.INDIVIDUAL, Booking.contact_email != ""
    )
    if unknown := set(kinds) - KINDS.keys():
        raise LookupError(f"no such kind of booking: {sorted(unknown)}")
    tried = [fits for kind, fits in KINDS.items() if kind in kinds]
    # Most searches end among the first few.
    with closing(session.scalars(usual.order_by(Booking.id).execution_options(yield_per=LOADED_AT_ONCE))) as bookings:
        for booking in bookings:
            look = Look(session, booking, now)
            if booking.reference not in taken and all(fits(look) for fits in tried):
                return booking
    raise LookupError(f"no booking is all of {sorted(kinds)}")
