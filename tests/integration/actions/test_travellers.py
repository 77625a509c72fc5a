"""Children, names and contact details in a conversation."""

from typing import Any

import pytest
from sqlalchemy import select

from airline.ancillaries import Ancillary
from airline.bookings import Booking, Passenger, PassengerKind, surname_key
from airline.unaccompanied_minors import Companion
from customer_care import database
from customer_care.mail import Mail
from tests.integration.actions.conftest import NOW
from tests.integration.actions.customers import Customer, customer, receipts_here, rows

pytestmark = pytest.mark.usefixtures("company")


def email(value: str) -> dict[str, Any]:
    return {"entities": [{"entity": "email", "value": value}]}


def phone(value: str) -> dict[str, Any]:
    return {"entities": [{"entity": "phone", "value": value}]}


def travellers(booking: Booking) -> list[Passenger]:
    with database.reading() as session:
        on_it = select(Passenger).where(Passenger.booking_id == booking.id).order_by(Passenger.id)
        return list(session.scalars(on_it))


# ── children ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_baby_gets_the_surname_of_the_booking_and_a_ticket() -> None:
    guest = customer("ahead", "one_way", "alone", "flex", "adults")
    talk = guest.ask("I want to add my baby", "add_child", with_code=True)
    assert talk.asks_for == "child_name"
    talk.say("her name is Lou")
    assert talk.asks_for == "born_on"
    talk.say("12 March 2026")
    assert f"Lou {guest.booking.passengers[0].surname}" in talk.text
    assert "as infant" in talk.text
    talk.say("yes", "affirm")
    assert (travellers(guest.booking)[-1].first_name, travellers(guest.booking)[-1].kind) == ("Lou", PassengerKind.INFANT)
    assert receipts_here()[0].amount_minor > 0


@pytest.mark.parametrize(
    ("said", "response"),
    [
        ("12 March", "utter_birthday_without_year"),
        ("12 March 2027", "utter_birthday_ahead"),
        ("31 February 2020", "utter_date_impossible"),
        ("5 May 2001", "utter_refused_not_a_child"),
        ("in spring", "utter_born_on_unclear"),
    ],
)
def test_a_birthday_that_cannot_be_is_asked_again(said: str, response: str) -> None:
    talk = customer("ahead", "one_way", "alone", "flex", "adults").ask("add a child", "add_child", with_code=True)
    talk.say("Lou Martin")
    talk.say(said)
    assert (talk.said[0], talk.asks_for) == (response, "born_on")
    talk.say("12/3/2019")
    assert "as child" in talk.text


def test_a_child_alone_is_looked_after_by_people_whom_we_know() -> None:
    guest = customer("ahead", "one_way", "alone", "no_extras")
    talk = guest.ask("my son flies alone", "book_unaccompanied_minor")
    assert talk.asks_for == "born_on"
    talk.say("he was born on 1 June 2018")
    assert talk.asks_for == "brought_by"
    talk.say("his aunt")
    assert talk.said[0] == "utter_contact_needs_both"
    talk.say("his aunt Léa Lebrun, 0690 12 34 56", **phone("+590690123456"))
    assert talk.asks_for == "fetched_by"
    talk.say("I don't know yet")
    assert "€60.00" in talk.text
    talk.say("yes", "affirm")
    (companion,) = rows(Companion)[-1:]
    assert (companion.name, companion.phone) == ("his aunt Léa Lebrun", "+590690123456")
    assert "fetches the child" in talk.cards[-1]["receipt"]["next"]
    assert [one.kind for one in rows(Ancillary) if one.ordered_at == NOW] == ["unaccompanied_minor"]


def named(first_name: str, surname: str) -> Customer:
    """Alone on a flight ahead, under this name."""
    guest = customer("ahead", "one_way", "alone", "not_checked_in")
    with database.unit_of_work() as session:
        booking = session.get_one(Booking, guest.booking.id)
        who = booking.passengers[0]
        who.first_name, who.surname, who.surname_key = first_name, surname, surname_key(surname)
    with database.reading() as session:
        return Customer(session.get_one(Booking, guest.booking.id))


# ── names ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_slip_in_a_name_is_corrected_once() -> None:
    guest = customer("ahead", "one_way", "alone", "not_checked_in")
    before = guest.booking.passengers[0]
    talk = guest.ask("my name is misspelled", "correct_name", with_code=True)
    talk.say(f"{before.first_name} {before.surname}e")
    assert f"{before.first_name} {before.surname} to {before.first_name} {before.surname}e" in talk.text
    talk.say("yes", "affirm")
    assert travellers(guest.booking)[0].surname == f"{before.surname}e"
    assert talk.said[0] == "utter_done_correct_name"


def test_one_word_corrects_what_it_is_nearest_to() -> None:
    guest = customer("ahead", "one_way", "alone", "not_checked_in")
    before = guest.booking.passengers[0]
    talk = guest.ask("there is a typo in my first name", "correct_name", with_code=True)
    talk.say(f"it should be {before.first_name}x")
    assert f"to {before.first_name}x {before.surname}" in talk.text


@pytest.mark.parametrize("said", ["Lea O'Bryan", "Léa O'Bryan", "O'Bryan"])
def test_an_accent_left_out_is_no_other_first_name(said: str) -> None:
    talk = named("Léa", "O'Brien").ask("there is a typo in my name", "correct_name", with_code=True)
    talk.say(said)
    assert "Léa O'Brien to Léa O'Bryan" in talk.text


def test_an_accent_may_be_what_is_wrong() -> None:
    talk = named("Lea", "O'Brien").ask("there is a typo in my name", "correct_name", with_code=True)
    talk.say("Léa O'Brien")
    assert "Lea O'Brien to Léa O'Brien" in talk.text


def test_the_half_that_is_named_in_the_wish_is_not_asked_for_again() -> None:
    talk = named("Léa", "O'Brien").ask("please correct my surname to O'Bryan", "correct_name", with_code=True)
    assert "Léa O'Brien to Léa O'Bryan" in talk.text


def test_what_is_no_name_after_name_to_is_not_taken_for_one() -> None:
    talk = named("Léa", "O'Brien").ask("I want to correct my name to match my passport", "correct_name", with_code=True)
    assert talk.asks_for == "new_name"


def test_another_person_goes_to_a_person() -> None:
    guest = customer("ahead", "one_way", "alone", "not_checked_in")
    talk = guest.ask("my sister flies instead of me, change the name", "correct_name", with_code=True)
    talk.say("Zora Quillfeather")
    assert talk.said[0] == "utter_refused_another_person"
    assert talk.buttons[0] == "Yes, a person please"
    assert travellers(guest.booking)[0].surname == guest.booking.passengers[0].surname


# ── contact details ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_address_is_written_and_the_old_one_told() -> None:
    guest = customer("ahead", "one_way", "alone")
    words = f"change my e-mail from {guest.booking.contact_email} to new@example.org"
    both = {"entities": [*email(guest.booking.contact_email)["entities"], *email("new@example.org")["entities"]]}
    talk = guest.ask(words, "update_contact", with_code=True, **both)
    assert "new@example.org" in talk.text
    talk.say("yes", "affirm")
    with database.reading() as session:
        assert session.get_one(Booking, guest.booking.id).contact_email == "new@example.org"
    assert rows(Mail)[-1].to == guest.booking.contact_email


def test_a_slip_in_an_address_is_asked_again_and_a_number_may_do() -> None:
    guest = customer("ahead", "one_way", "alone")
    talk = guest.ask("update my contact details", "update_contact", with_code=True)
    talk.say("me@nowhere")
    assert talk.said == ["utter_refused_not_an_email", "utter_ask_new_contact_again"]
    talk.say("then take 0690 99 88 77", **phone("+590690998877"))
    talk.say("yes", "affirm")
    with database.reading() as session:
        assert session.get_one(Booking, guest.booking.id).contact_phone == "+590690998877"


# ── who they are, told in passing ─────────────────────────────────────────────────────────────────────────────────────


def test_a_surname_beside_the_reference_is_found_in_a_long_message() -> None:
    guest = customer("ahead", "one_way", "alone", "no_extras")
    reference, surname = guest.booking.reference, guest.booking.passengers[0].surname
    story = f"hey!! going to the camp yaaay and I need to take my clubs with me to play golf, ref {reference} {surname}"
    guest.talk.say(story, "bring_sports_equipment")
    assert guest.talk.asks_for == "confirmed"


def test_other_words_beside_the_reference_are_no_wrong_surname() -> None:
    guest = customer("ahead", "one_way", "alone", "no_extras")
    story = f"hi cn i bring my golf clubs on the flight {guest.booking.reference} im in the taxi allready going there"
    guest.talk.say(story, "bring_sports_equipment")
    assert (guest.talk.said, guest.talk.asks_for) == (["utter_ask_surname"], "surname")
