"""A customer of the sample airline who asks for something, and what the records say afterwards."""

import re
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from airline.bookings import Booking
from customer_care import conversations, database, receipts
from customer_care.mail import Mail
from customer_care.receipts import Receipt
from tests.conversations.bookings import pick
from tests.integration.actions.asking import WHO
from tests.integration.actions.conftest import NOW
from tests.integration.actions.talking import Talk


@dataclass
class Customer:
    """`booking` is as it was when the conversation began."""

    booking: Booking
    talk: Talk = field(default_factory=Talk)

    def ask(self, words: str, intent: str, *, with_code: bool = False, **understood: Any) -> Talk:
        """Asks for something and shows whose booking it is; with a code too where the request needs one."""
        self.talk.say(words, intent, **understood)
        if self.talk.asks_for == "booking_reference":
            self.talk.say(self.booking.reference)
            self.talk.say(self.booking.passengers[0].surname)
        if with_code:
            assert self.talk.asks_for == "code"
            self.talk.say(re.findall(r"\b\d{6}\b", rows(Mail)[-1].body)[-1])
        return self.talk


def customer(*kinds: str) -> Customer:
    """One with a booking of all these kinds (tests/conversations/bookings.py)."""
    with database.reading() as session:
        return Customer(pick(session, kinds, (), NOW))


def rows(record: Any) -> list[Any]:
    with database.reading() as session:
        return list(session.scalars(select(record).order_by(record.id)).unique())


def receipts_here() -> list[Receipt]:
    """The receipts of this conversation, the oldest first."""
    with database.reading() as session:
        return receipts.of_conversation(session, conversations.by_public_id(session, WHO).id)
