"""Giving a booking up: quoted by the rule that is best for the customer, done once, and what was quoted is what is owed."""

from datetime import timedelta

import pytest

from airline import cancellations, check_in, refunds, tickets
from airline.ancillaries import Ancillary, AncillaryKind, AncillaryStatus
from airline.bookings import Booking, BookingStatus, SegmentStatus
from airline.cancellations import (
    CoolingOffOver,
    NothingToGiveUp,
    TooLateToCancel,
    cancel_booking,
    quote_cancellation,
    quote_cooling_off,
    quote_refund_request,
)
from airline.fares import FareClass
from airline.quotes import QuoteExpired, QuoteOutdated
from airline.refunds import PaidElsewhere, RefundReason, RefundStatus
from airline.seats import Seat
from airline.tickets import TicketStatus
from customer_care import commitments
from customer_care.commitments import Kind
from tests.integration.airline.paid_bookings import TAXES_MINOR, Bought
from tests.integration.airline.small_airline import NOW

FARE_MINOR = 10000 - TAXES_MINOR


def give_up(bought: Bought, booking: Booking) -> int:
    """Quotes and does it; returns what the receipt says."""
    session, conversation = bought.airline.session, bought.airline.conversation_id
    quote = quote_cancellation(session, booking, NOW, conversation)
    receipt = cancel_booking(session, quote, quote.key, NOW)
    assert receipt.amount_minor == quote.total_minor
    return receipt.amount_minor


def test_a_flex_fare_goes_back_in_full(bought: Bought) -> None:
    booking = bought.book(FareClass.FLEX, 6, 9, travellers=2)
    quote = quote_cancellation(bought.airline.session, booking, NOW)
    assert quote.rule_id == "refunds.flex"
    assert quote.lines == [("fare_back", -4 * FARE_MINOR), ("taxes_back", -4 * TAXES_MINOR)]
    assert quote.total_minor == -40000


def test_a_standard_fare_goes_back_less_a_fee_that_is_never_more_than_the_fare(bought: Bought) -> None:
    booking = bought.book(FareClass.STANDARD, 6, travellers=2)
    quote = quote_cancellation(bought.airline.session, booking, NOW)
    assert quote.rule_id == "refunds.standard"
    assert dict(quote.lines) == {
        "fare_back": -2 * FARE_MINOR,
        "cancellation_fee": 2 * min(FARE_MINOR, 6000),
        "taxes_back": -2 * TAXES_MINOR,
    }


def test_of_a_light_fare_the_taxes_go_back(bought: Bought) -> None:
    booking = bought.book(FareClass.LIGHT, 6)
    quote = quote_cancellation(bought.airline.session, booking, NOW)
    assert (quote.rule_id, quote.lines) == ("refunds.light", [("taxes_back", -TAXES_MINOR)])


def test_a_quote_gives_nothing_up(bought: Bought) -> None:
    booking = bought.book(FareClass.FLEX, 6)
    quote_cancellation(bought.airline.session, booking, NOW)
    assert booking.status == BookingStatus.CONFIRMED
    assert bought.owed_minor(booking) == 0


def test_giving_up_frees_the_seats_and_ends_the_tickets(bought: Bought) -> None:
    session, booking = bought.airline.session, bought.book(FareClass.FLEX, 6, travellers=2)
    segment = booking.segments[0]
    session.add(Seat(flight_id=segment.flight_id, label="12A", passenger_id=booking.passengers[0].id, taken_at=NOW))
    give_up(bought, booking)
    assert bought.airline.seats(6, FareClass.FLEX) == 7
    assert (booking.status, booking.cancelled_at, segment.status) == (BookingStatus.CANCELLED, NOW, SegmentStatus.CANCELLED)
    assert {ticket.status for ticket in tickets.of_booking(session, booking)} == {TicketStatus.REFUNDED}
    assert check_in.cards(session, segment) == []
    assert session.query(Seat).count() == 0


def test_what_was_quoted_is_what_is_owed_and_promised(bought: Bought) -> None:
    booking = bought.book(FareClass.FLEX, 6, travellers=2)
    amount_minor = give_up(bought, booking)
    refund = refunds.of_booking(bought.airline.session, booking)[0]
    assert -amount_minor == refund.amount_minor == bought.parts_minor(booking) == 20000
    assert (refund.reason, refund.status, refund.due_at) == (
        RefundReason.CANCELLATION,
        RefundStatus.REQUESTED,
        NOW + timedelta(days=7),
    )
    promised = commitments.open_ones(bought.airline.session, bought.airline.conversation_id)
    assert [(made.kind, made.due_at, made.subject) for made in promised] == [(Kind.REFUND_PAID, refund.due_at, refund.key)]


def test_a_second_yes_gets_the_same_receipt_and_owes_once(bought: Bought) -> None:
    session, booking = bought.airline.session, bought.book(FareClass.FLEX, 6)
    quote = quote_cancellation(session, booking, NOW)
    first = cancel_booking(session, quote, quote.key, NOW)
    assert cancel_booking(session, quote, quote.key, NOW + timedelta(hours=2)).number == first.number
    assert bought.owed_minor(booking) == 10000
    assert bought.airline.seats(6, FareClass.FLEX) == 6


def test_an_expired_quote_gives_nothing_up(bought: Bought) -> None:
    session, booking = bought.airline.session, bought.book(FareClass.FLEX, 6)
    quote = quote_cancellation(session, booking, NOW)
    with pytest.raises(QuoteExpired):
        cancel_booking(session, quote, quote.key, NOW + timedelta(minutes=15))
    assert booking.status == BookingStatus.CONFIRMED


def test_two_quotes_for_one_booking_pay_back_once(bought: Bought) -> None:
    session, booking = bought.airline.session, bought.book(FareClass.FLEX, 6)
    one, other = quote_cancellation(session, booking, NOW), quote_refund_request(session, booking, NOW)
    cancel_booking(session, one, one.key, NOW)
    with pytest.raises(NothingToGiveUp):
        cancellations.request_refund(session, other, other.key, NOW)
    assert bought.owed_minor(booking) == 10000


def test_a_fresh_booking_is_taken_back_for_nothing_with_its_extras(bought: Bought) -> None:
    session, booking = bought.airline.session, bought.book(FareClass.LIGHT, 12, ago=timedelta(hours=23))
    extra = Ancillary(
        booking_id=booking.id,
        passenger_id=booking.passengers[0].id,
        segment_id=booking.segments[0].id,
        kind=AncillaryKind.BAG,
        detail="checked",
        paid_minor=4500,
        currency="EUR",
        ordered_at=NOW,
    )
    session.add(extra)
    bought.pay(booking, 4500, "A bag")
    quote = quote_cooling_off(session, booking, NOW)
    assert (quote.rule_id, quote.total_minor) == ("refunds.cooling_off", -14500)
    cancellations.cancel_cooling_off(session, quote, quote.key, NOW)
    assert bought.parts_minor(booking) == 14500
    assert extra.status == AncillaryStatus.CANCELLED


def test_just_cancelling_a_fresh_booking_is_no_worse(bought: Bought) -> None:
    booking = bought.book(FareClass.LIGHT, 12, ago=timedelta(hours=23))
    quote = quote_cancellation(bought.airline.session, booking, NOW)
    assert (quote.rule_id, quote.total_minor) == ("refunds.cooling_off", -10000)


@pytest.mark.parametrize(("leaves_in", "ago"), [(12, 25), (6, 2)])
def test_the_cooling_off_time_ends(bought: Bought, leaves_in: int, ago: int) -> None:
    booking = bought.book(FareClass.LIGHT, leaves_in, ago=timedelta(hours=ago))
    with pytest.raises(CoolingOffOver) as refused:
        quote_cooling_off(bought.airline.session, booking, NOW)
    assert refused.value.rule.id == "refunds.cooling_off"


def test_a_quote_for_a_fresh_booking_is_outdated_a_day_later(bought: Bought) -> None:
    session, booking = bought.airline.session, bought.book(FareClass.LIGHT, 12, ago=timedelta(hours=24) - timedelta(minutes=5))
    quote = quote_cooling_off(session, booking, NOW)
    with pytest.raises(QuoteOutdated):
        cancellations.cancel_cooling_off(session, quote, quote.key, NOW + timedelta(minutes=10))


def test_after_our_own_cancellation_everything_goes_back(bought: Bought) -> None:
    booking = bought.book(FareClass.LIGHT, 6, 9)
    booking.segments[1].flight.cancelled = True
    quote = quote_refund_request(bought.airline.session, booking, NOW)
    assert (quote.rule_id, quote.total_minor, quote.facts["reason"]) == ("disruptions.refund", -20000, "disruption")


def test_a_flight_that_we_cancelled_in_the_meantime_is_quoted_again(bought: Bought) -> None:
    session, booking = bought.airline.session, bought.book(FareClass.LIGHT, 6)
    quote = quote_cancellation(session, booking, NOW)
    booking.segments[0].flight.cancelled = True
    with pytest.raises(QuoteOutdated):
        cancel_booking(session, quote, quote.key, NOW)


def test_of_a_trip_that_has_begun_the_rest_goes_back(bought: Bought) -> None:
    session, booking = bought.airline.session, bought.book(FareClass.FLEX, -2, 6)
    assert give_up(bought, booking) == -10000
    assert [segment.status for segment in booking.segments] == [SegmentStatus.BOOKED, SegmentStatus.CANCELLED]
    assert booking.status == BookingStatus.CONFIRMED
    assert session.get_one(Booking, booking.id).cancelled_at is None


def test_too_near_to_departure_the_rule_says_no(bought: Bought) -> None:
    booking = bought.book(FareClass.FLEX, 0)
    departure = booking.segments[0].flight.estimated_departure
    quote_cancellation(bought.airline.session, booking, departure - timedelta(hours=2))
    with pytest.raises(TooLateToCancel) as refused:
        quote_cancellation(bought.airline.session, booking, departure - timedelta(minutes=119))
    assert refused.value.rule.id == "refunds.flex"


def test_what_was_flown_has_nothing_left(bought: Bought) -> None:
    booking = bought.book(FareClass.FLEX, -2)
    with pytest.raises(NothingToGiveUp) as refused:
        quote_refund_request(bought.airline.session, booking, NOW)
    assert refused.value.rule.id == "refunds.once"


def test_an_agency_that_was_paid_pays_back(bought: Bought) -> None:
    session, booking = bought.airline.session, bought.airline.book(FareClass.FLEX, 6)
    for passenger in booking.passengers:
        tickets.issue(session, passenger, booking.segments[0], 10000)
    with pytest.raises(PaidElsewhere) as refused:
        quote_cancellation(session, booking, NOW)
    assert refused.value.rule.id == "refunds.same_way"
