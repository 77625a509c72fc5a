"""The trained assistant on messages with several requests, on very long ones, and on other languages."""

from typing import Any

import pytest

from tests.bot.asking import Ask
from tests.bot.test_understanding import held_out

STATUS, BOOKING, CHANGE = "ask_flight_status", "view_booking", "change_flight_date"
SEVERAL = {
    "Is ZE412 on time and can you move my booking X7K2PL to Friday?": [STATUS, CHANGE],
    "show my booking X7K2PL, name Martin, then move it to Friday please": [BOOKING, CHANGE],
    "what's my gate and when do I fly back": [STATUS, BOOKING],
    "Can you move my flight to Sunday? Oh and is ZE 118 running late today?": [CHANGE, STATUS],
    "has ze 204 landed yet, I also want to see what I have booked": [STATUS, BOOKING],
    "is ZE 412 late, and I want to see my booking, and then change the date": [STATUS, BOOKING, CHANGE],
}
QUESTIONS = {
    "How big may my cabin bag be and is there wifi on board?": (["ask_allowance"], ["faq/wifi"]),
    "I want to add a bag. By the way is there wifi on board?": (["add_bag"], ["faq/wifi"]),
    "can I bring my cat and are peanuts served?": (["bring_pet"], ["faq/allergies"]),
    "Can I take liquids and is there wifi?": ([], ["faq/liquids", "faq/wifi"]),
    "wifi? and lounge?": ([], ["faq/wifi", "faq/lounge"]),
    "How heavy may my suitcase be and is there wifi on board?": (["ask_allowance"], ["faq/wifi"]),
    "what's my baggage allowance and the check-in time and can I bring a pram?": (
        ["ask_my_allowance", "ask_deadlines"],
        ["faq/prams"],
    ),
    "add a wheelchair and a vegan meal, BSY6YV Lebrun": (["request_assistance", "order_meal"], []),
    "a vegan meal and a place for my dog of 12 kg": (["order_meal", "bring_pet"], []),
    "a vegetarian meal and a window seat": (["order_meal", "choose_seat"], []),
    "a coffee and a croissant": ([], []),
    "my wife and my son": ([], []),
    "Paris and London": ([], []),
    "liquids and gels": ([], []),
    "the 3rd and the 5th": ([], []),
    "cancel the wheelchair and the meal": ([], []),
}
STORY = (
    "We have been flying with you ever since the children were small. My husband used to work on the ships, and every summer we"
    " went to see his mother, who made the best lamb stew of the whole island. She is ninety now and still lives alone. Last year"
    " the garden was full of mangoes and the neighbours came by each evening to sit with us under the big tree. "
)
FRENCH = "Nous avons toujours été contents de vous, et ma femme me dit souvent que c'est la meilleure compagnie."
LONG = {
    STORY * 3 + "This time I would like to move my flight to another day, because she is ill. " + STORY * 3: CHANGE,
    "Is flight ZE 412 delayed tonight? " + STORY * 6: STATUS,
    STORY * 6 + "Could you show me my booking please?": BOOKING,
}
LANGUAGES = {
    "je voudrais changer la date de mon vol": "fr",
    "quiero cambiar la fecha de mi vuelo": "es",
    "ich möchte meinen Flug umbuchen": "de",
    FRENCH * 20: "fr",
    "O voo está no horário?": "pt",
    "Mwen pèdi valiz mwen, kisa pou mwen fè?": "ht",
}
FOR_A_PERSON = {
    "je veux parler à un conseiller": "fr",
    "¿hay alguien que me ayude?": "es",
    "mwen bizwen palé épi on moun": "ht",
}
SERVED = {
    "bonjour, I want to move my flight to Monday": CHANGE,
    "hola amigo, is ZE 412 on time": STATUS,
    "my name is de la Peña, show me my booking please": BOOKING,
    "is the flight to Pointe-à-Pitre on time": STATUS,
    "My flight is delayed and I'm stuck at the airport": STATUS,
}

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def understood(ask_assistant: Ask) -> dict[str, dict[str, Any]]:
    texts = [*SEVERAL, *QUESTIONS, *LONG, *LANGUAGES, *FOR_A_PERSON, *SERVED, *(text for _, text in held_out())]
    return dict(zip(texts, ask_assistant("parse", texts), strict=True))


@pytest.mark.parametrize(("text", "intents"), SEVERAL.items())
def test_several_requests_are_noticed_in_their_order(
    understood: dict[str, dict[str, Any]], text: str, intents: list[str]
) -> None:
    found = understood[text]
    assert [request["intent"] for request in found["requests"]] == intents
    assert found["intent"]["name"] == intents[0]


@pytest.mark.parametrize(("text", "wishes"), QUESTIONS.items())
def test_no_wish_and_no_frequent_question_is_forgotten(
    understood: dict[str, dict[str, Any]], text: str, wishes: tuple[list[str], list[str]]
) -> None:
    requests, questions = (understood[text].get(key) or [] for key in ("requests", "questions"))
    assert ([each["intent"] for each in requests], [each["question"] for each in questions]) == wishes


def test_one_frequent_question_is_rarely_taken_for_several(understood: dict[str, dict[str, Any]]) -> None:
    several = [text for intent, text in held_out() if len(understood[text].get("questions") or ()) > 1]
    assert several == []


def test_a_day_belongs_to_the_request_that_names_it(understood: dict[str, dict[str, Any]]) -> None:
    late, move = understood["Is ZE412 on time and can you move my booking X7K2PL to Friday?"]["requests"]
    assert (late["text"], "Friday" in move["text"]) == ("Is ZE412 on time", True)


def test_one_request_is_rarely_taken_for_several(understood: dict[str, dict[str, Any]]) -> None:
    several = [text for _, text in held_out() if len(understood[text].get("requests") or ()) > 1]
    assert len(several) <= 0.015 * len(held_out()), several


@pytest.mark.parametrize(("text", "intent"), LONG.items(), ids=LONG.values())
def test_the_wish_is_found_wherever_it_stands_in_a_long_message(
    understood: dict[str, dict[str, Any]], text: str, intent: str
) -> None:
    assert len(text) > 2000
    assert understood[text]["intent"]["name"] == intent


@pytest.mark.parametrize(("text", "code"), LANGUAGES.items(), ids=LANGUAGES.values())
def test_other_languages_are_recognised(understood: dict[str, dict[str, Any]], text: str, code: str) -> None:
    assert (understood[text]["intent"]["name"], understood[text]["language"]) == ("speak_other_language", code)


@pytest.mark.parametrize(("text", "code"), FOR_A_PERSON.items())
def test_a_person_is_understood_in_every_language(understood: dict[str, dict[str, Any]], text: str, code: str) -> None:
    assert (understood[text]["intent"]["name"], understood[text]["language"]) == ("ask_for_person", code)


@pytest.mark.parametrize(("text", "intent"), SERVED.items())
def test_a_bit_of_another_language_is_simply_served(understood: dict[str, dict[str, Any]], text: str, intent: str) -> None:
    assert understood[text]["intent"]["name"] == intent


def test_what_was_asked_in_english_is_answered_in_english(understood: dict[str, dict[str, Any]]) -> None:
    assert [text for _, text in held_out() if understood[text]["language"] != "en"] == []
