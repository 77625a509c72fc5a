"""Meals, help, animals and sports equipment: asked for in a conversation, added to the flight, and refused with the rule."""

import re

import pytest
from sqlalchemy import update

from airline.ancillaries import Ancillary
from airline.flights import Flight
from customer_care import commitments, database
from customer_care.mail import Mail
from tests.integration.actions.conftest import NOW
from tests.integration.actions.customers import customer, receipts_here, rows
from tests.integration.actions.talking import Talk

pytestmark = pytest.mark.usefixtures("company")


def added() -> list[tuple[str, str, int]]:
    return [(one.kind.value, one.detail, one.paid_minor) for one in rows(Ancillary) if one.ordered_at == NOW]


# ── meals ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_meal_is_ordered_for_both_flights_and_one_of_the_travellers() -> None:
    guest = customer("ahead", "return", "two", "adults", "long_haul", "no_extras")
    talk = guest.ask("I need a vegan meal", "order_meal")
    assert (talk.asks_for, talk.buttons[-1]) == ("flight", "Both flights")
    talk.say("both please")
    assert talk.asks_for == "traveller"
    talk.say(guest.booking.passengers[1].first_name)
    assert talk.asks_for == "confirmed"
    assert "vegan meal" in talk.text
    assert "free of charge" in talk.text
    talk.say("yes", "affirm")
    assert added() == [("meal", "vegan", 0)] * 2
    (receipt,) = receipts_here()
    assert talk.cards[-1]["receipt"]["number"] == receipt.number


def test_another_meal_before_the_yes_is_another_meal() -> None:
    talk = customer("ahead", "one_way", "alone", "long_haul").ask("order a vegan meal for my flight", "order_meal")
    talk.say("no wait, gluten free", "deny")
    assert talk.asks_for == "confirmed"
    assert "gluten-free" in talk.text
    talk.say("yes", "affirm")
    assert added() == [("meal", "gluten-free", 0)]


def test_a_short_flight_serves_none_and_the_rule_says_so() -> None:
    talk = customer("ahead", "one_way", "alone", "short_haul").ask("can I have a halal meal", "order_meal")
    assert talk.said[0] == "utter_refused_no_meal_served"
    assert "180 minutes" in talk.text
    assert (talk.form, added()) == (None, [])


# ── bags ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_bag_there_and_back_is_one_price_and_one_receipt() -> None:
    talk = customer("ahead", "return", "alone", "no_extras").ask("add a bag, both ways", "add_bag", with_code=True)
    assert talk.asks_for == "confirmed"
    each = added()
    talk.say("yes", "affirm")
    assert (each, [kind for kind, *_ in added()]) == ([], ["bag", "bag"])
    assert sum(paid for *_, paid in added()) == receipts_here()[0].amount_minor
    talk.say("undo that", "undo_change")
    talk.say("yes", "affirm")
    assert [one.status for one in rows(Ancillary) if one.ordered_at == NOW] == ["cancelled", "cancelled"]


# ── help ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("she can't walk", "WCHC"),
        ("No stairs", "WCHS"),
        ("I can manage stairs", "WCHR"),
        ("blind", "BLND"),
        ("he is deaf", "DEAF"),
    ],
)
def test_a_wheelchair_is_asked_about_once_and_confirmed(said: str, code: str) -> None:
    talk = customer("ahead", "one_way", "alone", "no_extras").ask("I need a wheelchair", "request_assistance")
    assert talk.asks_for == "help"
    talk.say(said)
    assert talk.asks_for == "confirmed"
    talk.say("yes", "affirm")
    assert added() == [("assistance", code, 0)]
    assert talk.said[0] == "utter_done_request_assistance"


def test_help_on_the_last_day_is_confirmed_and_the_station_is_told() -> None:
    talk = customer("soon", "one_way", "alone", "no_extras").ask("assistance for a blind passenger", "request_assistance")
    talk.say("yes", "affirm")
    assert added() == [("assistance", "BLND", 0)]
    with database.reading() as session:
        (promised,) = commitments.open_ones(session, receipts_here()[0].conversation_id or 0)
    assert "We tell the station" in promised.text


# ── animals ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_cat_is_weighed_and_flies_in_the_cabin() -> None:
    talk = customer("ahead", "one_way", "alone", "no_extras").ask("I want to bring my cat", "bring_pet")
    assert talk.asks_for == "kilos"
    talk.say("about 5.5 with the bag")
    assert "in the cabin" in talk.text
    assert "cat of 6 kg" in talk.text
    talk.say("yes", "affirm")
    assert added() == [("pet", "cabin", 5500)]
    assert receipts_here()[0].amount_minor == 5500


def test_a_weight_that_was_wrong_is_corrected_and_priced_again() -> None:
    talk = customer("ahead", "one_way", "alone", "no_extras").ask("my dog weighs 7 kg, can it come", "bring_pet")
    assert talk.cards[-1]["quote"]["total"] == "€55.00"
    talk.say("no, it is 12 kg with the crate", "correct")
    assert talk.cards[-1]["quote"]["total"] == "€120.00"
    talk.say("no", "deny")
    assert (added(), receipts_here()) == ([], [])


def test_too_heavy_is_refused_with_the_rule_and_asked_again() -> None:
    talk = customer("ahead", "one_way", "alone").ask("bring my dog, 60 kg", "bring_pet")
    assert talk.said == ["utter_refused_pet_too_heavy", "utter_ask_kilos"]
    talk.say("500")
    assert talk.said[0] == "utter_kilos_out_of_range"


@pytest.mark.parametrize(
    ("said", "intent", "told"),
    [
        ("how heavy can it be?", "ask_allowance", "utter_pet_weights"),
        ("no idea tbh.. what is the limit", "ask_allowance", "utter_pet_weights"),
        ("does it need a passport?", "faq", "utter_pet_papers"),
        ("what about 2 dogs?", "bring_pet", "utter_pet_one_each"),
        ("I don't know", "deny", "utter_about_kilos"),
    ],
)
def test_what_is_asked_about_an_animal_is_told_and_its_weight_asked_again(said: str, intent: str, told: str) -> None:
    talk = customer("ahead", "one_way", "alone", "no_extras").ask("I want to bring my dog", "bring_pet")
    talk.say(said, intent)
    assert talk.said == [told, "utter_ask_kilos_again"]
    assert talk.slots["misses"] == 0


def test_a_second_dog_at_the_price_is_one_too_many_and_the_price_stays() -> None:
    talk = customer("ahead", "one_way", "alone", "no_extras").ask("my dog weighs 7 kg, can it come", "bring_pet")
    quote = talk.slots["quote"]
    talk.say("and for two dogs?", "bring_pet")
    assert talk.said == ["utter_pet_one_each", "utter_confirm_bring_pet_again"]
    assert "A traveller may bring one" in talk.text
    assert talk.slots["quote"] == quote


def test_a_weight_with_a_question_is_taken_and_the_question_answered() -> None:
    talk = customer("ahead", "one_way", "alone", "no_extras").ask("I want to bring my dog", "bring_pet")
    talk.say("7 kg, and does it need a passport?", "bring_pet")
    assert talk.said == ["utter_pet_papers", "utter_confirm_bring_pet"]


# ── sports equipment ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_golf_clubs_are_paid_and_fly() -> None:
    talk = customer("ahead", "one_way", "alone", "no_extras").ask("I want to bring my golf clubs", "bring_sports_equipment")
    assert talk.cards[-1]["quote"]["total"] == "€45.00"
    talk.say("yes", "affirm")
    assert added() == [("sports", "golf", 4500)]


def test_a_surfboard_is_asked_for_and_nothing_is_paid_yet() -> None:
    talk = customer("ahead", "one_way", "alone", "no_extras").ask("can I take a surfboard", "bring_sports_equipment")
    talk.say("yes", "affirm")
    (surfboard,) = [one for one in rows(Ancillary) if one.ordered_at == NOW]
    assert (surfboard.status, surfboard.paid_minor) == ("requested", 0)
    assert "The station answers" in talk.cards[-1]["receipt"]["next"]


def test_what_we_do_not_carry_is_asked_again() -> None:
    talk = customer("ahead", "one_way", "alone").ask("I want to bring sports gear", "bring_sports_equipment")
    talk.say("a piano")
    assert talk.said == ["utter_equipment_unclear", "utter_ask_equipment_again"]


def test_a_flight_that_left_meanwhile_is_refused_after_the_yes() -> None:
    guest = customer("ahead", "one_way", "alone", "no_extras")
    talk = guest.ask("I want to bring my golf clubs", "bring_sports_equipment")
    with database.unit_of_work() as session:
        flights = [segment.flight_id for segment in guest.booking.segments]
        session.execute(update(Flight).where(Flight.id.in_(flights)).values(cancelled=True))
    talk.say("yes", "affirm")
    assert talk.said[0] == "utter_refused_not_flying"
    assert (added(), receipts_here()) == ([], [])


# ── what is to go again ───────────────────────────────────────────────────────────────────────────────────────────────


def test_an_extra_that_is_to_go_is_not_ordered_and_a_person_is_offered() -> None:
    talk = Talk()
    talk.say("we don't need the wheelchair any more", "remove_extra")
    assert (talk.said, talk.form) == (["utter_refused_not_taken_off_here"], None)
    assert "Yes, a person please" in talk.buttons
    assert added() == []


def test_an_extra_may_be_wanted_off_in_the_middle_of_a_task() -> None:
    talk = customer("ahead", "return", "two", "adults", "long_haul", "no_extras").ask("I need a vegan meal", "order_meal")
    talk.say("and take the dog off my booking", "remove_extra")
    assert talk.said[0] == "utter_refused_not_taken_off_here"
    assert talk.asks_for == "flight"


MEAL_AND_BAG = ("ahead", "one_way", "alone", "adults", "long_haul", "no_extras")


def with_a_meal_and_a_bag() -> Talk:
    talk = customer(*MEAL_AND_BAG).ask("I need a vegan meal", "order_meal")
    talk.say("yes", "affirm")
    talk.say("add a bag", "add_bag")
    if talk.asks_for == "code":
        talk.say(re.findall(r"\b\d{6}\b", rows(Mail)[-1].body)[-1])
    talk.say("yes", "affirm")
    assert sorted(kind for kind, *_ in added()) == ["bag", "meal"]
    return talk


@pytest.mark.parametrize(
    ("said", "intent", "what"),
    [
        ("cancel the meal again please", "remove_extra", "meal"),
        ("take that meal off my booking", "remove_extra", "meal"),
        ("put the meal back to what it was", "order_meal", "meal"),
        ("please undo the meal", "undo_change", "meal"),
        ("take the bag off again", "remove_extra", "bag"),
        ("I don't need it any more, take it off", "remove_extra", "bag"),
        ("undo that", "undo_change", "bag"),
    ],
)
def test_what_was_ordered_in_this_conversation_is_put_back_at_once(said: str, intent: str, what: str) -> None:
    talk = with_a_meal_and_a_bag()
    talk.say(said, intent)
    free = "_free" if what == "meal" else ""
    assert (talk.said, talk.asks_for) == ([f"utter_confirm_undo_change{free}"], "confirmed")
    talk.say("yes", "affirm")
    assert [(one.kind, one.status) for one in rows(Ancillary) if one.ordered_at == NOW and one.status == "cancelled"] == [
        (what, "cancelled")
    ]


@pytest.mark.parametrize("said", ["cancel the wheelchair again", "take the insurance off", "stop the messages"])
def test_what_was_not_ordered_here_is_not_mistaken_for_what_was(said: str) -> None:
    talk = with_a_meal_and_a_bag()
    talk.say(said, "remove_extra")
    assert talk.said[0] == "utter_refused_not_taken_off_here"


def test_in_the_middle_of_a_task_it_is_put_back_and_the_task_goes_on() -> None:
    talk = with_a_meal_and_a_bag()
    talk.say("choose a seat", "choose_seat")
    talk.say("and cancel the meal again", "remove_extra")
    assert talk.said == ["utter_put_aside", "utter_confirm_undo_change_free"]
    talk.say("yes", "affirm")
    assert talk.said[:2] == ["utter_done_undo_change", "utter_next_request"]
    assert talk.asks_for == "seat"


def test_what_is_said_to_be_unwanted_ends_its_task() -> None:
    talk = customer("ahead", "return", "two", "adults", "long_haul", "no_extras").ask("I need a vegan meal", "order_meal")
    talk.say("I never asked you to order a meal", "decline_deed")
    assert (talk.said, talk.form) == (["utter_decline_deed"], None)
    assert added() == []
