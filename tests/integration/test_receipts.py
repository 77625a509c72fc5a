"""A receipt stays as it was written: the database itself refuses to change or delete it."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from customer_care import clock, database, receipts
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
