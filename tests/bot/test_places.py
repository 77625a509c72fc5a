"""Places are found by their names, with typos and without accents; ordinary words are left alone."""

import pytest

from bot import vocabulary
from bot.entities import places
from bot.entities.everything import find


def found(text: str, *, due: bool = False) -> list[str]:
    return [finding.value for finding in places.find(text, vocabulary.is_ordinary, due=due)]


def ends(text: str) -> list[tuple[str, str | None]]:
    return [(finding.value, finding.role) for finding in places.find(text, vocabulary.is_ordinary)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("is the Paris flight on time?", "ORY"),
        ("fort de france", "FDF"),
        ("Fort-de-France", "FDF"),
        ("FORT DE FRANCE PLEASE", "FDF"),
        ("fortdefrance", "FDF"),
        ("pointe a pitre", "PTP"),
        ("Pointe-à-Pitre.", "PTP"),
        ("point a pitre", "PTP"),
        ("Point-a-Pitr", "PTP"),
        ("the Gaudeloupe plane", "PTP"),
        ("going to bridgtown on friday", "BGI"),
        ("Brigetown", "BGI"),
        ("barbados", "BGI"),
        ("Martinque tomorrow", "FDF"),
        ("a flight to pariss", "ORY"),
        ("flight to Miame", "MIA"),
        ("from Londn", "LON"),
        ("the plane from Cayene", "CAY"),
        ("st martin", "SXM"),
        ("St. Maarten", "SXM"),
        ("Saint Barths", "SBH"),
        ("st barts", "SBH"),
        ("Montréal", "YUL"),
        ("montreal", "YUL"),
        ("santo domingo", "SDQ"),
        ("San Juan, Puerto Rico", "SJU"),
        ("Bordeaux's airport", "BOD"),
        ("New York", "NYC"),
        ("port of spain", "POS"),
        ("saint lucia", "SLU"),
        ("Ste Lucie", "SLU"),
        ("French Guyana", "CAY"),
        ("flights to Guadalupe", "PTP"),
        ("gwada", "PTP"),
    ],
)
def test_places_are_found_however_they_are_spelled(text: str, code: str) -> None:
    assert found(text)[0] == code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("PTP to ORY", ["PTP", "ORY"]),
        ("PTP-ORY tomorrow", ["PTP", "ORY"]),
        ("from ptp to fdf", ["PTP", "FDF"]),
        ("is the SXM flight late", ["SXM"]),
        ("MIA to PTP", ["MIA", "PTP"]),
        ("I fly from MIA", ["MIA"]),
        ("flying to LHR", ["LON"]),
        ("bod-ptp", ["BOD", "PTP"]),
        ("lys ptp on friday", ["LYS", "PTP"]),
        ("PTP–MIA–PTP", ["PTP", "MIA", "PTP"]),
    ],
)
def test_codes_are_found_where_they_are_meant(text: str, codes: list[str]) -> None:
    assert found(text) == codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("flights to Nice", "NCE"),
        ("flying to nice tomorrow", "NCE"),
        ("the Nice flight", "NCE"),
        ("is it nice in Nice?", "NCE"),
        ("from nice to paris", "NCE"),
    ],
)
def test_a_place_that_is_also_a_word_is_found_where_the_sentence_leads_to_a_place(text: str, code: str) -> None:
    assert found(text)[0] == code


@pytest.mark.parametrize(
    "text",
    [
        "nice",
        "Nice!",
        "NICE",
        "nice, thanks",
        "Nice one mate",
        "how nice of you",
        "nice to meet you",
        "the staff are nice",
        "have a nice flight",
        "is there a bar",
        "where are you",
        "ARE YOU THERE",
        "I AM MAD",
        "I am mad at you",
        "what about mia",
        "my daughter Mia travels with me",
        "mobile boarding pass",
        "in the reading room",
        "split the fare",
        "orange juice",
        "can I take a bath",
        "my tours were cancelled",
        "male or female",
        "put a cork in it",
        "pairs of shoes",
        "in pairs",
        "to parts unknown",
        "lions are great",
        "a lion from the zoo",
        "my names are wrong",
        "I want to go to parties",
        "please",
        "refund",
        "REFUND PLEASE",
        "Martin",
        "my name is Martinez",
        "for the martini",
        "the fort was closed",
        "point of no return",
        "I have a pointed question",
        "sorry",
        "the bridge is closed",
        "town",
        "from the board",
        "to board",
        "in bordering countries",
        "montage",
        "domino",
        "a saint",
        "it is for the dean",
        "pop to the loo",
        "is the app down",
        "why not",
        "can I bring my dog",
        "thanks for nothing",
        "I paid for a window seat",
        "X7K2PL",
        "ZE 412",
        "at the gate",
        "to be honest",
        "in advance",
        "my husband Orlando is 40",
        "my son Kingston is 3",
        "our daughter Nevis travels alone",
        "Orlando wants a window seat",
        "I am mad man",
        "for instance",
    ],
)
def test_ordinary_words_are_no_places(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("from Fort-de-France to London tomorrow", [("FDF", "origin"), ("LON", "destination")]),
        ("Paris to Guadeloupe", [("ORY", "origin"), ("PTP", "destination")]),
        ("to Miami from Pointe-à-Pitre", [("MIA", "destination"), ("PTP", "origin")]),
        ("Cayenne - Paris", [("CAY", "origin"), ("ORY", "destination")]),
        ("landing in Lyon", [("LYS", "destination")]),
        ("out of Nantes", [("NTE", "origin")]),
        ("the Bordeaux flight", [("BOD", None)]),
        ("Arriving Paris, departing Miami", [("ORY", "destination"), ("MIA", "origin")]),
        ("to la Guadeloupe", [("PTP", "destination")]),
        ("Paris, France to Bridgetown", [("ORY", "origin"), ("BGI", "destination")]),
        # one place by two names
        ("to Fort-de-France, Martinique", [("FDF", "destination")]),
        ("from Bordeaux-Mérignac to Pointe-à-Pitre (Guadeloupe)", [("BOD", "origin"), ("PTP", "destination")]),
        ("Montréal-Trudeau to Fort-de-France", [("YUL", "origin"), ("FDF", "destination")]),
        # stopovers
        ("flights to Miami via Fort-de-France", [("MIA", "destination"), ("FDF", "via")]),
        ("from Paris via Lyon", [("ORY", "origin"), ("LYS", "via")]),
        ("a stopover in Martinique on the way to Paris", [("FDF", "via"), ("ORY", "destination")]),
        ("to Cayenne through Paris or Lyon", [("CAY", "destination"), ("ORY", "via"), ("LYS", "via")]),
        # ruled out
        ("not to Paris, to Lyon", [("ORY", "ruled_out"), ("LYS", "destination")]),
        ("I said Lyon not Paris", [("LYS", None), ("ORY", "ruled_out")]),
        ("instead of going to Paris I go to Nantes", [("ORY", "ruled_out"), ("NTE", "destination")]),
        ("from Paris I mean from Lyon", [("ORY", "ruled_out"), ("LYS", "origin")]),
        ("to Paris, no, sorry, Lyon", [("ORY", "ruled_out"), ("LYS", "destination")]),
        ("why not Paris?", [("ORY", None)]),
        # alternatives
        ("to Lyon or Nantes", [("LYS", "destination"), ("NTE", "destination")]),
    ],
)
def test_from_where_to_where(text: str, route: list[tuple[str, str | None]]) -> None:
    assert ends(text) == route


def test_a_code_alone_is_a_place_only_when_one_is_due() -> None:
    assert found("mia") == []
    assert found("mia", due=True) == ["MIA"]


def test_a_finding_has_the_citys_name() -> None:
    (finding,) = places.find("is the ptp flight late", vocabulary.is_ordinary)
    assert (finding.name, finding.start, finding.end) == ("Pointe-à-Pitre", 7, 10)


def test_a_long_message_is_read_quickly() -> None:
    story = "We were on our way home with the children when everything went wronng and nobody helpped us at all. " * 40
    assert found(story) == []


@pytest.mark.parametrize("asked_for", ["to_airport", "from_airport", "new_route", "flight_number"])
def test_a_code_is_a_place_when_a_place_was_asked_for(asked_for: str) -> None:
    assert [finding.value for finding in find("mia", ("ZE",), asked_for)] == ["MIA"]
    assert find("mia", ("ZE",)) == []
