"""What was just added is put back, and what was paid for it goes back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from airline import ancillaries, deeds, seats, undoing
from airline.ancillaries import Order
from airline.bookings import Booking
from airline.extra_bags import quote_bags
from airline.fares import FareClass
from airline.meals import Meal, quote_meal
from airline.payments import Payment, PaymentMethod, PaymentStatus
from airline.pets import Animal, quote_pet
from airline.quotes import Quote
from airline.refunds import Refund
from airline.seats import SeatTaken, quote_seats
from airline.sports_equipment import Equipment, quote_sports_equipment
from airline.unaccompanied_minors import Companion, Contact, Role, quote_unaccompanied_minor
from airline.undoing import ChangedSince, UndoOver, quote_undo
from customer_care import commitments
from customer_care.receipts import Receipt
from tests.integration.airline.small_airline import NOW, Airline
from tests.integration.airline.test_children import EIGHT

SOON = NOW + timedelta(minutes=5)
HELPED = {Role.BRINGS: Contact("Marc Lebrun", "+590690123456")}

QUOTES: dict[str, Callable[[Airline, Order], Quote]] = {
    "bags": lambda it, order: quote_bags(it.session, order, 2, NOW, it.conversation_id),
    "pet": lambda it, order: quote_pet(it.session, order, Animal.CAT, 5, NOW, it.conversation_id),
    "meal": lambda it, order: quote_meal(it.session, order, Meal.VEGAN, NOW, it.conversation_id),
    "golf": lambda it, order: quote_sports_equipment(it.session, order, Equipment.GOLF, NOW, it.conversation_id),
    "surf": lambda it, order: quote_sports_equipment(it.session, order, Equipment.SURF, NOW, it.conversation_id),
    "alone": lambda it, order: quote_unaccompanied_minor(it.session, order, EIGHT, HELPED, NOW, it.conversation_id),
}


def do(airline: Airline, quote: Quote) -> Receipt:
    """With what it costs paid by card."""
    if quote.total_minor:
        about = {"booking_id": quote.booking_id, "quote_id": quote.id, "what": "", "currency": quote.currency}
        paid = {"amount_minor": quote.total_minor, "method": PaymentMethod.CARD, "status": PaymentStatus.CAPTURED}
        airline.session.add(Payment(**about, **paid, key=quote.key, at=NOW))
        airline.session.flush()
    return deeds.of(quote)(airline.session, quote, quote.key, NOW)


def undo(airline: Airline) -> Receipt:
    quote = quote_undo(airline.session, airline.conversation_id, SOON)
    return undoing.undo_change(airline.session, quote, quote.key, SOON)


def order_on(booking: Booking) -> Order:
    return Order(booking.passengers[0], tuple(booking.segments))


@pytest.mark.parametrize("kind", QUOTES)
def test_what_was_added_is_taken_off_and_paid_back(airline: Airline, kind: str) -> None:
    booking = airline.book(FareClass.FLEX, 5, 9)
    done = do(airline, QUOTES[kind](airline, order_on(booking)))
    assert done.undo_until == NOW + timedelta(hours=24)
    assert len(ancillaries.of_booking(airline.session, booking)) == 2
    undone = undo(airline)
    assert ancillaries.of_booking(airline.session, booking) == []
    assert undone.amount_minor == -done.amount_minor
    owed = [refund.amount_minor for refund in airline.session.scalars(select(Refund))]
    assert owed == ([done.amount_minor] if done.amount_minor else [])
    promised = [promise.kind for promise in commitments.open_ones(airline.session, airline.conversation_id)]
    assert "CONFIRMATION_SENT" not in promised
    assert list(airline.session.scalars(select(Companion))) == []


def test_it_is_not_put_back_on_the_last_hours(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 0)
    done = do(airline, QUOTES["bags"](airline, order_on(booking)))
    assert done.undo_until == NOW + timedelta(hours=2)
    with pytest.raises(UndoOver):
        quote_undo(airline.session, airline.conversation_id, NOW + timedelta(hours=2))


def test_what_moved_to_another_flight_is_not_put_back_unseen(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 5)
    do(airline, QUOTES["bags"](airline, order_on(booking)))
    booking.segments[0].flight = airline.flight(6)
    airline.session.flush()
    with pytest.raises(ChangedSince):
        undo(airline)


def test_the_seat_of_before_is_had_again(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, 5)
    segment, traveller = booking.segments[0], booking.passengers[0]
    seats.take(airline.session, segment.flight, [(traveller, "20A")], NOW)
    do(airline, quote_seats(airline.session, segment, [(traveller, "12A")], NOW, airline.conversation_id))
    assert undo(airline).amount_minor == -1500
    assert seats.label_of(airline.session, segment.flight, traveller) == "20A"


def test_a_seat_that_somebody_else_has_now_does_not_come_back(airline: Airline) -> None:
    booking, other = airline.book(FareClass.FLEX, 5), airline.book(FareClass.FLEX, 5)
    segment, traveller = booking.segments[0], booking.passengers[0]
    seats.take(airline.session, segment.flight, [(traveller, "20A")], NOW)
    do(airline, quote_seats(airline.session, segment, [(traveller, "12A")], NOW, airline.conversation_id))
    seats.take(airline.session, segment.flight, [(other.passengers[0], "20A")], NOW)
    with pytest.raises(SeatTaken):
        undo(airline)


def test_a_first_choice_put_back_leaves_no_seat(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 5)
    segment, traveller = booking.segments[0], booking.passengers[0]
    do(airline, quote_seats(airline.session, segment, [(traveller, "12A")], NOW, airline.conversation_id))
    undo(airline)
    assert seats.label_of(airline.session, segment.flight, traveller) is None
