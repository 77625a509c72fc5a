"""A price is explained, and what was understood wrongly is put right, before the yes: sorry, and the new value is named."""

import pytest

from tests.integration.actions.customers import Customer, customer, receipts_here
from tests.integration.actions.talking import Talk

pytestmark = pytest.mark.usefixtures("company")

RETURN = ("ahead", "return", "two", "adults", "no_extras")


def bag_on_both_flights(guest: Customer) -> Talk:
    talk = guest.ask(f"a bag for {guest.booking.passengers[1].first_name} on both flights", "add_bag", with_code=True)
    assert talk.asks_for == "confirmed"
    return talk


def pet() -> Talk:
    talk = customer("ahead", "return", "alone", "adults", "no_extras").ask("my dog, 5 kg, on the first flight", "bring_pet")
    assert talk.asks_for == "confirmed"
    return talk


# ── what the amount is for ────────────────────────────────────────────────────────────────────────────────────────────


def test_what_the_amount_is_for_is_told_and_the_question_asked_again() -> None:
    guest = customer(*RETURN)
    talk = bag_on_both_flights(guest)
    talk.say("is that per person?", asks_amount=True)
    first, second = (segment.flight.name for segment in guest.booking.segments)
    assert f"is the whole amount, for {guest.booking.passengers[1].first_name} on {first} and {second}." in talk.text
    assert "for each of the 2 flights" in talk.text
    assert (talk.said[-1], talk.asks_for) == ("utter_confirm_add_bag_again", "confirmed")


def test_flights_that_are_not_in_it_are_said_to_be_so() -> None:
    talk = pet()
    talk.say("is that there and back?", asks_amount=True)
    assert "Your other flights are not part of it." in talk.text


def test_seats_for_two_are_for_two() -> None:
    guest = customer("ahead", "one_way", "two", "adults", "seat_left")
    talk = guest.ask("seats together for all of us", "choose_seat")
    talk.say("is that for both of us?", asks_amount=True)
    assert " and ".join(who.first_name for who in guest.booking.passengers) in talk.text


# ── what was understood wrongly ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "slot", "value"),
    [
        *(
            ("no, 15 kg not 5", "kilos", "15"),
            ("it's a cat, not a dog", "animal", "cat"),
        ),
        *(("not a dog, a cat", "animal", "cat"), ("no, 12 kg", "kilos", "12")),
    ],
)
def test_another_value_is_taken_with_a_sorry_and_named_before_the_yes(said: str, slot: str, value: str) -> None:
    talk = pet()
    talk.say(said, "correct")
    assert (talk.slots[slot], talk.asks_for) == (value, "confirmed")
    assert talk.said[0] == "utter_corrected"
    assert value in talk.text


@pytest.mark.parametrize("said", ["sorry, I meant a cat", "actually, a cat"])
def test_who_changes_their_mind_is_not_told_that_we_were_wrong(said: str) -> None:
    talk = pet()
    talk.say(said, "correct")
    assert (talk.slots["animal"], talk.said[0]) == ("cat", "utter_changed_as_wished")


@pytest.mark.parametrize(
    ("said", "slot"),
    [
        *(("wrong flight", "flight"), ("the weight is wrong", "kilos"), ("no, that's the wrong animal", "animal")),
        *(("thats not the right flight", "flight"), ("the kilos are not right", "kilos")),
    ],
)
def test_what_is_said_to_be_wrong_is_asked_for_again(said: str, slot: str) -> None:
    talk = pet()
    talk.say(said, "correct")
    assert (talk.said[0], talk.asks_for) == ("utter_correct_answer", slot)


def test_where_it_may_be_any_answer_the_one_is_asked_for() -> None:
    talk = pet()
    talk.say("that's not what I said", "correct")
    assert (talk.said, talk.asks_for) == (["utter_correct_which_part"], "confirmed")
    talk.say("the weight")
    assert (talk.said[0], talk.asks_for) == ("utter_correct_answer", "kilos")
    talk.say("7 kg")
    assert "7 kg" in talk.text
    assert receipts_here() == []


def test_the_only_answer_there_can_be_is_said_to_be_so() -> None:
    talk = customer("ahead", "one_way", "alone", "adults", "long_haul", "no_extras").ask("a vegan meal", "order_meal")
    talk.say("wrong flight", "correct")
    assert (talk.said[0], talk.asks_for) == ("utter_correct_only_one", "confirmed")


def test_a_day_of_birth_is_put_right_by_its_day() -> None:
    talk = customer("ahead", "one_way", "alone", "flex", "adults", "seat_left").ask("add my baby", "add_child", with_code=True)
    talk.say("Lou Martin")
    talk.say("5 March 2026")
    talk.say("no, the 15th, not the 5th", "correct")
    assert (talk.slots["born_on"], talk.said[0]) == ("2026-03-15", "utter_corrected")
    talk.say("and the name is Lea, not Lou")
    assert "Lea" in talk.slots["child_name"]
    talk.say("wrong date of birth")
    assert (talk.said[0], talk.asks_for) == ("utter_correct_answer", "born_on")


def test_before_the_yes_the_answer_before_the_question_is_meant() -> None:
    talk = customer("ahead", "return", "alone", "adults", "no_extras").ask("I want to bring my pet", "bring_pet")
    talk.say("the first flight")
    assert talk.asks_for == "animal"
    talk.say("that's not what I said", "correct")
    assert (talk.said[0], talk.asks_for) == ("utter_correct_answer", "flight")


# ── what an offer of a person passed over ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "intent", "kilos", "first"),
    [
        ("no, I said 7 kg! you never listen", "correct", "7", "utter_corrected"),
        ("yes, you stupid thing, how often still", "affirm", "5", None),
        ("what a mess", "nlu_fallback", "5", None),
    ],
)
def test_a_value_is_not_said_twice_and_a_yes_is_asked_for_anew(said: str, intent: str, kilos: str, first: str | None) -> None:
    talk = pet()
    talk.is_offered_a_person(said, intent)
    talk.declines_the_person()
    assert (talk.slots["kilos"], talk.slots.get("confirmed"), talk.asks_for) == (kilos, None, "confirmed")
    assert (first in talk.said) if first else ("utter_corrected" not in talk.said and "utter_not_understood" not in talk.said)
    assert kilos in talk.text
