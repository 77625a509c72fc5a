"""What was promised to a customer is on the desk's list, and the answer that is given there is in the customer's page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import axe
from tests.browser.people import PATIENCE, AdviserAtDesk, Customer
from tests.product import Product, running

COMPLAINT = "The crew was very rude to my mother"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product of its own: on the desk's list is what these tests put there."""
    with running(tmp_path_factory.mktemp("product")) as product:
        yield product


def complains(customer: Customer, product: Product) -> None:
    reference, surname = product.bookings()[0]
    customer.opens_the_chat(product.address)
    customer.asks("I want to make a complaint", "booking reference")
    customer.asks(reference, "surname")
    customer.asks(surname, "what happened|happened")
    customer.asks(COMPLAINT, "answer")
    customer.asks("yes", "K-")


def owed(adviser: AdviserAtDesk) -> Locator:
    return adviser.page.get_by_role("list", name="Answers we owe").get_by_role("listitem")


def test_a_complaint_is_answered_at_the_desk_and_read_in_the_page(
    product: Product, customer: Customer, adviser: AdviserAtDesk
) -> None:
    complains(customer, product)
    adviser.signs_in(product.address, "adviser1", product.sign_in("adviser1"))
    expect(owed(adviser)).to_have_count(1, timeout=PATIENCE)
    expect(owed(adviser)).to_contain_text("Answer you about K-")
    owed(adviser).get_by_text("Answer you about K-").click()
    expect(owed(adviser)).to_contain_text(COMPLAINT)
    axe.looks_right(adviser, "desk-owed", axe.AT_THE_DESK)

    adviser.presses("Send to the customer")
    expect(owed(adviser).get_by_role("alert")).to_contain_text("Please choose an answer.")
    owed(adviser).get_by_role("combobox", name="Answer").select_option("Answer it")
    adviser.presses("Send to the customer")
    expect(owed(adviser).get_by_role("alert")).to_contain_text("Please write what the customer reads.")
    owed(adviser).get_by_role("textbox", name="What the customer reads").fill("I spoke with the crew, and I am sorry.")
    adviser.presses("Send to the customer")
    expect(owed(adviser)).to_have_count(0)
    expect(adviser.page.get_by_role("heading", name="Answers we owe")).to_be_focused()
    expect(customer.log).to_contain_text("I spoke with the crew, and I am sorry.", timeout=PATIENCE)
    customer.asks("what has become of my complaint", "I spoke with the crew")


def test_what_takes_longer_is_promised_for_another_time(product: Product, customer: Customer, adviser: AdviserAtDesk) -> None:
    complains(customer, product)
    adviser.signs_in(product.address, "adviser1", product.sign_in("adviser1"))
    owed(adviser).get_by_text("Answer you about K-").click()
    owed(adviser).get_by_role("combobox", name="Answer").select_option("It takes longer: promise another time")
    owed(adviser).get_by_label("By when").fill("2020-01-01T10:00")
    owed(adviser).get_by_role("textbox", name="What the customer reads").fill("The crew is away until Friday.")
    adviser.presses("Send to the customer")
    expect(owed(adviser).get_by_role("alert")).to_contain_text("That time is over already.")
    owed(adviser).get_by_label("By when").fill("2035-03-05T10:00")
    adviser.presses("Send to the customer")
    expect(owed(adviser)).to_contain_text("March 5, 2035")
    expect(customer.log).to_contain_text("The crew is away until Friday.", timeout=PATIENCE)


def test_nobody_else_reads_or_gives_what_is_owed(product: Product, customer: Customer) -> None:
    address = f"{product.address}/api/desk/duties"
    assert customer.page.request.get(address).status == 401
    given = {"answer": "answered", "words": "Nothing."}
    assert customer.page.request.post(f"{address}/1", data=given).status == 403
    assert customer.page.request.post(f"{address}/1", data=given, headers={"X-Reassure": "desk"}).status == 401
