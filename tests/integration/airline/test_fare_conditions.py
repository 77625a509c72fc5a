"""What a customer may expect of the fare: the rules in words, what they come to now, bags and deadlines."""

from datetime import timedelta

from airline import allowances, ancillaries, deadlines, fare_conditions
from airline.ancillaries import AncillaryKind, Order
from airline.fares import FareClass
from tests.integration.airline.paid_bookings import TAXES_MINOR, Bought
from tests.integration.airline.small_airline import NOW, Airline


def test_conditions_name_the_rules_and_what_they_come_to(bought: Bought) -> None:
    booking = bought.book(FareClass.STANDARD, 6)
    found = fare_conditions.of_booking(bought.airline.session, booking, NOW)
    assert (found.change_rule.id, found.refund_rule.id) == ("changes.standard", "refunds.standard")
    assert found.may_change
    assert found.refund_minor == TAXES_MINOR  # the fee takes all of the small fare


def test_a_fresh_booking_has_the_better_rule(bought: Bought) -> None:
    booking = bought.book(FareClass.LIGHT, 12, ago=timedelta(hours=2))
    found = fare_conditions.of_booking(bought.airline.session, booking, NOW)
    assert (found.refund_rule.id, found.refund_minor) == ("refunds.cooling_off", 10000)


def test_a_light_fare_may_not_change(airline: Airline) -> None:
    assert not fare_conditions.of_booking(airline.session, airline.book(FareClass.LIGHT, 6), NOW).may_change


def test_what_was_flown_pays_nothing_back(airline: Airline) -> None:
    assert fare_conditions.of_booking(airline.session, airline.book(FareClass.FLEX, -2), NOW).refund_minor is None


def test_bags_that_were_bought_are_added_to_what_is_included(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, 6)
    order = Order(booking.passengers[0], (booking.segments[0],))
    ancillaries.add(airline.session, order, AncillaryKind.BAG, "checked", NOW, quantity=2, paid_minor=(14000,))
    found = allowances.of_booking(airline.session, booking, booking.segments[0])
    assert (found.included.hold_bags, found.added) == (0, 2)
    assert found.next_bag_minor == 7000  # far beyond 4,000 km


def test_a_delay_moves_every_deadline(airline: Airline) -> None:
    flight = airline.flight(6)
    before = deadlines.of_flight(flight)
    flight.estimated_departure += timedelta(minutes=50)
    after = deadlines.of_flight(flight)
    assert after.bags_until - before.bags_until == timedelta(minutes=50)
    assert (
        after.check_in_opens < after.desk_opens < after.bags_until <= after.check_in_closes < after.boards_at < after.gate_closes
    )
