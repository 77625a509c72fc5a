"""References, names and numbers in what people type."""

import pytest

from actions.reading import (
    answered_name,
    asks,
    flight_number_in,
    flight_numbers_in,
    is_bare_name,
    is_follow_up,
    name_in,
    place_among_flights,
    says_yes_or_no,
    surnames_of,
    tells_of_trouble,
    without_questions,
    words_before,
    words_beside,
)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Martin", ["Martin"]),
        ("X7K2PL Martin", ["Martin"]),
        ("martin x7k-2pl", ["martin"]),
        ("my name is de la Peña", ["de", "la", "Peña"]),
        ("It's O'Brien", ["O'Brien"]),
        ("please move X7K2PL to Friday", []),
        ("move X7K2PL Martin to the 12th", ["Martin"]),
        ("why do you need that?", []),
        ("one two Anna Berta Carla Dora Emil Fritz", []),
    ],
)
def test_a_name_is_what_is_left(said: str, name: list[str]) -> None:
    assert name_in(said, besides=["X7K2PL"]) == name


def test_surnames_of_a_full_name() -> None:
    assert surnames_of(["Inès", "de", "la", "Peña"])[:4] == ["Inès de la Peña", "de la Peña", "la Peña", "Peña"]
    assert "Martin" in surnames_of(["Martin", "Inès"])


def test_few_surnames_are_tried_for_one_message() -> None:
    assert len(surnames_of(["a", "b", "c", "d"])) <= 7


def test_a_bare_name() -> None:
    assert is_bare_name("Martin")
    assert not is_bare_name("please stop")


@pytest.mark.parametrize(
    "said",
    [
        *("ZE 412", "ze412", "is ZE-412 late?", "ZE-0412", "ZE–412 today", "ZE#412", "Ze  412", "ze. 412"),
        *("is flight 412 on time", "the status of flight number 412", "Flight no. 412, 350 euros", "flight 412 350 euros"),
    ],
)
def test_a_flight_number(said: str) -> None:
    assert flight_number_in(said) == "ZE412"


def test_a_bare_number_is_a_flight_only_when_one_was_asked_for() -> None:
    assert flight_number_in("412") is None
    assert flight_number_in("it's 412", expected=True) == "ZE412"


@pytest.mark.parametrize(
    ("said", "decision"),
    [("yes, Friday", True), ("No!", False), ("Friday", None), ("", None), ("yes, but is Friday dearer", None), ("ok wait", None)],
)
def test_yes_and_no(said: str, decision: bool | None) -> None:
    assert says_yes_or_no(said) is decision


@pytest.mark.parametrize(
    "said",
    ["I paid 350 for it", "for 350 euros", "350 euros", "row 123", "€350", "it cost me 350", "at 1940", "150 minutes late"],
)
def test_an_amount_is_no_flight_though_one_was_asked_for(said: str) -> None:
    assert flight_number_in(said, expected=True) is None


@pytest.mark.parametrize("said", ["the flight 350 euros cost", "a flight 120 minutes late", "flight 412.50", "flights 100% full"])
def test_a_count_after_the_word_is_no_flight_number(said: str) -> None:
    assert flight_number_in(said) is None


def test_several_flight_numbers() -> None:
    assert flight_numbers_in("are ZE412, ze 414 and ZE412 on time") == ["ZE412", "ZE414"]


def test_a_city_is_not_left_over_as_a_name() -> None:
    assert name_in("move Paris Martin", besides=["Paris"]) == ["Martin"]
    assert name_in("fort de france Martin", besides=["Fort-de-France"]) == ["Martin"]


@pytest.mark.parametrize("said", ["I'm stuck at the airport", "we are stranded", "I missed my connection", "nobody tells us"])
def test_trouble(said: str) -> None:
    assert tells_of_trouble(said)


@pytest.mark.parametrize("said", ["is ZE 412 late", "when do we board", "my flight is delayed", "hello", "I miss the sea"])
def test_a_question_is_no_trouble(said: str) -> None:
    assert not tells_of_trouble(said)


@pytest.mark.parametrize(
    ("said", "follows"), [("and tomorrow?", True), ("what about Sunday", True), ("is my flight late", False)]
)
def test_a_follow_up_says_only_what_is_different(said: str, follows: bool) -> None:
    assert is_follow_up(said) is follows


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("for X7K2PL, name is Martin. Thanks", ["Martin"]),
        ("can you put her on the booking X7K2PL ? De la Peña", ["De", "la", "Peña"]),
        ("it is X7K2PL. Martin", ["Martin"]),
        ("X7K2PL? Thanks", []),
        ("is that in X7K2PL? What else is there", []),
        ("nothing here", []),
    ],
)
def test_the_name_beside_a_reference(said: str, name: list[str]) -> None:
    assert words_beside("X7K2PL", said) == name


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("the first one", 0),
        ("outbound please", 0),
        ("the way back", -1),
        ("the last flight", -1),
        ("my suitcase never showed up last week", None),
        ("I want my money back", None),
        ("nobody called me back", None),
        ("first of all, hello", None),
        ("not the first time, it is about the return", -1),
        ("ZE 412", None),
    ],
)
def test_which_of_several_flights(said: str, place: int | None) -> None:
    assert place_among_flights(said) == place


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Lebrun", ["Lebrun"]),
        ("lebrun", ["lebrun"]),
        ("Lebrun?", ["Lebrun"]),
        ("maybe Lebrun?", ["Lebrun"]),
        ("it's lebrun please", ["lebrun"]),
        ("I think it was booked under my wife's, Lebrun", ["Lebrun"]),
        ("my husband's name, lebrun", ["lebrun"]),
        ("Lebrun, and how heavy may it be?", ["Lebrun"]),
        ("who booked it? I think Lebrun", ["Lebrun"]),
        ("we want to fly with Lebrun on it", ["Lebrun"]),
        ("Friend", ["Friend"]),
    ],
)
def test_the_name_in_an_answer(said: str, name: list[str]) -> None:
    assert answered_name(said) == name


@pytest.mark.parametrize(
    "said",
    [
        "how heavy may it be?",
        "and how heavy may it be",
        "mine or my wife's?",
        "Who booked it? I think my husband",
        "my husband booked it",
        "does it need a passport?",
        "is it heavy?",
        "can you do it without",
        "I want a wheelchair",
        "whose surname",
        "no idea",
        "my wife?",
        "where do I see that?",
        "is a stroller free?",
        "what about breakfast?",
    ],
)
def test_a_question_or_a_sentence_names_nobody(said: str) -> None:
    assert answered_name(said) == []


@pytest.mark.parametrize("said", ["how heavy may it be", "Martin?", "ok, and what is free", "does it bite", "so can I"])
def test_what_asks(said: str) -> None:
    assert asks(said)


@pytest.mark.parametrize("said", ["the name is Martin", "I know what that is", "Will Martin", "yes do it"])
def test_what_does_not_ask(said: str) -> None:
    assert not asks(said)


def test_what_is_left_beside_a_question() -> None:
    assert without_questions("7 kg, and does it need a passport?").startswith("7 kg")
    assert without_questions("does it need a passport? it is 7 kg") == "it is 7 kg"
    assert without_questions("and for two dogs?") == ""


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("a window seat, Martin, X7K2PL", ["Martin"]),
        ("Martin X7K2PL", ["Martin"]),
        ("it is about my bag, X7K2PL", []),
        ("nothing here", []),
    ],
)
def test_the_name_before_a_reference(said: str, name: list[str]) -> None:
    assert words_before("X7K2PL", said) == name
