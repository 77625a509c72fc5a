"""A booking opens to who knows it, and tells nobody else that it exists."""

from datetime import timedelta

import pytest

from airline import bookings
from airline.bookings import BookingNotFound, TooManyAttempts
from airline.fares import FareClass
from tests.integration.airline.small_airline import NOW, Airline

WHO = "0" * 32


@pytest.mark.parametrize("surname", ["De la Peña", "de-la-pena", "DELAPENA"])
def test_reference_and_surname_open_a_booking(airline: Airline, surname: str) -> None:
    booking = airline.book(FareClass.FLEX, 5)
    assert bookings.find(airline.session, booking.reference.lower(), surname) is booking


def test_a_wrong_reference_and_a_wrong_surname_look_the_same(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 5)
    with pytest.raises(BookingNotFound) as wrong_surname:
        bookings.find(airline.session, booking.reference, "Martin")
    with pytest.raises(BookingNotFound) as wrong_reference:
        bookings.find(airline.session, "ZZZZ99", "De la Peña")
    assert wrong_surname.value.args == wrong_reference.value.args == ()


def test_an_empty_surname_opens_nothing(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, 5)
    with pytest.raises(BookingNotFound):
        bookings.find(airline.session, booking.reference, "")


def test_after_five_wrong_attempts_there_is_a_pause(airline: Airline) -> None:
    for minute in range(5):
        bookings.admit(airline.session, WHO, NOW)
        bookings.note_wrong_attempt(airline.session, WHO, NOW + timedelta(minutes=minute))
        airline.session.flush()
    with pytest.raises(TooManyAttempts) as refused:
        bookings.admit(airline.session, WHO, NOW + timedelta(minutes=5))
    assert refused.value.until == NOW + timedelta(minutes=15)
    bookings.admit(airline.session, WHO, NOW + timedelta(minutes=15))


def test_somebody_elses_attempts_do_not_count(airline: Airline) -> None:
    for _ in range(5):
        bookings.note_wrong_attempt(airline.session, "1" * 32, NOW)
    airline.session.flush()
    bookings.admit(airline.session, WHO, NOW)


def test_what_lies_ahead_of_a_booking(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, -1, 5)
    assert [segment.position for segment in booking.segments_ahead(NOW)] == [2]
