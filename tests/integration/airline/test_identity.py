"""A one-time code shows that the address on a booking's file is the customer's: once, for ten minutes, not by guessing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from airline import identity
from airline.bookings import Booking
from airline.fares import FareClass
from airline.identity import CodeExpired, NoAddress, OneTimeCode, TooManyCodes, WrongCode
from customer_care import conversations, database
from customer_care.conversations import Conversation
from customer_care.mail import Mail
from tests.integration.airline.small_airline import NOW, Airline

RIGHT, WRONG = "004217", "999999"


def draws(*numbers: int) -> Callable[[int], int]:
    """Chance that comes out as said."""
    left = list(numbers)
    return lambda _: left.pop(0)


@pytest.fixture
def booking(airline: Airline) -> Booking:
    booked = airline.book(FareClass.STANDARD, 1)
    booked.contact_email = "camille.laurent@example.org"
    airline.session.flush()
    return booked


def test_the_code_is_mailed_to_the_address_on_file_which_is_shown_only_masked(airline: Airline, booking: Booking) -> None:
    assert identity.send(airline.session, booking, airline.conversation_id, NOW, draws(4217)) == "c•••t@example.org"
    mailed = airline.session.scalars(select(Mail)).one()
    assert mailed.to == "camille.laurent@example.org"
    assert RIGHT in mailed.body


def test_a_code_is_not_kept_as_it_was_sent(airline: Airline, booking: Booking) -> None:
    identity.send(airline.session, booking, airline.conversation_id, NOW, draws(4217))
    kept = airline.session.scalars(select(OneTimeCode)).one()
    assert RIGHT not in kept.digest


def test_the_right_code_raises_the_level_to_two_and_is_written_down(airline: Airline, booking: Booking) -> None:
    assert identity.level_of(airline.session, airline.conversation_id, booking) == 0
    identity.send(airline.session, booking, airline.conversation_id, NOW, draws(4217))
    identity.check(airline.session, booking, airline.conversation_id, RIGHT, NOW + timedelta(minutes=9))
    assert identity.level_of(airline.session, airline.conversation_id, booking) == 2


def test_reference_and_surname_alone_are_level_one_and_only_for_that_booking(airline: Airline, booking: Booking) -> None:
    talk = airline.session.get_one(Conversation, airline.conversation_id)
    conversations.record_verification(airline.session, talk, f"Booking {booking.reference} (Laurent)", "reference", NOW)
    other = airline.book(FareClass.STANDARD, 2)
    assert identity.level_of(airline.session, talk.id, booking) == 1
    assert identity.level_of(airline.session, talk.id, other) == 0


def test_a_code_works_once(airline: Airline, booking: Booking) -> None:
    identity.send(airline.session, booking, airline.conversation_id, NOW, draws(4217))
    identity.check(airline.session, booking, airline.conversation_id, RIGHT, NOW)
    with pytest.raises(CodeExpired):
        identity.check(airline.session, booking, airline.conversation_id, RIGHT, NOW)


def test_a_code_is_over_after_ten_minutes(airline: Airline, booking: Booking) -> None:
    identity.send(airline.session, booking, airline.conversation_id, NOW, draws(4217))
    with pytest.raises(CodeExpired):
        identity.check(airline.session, booking, airline.conversation_id, RIGHT, NOW + timedelta(minutes=10))


def test_only_the_newest_code_fits(airline: Airline, booking: Booking) -> None:
    identity.send(airline.session, booking, airline.conversation_id, NOW, draws(4217))
    identity.send(airline.session, booking, airline.conversation_id, NOW, draws(5))
    with pytest.raises(WrongCode):
        identity.check(airline.session, booking, airline.conversation_id, RIGHT, NOW)


def test_wrong_tries_count_although_each_undoes_what_its_caller_began(airline: Airline, booking: Booking) -> None:
    identity.send(airline.session, booking, airline.conversation_id, NOW, draws(4217))
    airline.session.commit()
    for _ in range(identity.TRIES_ALLOWED):
        with pytest.raises(WrongCode), database.unit_of_work() as session:
            identity.check(session, session.get_one(Booking, booking.id), airline.conversation_id, WRONG, NOW)
    with pytest.raises(TooManyCodes), database.unit_of_work() as session:
        identity.check(session, session.get_one(Booking, booking.id), airline.conversation_id, RIGHT, NOW)


def test_a_code_of_another_conversation_fits_nothing_here(airline: Airline, booking: Booking) -> None:
    identity.send(airline.session, booking, airline.conversation_id, NOW, draws(4217))
    other = conversations.start(airline.session, "web", "en", NOW)
    with pytest.raises(CodeExpired):
        identity.check(airline.session, booking, other.id, RIGHT, NOW)


def test_a_fourth_code_within_an_hour_is_not_sent_from_any_conversation(airline: Airline, booking: Booking) -> None:
    for _ in range(identity.CODES_ALLOWED):
        talk = conversations.start(airline.session, "web", "en", NOW)
        identity.send(airline.session, booking, talk.id, NOW)
    with pytest.raises(TooManyCodes) as refused:
        identity.send(airline.session, booking, airline.conversation_id, NOW + timedelta(minutes=59))
    assert refused.value.until == NOW + timedelta(hours=1)
    identity.send(airline.session, booking, airline.conversation_id, NOW + timedelta(minutes=61))


def test_a_booking_without_an_address_needs_a_person(airline: Airline, booking: Booking) -> None:
    booking.contact_email = ""
    with pytest.raises(NoAddress):
        identity.send(airline.session, booking, airline.conversation_id, NOW)
