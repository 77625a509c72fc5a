"""A deed: what is done after the customer's yes to a quote; once for each key, its receipt in the same transaction.

The assistant's actions and the adviser's decisions come to the same functions, by the kind of the quote.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from sqlalchemy.orm import Session

from airline.quotes import Quote, QuoteExpired
from customer_care import receipts
from customer_care.receipts import Receipt

Deed = Callable[[Session, Quote, str, datetime], Receipt]

DEEDS: dict[str, Deed] = {}


def deed(kind: str) -> Callable[[Deed], Deed]:
    """Makes a function the deed of this kind of quote.

    The function itself runs at most once for each key: a retry gets the same receipt, two at once come one after the other.
    Raises QuoteExpired; what else it raises leaves nothing done.
    """

    def register(do: Deed) -> Deed:
        @wraps(do)
        def once(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
            # The row lock makes two confirmations of one quote come one after the other (SQLite: BEGIN IMMEDIATE).
            session.refresh(quote, ["expires_at"], with_for_update=True)
            known = receipts.with_key(session, key)
            if known:
                return known
            if now >= quote.expires_at:
                raise QuoteExpired
            return do(session, quote, key, now)

        DEEDS[kind] = once
        return once

    return register


def receipt_of(
    session: Session,
    quote: Quote,
    key: str,
    now: datetime,
    what: str,
    *,
    next_step: str | None = None,
    due_at: datetime | None = None,
    undo_until: datetime | None = None,
) -> Receipt:
    """The receipt of what was done for this quote: its booking, its amount, and its facts as what the key stands for."""
    return receipts.issue(
        session,
        conversation_id=quote.conversation_id,
        key=key,
        what=what,
        subject=f"Booking {quote.booking.reference}" if quote.booking else "",
        amount_minor=quote.total_minor,
        currency=quote.currency,
        now=now,
        next_step=next_step,
        due_at=due_at,
        undo_until=undo_until,
        parameters=quote.facts,
    )


def of(quote: Quote) -> Deed:
    """The deed that this quote asks for. Raises KeyError: whatever is quoted can be done."""
    return DEEDS[quote.kind]
