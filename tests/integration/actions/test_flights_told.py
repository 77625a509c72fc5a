"""What is told without a deed: flights and prices, timetables, deadlines, baggage, the conditions of a fare."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from airline import sample_data, search
from airline.airports import AIRPORTS
from airline.bookings import Booking
from customer_care import conversations, database, worklog
from tests.integration.actions.asking import WHO, ask
from tests.integration.actions.conftest import NOW
from tests.integration.actions.talking import Talk

pytestmark = pytest.mark.usefixtures("company")


def place(code: str, role: str | None = None) -> dict[str, Any]:
    city = AIRPORTS[code].city if code in AIRPORTS else code.title()
    return {"entity": "place", "value": code, "name": city, "role": role}


def told(text: str, intent: str, *entities: dict[str, Any]) -> Talk:
    talk = Talk()
    talk.say(text, intent, entities=list(entities))
    return talk


def shown_to_be_theirs(text: str, intent: str) -> Talk:
    talk = told(text, intent)
    talk.say("X7K2PL")
    talk.say("Martin")
    return talk


def work_done() -> list[str]:
    with database.reading() as session:
        return [line.what for line in worklog.of_conversation(session, conversations.by_public_id(session, WHO))]


# ── searching ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_search_tells_the_flights_of_the_day_with_the_prices_on_record() -> None:
    talk = told("flights from Pointe-à-Pitre to Paris on 12 December", "search_flights", place("PTP", "origin"), place("ORY"))
    assert talk.said == ["utter_search_found"]
    with database.reading() as session:
        offers = search.offers(session, "PTP", "ORY", NOW.date().replace(month=12, day=12), NOW)
        for offer in offers:
            assert offer.flight.name in talk.text
            for fare in offer.fares:
                assert f"€{fare.price_minor / 100:,.2f}" in talk.text
    assert "Find a flight and its price" in work_done()


def test_what_is_missing_is_asked_one_by_one() -> None:
    talk = told("search flights", "search_flights")
    assert talk.asks_for == "to_airport"
    talk.say("to Martinique", entities=[place("FDF", "destination")])
    assert talk.asks_for == "travel_day"  # from Fort-de-France there is one place only to come from
    talk.say("next Friday")
    assert "Pointe-à-Pitre to Fort-de-France" in talk.text
    assert talk.form is None


def test_who_comes_home_is_asked_from_where() -> None:
    talk = told("a flight to Guadeloupe on the 12th", "search_flights", place("PTP", "destination"))
    assert talk.asks_for == "from_airport"
    talk.say("Miami", entities=[place("MIA")])
    assert "Miami to Pointe-à-Pitre" in talk.text


def test_a_place_that_is_not_ours_is_said_and_another_one_asked_for() -> None:
    talk = told("flights to London on Friday", "search_flights", place("LON", "destination"))
    assert talk.said[0] == "utter_place_not_served"
    assert talk.asks_for == "to_airport"


def test_a_route_with_a_change_of_planes_says_where_one_can_go() -> None:
    talk = told("from Miami to Paris on 12 December", "search_flights", place("MIA", "origin"), place("ORY", "destination"))
    assert talk.said == ["utter_search_not_flown"]
    assert "Pointe-à-Pitre" in talk.text


def test_a_day_without_a_flight_names_days_that_have_one() -> None:
    talk = told("to Lyon on Monday 14 December", "search_flights", place("LYS", "destination"))
    assert talk.said == ["utter_search_other_days"]
    assert re.search(r"(Wednesday|Sunday) \d+ December", talk.text)


def test_a_day_beyond_the_timetable_is_said() -> None:
    talk = told("to Paris on 5 August 2027", "search_flights", place("ORY", "destination"))
    assert talk.said == ["utter_search_beyond"]


def test_a_search_for_many_finds_fewer_fares() -> None:
    talk = told("seats for 9 people to Paris on 12 December", "search_flights", place("ORY", "destination"))
    assert "9 travellers" in talk.text


# ── where and when ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_destinations_are_all_told_at_once() -> None:
    talk = told("where do you fly to", "ask_destinations")
    assert all(city in talk.text for city in ("Paris", "Montréal", "Miami", "Cayenne"))


def test_a_place_brings_its_timetable() -> None:
    talk = told("on what days do you fly to Lyon", "ask_destinations", place("LYS", "destination"))
    assert talk.said == ["utter_timetable"]
    assert "Wednesday and Sunday" in talk.text


def test_a_place_elsewhere_gets_a_plain_no() -> None:
    assert told("do you fly to London", "ask_destinations", place("LON")).said == ["utter_place_not_served"]


# ── deadlines ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_times_of_a_flight_are_told_by_the_clock() -> None:
    talk = told("when does boarding start for ZE 412 tomorrow", "ask_deadlines")
    assert talk.said == ["utter_deadlines_of_flight"]
    assert "leaves Pointe-à-Pitre at 19:40" in talk.text
    assert "takes bags until 18:40" in talk.text
    assert "gate closes at 19:20" in talk.text


def test_without_a_flight_the_minutes_of_both_kinds_of_route_are_told() -> None:
    assert told("when does check-in close", "ask_deadlines").said == ["utter_deadlines"]


def test_a_place_tells_the_kind_of_route() -> None:
    talk = told("bag drop for a flight to Paris", "ask_deadlines", place("ORY", "destination"))
    assert talk.said == ["utter_deadlines_route"]
    assert "until 60 minutes before" in talk.text


def test_a_flight_that_is_not_ours_is_said() -> None:
    assert told("gate for ZE 999", "ask_deadlines").said == ["utter_flight_unknown"]


# ── baggage and conditions ────────────────────────────────────────────────────────────────────────────────────────────


def test_every_fare_is_told_when_none_is_named() -> None:
    talk = told("how many bags can I take", "ask_allowance")
    assert all(fare in talk.text for fare in ("Light: no bag", "Standard: 1 bag of up to 20 kg", "Flex: 1 bag"))


def test_a_fare_and_a_place_get_one_answer() -> None:
    talk = told("is a suitcase included with Flex to Paris", "ask_allowance", place("ORY", "destination"))
    assert "Flex: 2 bags of up to 23 kg each." in talk.text
    assert "Light" not in talk.text


def test_my_allowance_is_that_of_my_fare_and_flight() -> None:
    talk = shown_to_be_theirs("how much baggage do I have", "ask_my_allowance")
    assert "ZE 412: 1 bag of up to 23 kg in the hold" in talk.text
    assert "one more is €70.00" in talk.text


def test_conditions_are_the_rules_words() -> None:
    talk = shown_to_be_theirs("can I change my ticket and what does it cost", "ask_fare_conditions")
    assert "€35.00 a traveller" in talk.text
    assert "A Standard fare is paid back less" in talk.text


def test_a_stranger_reads_nothing_of_a_booking() -> None:
    talk = told("what are the conditions of my fare", "ask_fare_conditions")
    talk.say("X7K2PL")
    talk.say("Smith")
    assert "Standard" not in talk.text


# ── a booking that does not fly as booked ─────────────────────────────────────────────────────────────────────────────


def test_a_flight_that_we_cancelled_has_not_left() -> None:
    with database.reading() as session:
        *_, cancelled, _, _, _, _, _ = sample_data.showcase(session, NOW)
    reply = ask("action_show_booking", booking_reference=cancelled.reference, surname=cancelled.passengers[0].surname)
    assert reply.said == ["utter_booking_shown_cancelled_flight"]


def test_a_booking_that_was_given_up_says_so() -> None:
    with database.reading() as session:
        given_up = session.scalars(select(Booking).where(Booking.cancelled_at.is_not(None)).order_by(Booking.id)).first()
    assert given_up is not None
    reply = ask("action_show_booking", booking_reference=given_up.reference, surname=given_up.passengers[0].surname)
    assert reply.said == ["utter_booking_shown_given_up"]
    assert "(given up)" in reply.values["flights"]
