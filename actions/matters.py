"""Opens the matter of a routine: whose conversation, which booking, and how surely we know."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from actions.conversation import Dialogue, Memory
from actions.routine import Level, Matter
from airline import bookings
from airline.bookings import BookingNotFound
from customer_care import conversations, database


@contextmanager
def open_matter(dialogue: Dialogue, now: datetime) -> Iterator[Matter]:
    """A matter in one transaction; its booking is there once reference and surname were shown to belong together."""
    with database.unit_of_work() as session:
        yield _matter(session, dialogue, now)


@contextmanager
def look_into_matter(dialogue: Dialogue, now: datetime) -> Iterator[Matter]:
    """The same, for what only reads: it waits for no writer and keeps none waiting."""
    with database.reading() as session:
        yield _matter(session, dialogue, now)


def _matter(session: Session, dialogue: Dialogue, now: datetime) -> Matter:
    memory = dialogue.memory
    matter = Matter(session, dialogue, conversations.by_public_id(session, dialogue.public_id), now)
    if memory.verified:
        try:
            matter.booking = bookings.find(session, memory.booking_reference or "", memory.surname or "")
        except BookingNotFound:  # the surname was corrected meanwhile, or the records changed
            memory.forget_booking()
    return matter


def knows(memory: Memory, level: Level) -> bool:
    """Whether the customer has shown enough for this level."""
    return (level < Level.BOOKING or memory.verified) and (level < Level.CODE or memory.code is not None)
