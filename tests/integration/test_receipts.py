"""A receipt stays as it was written: the database itself refuses to change or delete it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from customer_care import clock, context, conversations, database, receipts
from customer_care.receipts import KeyReused, Receipt


def issue(key: str = "k-1", **parameters: str) -> Receipt:
    with database.unit_of_work() as session:
        return receipts.issue(
            session,
            conversation_id=None,
            key=key,
            what="Added a bag",
            subject="Booking X7K2PL",
            amount_minor=4500,
            currency="EUR",
            now=clock.now(),
            parameters=parameters,
        )


def attempt(statement: str) -> Callable[[], None]:
    def run() -> None:
        with database.unit_of_work() as session:
            session.execute(text(statement))

    return run


@pytest.mark.parametrize("statement", ["UPDATE receipts SET amount_minor = 0", "DELETE FROM receipts"])
def test_a_receipt_cannot_be_changed_or_deleted(connected: Engine, statement: str) -> None:
    issue()
    with pytest.raises(DatabaseError, match="never changed nor deleted"):
        attempt(statement)()
    assert issue().amount_minor == 4500


def test_the_same_key_gets_the_same_receipt(connected: Engine) -> None:
    assert issue(bag="1").id == issue(bag="1").id


def test_a_key_cannot_come_to_stand_for_something_else(connected: Engine) -> None:
    issue(bag="1")
    with pytest.raises(KeyReused):
        issue(bag="2")


@pytest.mark.parametrize(
    ("amount_minor", "amount"), [(4500, "€45.00 paid"), (-123450, "€1,234.50 goes back"), (0, "free of charge")]
)
def test_an_adviser_receives_what_was_done_with_amount_time_booking_and_number(
    connected: Engine, amount_minor: int, amount: str
) -> None:
    at = datetime(2026, 12, 4, 16, tzinfo=UTC)
    with database.unit_of_work() as session:
        conversation = conversations.start(session, "web", "en", at)
        number = receipts.issue(
            session,
            conversation_id=conversation.id,
            key="k-2",
            what="Refund asked for",
            subject="Booking X7K2PL",
            amount_minor=amount_minor,
            currency="EUR",
            now=at,
        ).number
        (done,) = (item.lines for item in context.draft(session, conversation, []) if item.key == "done")
    assert done == [f"Refund asked for: {amount}, Friday 4 December 12:00, Guadeloupe time, Booking X7K2PL, receipt {number}"]
