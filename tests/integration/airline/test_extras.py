"""What a traveller adds to a flight: priced by its rule, added once, and refused with the rule that says why."""

from datetime import timedelta

import pytest

from airline import ancillaries
from airline.ancillaries import AncillaryKind, AncillaryStatus, Order
from airline.assistance import Help, quote_assistance, request_assistance
from airline.before_departure import NotFlying, TooLate
from airline.bookings import Booking
from airline.extra_bags import TooManyBags, add_bag, quote_bags
from airline.fares import FareClass
from airline.meals import Meal, NoMealServed, order_meal, quote_meal
from airline.pets import Animal, NoPlaceForPet, PetTooHeavy, bring_pet, quote_pet
from airline.quotes import Quote, QuoteExpired, QuoteOutdated
from airline.sports_equipment import Equipment, bring_sports_equipment, quote_sports_equipment
from customer_care import commitments
from tests.integration.airline.small_airline import NOW, Airline, fly, scheduled

LEAVES_TODAY = NOW + timedelta(hours=6)


def order(booking: Booking, traveller: int = 0) -> Order:
    return Order(booking.passengers[traveller], tuple(booking.segments))


def added(airline: Airline, booking: Booking) -> list[tuple[str, str, int, int]]:
    standing = ancillaries.of_booking(airline.session, booking)
    return [(one.kind.value, one.detail, one.quantity, one.paid_minor) for one in standing]


# ── bags ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_bags_there_and_back_are_quoted_by_distance_and_added_once(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, 5, 9)
    quote = quote_bags(airline.session, order(booking), 2, NOW, airline.conversation_id)
    assert (quote.lines, quote.total_minor, quote.rule_id) == ([("extra_bag", 28000)], 28000, "extras.bag")
    assert added(airline, booking) == []
    receipt = add_bag(airline.session, quote, quote.key, NOW)
    again = add_bag(airline.session, quote, quote.key, NOW + timedelta(hours=1))
    assert again.number == receipt.number
    assert added(airline, booking) == [("bag", "checked", 2, 14000)] * 2
    assert receipt.amount_minor == 28000
    assert "2 bags of up to 23 kg for Inès 0 De la Peña on ZE 412, Monday 30 November 2026 and ZE 413" in receipt.what


def test_a_short_flight_costs_less_for_a_bag(airline: Airline) -> None:
    fly(airline.session, scheduled("ZE101", "PTP", "FDF", 5))
    booking = airline.book(FareClass.LIGHT, 5)
    booking.segments[0].flight = airline.flight(5, "ZE101")
    assert quote_bags(airline.session, order(booking), 1, NOW).total_minor == 2500


def test_a_fourth_bag_is_refused_also_when_two_quotes_were_open(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, 5)
    first, second = (quote_bags(airline.session, order(booking), 2, NOW) for _ in range(2))
    add_bag(airline.session, first, first.key, NOW)
    with pytest.raises(TooManyBags) as refused:
        add_bag(airline.session, second, second.key, NOW)
    assert (refused.value.rule.id, refused.value.values["already"]) == ("extras.bag", "2")
    assert len(added(airline, booking)) == 1


def test_a_bag_is_added_until_four_hours_before_departure(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, 0)
    quote_bags(airline.session, order(booking), 1, LEAVES_TODAY - timedelta(hours=4))
    with pytest.raises(TooLate) as refused:
        quote_bags(airline.session, order(booking), 1, LEAVES_TODAY - timedelta(hours=4) + timedelta(seconds=1))
    assert refused.value.rule.id == "extras.bag"


def test_a_quote_that_ran_out_adds_nothing(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, 5)
    quote = quote_bags(airline.session, order(booking), 1, NOW)
    with pytest.raises(QuoteExpired):
        add_bag(airline.session, quote, quote.key, quote.expires_at)
    assert added(airline, booking) == []


def test_a_flight_that_was_moved_since_is_quoted_again(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, 5)
    quote = quote_bags(airline.session, order(booking), 1, NOW)
    booking.segments[0].flight = airline.flight(6)
    airline.session.flush()
    with pytest.raises(QuoteOutdated):
        add_bag(airline.session, quote, quote.key, NOW)


@pytest.mark.parametrize("day", [-1, 5])
def test_nothing_is_added_to_a_flight_that_left_or_does_not_fly(airline: Airline, day: int) -> None:
    booking = airline.book(FareClass.FLEX, day)
    booking.segments[0].flight.cancelled = day > 0
    with pytest.raises(NotFlying) as refused:
        quote_bags(airline.session, order(booking), 1, NOW)
    assert refused.value.rule.id == "extras.flight"


# ── sports equipment ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_golf_clubs_fly_at_once_and_are_paid(airline: Airline) -> None:
    booking = airline.book(FareClass.STANDARD, 5)
    quote = quote_sports_equipment(airline.session, order(booking), Equipment.GOLF, NOW, airline.conversation_id)
    assert (quote.total_minor, quote.rule_id) == (4500, "extras.sports.golf")
    bring_sports_equipment(airline.session, quote, quote.key, NOW)
    assert added(airline, booking) == [("sports", "golf", 1, 4500)]


def test_a_surfboard_waits_for_the_station_whose_answer_is_promised(airline: Airline) -> None:
    booking = airline.book(FareClass.STANDARD, 5)
    quote = quote_sports_equipment(airline.session, order(booking), Equipment.SURF, NOW, airline.conversation_id)
    assert quote.total_minor == 0
    receipt = bring_sports_equipment(airline.session, quote, quote.key, NOW)
    bring_sports_equipment(airline.session, quote, quote.key, NOW)
    (surfboard,) = ancillaries.of_booking(airline.session, booking)
    (promised,) = commitments.open_ones(airline.session, airline.conversation_id)
    assert surfboard.status == AncillaryStatus.REQUESTED
    assert promised.due_at == receipt.due_at == NOW + timedelta(hours=24)
    assert "surfboard" in promised.text


def test_a_bicycle_is_asked_for_two_days_before(airline: Airline) -> None:
    booking = airline.book(FareClass.STANDARD, 1)
    with pytest.raises(TooLate) as refused:
        quote_sports_equipment(airline.session, order(booking), Equipment.BIKE, NOW)
    assert refused.value.rule.id == "extras.sports.bike"


# ── pets ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("kilos", "place", "price_minor"), [(8, "cabin", 5500), (9, "hold", 12000)])
def test_its_weight_decides_where_an_animal_flies(airline: Airline, kilos: int, place: str, price_minor: int) -> None:
    booking = airline.book(FareClass.STANDARD, 5)
    quote = quote_pet(airline.session, order(booking), Animal.CAT, kilos, NOW)
    assert (quote.lines, quote.rule_id) == ([(f"pet_in_{place}", price_minor)], f"extras.pet.{place}")
    receipt = bring_pet(airline.session, quote, quote.key, NOW)
    assert added(airline, booking) == [("pet", place, 1, price_minor)]
    assert f"A cat in the {place}" in receipt.what


def test_a_calf_is_too_heavy(airline: Airline) -> None:
    booking = airline.book(FareClass.STANDARD, 5)
    with pytest.raises(PetTooHeavy) as refused:
        quote_pet(airline.session, order(booking), Animal.DOG, 46, NOW)
    assert refused.value.rule.id == "extras.pet.hold"


def test_the_last_place_in_the_cabin_goes_to_who_said_yes_first(airline: Airline) -> None:
    bookings = [airline.book(FareClass.STANDARD, 5) for _ in range(5)]
    quotes = [quote_pet(airline.session, order(booking), Animal.DOG, 5, NOW) for booking in bookings]
    for quote in quotes[:4]:
        bring_pet(airline.session, quote, quote.key, NOW)
    with pytest.raises(NoPlaceForPet) as refused:
        bring_pet(airline.session, quotes[4], quotes[4].key, NOW)
    assert refused.value.rule.id == "extras.pet.cabin"
    assert added(airline, bookings[4]) == []


def test_a_traveller_brings_one_animal(airline: Airline) -> None:
    booking = airline.book(FareClass.STANDARD, 5, travellers=2)
    quote = quote_pet(airline.session, order(booking), Animal.DOG, 5, NOW)
    bring_pet(airline.session, quote, quote.key, NOW)
    with pytest.raises(NoPlaceForPet):
        quote_pet(airline.session, order(booking), Animal.CAT, 5, NOW)
    assert quote_pet(airline.session, order(booking, traveller=1), Animal.CAT, 5, NOW).total_minor == 5500


# ── meals ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_another_meal_takes_the_place_of_the_first(airline: Airline) -> None:
    booking = airline.book(FareClass.STANDARD, 5)
    for meal in (Meal.VEGAN, Meal.HALAL):
        quote = quote_meal(airline.session, order(booking), meal, NOW)
        assert quote.total_minor == 0
        order_meal(airline.session, quote, quote.key, NOW)
    assert added(airline, booking) == [("meal", "halal", 1, 0)]


def test_a_short_flight_serves_no_meal(airline: Airline) -> None:
    booking = airline.book(FareClass.STANDARD, 5)
    flight = booking.segments[0].flight
    flight.scheduled_arrival = flight.scheduled_departure + timedelta(minutes=179)
    with pytest.raises(NoMealServed) as refused:
        quote_meal(airline.session, order(booking), Meal.VEGAN, NOW)
    assert (refused.value.rule.id, refused.value.values["flight"]) == ("extras.meal", "ZE 412")


def test_a_meal_is_ordered_a_day_before(airline: Airline) -> None:
    booking = airline.book(FareClass.STANDARD, 0)
    with pytest.raises(TooLate) as refused:
        quote_meal(airline.session, order(booking), Meal.VEGAN, NOW)
    assert refused.value.rule.id == "extras.meal"


# ── assistance ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("help_needed", Help)
def test_help_is_confirmed_and_free(airline: Airline, help_needed: Help) -> None:
    booking = airline.book(FareClass.LIGHT, 5)
    quote = quote_assistance(airline.session, order(booking), help_needed, NOW, airline.conversation_id)
    request_assistance(airline.session, quote, quote.key, NOW)
    (wheelchair,) = ancillaries.of_booking(airline.session, booking)
    assert (wheelchair.status, wheelchair.detail, quote.total_minor) == (AncillaryStatus.CONFIRMED, help_needed, 0)
    assert commitments.open_ones(airline.session, airline.conversation_id) == []


def test_help_asked_for_ten_minutes_before_departure_is_confirmed_and_the_station_is_told(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, 0)
    late = LEAVES_TODAY - timedelta(minutes=10)
    quote = quote_assistance(airline.session, order(booking), Help.WCHC, late, airline.conversation_id)
    request_assistance(airline.session, quote, quote.key, late)
    request_assistance(airline.session, quote, quote.key, late)
    (promised,) = commitments.open_ones(airline.session, airline.conversation_id)
    assert promised.due_at == LEAVES_TODAY
    assert "Pointe-à-Pitre" in promised.text
    assert added(airline, booking) == [("assistance", "WCHC", 1, 0)]


def test_help_on_a_flight_that_we_cancelled_goes_with_the_traveller(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, -1)
    booking.segments[0].flight.cancelled = True
    quote = quote_assistance(airline.session, order(booking), Help.DEAF, NOW, airline.conversation_id)
    request_assistance(airline.session, quote, quote.key, NOW)
    (promised,) = commitments.open_ones(airline.session, airline.conversation_id)
    assert promised.due_at == NOW + timedelta(minutes=30)


def test_the_same_help_twice_is_one_help(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, 5)
    for help_needed in (Help.WCHR, Help.WCHR, Help.DEAF):
        quote = quote_assistance(airline.session, order(booking), help_needed, NOW)
        request_assistance(airline.session, quote, quote.key, NOW)
    traveller, segment = booking.passengers[0], booking.segments[0]
    helped = ancillaries.of_traveller(airline.session, segment, traveller, AncillaryKind.ASSISTANCE)
    assert [one.detail for one in helped] == ["WCHR", "DEAF"]


def test_a_quote_is_found_again_as_it_was_made(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, 5)
    made = quote_assistance(airline.session, order(booking), Help.WCHR, NOW)
    airline.session.expire_all()
    assert isinstance(made, Quote)
    assert ancillaries.order_of(airline.session, made) == order(booking)
