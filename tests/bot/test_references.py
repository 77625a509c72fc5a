"""Flight numbers and booking references are found by their shape, and words are left alone."""

import pytest

from airline.sample_data.references import references
from bot.entities.finding import Finding
from bot.entities.references import find

AIRLINES = ("ZE",)


def found(text: str, asked_for: str | None = None) -> list[str]:
    return [finding.value for finding in find(text, AIRLINES, asked_for)]


@pytest.mark.parametrize(
    "text",
    [
        *("ZE 412", "ze412", "is ZE-412 on time?", "flight Ze 412, tomorrow", "my flight's ze  412"),
        *("ZE-0412", "ZE–412 cancelled?", "ZE#412", "is flight 412 on time", "status of flight number 412 pls", "flight no. 412"),
    ],
)
def test_our_flight_numbers_are_found_in_any_spelling(text: str) -> None:
    assert found(text) == ["ZE412"]


@pytest.mark.parametrize(
    "text", ["the flight 350 euros cost", "a flight 120 minutes late", "flights 100% full", "flight at 19:40"]
)
def test_a_count_after_the_word_is_no_flight_number(text: str) -> None:
    assert found(text) == []


def test_other_airlines_numbers_are_found_in_capitals() -> None:
    assert found("I come in on BA117") == ["BA117"]
    assert found("do I get EU261 compensation") == []


@pytest.mark.parametrize("text", ["at 12", "on 15 June", "to 20 people", "is 10 too late"])
def test_small_words_before_a_number_are_no_airline(text: str) -> None:
    assert found(text) == []


def test_a_bare_number_is_a_flight_only_when_asked_for() -> None:
    assert found("412") == []
    assert found("it's 412", asked_for="flight_number") == ["ZE412"]
    assert found("12 December 2026", asked_for="flight_number") == []


@pytest.mark.parametrize("text", ["I paid 350 for it", "350 euros", "it cost me 350", "the one at 1940", "gate 212", "€350"])
def test_an_amount_or_a_time_is_no_flight_though_one_was_asked_for(text: str) -> None:
    assert found(text, asked_for="flight_number") == []


@pytest.mark.parametrize("text", ["X7K2PL", "my reference is x7k2pl, thanks", "(X7K2PL)", "Booking X7K-2PL.", "ref#X7K2PL"])
def test_booking_references_are_found(text: str) -> None:
    assert found(text) == ["X7K2PL"]


@pytest.mark.parametrize(
    "text",
    [
        *("refund", "please", "REFUND PLEASE", "14june", "June14", "1030am", "300usd", "january", "a@b7c8d9.com"),
        *("stuck here for 3hours", "in 2weeks", "2adult 1child", "30euro", "24hour wait"),
        *(
            "my 15-inch laptop",
            "a 2-piece set",
            "is it a 737max",
            "1000ml bottle",
            "row14A",
            "a 4-door car",
            "2bikes",
            "48hour rule",
        ),
        *("120x80 cm", "2x23kg", "60x40x20", "9am-5pm", "5thmay", "6thdec", "dec4th", "1stjan"),
        *(
            "booking for 350 euros",
            "reservation for 4 may",
            "booking 14june",
            "code is 5 of 6 pm",
            "bag tag AB12CD",
            "voucher AB12CD",
        ),
    ],
)
def test_words_days_and_amounts_are_no_reference(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        *(
            "ref X7K 2PL",
            "my booking is X7K2 PL, thanks",
            "booking ref: X 7 K 2 P L",
            "PNR X.7.K.2.P.L",
            "ref.X7K2PL",
            "ref x7k_2pl",
        ),
        *("https://alize.example/booking/X7K2PL", "confirmation number X7K 2PL"),
    ],
)
def test_a_reference_with_gaps_is_found_where_it_is_announced(text: str) -> None:
    assert found(text) == ["X7K2PL"]


def test_a_reference_with_gaps_is_none_where_nothing_announces_it() -> None:
    assert found("I said X7K 2PL") == []


@pytest.mark.parametrize(
    "text", ["it is X7K 2PL", "my ref X7K 2PL for me", "X,7,K,2,P,L", "X7K2 PL", "x 7 k 2 p l thanks", "X7 K2 PL I think"]
)
def test_a_reference_with_gaps_is_found_when_it_was_asked_for(text: str) -> None:
    assert found(text, asked_for="booking_reference") == ["X7K2PL"]


@pytest.mark.parametrize(
    "text",
    [
        *("dont have it, it's the 412 to paris", "I bought it for 350 euros", "I fly on 12 at 10", "for 350", "refund", "123456"),
        *("I said Sunday", "the 12th", "X7K2PLQ", "stuck for 3hours"),
    ],
)
def test_words_and_numbers_are_no_reference_though_one_was_asked_for(text: str) -> None:
    assert "booking_reference" not in {finding.entity for finding in find(text, AIRLINES, "booking_reference")}


def test_references_keep_their_looks() -> None:
    """Of those that look like a word and a number few are lost, and none as an answer."""
    made = references(7, set(), 2000)
    lost = [reference for reference in made if found(f"move {reference.lower()} please") != [reference]]
    assert len(lost) <= 10
    assert all(found(reference, asked_for="booking_reference") == [reference] for reference in made)


@pytest.mark.parametrize("text", ["X7K 2PL", "x 7 k 2 p l", "X-7-K-2-P-L.", " x7k2pl "])
def test_a_spelled_out_reference_is_an_answer(text: str) -> None:
    assert found(text, asked_for="booking_reference") == ["X7K2PL"]


def test_a_finding_says_where_it_is() -> None:
    assert find("is ZE 412 late", AIRLINES) == [Finding("flight_number", "ZE412", 3, 9)]


def test_both_are_found_in_one_message() -> None:
    assert found("move ZE 412 in booking X7K2PL") == ["ZE412", "X7K2PL"]
