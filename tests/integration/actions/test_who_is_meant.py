"""For whom something is asked: read from the words, asked when it is not clear, and said when nobody of that kind is there."""

import pytest
from sqlalchemy import select

from airline.bookings import Booking, PassengerKind
from customer_care import database
from tests.conversations.bookings import pick
from tests.integration.actions.conftest import NOW
from tests.integration.actions.customers import Customer, customer, receipts_here
from tests.integration.actions.talking import Talk

pytestmark = pytest.mark.usefixtures("company")

TWO, ALONE = ("ahead", "one_way", "two", "adults"), ("ahead", "one_way", "alone", "adults")


def with_one_child() -> Customer:
    """Two travellers, of whom one is a child."""
    with database.reading() as session:
        ids = [booking.id for booking in session.scalars(select(Booking)).unique() if kinds(booking) == ["adult", "child"]]
        ahead = [booking for booking in map(session.get_one, [Booking] * len(ids), ids) if booking.segments_ahead(NOW)]
        return Customer(next(booking for booking in ahead if len(booking.segments) == 1))


def kinds(booking: Booking) -> list[str]:
    return sorted(who.kind for who in booking.passengers)


def asked(talk: Talk, slot: str, response: str) -> bool:
    return talk.asks_for == slot and talk.said[-1] == response


def test_a_relation_of_several_travellers_is_asked_for_by_its_word() -> None:
    guest = customer(*TWO)
    talk = guest.ask("my mother needs a wheelchair, she can't climb stairs", "request_assistance")
    assert asked(talk, "traveller", "utter_which_traveller_relation")
    assert f"on booking {guest.booking.reference} is your mother?" in talk.text
    talk.say("my mum")
    assert asked(talk, "traveller", "utter_which_traveller_relation_again")
    talk.say(f"{guest.booking.passengers[1].first_name}")
    assert talk.asks_for == "confirmed"
    assert f"for {guest.booking.passengers[1].first_name} on" in talk.text


def test_the_name_with_which_somebody_shows_their_booking_is_not_whom_they_mean() -> None:
    guest = customer(*TWO)
    talk = Talk()
    talk.say("I need a wheelchair for my mother", "request_assistance")
    talk.say(guest.booking.reference)
    talk.say(f"{guest.booking.passengers[0].first_name} {guest.booking.passengers[0].surname}")
    assert asked(talk, "traveller", "utter_which_traveller_relation")


@pytest.mark.parametrize(
    "words", ["my mother {name} needs a wheelchair", "{name}, my mother, needs a wheelchair", "wheelchair for {name}"]
)
def test_a_name_of_the_booking_beside_it_says_who_it_is(words: str) -> None:
    guest = customer(*TWO)
    name = guest.booking.passengers[1].first_name
    talk = guest.ask(words.format(name=name), "request_assistance")
    assert talk.asks_for == "help"
    talk.say("no stairs")
    assert f"for {name} on" in talk.text


def test_who_is_alone_on_the_booking_is_not_taken_for_somebody_else() -> None:
    guest = customer(*ALONE)
    talk = guest.ask("a seat for my wife please", "choose_seat")
    assert asked(talk, "travellers", "utter_which_traveller_alone")
    assert guest.booking.passengers[0].surname in talk.text
    talk.say("yes", "affirm")
    assert talk.asks_for == "seat"


@pytest.mark.parametrize("no", ["no", "somebody else", "no, she is not on it"])
def test_nobody_of_that_kind_is_said_and_nothing_is_written(no: str) -> None:
    guest = customer(*ALONE)
    talk = guest.ask("I need a wheelchair for my mother", "request_assistance")
    assert asked(talk, "traveller", "utter_which_traveller_alone")
    talk.say(no, "deny")
    assert talk.said == ["utter_refused_not_on_booking"]
    assert (talk.form, receipts_here()) == (None, [])


def test_who_asks_for_nobody_in_particular_is_not_asked_when_alone() -> None:
    talk = customer(*ALONE).ask("I need a wheelchair", "request_assistance")
    assert talk.asks_for == "help"


def test_the_one_child_of_a_booking_is_the_child() -> None:
    guest = with_one_child()
    child = next(who for who in guest.booking.passengers if who.kind == PassengerKind.CHILD)
    talk = guest.ask("a wheelchair for my daughter, she cannot walk", "request_assistance")
    assert f"for {child.first_name} on" in talk.text


def test_where_there_is_no_child_that_is_said() -> None:
    talk = customer(*TWO).ask("a wheelchair for my kid", "request_assistance")
    assert asked(talk, "traveller", "utter_which_traveller_no_child")


def test_two_at_once_are_done_one_after_the_other() -> None:
    talk = customer(*TWO).ask("help with the stairs for both of us", "request_assistance")
    assert asked(talk, "traveller", "utter_which_traveller_one_at_a_time")


def test_seats_for_me_and_my_wife_are_two() -> None:
    guest = customer(*TWO, "seat_left")
    talk = guest.ask("seats together for me and my wife", "choose_seat")
    assert talk.asks_for == "confirmed"
    assert all(who.first_name in talk.text for who in guest.booking.passengers)


def test_me_is_nobody_whom_the_booking_can_tell() -> None:
    with database.reading() as session:
        booking = pick(session, TWO, (), NOW)
        same = booking.passengers[0].surname == booking.passengers[1].surname
    talk = customer(*TWO).ask("I need a wheelchair", "request_assistance")
    talk.say("for me")
    assert (talk.said[0] == "utter_traveller_who_is_writing") is same


def test_a_traveller_is_taken_back_for_another() -> None:
    guest = customer(*TWO)
    first, second = (who.first_name for who in guest.booking.passengers)
    talk = guest.ask(f"a wheelchair for {first}, no stairs", "request_assistance")
    assert talk.asks_for == "confirmed"
    talk.say("no, for my mother")
    assert asked(talk, "traveller", "utter_which_traveller_relation")
    talk.say(second)
    assert f"for {second} on" in talk.text


def test_a_son_who_flies_alone_is_who_is_alone_on_the_booking() -> None:
    talk = customer("ahead", "one_way", "alone", "no_extras").ask("my son flies alone", "book_unaccompanied_minor")
    assert talk.asks_for == "born_on"
