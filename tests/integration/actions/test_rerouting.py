"""Flying somewhere else than booked: asked step by step, priced by the rule, done once, put back, or left to a person."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from airline import fares, sample_data
from airline.airports import AIRPORTS
from airline.bookings import Booking, BookingKind, Segment
from airline.flights import Flight
from airline.payments import Payment
from customer_care import conversations, database, receipts
from customer_care.mail import Mail
from customer_care.receipts import Receipt
from tests.integration.actions.asking import WHO
from tests.integration.actions.conftest import NOW
from tests.integration.actions.talking import Talk

pytestmark = pytest.mark.usefixtures("company")


def place(code: str, role: str | None = None) -> dict[str, Any]:
    return {"entity": "place", "value": code, "name": AIRPORTS[code].city, "role": role}


def code_in_the_mail() -> str:
    with database.reading() as session:
        mails = session.scalars(select(Mail).order_by(Mail.id)).all()
    codes: list[str] = re.findall(r"\b\d{6}\b", mails[-1].body)
    return codes[-1]


def own_booking() -> Booking:
    with database.reading() as session:
        return session.scalars(select(Booking).where(Booking.reference == sample_data.FIRST_REFERENCE)).one()


def receipts_here() -> list[Receipt]:
    with database.reading() as session:
        return receipts.of_conversation(session, conversations.by_public_id(session, WHO).id)


def asking(text: str, *places: dict[str, Any]) -> Talk:
    """The customer of X7K2PL, a Standard fare to Paris on Sunday 13 December, who has said what they want and who they are."""
    talk = Talk()
    talk.say(text, "change_route", entities=list(places))
    talk.say("X7K2PL")
    talk.say("Martin")
    if talk.asks_for == "code":
        talk.say(code_in_the_mail())
    return talk


def to_lyon() -> Talk:
    return asking("I want to go to Lyon instead of Paris", place("LYS", "destination"), place("ORY"))


def test_the_place_of_the_first_message_is_priced_for_the_same_day() -> None:
    talk = to_lyon()
    assert talk.asks_for == "confirmed"
    assert "Pointe-à-Pitre to Lyon, Sunday 13 December" in talk.text
    assert talk.cards[-1]["quote"]["lines"][0].endswith("€50.00")


def test_a_yes_moves_the_flight_and_takes_the_money_once() -> None:
    talk = to_lyon()
    total = talk.cards[-1]["quote"]["total"]
    talk.say("yes please", "affirm")
    assert own_booking().segments[0].flight.destination == "LYS"
    (receipt,) = receipts_here()
    assert (talk.cards[-1]["receipt"]["number"], talk.cards[-1]["receipt"]["amount"]) == (receipt.number, total)
    with database.reading() as session:
        paid = session.scalars(select(Payment.amount_minor).where(Payment.at == NOW, Payment.quote_id.is_not(None))).all()
    assert paid == [receipt.amount_minor]


def test_a_no_leaves_the_route() -> None:
    talk = to_lyon()
    talk.say("no, leave it", "deny")
    assert own_booking().segments[0].flight.destination == "ORY"
    assert receipts_here() == []


def test_another_place_after_the_price_is_priced_again() -> None:
    talk = to_lyon()
    talk.say("no, Miami rather", "correct", entities=[place("MIA", "destination")])
    assert "Pointe-à-Pitre to Miami" in talk.text
    talk.say("yes", "affirm")
    assert own_booking().segments[0].flight.destination == "MIA"


def test_a_place_without_flights_that_day_gets_another_day() -> None:
    talk = asking("change my destination to Bordeaux", place("BOD", "destination"))
    if talk.asks_for == "travel_day":  # Bordeaux on Thursdays and Sundays: the seats of that Sunday may be gone
        talk.say("Thursday 17 December")
    assert talk.asks_for == "confirmed"
    talk.say("make it Thursday 17 December", "correct")
    assert "17 December" in talk.text


def test_several_flights_of_the_day_are_asked_about() -> None:
    talk = asking("I want to go to Martinique instead", place("FDF", "destination"))
    if talk.asks_for == "new_flight":
        talk.say("the later one")
    assert talk.asks_for == "confirmed"
    assert "Fort-de-France" in talk.text


def test_a_place_that_we_do_not_serve_is_said_and_asked_again() -> None:
    talk = asking("change my destination")
    assert talk.asks_for == "new_route"
    talk.say("London", entities=[{"entity": "place", "value": "LON", "name": "London", "role": None}])
    assert talk.said[0] == "utter_place_not_served"
    assert talk.asks_for == "new_route"


def test_a_route_that_nobody_flies_is_said_and_another_place_asked_for() -> None:
    talk = asking("change my destination")
    talk.say("I need to leave from Fort-de-France", entities=[place("FDF", "origin")])
    assert talk.said[0] == "utter_refused_route_not_flown"
    assert talk.asks_for == "new_route"


def test_a_group_is_priced_by_a_person() -> None:
    with database.unit_of_work() as session:
        session.scalars(select(Booking).where(Booking.reference == "X7K2PL")).one().kind = BookingKind.GROUP
    talk = to_lyon()
    assert talk.said == ["utter_refused_cannot_be_priced"]
    assert "Yes, a person please" in talk.buttons
    assert talk.form is None


def test_a_dearer_seat_meanwhile_is_priced_again_before_a_second_yes() -> None:
    talk = to_lyon()
    with database.unit_of_work() as session:
        lyon = session.scalars(
            select(Flight).where(Flight.destination == "LYS", Flight.day == own_booking().segments[0].flight.day)
        )
        fares.of_flight(session, lyon.one(), own_booking().fare_class).price_minor += 100_000
    talk.say("yes", "affirm")
    assert talk.said[0] == "utter_quote_outdated"
    assert own_booking().segments[0].flight.destination == "ORY"
    assert talk.asks_for == "confirmed"


def test_what_was_just_moved_can_be_put_back() -> None:
    talk = to_lyon()
    talk.say("yes", "affirm")
    talk.say("undo that", "undo_change")
    talk.say("yes", "affirm")
    assert own_booking().segments[0].flight.destination == "ORY"
    assert len(receipts_here()) == 2


def test_who_has_flown_hears_it_before_any_question() -> None:
    flown = booking_with(Flight.estimated_arrival < NOW)
    talk = Talk()
    for words in ("change my destination", flown.reference, flown.passengers[0].surname):
        talk.say(words, "change_route" if words.startswith("change") else "nlu_fallback")
    assert talk.said == ["utter_refused_already_flown"]
    assert talk.form is None


def booking_with(*conditions: Any) -> Booking:
    """The first one-way booking on a flight like this."""
    with database.reading() as session:
        flights = select(Segment.booking_id).join(Flight).where(*conditions)
        several = select(Segment.booking_id).where(Segment.position > 1)
        found = select(Booking).where(Booking.id.in_(flights), Booking.id.not_in(several), Booking.status == "confirmed")
        return session.scalars(found.order_by(Booking.id).limit(1)).one()
