"""A quote: what is going to be done, what it costs or pays back, and the very words of the rule that decides. It expires.

Everything that the assistant changes begins with one, also when it costs nothing: the customer's yes is a yes to a quote.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from airline.bookings import Booking
from airline.rulebook import Rule
from customer_care.database import Base
from customer_care.errors import ReassureError

QUOTE_HOLDS = timedelta(minutes=15)


class QuoteExpired(ReassureError):
    """The quote's time has run out; nothing was done."""

    code = "quote_expired"


class QuoteOutdated(ReassureError):
    """The price or the booking changed since the quote was made; nothing was done."""

    code = "quote_outdated"


class Quote(Base):
    """`lines` are pairs of a line's name (`utter_line_<name>`) and minor units. A positive total is paid by the customer.

    `facts` are the ids and plain values that its deed needs, as JSON.
    """

    __tablename__ = "quotes"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    conversation_id: Mapped[int | None] = mapped_column(index=True)
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    lines: Mapped[list[tuple[str, int]]] = mapped_column(JSON)
    total_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    rule_id: Mapped[str] = mapped_column(String(60))
    rule_words: Mapped[str] = mapped_column(String(800))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    booking: Mapped[Booking | None] = relationship()

    @property
    def key(self) -> str:
        """The idempotency key of saying yes to this quote: a second yes is the same yes."""
        return f"{self.kind}-{self.id}"


def make(
    session: Session,
    kind: str,
    rule: Rule,
    now: datetime,
    *,
    conversation_id: int | None,
    booking: Booking | None = None,
    facts: Mapping[str, Any] | None = None,
    lines: Sequence[tuple[str, int]] = (),
    currency: str = "EUR",
) -> Quote:
    """A quote of this kind; its total is the sum of its lines."""
    quote = Quote(
        kind=kind,
        conversation_id=conversation_id,
        booking=booking,
        facts=dict(facts or {}),
        lines=[tuple(line) for line in lines],
        total_minor=sum(amount for _, amount in lines),
        currency=currency,
        rule_id=rule.id,
        rule_words=rule.words,
        made_at=now,
        expires_at=now + QUOTE_HOLDS,
    )
    session.add(quote)
    session.flush()
    return quote


def of_conversation(session: Session, conversation_id: int, quote_id: int) -> Quote | None:
    """The quote with this id, if it was made in this conversation."""
    mine = (Quote.id == quote_id, Quote.conversation_id == conversation_id)
    return session.scalar(select(Quote).where(*mine))
