"""Seats, check-in and passports in a conversation."""

from datetime import date

import pytest

from airline import travel_documents
from airline.check_in import BoardingPass
from airline.seats import Seat
from customer_care import database
from customer_care.mail import Mail
from tests.integration.actions.conftest import NOW
from tests.integration.actions.customers import customer, receipts_here, rows

pytestmark = pytest.mark.usefixtures("company")


def taken() -> list[tuple[int | None, str]]:
    return [(seat.passenger_id, seat.label) for seat in rows(Seat) if seat.taken_at == NOW]


def test_a_window_is_found_priced_and_taken() -> None:
    guest = customer("ahead", "one_way", "alone", "light")
    talk = guest.ask("I'd like a window seat", "choose_seat")
    assert talk.asks_for == "confirmed"
    assert talk.cards[-1]["quote"]["total"] == "€15.00"
    talk.say("yes", "affirm")
    ((passenger, label),) = taken()
    assert passenger == guest.booking.passengers[0].id
    assert f"seat {label}" in talk.text
    assert receipts_here()[0].amount_minor == 1500


def test_a_seat_is_named_refused_and_named_again() -> None:
    talk = customer("ahead", "one_way", "alone", "flex").ask("choose a seat", "choose_seat")
    assert talk.asks_for == "seat"
    assert any("window" in title for title in talk.buttons)
    talk.say("99 A please")
    assert talk.said == ["utter_refused_no_such_seat", "utter_ask_seat_again"]
    talk.say("14 a then")
    assert "14A" in talk.text
    talk.say("no, rather 15A", "deny")
    assert "15A" in talk.text
    talk.say("yes", "affirm")
    assert [label for _, label in taken()] == ["15A"]


def test_what_is_free_at_the_window_is_shown_and_the_chosen_seat_stays() -> None:
    talk = customer("ahead", "one_way", "alone", "flex").ask("choose a seat", "choose_seat")
    talk.say("14C")
    quote = talk.slots["quote"]
    talk.say("what's free at the window?", "choose_seat")
    assert talk.said == ["utter_seats_free_window", "utter_confirm_choose_seat_free_again"]
    assert (talk.slots["seat"], talk.slots["quote"]) == ("14C", quote)
    talk.say("and which aisle seats are free", "choose_seat")
    assert talk.said[0] == "utter_seats_free_aisle"
    talk.say("window please", "choose_seat")
    assert talk.slots["quote"] != quote


def test_a_question_for_free_seats_that_begins_it_chooses_none() -> None:
    talk = customer("ahead", "one_way", "alone", "flex").ask("which window seats are free", "choose_seat")
    assert talk.asks_for == "seat"


def test_what_costs_nothing_is_not_told_with_a_price() -> None:
    talk = customer("ahead", "one_way", "alone", "flex").ask("seat 14A please", "choose_seat")
    assert "It costs nothing." in talk.text
    assert "€0.00" not in talk.text
    talk.say("yes", "affirm")
    talk.say("undo that", "undo_change")
    assert "nothing is paid back" in talk.text
    assert "€0.00" not in talk.text


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("not 1A", "correct"),
        ("anything but {}, please", "nlu_fallback"),
        ("any seat but {}", "choose_seat"),
        ("I don't want {}", "deny"),
        ("No, not seat {}, I'd prefer something at the back", "choose_seat"),
    ],
)
@pytest.mark.parametrize("quoted", [False, True])
def test_a_seat_that_is_not_wanted_is_not_offered(said: str, intent: str, *, quoted: bool) -> None:
    talk = customer("ahead", "one_way", "alone", "flex").ask("choose a seat", "choose_seat")
    first = talk.buttons[0].partition(":")[0]
    if quoted:
        talk.say(first)
        assert talk.asks_for == "confirmed"
    talk.say(said.replace("1A", first).format(first), intent)
    assert (talk.said[0], talk.asks_for) == ("utter_seat_not_that", "seat")
    assert talk.buttons
    assert [title for title in talk.buttons if title.startswith(f"{first}:")] == []
    talk.say("15A")
    talk.say("yes", "affirm")
    assert [label for _, label in taken()] == ["15A"]


def test_another_seat_beside_the_one_that_is_not_wanted_is_taken() -> None:
    talk = customer("ahead", "one_way", "alone", "flex").ask("choose a seat", "choose_seat")
    talk.say("not 1A, 15A please", "correct")
    assert (talk.asks_for, "15A" in talk.text) == ("confirmed", True)


def test_what_is_not_to_be_at_the_window_is_not() -> None:
    talk = customer("ahead", "one_way", "alone", "flex").ask("choose a seat", "choose_seat")
    talk.say("not a window", "correct")
    assert talk.said[0] == "utter_seat_not_that"
    assert [title for title in talk.buttons if "window" in title] == []


def test_two_sit_together() -> None:
    guest = customer("ahead", "one_way", "two", "adults", "flex")
    talk = guest.ask("we want to sit together", "choose_seat")
    assert talk.asks_for == "confirmed"
    talk.say("yes", "affirm")
    assert [passenger for passenger, _ in taken()] == [traveller.id for traveller in guest.booking.passengers]
    assert len({label[:-1] for _, label in taken()}) == 1


def test_one_seat_for_two_does_not_come_out_even() -> None:
    talk = customer("ahead", "one_way", "two", "adults", "flex").ask("seats for all of us", "choose_seat")
    talk.say("14A")
    assert talk.said == ["utter_refused_wrong_number_of_seats", "utter_ask_seat_again"]
    talk.say("14A and 14B")
    assert talk.asks_for == "confirmed"


def test_everybody_is_checked_in_and_sees_the_boarding_passes() -> None:
    guest = customer("soon", "one_way", "alone", "not_checked_in", "no_border")
    talk = guest.ask("check me in", "check_in")
    assert talk.asks_for == "confirmed"
    talk.say("yes", "affirm")
    (boarding_pass,) = [made for made in rows(BoardingPass) if made.issued_at == NOW]
    assert boarding_pass.number in talk.text
    assert guest.booking.segments[0].flight.gate in talk.text
    talk.say("show me my boarding pass", "check_in")
    assert talk.said[0] == "utter_refused_already_checked_in"
    assert boarding_pass.number in talk.text


def test_too_early_says_when_it_opens() -> None:
    talk = customer("ahead", "one_way", "alone").ask("check me in", "check_in")
    assert talk.said[0] == "utter_refused_check_in_not_open"
    assert "30 hours" in talk.text
    assert talk.form is None


def test_a_border_asks_for_the_passport_and_the_link_goes_by_mail() -> None:
    guest = customer("soon", "one_way", "alone", "not_checked_in", "border")
    talk = guest.ask("check in please", "check_in")
    assert talk.said[0] == "utter_refused_passport_missing"
    talk.say("/give_passport_data")
    assert talk.said[0] == "utter_passport_link"
    link = next(line for line in rows(Mail)[-1].body.splitlines() if "/passport?key=" in line)
    secret = link.rpartition("=")[2]
    assert secret not in talk.text
    with database.unit_of_work() as session:
        travel_documents.give(session, secret, "12AB34567", date(2031, 5, 1), NOW)
    talk.say("check in now", "check_in")
    talk.say("yes", "affirm")
    assert talk.said[0] == "utter_done_check_in"
