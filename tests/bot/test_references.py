"""Flight numbers and booking references are found by their shape, and words are left alone."""

import pytest

from bot.entities.finding import Finding
from bot.entities.references import find

AIRLINES = ("ZE",)


def found(text: str, asked_for: str | None = None) -> list[str]:
    return [finding.value for finding in find(text, AIRLINES, asked_for)]


@pytest.mark.parametrize("text", ["ZE 412", "ze412", "is ZE-412 on time?", "flight Ze 412, tomorrow", "my flight's ze  412"])
def test_our_flight_numbers_are_found_in_any_spelling(text: str) -> None:
    assert found(text) == ["ZE412"]


def test_other_airlines_numbers_are_found_in_capitals() -> None:
    assert found("I come in on BA117") == ["BA117"]


@pytest.mark.parametrize("text", ["at 12", "on 15 June", "to 20 people", "is 10 too late"])
def test_small_words_before_a_number_are_no_airline(text: str) -> None:
    assert found(text) == []


def test_a_bare_number_is_a_flight_only_when_asked_for() -> None:
    assert found("412") == []
    assert found("it's 412", asked_for="flight_number") == ["ZE412"]
    assert found("12 December 2026", asked_for="flight_number") == []


@pytest.mark.parametrize("text", ["X7K2PL", "my reference is x7k2pl, thanks", "(X7K2PL)", "Booking X7K-2PL."])
def test_booking_references_are_found(text: str) -> None:
    assert found(text) == ["X7K2PL"]


@pytest.mark.parametrize(
    "text",
    [
        *("refund", "please", "REFUND PLEASE", "14june", "June14", "1030am", "300usd", "january", "a@b7c8d9.com"),
        *("stuck here for 3hours", "in 2weeks", "2adult 1child", "30euro", "24hour wait"),
    ],
)
def test_words_days_and_amounts_are_no_reference(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["X7K 2PL", "x 7 k 2 p l", "X-7-K-2-P-L.", " x7k2pl "])
def test_a_spelled_out_reference_is_an_answer(text: str) -> None:
    assert found(text, asked_for="booking_reference") == ["X7K2PL"]


def test_a_finding_says_where_it_is() -> None:
    assert find("is ZE 412 late", AIRLINES) == [Finding("flight_number", "ZE412", 3, 9)]


def test_both_are_found_in_one_message() -> None:
    assert found("move ZE 412 in booking X7K2PL") == ["ZE412", "X7K2PL"]
