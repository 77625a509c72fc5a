"""What we promised: in the list of the widget, in words, by e-mail; what is late is apologised for; the mailbox shows mails."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy import create_engine, text

from tests.browser import axe
from tests.browser.people import PATIENCE, AdviserAtDesk, Customer
from tests.product import Product, running

ALWAYS_THERE = ("Talk to a human", "Send", "Close the chat")
TITLE = "What we promised you"
APOLOGY = re.compile(r"it was not done by then\. I am sorry")


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product that may write at any hour, since these tests run at any hour."""
    with running(tmp_path_factory.mktemp("product"), QUIET_HOURS="00:00-00:00", UNASKED_MESSAGES_A_DAY="5") as product:
        yield product


def wants_a_call_back(customer: Customer, product: Product) -> None:
    """The quickest promise that there is: a call back as soon as possible."""
    customer.opens_the_chat(product.address)
    customer.presses("Talk to a human")
    customer.presses("Share nothing and continue")
    customer.presses("Call me back")
    customer.page.get_by_role("textbox", name="Your phone number").fill("+590 690 00 00 00")
    customer.presses("Ask for this call")
    expect(customer.log).to_contain_text("Noted: a call back", timeout=PATIENCE)


def promises(customer: Customer) -> Locator:
    return customer.page.get_by_role("list", name=TITLE).get_by_role("listitem")


def time_runs_out(state_dir: Path) -> None:
    """Every open promise was due a minute ago: what a day of waiting would do."""
    happens(state_dir, "UPDATE commitments SET due_at = :earlier WHERE status = 'OPEN'")


def has_left(state_dir: Path) -> None:
    """Everybody's page was closed a minute ago."""
    happens(state_dir, "UPDATE conversations SET seen_at = :earlier")


def happens(state_dir: Path, statement: str) -> None:
    earlier = f"{datetime.now(UTC) - timedelta(minutes=1):%Y-%m-%d %H:%M:%S.%f}"
    engine = create_engine(f"sqlite:///{state_dir / 'reassure.db'}")
    with engine.begin() as connection:
        connection.execute(text(statement), {"earlier": earlier})
    engine.dispose()


def test_a_promise_is_listed_with_its_time_and_told_in_words(product: Product, customer: Customer) -> None:
    wants_a_call_back(customer, product)
    noted = re.search(r"by (\w+ \d+ \w+ \d\d:\d\d, Guadeloupe time) at the latest", customer.log.inner_text())
    assert noted, customer.log.inner_text()
    customer.button(TITLE).press("Enter")
    expect(customer.page.get_by_role("heading", name=TITLE)).to_be_focused()
    expect(promises(customer)).to_have_count(1)
    expect(promises(customer)).to_contain_text("Call back to +590 690 00 00 00")
    expect(promises(customer)).to_contain_text("Open")
    expect(promises(customer)).to_contain_text(noted[1])
    axe.looks_right(customer, "widget-promises-open", axe.AT_THE_WIDGET, ALWAYS_THERE)
    customer.page.keyboard.press("Escape")
    expect(customer.page.get_by_role("textbox", name="Message")).to_be_focused()
    customer.asks("what did you promise me?", f"by {noted[1]}, still open")


def test_nothing_promised_is_said_in_the_list(product: Product, customer: Customer) -> None:
    customer.opens_the_chat(product.address)
    customer.presses(TITLE)
    expect(customer.page.get_by_text("Nothing is promised in this conversation.")).to_be_visible()
    axe.looks_right(customer, "widget-promises-none", axe.AT_THE_WIDGET, ALWAYS_THERE)


def test_a_broken_promise_is_apologised_for_on_the_open_page(product: Product, customer: Customer) -> None:
    wants_a_call_back(customer, product)
    customer.presses(TITLE)
    customer.page.get_by_role("textbox", name="Your e-mail address").fill("not an address")
    customer.presses("Send me news")
    expect(customer.page.get_by_text("Please enter an address such as", exact=False)).to_be_visible()
    customer.page.get_by_role("textbox", name="Your e-mail address").fill("camille@example.org")
    customer.presses("Send me news")
    expect(customer.page.get_by_text("News go to c•••e@example.org", exact=False)).to_be_visible()
    customer.presses("Back to the conversation")
    time_runs_out(product.state_dir)
    expect(customer.last_answer).to_contain_text(APOLOGY)
    customer.presses(TITLE)
    expect(promises(customer)).to_contain_text("Late")
    expect(promises(customer)).to_contain_text("We are sorry")
    axe.looks_right(customer, "widget-promises-late", axe.AT_THE_WIDGET, ALWAYS_THERE)
    customer.presses("Back to the conversation")
    customer.presses("That is all right")
    expect(customer.last_answer).to_contain_text("It is noted")


def test_the_adviser_notes_what_the_customer_decided_about_a_broken_promise(
    product: Product, customer: Customer, adviser: AdviserAtDesk
) -> None:
    wants_a_call_back(customer, product)
    time_runs_out(product.state_dir)
    expect(customer.last_answer).to_contain_text(APOLOGY)
    adviser.signs_in(product.address, "adviser1", product.sign_in("adviser1"))
    adviser.is_available()
    customer.page.get_by_role("button", name="Talk to a human").last.click()
    expect(customer.package.get_by_role("checkbox", name="What went wrong on our side")).to_be_checked()
    customer.presses("Share and continue")
    customer.presses("Text with an adviser")
    adviser.accepts()
    mistakes = adviser.page.get_by_role("region", name="Mistakes to put right")
    expect(mistakes).to_contain_text("Call back to +590 690 00 00 00")
    adviser.presses("Note the decision")
    expect(mistakes.get_by_role("alert")).to_contain_text("Please write what is said first.")
    mistakes.get_by_role("textbox", name="What the customer said").fill("A call tomorrow morning is fine.")
    axe.looks_right(adviser, "desk-mistakes", axe.AT_THE_DESK)
    adviser.presses("Note the decision")
    expect(mistakes).to_contain_text("Whether all is well can be noted from")
    expect(customer.log).not_to_contain_text("A call tomorrow morning is fine.")


def test_the_mailbox_of_the_demonstration_shows_what_was_mailed(product: Product, customer: Customer) -> None:
    wants_a_call_back(customer, product)
    customer.presses(TITLE)
    customer.page.get_by_role("textbox", name="Your e-mail address").fill("camille@example.org")
    customer.presses("Send me news")
    expect(customer.page.get_by_text("News go to", exact=False)).to_be_visible()
    customer.page.goto(f"{product.address}/demo/mailbox")
    expect(customer.page.get_by_role("heading", name="Mailbox of the demonstration")).to_be_visible()
    expect(customer.page.get_by_text("This is a demonstration", exact=False)).to_be_visible()
    has_left(product.state_dir)
    time_runs_out(product.state_dir)
    mail = customer.page.get_by_role("article", name="News from Alizé Air").first
    for _ in range(10):
        customer.page.get_by_role("link", name="Look again").click()
        if mail.count():
            break
        customer.page.wait_for_timeout(1_000)
    expect(mail).to_contain_text("To camille@example.org")
    expect(mail).to_contain_text(APOLOGY)
    axe.looks_right(customer, "mailbox", axe.AT_THE_WIDGET)
