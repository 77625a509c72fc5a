"""After a cancelled or late flight: what may be chosen is told, and another flight is taken free of charge."""

from itertools import pairwise

import pytest

from airline.rebooking import Rebooking
from customer_care import database
from tests.integration.actions.talking import Talk
from tests.integration.actions.troubled import Customer, added, ahead, booking_of, cancelled, receipts_here

pytestmark = pytest.mark.usefixtures("company")


def flight_id_of(customer: Customer) -> int:
    with database.reading() as session:
        return booking_of(session, customer).segments[0].flight_id


def test_the_choices_after_a_cancellation_are_told_with_the_money() -> None:
    talk = cancelled().begin("my flight was cancelled, what now", "ask_disruption_options")
    assert talk.said[-1] == "utter_options_cancelled_both"
    assert "€" in talk.text
    assert {"Another flight", "My money back"} <= set(talk.buttons)
    assert talk.form is None


def test_a_booking_that_goes_as_planned_has_nothing_to_choose() -> None:
    talk = ahead().begin("what can I do about my flight", "ask_disruption_options")
    assert talk.said[-1] == "utter_options_none"


def test_the_next_flight_is_taken_after_a_yes_free_of_charge() -> None:
    customer = cancelled()
    before = flight_id_of(customer)
    talk = customer.begin("put me on another flight", "rebook_disruption")
    assert talk.asks_for == "other_flight"
    assert talk.buttons
    talk.say("the next one please")
    assert talk.asks_for == "confirmed"
    assert "free of charge" in talk.text
    assert flight_id_of(customer) == before
    talk.say("yes", "affirm")
    (move,) = added(Rebooking, "at")
    assert (move.from_flight_id, move.to_flight_id) == (before, flight_id_of(customer))
    (receipt,) = receipts_here()
    assert (receipt.amount_minor, talk.cards[-1]["receipt"]["number"]) == (0, receipt.number)


def test_a_pressed_flight_is_the_one_that_is_taken() -> None:
    talk = cancelled().begin("I need another flight", "rebook_disruption")
    pressed = talk.events[-1]
    assert pressed["event"] == "bot"
    title = talk.buttons[1]
    number, day = title.split(", ")[0], title.split(", ")[1].split(" ", 1)[1]
    talk.say(f"{number} on {day}")
    assert talk.asks_for == "confirmed"
    assert f"{number} on {title.split(', ')[1]}" in talk.text


def test_another_day_is_chosen_after_all() -> None:
    talk = cancelled().begin("I need another flight", "rebook_disruption")
    first, second = talk.buttons[:2]
    talk.say(first.replace(",", ""))
    assert talk.asks_for == "confirmed"
    talk.say(f"no, rather {second}", "deny")
    assert talk.asks_for == "confirmed"
    assert second.split(", ")[1] in talk.text


def test_a_pressed_flight_is_no_question_how_it_stands() -> None:
    talk = cancelled().begin("I need another flight", "rebook_disruption")
    number, day = talk.buttons[1].split(", ")[:2]
    talk.say(f"{number} on {day.split(' ', 1)[1]}", "ask_flight_status")
    assert (talk.asks_for, talk.said[0]) == ("confirmed", "utter_confirm_rebook_disruption_not_refund")
    assert number in talk.text


def test_how_a_flight_on_the_buttons_stands_is_told_and_nothing_is_chosen() -> None:
    talk = cancelled().begin("I need another flight", "rebook_disruption")
    number, day = talk.buttons[1].split(", ")[:2]
    talk.say(f"is {number} on time on {day}", "ask_flight_status")
    assert talk.asks_for == "other_flight"
    assert talk.said[0] != "utter_ask_other_flight_again"


def day_of_two(buttons: list[str]) -> list[tuple[str, str]]:
    """Day and time of the first two flights on the buttons that leave on one day."""
    days = [tuple(button.split(", ")[1:]) for button in buttons]
    return next([(day, time), (day, other)] for (day, time), (again, other) in pairwise(days) if day == again)


def test_a_day_with_two_flights_asks_which_of_the_two() -> None:
    talk = cancelled().begin("I need another flight", "rebook_disruption")
    (day, first), (_, second) = day_of_two(talk.buttons)
    talk.say(f"on {day}")
    assert talk.said == ["utter_other_flight_several_that_day", "utter_ask_other_flight_again"]
    assert [button.split(", ")[1:] for button in talk.buttons] == [[day, first], [day, second]]
    talk.say(f"the one at {second}")
    assert talk.asks_for == "confirmed"
    assert f"leaving at {second}" in talk.text


def test_of_a_day_with_two_the_later_one_is_taken() -> None:
    talk = cancelled().begin("I need another flight", "rebook_disruption")
    (day, _), (_, second) = day_of_two(talk.buttons)
    talk.say(f"the later one on {day}")
    assert f"leaving at {second}" in talk.text


def test_after_the_quote_another_day_with_two_flights_gives_the_chosen_one_up() -> None:
    talk = cancelled().begin("I need another flight", "rebook_disruption")
    (day, first), _ = day_of_two(talk.buttons)
    talk.say("the next one")
    assert talk.asks_for == "confirmed"
    talk.say(f"no, on {day} please", "deny")
    assert (talk.asks_for, talk.said[0]) == ("other_flight", "utter_other_flight_several_that_day")
    talk.say(first)
    assert f"leaving at {first}" in talk.text


def test_who_moves_hears_before_the_yes_that_the_refund_is_given_up() -> None:
    talk = cancelled().begin("put me on the next flight", "rebook_disruption")
    talk.say("the next one")
    assert "the right to the full €" in talk.text
    assert "Compensation" in talk.text
    talk.say("yes", "affirm")
    assert talk.said[0] == "utter_done_rebook_disruption_not_refund"


def test_a_flight_far_away_is_not_offered_and_asked_again() -> None:
    talk = cancelled().begin("I need another flight", "rebook_disruption")
    talk.say("28 December")
    assert talk.said[0] == "utter_other_flight_not_offered"
    assert talk.asks_for == "other_flight"


def test_no_leaves_everything_as_it_was() -> None:
    customer = cancelled()
    before = flight_id_of(customer)
    talk = customer.begin("I need another flight", "rebook_disruption")
    talk.say("the next one")
    talk.say("no thanks", "deny")
    assert (talk.said, flight_id_of(customer), receipts_here()) == (["utter_declined"], before, [])


def test_a_flight_that_runs_is_not_rebooked_and_the_rule_says_why() -> None:
    talk = Talk()
    customer = ahead()
    talk.say("rebook me", "rebook_disruption")
    talk.say(customer.reference)
    talk.say(customer.surname)
    assert talk.said[-1] == "utter_refused_not_disrupted"
    assert "at least 3 hours late" in talk.text
    assert talk.form is None


def test_words_beside_a_reference_that_are_no_name_are_no_mistake() -> None:
    customer = ahead()
    talk = Talk()
    talk.say(f"what choices do I have if my flight is cancelled, booking {customer.reference}", "ask_disruption_options")
    assert talk.asks_for == "surname"
    talk.say(customer.surname)
    assert talk.said[-1] == "utter_options_none"


def test_saying_which_booking_it_is_about_is_no_second_wish() -> None:
    customer = ahead()
    parts = [
        {"intent": "ask_disruption_options", "text": "what are my options", "entities": [], "spans": [[0, 19]]},
        {"intent": "view_booking", "text": f"booking was {customer.reference}", "entities": [], "spans": [[22, 40]]},
    ]
    talk = Talk()
    talk.say(f"what are my options?? booking was {customer.reference}", "ask_disruption_options", requests=parts)
    assert talk.asks_for == "surname"
    assert "utter_several_requests" not in talk.said
