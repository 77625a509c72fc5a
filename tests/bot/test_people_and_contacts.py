"""Names after the words that announce one; e-mail addresses and telephone numbers by their shape."""

import pytest

from bot.entities import contacts, names
from bot.entities.everything import find


def named(text: str) -> list[str]:
    return [finding.value for finding in names.find(text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my name is Martin", "Martin"),
        ("My name's de la Peña and I fly tomorrow", "de la Peña"),
        ("the name is o'brien", "o'brien"),
        ("it's under O'Brien-Clarke", "O'Brien-Clarke"),
        ("booked under jean martin, 12 December", "jean martin"),
        ("in the name of Désir", "Désir"),
        ("reservation under Saint-Louis please", "Saint-Louis"),
        ("surname martin ref x7k2pl", "martin"),
        ("last name: Kowalski", "Kowalski"),
        ("Mrs O'Brien-Clarke here", "O'Brien-Clarke"),
        ("this is Dr. Andersson", "Andersson"),
        ("M. and Mme Lebrun", "Lebrun"),
        ("je m'appelle Tremblay", "Tremblay"),
        ("me llamo Garcia", "Garcia"),
        ("I am called Nguyen", "Nguyen"),
        ("family name Okafor, booking X7K2PL", "Okafor"),
        # with what is no part of it behind
        ("booking under smith departing friday", "smith"),
        ("my name is Anna thx", "Anna"),
        ("my name is peter need help asap", "peter"),
        ("my name is Joe Bloggs travelling to Paris", "Joe Bloggs"),
        ("Mr London wants a seat", "London"),
        ("Mrs Lyon's ticket", "Lyon"),
        # shortened
        ("Mr. J. Smith", "J. Smith"),
        ("my name is J. P. Dupont", "J. P. Dupont"),
        ("Dr J.P. Dupont", "J.P. Dupont"),
        ("surname is St. Louis", "St. Louis"),
        # announced in other words
        ("the name on the booking is Baptiste", "Baptiste"),
        ("it's under my wife's name, Clara Vidal", "Clara Vidal"),
        ("my friends name is Eva", "Eva"),
        ("It's under Dr. House", "House"),
        # words that are names, too
        ("it is under Will", "Will"),
        ("last name Fire.", "Fire"),
        ("my name is fleming", "fleming"),
        ("Miss Jones here", "Jones"),
    ],
)
def test_names_after_their_announcement(text: str, name: str) -> None:
    assert named(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "it's under control",
        "I am under pressure",
        "my name is not important",
        "my name is misspelled",
        "the name is wrong",
        "why do you need my name",
        "what's your name",
        "change the name on my ticket",
        "is it under construction",
        "booked under the wrong name",
        "in my name",
        "miss you",
        "miss my flight",
        "I miss the old website",
        "the number is 412",
        "my booking info",
        "that is incorrect",
        "is in order",
        *("my last name changed after I got married", "surname needs correcting", "the last name doesnt match my passport"),
        *(
            "my name is missing on the ticket",
            "my name is mispelled",
            "my name was changed",
            "my surname has a typo",
            "my name is J",
        ),
        *("going to miss work", "I don't want to miss Christmas", "about to miss boarding", "we will miss Paris", "miss dinner"),
        *("my daughter is under five", "it's under warranty", "is she under twelve", "it's under repair", "in the name of god"),
        *("it's booked under someone else's name", "it's under my wife's name, she paid", "the name on my ticket is wrong"),
    ],
)
def test_what_is_no_name(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("call me on +596 696 12 34 56", "+596696123456"),
        ("0696 12 34 56", "+596696123456"),
        ("my mobile is 0690 35 12 34 thanks", "+590690351234"),
        ("+1 246 430 1234", "+12464301234"),
        ("(246) 430-1234", "+12464301234"),
        ("07911 123456", "+447911123456"),
        ("+44 20 7946 0958", "+442079460958"),
        ("01 42 68 53 00", "+33142685300"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("06.12.34.56.78", "+33612345678"),
        ("from 12/12/2026 on 0690351234", "+590690351234"),
        ("about booking X7K2PL call 0690351234", "+590690351234"),
        ("my booking phone number is 0690351234", "+590690351234"),
        ("for order +590 690 35 12 34", "+590690351234"),
    ],
)
def test_telephone_numbers(text: str, number: str) -> None:
    assert [finding.value for finding in contacts.phones(text)] == [number]


@pytest.mark.parametrize(
    "text",
    [
        *("ZE 412", "X7K2PL", "12/12/2026", "12/12/2026 14:30", "1234", "19:40", "€1.200,50", "412 413 414"),
        *("12.12.2026 to 14.12.2026", "2026-12-12 2026-12-14", "booking 12345678", "bag tag 0172 123456", "order no. 5143984455"),
        *("my voucher is 0612345678", "case number: 2024567890", "passport no 0696123456"),
    ],
)
def test_what_is_no_telephone_number(text: str) -> None:
    assert contacts.phones(text) == []


@pytest.mark.parametrize("text", ["a.b@example.co.uk", "write to A.B@Example.co.uk.", "<a.b@example.co.uk>"])
def test_e_mail_addresses(text: str) -> None:
    assert [finding.value for finding in contacts.emails(text)] == ["a.b@example.co.uk"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("o'brien@example.com", "o'brien@example.com"),
        ("d’arcy.jane@example.com", "d'arcy.jane@example.com"),
        ("it is 'jane@example.com'", "jane@example.com"),
        ("_jane@example.com", "_jane@example.com"),
        ("élise.noël@exemple.fr", "élise.noël@exemple.fr"),
        ("my email is jane@example.com.Thanks", "jane@example.com"),
        ("jane@example.com.thanks", "jane@example.com"),
        ("jane@example.co.uk.Please call", "jane@example.co.uk"),
        ("jane@mail.example.com.br", "jane@mail.example.com.br"),
        ("JANE@Mail.Example.FR", "jane@mail.example.fr"),
    ],
)
def test_the_whole_address_and_no_more(text: str, address: str) -> None:
    assert [finding.value for finding in contacts.emails(text)] == [address]


@pytest.mark.parametrize("text", ["me@home", "@alize_air", "a @ b.com", "3 tickets @ 35 euros"])
def test_what_is_no_e_mail_address(text: str) -> None:
    assert contacts.emails(text) == []


def test_everything_in_one_message() -> None:
    text = "Mrs O'Brien, X7K2PL, was ZE412 from Paris; you took €35. Ring 0696 12 34 56 or write to m@o.fr"
    assert [(each.entity, each.value) for each in find(text, ("ZE",))] == [
        ("name", "O'Brien"),
        ("booking_reference", "X7K2PL"),
        ("flight_number", "ZE412"),
        ("place", "ORY"),
        ("amount", "EUR 35.00"),
        ("phone", "+596696123456"),
        ("email", "m@o.fr"),
    ]


def test_a_flight_number_before_an_amount_is_no_part_of_it() -> None:
    found = [(each.entity, each.value) for each in find("ZE 412 350 euros", ("ZE",))]
    assert found == [("flight_number", "ZE412"), ("amount", "EUR 350.00")]


def test_a_place_that_is_missed_is_no_person() -> None:
    assert [(each.entity, each.value) for each in find("we will miss Paris", ("ZE",))] == [("place", "ORY")]


def test_a_person_called_paris_is_no_place() -> None:
    assert [each.entity for each in find("my name is Paris Martin", ("ZE",))] == ["name"]
    assert find("Paris", ("ZE",), asked_for="surname") == []
