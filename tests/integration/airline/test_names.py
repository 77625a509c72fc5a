"""A name: a slip is corrected once, more than that is looked at by a person."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from airline import bookings
from airline.before_departure import NotFlying, TooLate
from airline.fares import FareClass
from airline.names import (
    AnotherPerson,
    CorrectedBefore,
    JourneyBegun,
    NameCorrection,
    NotAName,
    SameName,
    TooManyLetters,
    correct_name,
    quote_name_correction,
)
from airline.quotes import Quote, QuoteOutdated
from tests.integration.airline.small_airline import NOW, Airline


@pytest.fixture
def traveller(airline: Airline) -> bookings.Passenger:
    """Jon Okafor, in five days."""
    somebody = airline.book(FareClass.FLEX, 5).passengers[0]
    somebody.first_name, somebody.surname, somebody.surname_key = "Jon", "Okafor", "okafor"
    airline.session.flush()
    return somebody


def quoted(airline: Airline, traveller: bookings.Passenger, first_name: str, surname: str) -> Quote:
    return quote_name_correction(airline.session, traveller, first_name, surname, NOW, airline.conversation_id)


def test_a_slip_is_corrected_free_of_charge_and_the_booking_opens_with_the_new_name(
    airline: Airline, traveller: bookings.Passenger
) -> None:
    quote = quoted(airline, traveller, "Jon", "Okaforé")
    assert (quote.total_minor, quote.rule_id) == (0, "names.correction")
    assert traveller.surname == "Okafor"
    receipt = correct_name(airline.session, quote, quote.key, NOW)
    assert correct_name(airline.session, quote, quote.key, NOW).number == receipt.number
    assert receipt.what == "Corrected the name Jon Okafor to Jon Okaforé"
    assert bookings.find_traveller(airline.session, traveller.booking.reference, "Okafore") is traveller
    kept = airline.session.scalars(select(NameCorrection)).one()
    assert (kept.first_name_before, kept.surname_before) == ("Jon", "Okafor")


def test_three_letters_are_a_slip_and_four_are_not(airline: Airline, traveller: bookings.Passenger) -> None:
    assert quoted(airline, traveller, "Jonath", "Okafor")
    with pytest.raises(TooManyLetters) as refused:
        quoted(airline, traveller, "Jonatha", "Okafor")
    assert (refused.value.rule.id, refused.value.values["letters"]) == ("names.correction", "4")


def test_both_names_at_once_may_be_another_person(airline: Airline, traveller: bookings.Passenger) -> None:
    with pytest.raises(AnotherPerson) as refused:
        quoted(airline, traveller, "John", "Okafer")
    assert refused.value.rule.id == "names.correction"


def test_nobody_becomes_their_companion(airline: Airline) -> None:
    one = airline.book(FareClass.FLEX, 5, travellers=2).passengers[0]
    with pytest.raises(AnotherPerson):
        quoted(airline, one, "INÈS 1", "de la Pena")


def test_once_for_each_traveller(airline: Airline, traveller: bookings.Passenger) -> None:
    first, second = quoted(airline, traveller, "John", "Okafor"), quoted(airline, traveller, "Joan", "Okafor")
    correct_name(airline.session, first, first.key, NOW)
    with pytest.raises(CorrectedBefore) as refused:
        correct_name(airline.session, second, second.key, NOW)
    assert refused.value.rule.id == "names.correction"
    assert traveller.first_name == "John"


def test_a_name_that_was_changed_meanwhile_is_asked_again(airline: Airline, traveller: bookings.Passenger) -> None:
    quote = quoted(airline, traveller, "John", "Okafor")
    traveller.first_name = "Jo"
    airline.session.flush()
    with pytest.raises(QuoteOutdated):
        correct_name(airline.session, quote, quote.key, NOW)


def test_not_once_the_journey_has_begun(airline: Airline) -> None:
    there_and_back = airline.book(FareClass.FLEX, -1, 5)
    with pytest.raises(JourneyBegun) as refused:
        quoted(airline, there_and_back.passengers[0], "Inès", "De la Peña")
    assert refused.value.rule.id == "names.correction"
    checked_in = airline.book(FareClass.FLEX, 5)
    checked_in.segments[0].checked_in_at = NOW
    with pytest.raises(JourneyBegun):
        quoted(airline, checked_in.passengers[0], "Inès", "De la Peña")


def test_not_on_the_last_day_and_not_afterwards(airline: Airline) -> None:
    with pytest.raises(TooLate) as late:
        quoted(airline, airline.book(FareClass.FLEX, 0).passengers[0], "Inès", "De la Peña")
    assert late.value.rule.id == "names.correction"
    with pytest.raises(NotFlying):
        quoted(airline, airline.book(FareClass.FLEX, -1).passengers[0], "Inès", "De la Peña")


def test_until_a_day_before(airline: Airline, traveller: bookings.Passenger) -> None:
    last = traveller.booking.segments[0].flight.estimated_departure - timedelta(hours=24)
    assert quote_name_correction(airline.session, traveller, "John", "Okafor", last)


@pytest.mark.parametrize("name", ["", "  ", "123", "x" * 61])
def test_what_cannot_be_a_name_is_asked_again(airline: Airline, traveller: bookings.Passenger, name: str) -> None:
    with pytest.raises(NotAName):
        quoted(airline, traveller, name, "Okafor")


def test_the_same_name_is_no_correction(airline: Airline, traveller: bookings.Passenger) -> None:
    with pytest.raises(SameName):
        quoted(airline, traveller, " Jon ", "Okafor")
