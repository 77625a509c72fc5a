"""After a cancelled or late flight: what may be chosen, and another flight free of charge."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from airline import rebooking, tickets
from airline.fares import FareClass
from airline.quotes import Quote, QuoteExpired, QuoteOutdated
from airline.rebooking import HasLeft, NotAnOption, NotDisrupted, Rebooking, options, quote_rebooking
from airline.seats import Seat
from airline.tickets import TicketStatus
from tests.integration.airline.small_airline import NOW, Airline
from tests.integration.airline.trouble import cancelled, late, say_yes, ticketed

DAY = timedelta(days=1)


def test_a_cancelled_flight_leaves_the_choice_of_others_and_of_the_money(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, 6, travellers=2)
    ticketed(airline, booking)
    cancelled(airline, airline.flight(6), DAY)
    found = options(airline.session, booking.segments[0], NOW)
    assert found.cancelled
    assert found.refund_minor == 20000
    assert found.flights[:4] == [airline.flight(day) for day in (5, 7, 8, 3)]
    assert airline.flight(6) not in found.flights
    assert airline.flight(14) not in found.flights  # eight days later
    assert rebooking.disrupted_segments(airline.session, booking, NOW) == booking.segments


def test_the_money_for_the_way_back_is_owed_with_that_for_the_way_there(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, 6, 9)
    ticketed(airline, booking)
    cancelled(airline, airline.flight(6), DAY)
    assert options(airline.session, booking.segments[0], NOW).refund_minor == 20000


@pytest.mark.parametrize(("minutes", "refund_minor"), [(180, None), (299, None), (300, 10000)])
def test_a_long_delay_leaves_another_flight_and_from_five_hours_the_money(
    airline: Airline, minutes: int, refund_minor: int | None
) -> None:
    booking = airline.book(FareClass.LIGHT, 6)
    ticketed(airline, booking)
    late(airline, airline.flight(6), minutes)
    found = options(airline.session, booking.segments[0], NOW)
    assert (found.minutes_late, found.refund_minor) == (minutes, refund_minor)
    assert found.flights


def test_a_short_delay_leaves_nothing_to_choose_and_the_rule_says_so(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, 6)
    late(airline, airline.flight(6), 179)
    with pytest.raises(NotDisrupted) as refused:
        options(airline.session, booking.segments[0], NOW)
    assert refused.value.rule.id == "disruptions.rebooking"
    assert rebooking.disrupted_segments(airline.session, booking, NOW) == []


def test_who_has_left_with_a_late_flight_is_not_rebooked(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, -2)
    late(airline, airline.flight(-2), 240)
    with pytest.raises(HasLeft):
        options(airline.session, booking.segments[0], NOW)


def test_rebooking_moves_the_flight_the_seats_and_the_tickets_free_of_charge(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, 6, travellers=2)
    old = ticketed(airline, booking)
    cancelled(airline, airline.flight(6), DAY)
    segment = booking.segments[0]
    quote = quote_rebooking(airline.session, segment, airline.flight(7), NOW, airline.conversation_id)
    assert (quote.total_minor, quote.rule_id) == (0, "disruptions.rebooking")
    assert segment.flight == airline.flight(6)
    receipt = say_yes(airline, quote)
    assert segment.flight == airline.flight(7)
    assert segment.paid_minor == 10000
    assert (airline.seats(7, FareClass.LIGHT), airline.seats(6, FareClass.LIGHT)) == (3, 7)
    assert [ticket.status for ticket in old] == [TicketStatus.EXCHANGED] * 2
    assert [ticket.paid_minor for ticket in tickets.open_on(airline.session, segment)] == [10000, 10000]
    assert (receipt.amount_minor, receipt.next_step) == (0, "Check in for ZE 412 online")


def test_a_second_yes_gets_the_same_receipt_and_takes_no_more_seats(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, 6)
    cancelled(airline, airline.flight(6), DAY)
    quote = quote_rebooking(airline.session, booking.segments[0], airline.flight(7), NOW, airline.conversation_id)
    assert say_yes(airline, quote).number == say_yes(airline, quote, NOW + DAY).number
    assert airline.seats(7, FareClass.LIGHT) == 4
    assert len(airline.session.scalars(select(Rebooking)).all()) == 1


def test_the_number_of_the_seat_is_kept_where_it_is_free(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, 6, travellers=2)
    cancelled(airline, airline.flight(6), DAY)
    for label, passenger in zip(("12A", "12B"), booking.passengers, strict=True):
        airline.session.add(Seat(flight=airline.flight(6), label=label, passenger=passenger, paid_minor=0, taken_at=NOW))
    airline.session.add(Seat(flight=airline.flight(7), label="12B", passenger=None, paid_minor=0, taken_at=NOW))
    airline.session.flush()
    say_yes(airline, quote_rebooking(airline.session, booking.segments[0], airline.flight(7), NOW, airline.conversation_id))
    kept = airline.session.scalars(select(Seat).where(Seat.passenger_id.is_not(None))).all()
    assert [(seat.label, seat.flight_id) for seat in kept] == [("12A", airline.flight(7).id)]


def test_a_full_class_is_no_reason_to_leave_anybody_behind(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, 6, travellers=4)
    cancelled(airline, airline.flight(6), DAY)
    other = airline.book(FareClass.LIGHT, 5, travellers=3)
    cancelled(airline, airline.flight(5), DAY)
    for moved in (booking, other):
        say_yes(airline, quote_rebooking(airline.session, moved.segments[0], airline.flight(7), NOW, airline.conversation_id))
    seats = [airline.seats(7, fare_class) for fare_class in FareClass]
    assert sorted(seats) == [1, 2, 5]


def test_a_flight_that_is_not_an_option_is_refused_by_the_rule(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, 6, 9)
    cancelled(airline, airline.flight(6), DAY)
    for flight in (airline.flight(14), airline.flight(10), airline.flight(7, "ZE413"), airline.flight(-1)):
        with pytest.raises(NotAnOption) as refused:
            quote_rebooking(airline.session, booking.segments[0], flight, NOW, airline.conversation_id)
        assert refused.value.rule.id == "disruptions.rebooking"


def test_what_changed_since_the_quote_is_asked_again(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, 6)
    cancelled(airline, airline.flight(6), DAY)
    one, other = (
        quote_rebooking(airline.session, booking.segments[0], airline.flight(day), NOW, airline.conversation_id) for day in (7, 8)
    )
    with pytest.raises(QuoteExpired):
        say_yes(airline, one, NOW + timedelta(minutes=15))
    say_yes(airline, one)
    with pytest.raises(QuoteOutdated):
        say_yes(airline, other)


def test_the_last_seats_go_to_who_was_first(airline: Airline) -> None:
    first, second = airline.book(FareClass.LIGHT, 6, travellers=5), airline.book(FareClass.LIGHT, 6)
    cancelled(airline, airline.flight(6), DAY)
    quotes = [
        quote_rebooking(airline.session, booking.segments[0], airline.flight(7), NOW, airline.conversation_id)
        for booking in (first, second)
    ]
    say_yes(airline, quotes[0])
    for fare_class in (FareClass.STANDARD, FareClass.FLEX):
        say_yes(airline, _filling(airline, fare_class))
    with pytest.raises(NotAnOption):
        say_yes(airline, quotes[1])
    assert second.segments[0].flight == airline.flight(6)


def _filling(airline: Airline, fare_class: FareClass) -> Quote:
    booking = airline.book(fare_class, 6, travellers=5)
    return quote_rebooking(airline.session, booking.segments[0], airline.flight(7), NOW, airline.conversation_id)
