"""What the actions make of places, several requests, other languages and half-sure readings, on real databases."""

from datetime import UTC, datetime
from typing import Any

import pytest

from customer_care import conversations, database, worklog
from customer_care.conversations import Conversation
from tests.integration.actions.asking import WHO, Answer, ask

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
CHANGE, STATUS = "change_date_form", "flight_status_form"
MARTIN: dict[str, Any] = {"booking_reference": "X7K2PL", "surname": "Martin"}
BOOKING = {"entity": "booking_reference", "value": "X7K2PL"}
MOVE = {"intent": "change_flight_date", "text": "move my booking X7K2PL to Friday", "entities": [BOOKING]}
LATE = {"intent": "ask_flight_status", "text": "is ZE412 on time", "entities": []}


pytestmark = pytest.mark.usefixtures("company")


def place(code: str, city: str, role: str | None = None) -> dict[str, Any]:
    return {"entity": "place", "value": code, "name": city, "role": role}


def asked_status(text: str, *entities: dict[str, Any], **slots: Any) -> Answer:
    return ask("action_begin_flight_status", text, "ask_flight_status", understood={"entities": list(entities)}, **slots)


def conversation() -> Conversation:
    with database.reading() as session:
        return conversations.by_public_id(session, WHO)


# ── places ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_flight_on_the_route_at_that_time_is_looked_up() -> None:
    to_martinique = place("FDF", "Fort-de-France", "destination")
    answer = asked_status("the evening flight to Martinique tomorrow", to_martinique)
    assert (answer.slots["flight_number"], answer.slots["flight_date"]) == ("ZE105", "2026-11-26")


def test_of_several_flights_the_customer_chooses() -> None:
    answer = asked_status("is the Martinique flight on time", place("FDF", "Fort-de-France"))
    assert answer.slots == {"route": "FDF"}
    asked = ask("action_ask_flight_number", task=STATUS, route="FDF")
    assert asked.said == ["utter_ask_which_flight"]
    numbers = [button["payload"] for button in asked.values["buttons"]]
    assert numbers == ["ZE 101", "ZE 102", "ZE 105", "ZE 106"]


@pytest.mark.parametrize(
    ("said", "number"),
    [("the second one", "ZE102"), ("the last", "ZE106"), ("half past seven in the morning", "ZE101"), ("ZE 105", "ZE105")],
)
def test_a_flight_is_chosen_by_its_place_in_the_list_its_time_or_its_number(said: str, number: str) -> None:
    answer = ask(f"validate_{STATUS}", said, task=STATUS, asked="flight_number", route="FDF")
    assert answer.slots["flight_number"] == number
    assert answer.slots["route"] is None


def test_a_place_that_we_do_not_fly_to_is_said() -> None:
    answer = asked_status("is the London flight late", place("LON", "London"))
    assert answer.said == ["utter_place_not_served"]
    assert answer.values["place"] == "London"


def test_a_route_that_we_do_not_fly_is_said_and_the_task_ends() -> None:
    answer = asked_status("…", place("FDF", "Fort-de-France", "origin"), place("ORY", "Paris", "destination"))
    assert (answer.said, answer.then) == (["utter_no_such_route"], "action_listen")


def test_my_flight_is_the_next_one_of_the_booking_that_was_shown() -> None:
    answer = asked_status("is my flight on time", **MARTIN)
    assert answer.slots["flight_number"] == "ZE412"


def test_and_tomorrow_is_about_the_flight_that_was_just_told() -> None:
    answer = ask(
        "action_offer_guesses",
        "and tomorrow?",
        said_before=["utter_flight_scheduled"],
        flight_number="ZE412",
        flight_date="2026-11-25",
    )
    assert answer.said[0].startswith("utter_flight_")
    assert answer.slots["flight_date"] == "2026-11-26"


def test_several_flights_in_one_question_are_all_told() -> None:
    answer = ask("action_tell_flight_status", "are ZE 412 and ZE 101 on time", "ask_flight_status", flight_number="ZE412")
    assert len(answer.said) == 2


def test_who_is_stuck_hears_a_word_of_sympathy_first() -> None:
    answer = asked_status("My flight is delayed and I'm stuck at the airport")
    assert answer.said == ["utter_sorry_for_trouble"]


# ── several requests ──────────────────────────────────────────────────────────────────────────────────────────────────


def both() -> Answer:
    text = "is ZE412 on time and move my booking X7K2PL to Friday"
    return ask("action_begin_flight_status", text, "ask_flight_status", understood={"requests": [LATE, MOVE]})


def test_both_requests_are_noticed_and_the_order_is_said() -> None:
    answer = both()
    assert answer.said == ["utter_several_requests"]
    assert (answer.slots["flight_number"], answer.slots["waiting_requests"]) == ("ZE412", [MOVE])
    assert "flight_date" not in answer.slots  # Friday belongs to the other request


def test_an_adviser_who_takes_over_in_between_reads_both() -> None:
    both()
    assert conversation().goal == "Know how a flight stands; then: Move a flight to another day"


def test_when_the_first_is_finished_the_next_begins() -> None:
    told = ask("action_tell_flight_status", "…", "ask_flight_status", flight_number="ZE412", waiting_requests=[MOVE])
    assert told.said[1:] == ["utter_next_request"]
    assert (told.then, told.slots["waiting_requests"]) == ("action_begin_change_date", None)
    begun = ask("action_begin_change_date", "…", "ask_flight_status", request_taken_up=told.slots["request_taken_up"])
    assert begun.slots["booking_reference"] == "X7K2PL"
    assert begun.slots["wish"] == MOVE["text"]
    assert begun.slots["request_taken_up"] is None


def test_when_the_first_is_stopped_the_next_is_offered() -> None:
    stopped = ask(f"validate_{CHANGE}", "stop", "cancel_task", task=CHANGE, asked="new_date", waiting_requests=[LATE])
    assert stopped.said == ["utter_task_stopped", "utter_offer_next_request"]
    assert "waiting_requests" not in stopped.slots
    offered: dict[str, Any] = {"said_before": stopped.said, "waiting_requests": [LATE]}
    assert ask("action_answer_yes", "yes", "affirm", **offered).then == "action_begin_flight_status"
    dropped = ask("action_answer_no", "no", "deny", **offered)
    assert (dropped.said, dropped.slots) == (["utter_next_request_dropped"], {"waiting_requests": None})


def test_an_answer_and_a_question_about_a_flight_in_one_message() -> None:
    text = "two days later, and is ZE 412 on time"
    asking = {**LATE, "text": "is ZE 412 on time", "spans": [[text.index("is"), len(text)]]}
    answer = ask(
        f"validate_{CHANGE}", text, "ask_flight_status", task=CHANGE, asked="new_date", understood={"requests": [asking]},
        **MARTIN, flight_to_change="1",
    )  # fmt: skip
    assert answer.slots["new_date"]
    assert answer.said[-1].startswith("utter_flight_")


def test_an_answer_and_another_wish_in_one_message_lets_the_wish_wait() -> None:
    text = "X7K2PL, and show my booking"
    showing = {"intent": "view_booking", "text": "show my booking", "entities": [], "spans": [[12, len(text)]]}
    answer = ask(
        f"validate_{CHANGE}", text, "view_booking", task=CHANGE, asked="booking_reference", understood={"requests": [showing]}
    )
    assert answer.said == ["utter_request_noted"]
    assert answer.slots["booking_reference"] == "X7K2PL"
    assert answer.slots["waiting_requests"][0]["intent"] == "view_booking"


def test_asking_for_what_waits_takes_it_off_the_list() -> None:
    answer = ask("action_begin_change_date", "move my flight", "change_flight_date", waiting_requests=[MOVE])
    assert answer.slots["waiting_requests"] is None


# ── other languages, half-sure readings ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", ["fr", "es", "de", "pt", "nl", "ht"])
def test_another_language_is_answered_in_it_and_noted(code: str) -> None:
    answer = ask("action_speak_other_language", "…", "speak_other_language", understood={"language": code})
    assert answer.said == [f"utter_speaks_{code}"]
    assert conversation().language == code
    assert "would rather speak" in (conversation().goal or "").lower()


def test_another_language_in_a_task_is_no_surname() -> None:
    answer = ask(
        f"validate_{CHANGE}", "je ne comprends pas", "speak_other_language", task=CHANGE, asked="surname",
        booking_reference="X7K2PL", understood={"language": "fr"},
    )  # fmt: skip
    assert answer.said == ["utter_speaks_fr"]


def test_a_name_in_another_language_is_still_a_name() -> None:
    named = {"language": "fr", "entities": [{"entity": "name", "value": "Martin"}]}
    answer = ask(
        f"validate_{CHANGE}", "je m'appelle Martin", "speak_other_language", task=CHANGE, asked="surname",
        booking_reference="X7K2PL", understood=named,
    )  # fmt: skip
    assert answer.slots["surname"] == "Martin"


def test_fairly_sure_says_what_was_understood_and_the_way_out_leads_out() -> None:
    fairly: dict[str, Any] = {"understanding": {"band": "fairly_sure", "confidence": 0.6, "out_of_scope": 0.1}}
    begun = ask("action_begin_change_date", "different day maybe", "change_flight_date", understood=fairly)
    assert begun.said == ["utter_understood_change_flight_date"]
    out = ask(f"validate_{CHANGE}", "", "cancel_task", task=CHANGE, asked="booking_reference", said_before=begun.said)
    assert out.said == ["utter_something_else"]


def test_sure_and_pressed_buttons_are_not_commented_on() -> None:
    assert ask("action_begin_change_date", "move my flight", "change_flight_date").said == []
    fairly: dict[str, Any] = {"understanding": {"band": "fairly_sure"}}
    assert ask("action_begin_change_date", "", "change_flight_date", understood=fairly).said == []


# ── what is named by the way ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_name_after_its_announcement_is_found_in_a_long_message() -> None:
    text = "well it is a long story about my aunt who wanted to come along, but my name is Martin and the booking X7K2PL"
    answer = ask("action_begin_booking", text, "view_booking", understood={"entities": [{"entity": "name", "value": "Martin"}]})
    assert answer.slots["surname"] == "Martin"


def test_amounts_and_telephone_numbers_are_noted_once_for_the_adviser() -> None:
    named = {"entities": [{"entity": "amount", "value": "EUR 35.00"}, {"entity": "phone", "value": "+596696123456"}]}
    for _ in range(2):
        ask("action_small_talk", "you took €35, ring +596 696 12 34 56", "out_of_scope", understood=named)
    with database.reading() as session:
        noted = [line.what for line in worklog.of_conversation(session, conversations.by_public_id(session, WHO))]
    assert noted == ["Amount named: EUR 35.00", "Telephone: +596696123456"]


@pytest.mark.parametrize("just_said", ["utter_offer_person", "utter_carry_on"])
def test_a_person_is_not_offered_twice(just_said: str) -> None:
    missed: dict[str, Any] = {"task": CHANGE, "asked": "booking_reference", "misses": 2}
    assert ask(f"validate_{CHANGE}", "banana", **missed).said == ["utter_stuck_offer_person"]
    assert ask(f"validate_{CHANGE}", "banana", said_before=[just_said], **missed).said == ["utter_booking_reference_unclear"]
