"""Whole conversations with the product as it runs: the trained assistant, the real actions, a real database."""

import time
from collections.abc import Iterator

import pytest

from bench.sockets import CustomerLine, customer_line
from tests.bot.asking import run
from tests.product import Product, running

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    run("train")
    with running(tmp_path_factory.mktemp("state")) as product:
        yield product


@pytest.fixture
def customer(product: Product) -> Iterator[CustomerLine]:
    with customer_line(product.address) as line:
        yield line


def said(customer: CustomerLine, text: str) -> str:
    """All that is answered to this message, in one text."""
    return "\n".join(turn.text for turn in customer.ask(text)[1])


def test_two_requests_are_served_one_after_the_other(product: Product, customer: CustomerLine) -> None:
    reference, surname = product.bookings()[0]
    answer = said(customer, f"Is ZE412 on time and can you move my booking {reference} two days later?")
    assert answer.index("First your question about the flight") < answer.index("ZE 412 from Pointe-à-Pitre to Paris")
    assert answer.index("Now the new date") < answer.index("surname")
    asked_at = time.time()
    said(customer, surname)
    assert "Shall I move ZE 412" in said(customer, product.code_mailed(asked_at)) + said(customer, "the day after")


def test_a_stopped_request_does_not_take_the_next_one_with_it(customer: CustomerLine) -> None:
    said(customer, "move my flight to Sunday and tell me whether ZE 101 is on time")
    assert "Shall I go on with that?" in said(customer, "stop")
    assert "ZE 101 from" in said(customer, "yes please")


def test_a_flight_is_found_by_its_places(customer: CustomerLine) -> None:
    assert "Which one do you mean?" in said(customer, "is the Paris flight on time?")
    assert "ZE 413 from Paris" in said(customer, "the first one")
    assert "ZE 105 from" in said(customer, "the evening plane from Pointe a Pitre to Martinque tomorow, on time?")
    assert "We do not fly to London" in said(customer, "is the flight to London late?")


def test_french_is_answered_in_french_and_a_surname_in_french_is_understood(product: Product, customer: CustomerLine) -> None:
    reference, surname = product.bookings()[0]
    assert "anglais" in said(customer, "je voudrais changer la date de mon vol")
    assert "reference" in said(customer, "OK, I want to see my booking")
    said(customer, reference)
    assert reference in said(customer, f"je m'appelle {surname}")


def test_who_is_stuck_hears_that_we_are_sorry_and_is_asked_for_the_flight(customer: CustomerLine) -> None:
    answer = said(customer, "My flight is delayed and I'm stuck at the airport")
    assert "sorry" in answer
    assert "Which flight?" in answer


def test_a_very_long_message_is_answered(customer: CustomerLine) -> None:
    story = "We went to see my mother and the garden was full of mangoes, as it is every year when the rain has been good. " * 12
    answer = said(customer, f"{story} Could you tell me whether ZE 412 is on time today? {story}")
    assert "ZE 412 from" in answer
