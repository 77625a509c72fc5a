"""Settling what was left in doubt: each payment without an answer is asked for by its key, and finished one way or the other.

    python -m airline.reconciliation

Safe to run at any time and as often as wanted; each step is the one that the interrupted request would have taken.
"""

import importlib
import pkgutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

import airline
from airline import doing, letters, sandbox_provider
from airline.doing import PaymentReturned, Taken
from airline.money import money_words
from airline.payment_provider import PaymentProvider, ProviderUnreachable
from airline.payments import OPEN, Payment, PaymentMethod, PaymentStatus
from airline.quotes import Quote
from customer_care import clock, handoffs, journal, receipts, wording
from customer_care.conversations import Conversation
from customer_care.database import reading, unit_of_work
from customer_care.errors import ReassureError
from customer_care.journal import Speaker
from customer_care.receipts import Receipt

# A request that is still waiting for the provider is left alone: providers' clients give up long before that.
LEFT_ALONE = timedelta(minutes=2)
AT_ONCE = 100


class Outcome(StrEnum):
    DONE = "done"
    RETURNED = "returned"
    NEVER_TAKEN = "never_taken"
    WAITING = "waiting"


@dataclass(frozen=True)
class Settled:
    """How many payments ended how: with the deed done, with the money back, or never taken; and how many wait for an answer."""

    done: int = 0
    returned: int = 0
    never_taken: int = 0
    waiting: int = 0


def reconcile(now: datetime, provider: PaymentProvider) -> Settled:
    """Settles up to `AT_ONCE` payments, the oldest first."""
    _learn_every_deed()
    outcomes = [_settle(payment, now, provider) for payment in _unsettled(now)]
    return Settled(*(outcomes.count(outcome) for outcome in Outcome))


def _learn_every_deed() -> None:
    """A deed is known once its module is imported; whoever asked for it may have been another process."""
    for module in pkgutil.iter_modules(airline.__path__):
        importlib.import_module(f"airline.{module.name}")


def main() -> None:
    reconcile(clock.now(), sandbox_provider.of_this_process())


# ── one payment ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _unsettled(now: datetime) -> list[Payment]:
    """One payment of each attempt that is under way for too long or on its way back: the card's, where there is one."""
    asked_long_ago = Payment.status.in_(OPEN) & (Payment.at <= now - LEFT_ALONE)
    found = select(Payment).where(Payment.quote_id.is_not(None), asked_long_ago | (Payment.status == PaymentStatus.RETURNING))
    with reading() as session:
        # By method: "card" comes before "voucher".
        oldest = session.scalars(found.order_by(Payment.at, Payment.method, Payment.id).limit(AT_ONCE))
        by_attempt: dict[str, Payment] = {}
        for payment in oldest:
            by_attempt.setdefault(payment.attempt, payment)
        return list(by_attempt.values())


def _settle(payment: Payment, now: datetime, provider: PaymentProvider) -> Outcome:
    if payment.status == PaymentStatus.RETURNING:
        return _ask_back_again(payment, now, provider)
    try:
        outcome = _find_out(payment, now, provider)
    except ProviderUnreachable:
        return Outcome.WAITING
    if payment.status == PaymentStatus.IN_DOUBT:
        _tell(payment, outcome, now)
    return outcome


def _ask_back_again(payment: Payment, now: datetime, provider: PaymentProvider) -> Outcome:
    doing.give_back(_quote_id(payment), now, provider)
    with reading() as session:
        back = session.get_one(Payment, payment.id).status == PaymentStatus.RETURNED
    return Outcome.RETURNED if back else Outcome.WAITING


def _find_out(payment: Payment, now: datetime, provider: PaymentProvider) -> Outcome:
    by_card = payment.method == PaymentMethod.CARD
    charge = provider.find(payment.key) if by_card else None
    if by_card and charge is None:
        with unit_of_work() as session:
            doing.give_up(session, _quote_id(payment), payment.attempt, now)
        return Outcome.NEVER_TAKEN
    try:
        doing.finish(Taken(_quote_id(payment), payment.attempt, charge.reference if charge else None), now, provider)
    except PaymentReturned:
        return Outcome.RETURNED
    except ReassureError:
        return Outcome.NEVER_TAKEN  # only a voucher had paid, and what it gave is back on it
    return Outcome.DONE


def _tell(payment: Payment, outcome: Outcome, now: datetime) -> None:
    """The customer was told that we did not know; now we do, and say so where they asked and by mail."""
    with unit_of_work() as session:
        quote = session.get_one(Quote, _quote_id(payment))
        if quote.booking is None:
            return
        words = {"amount": money_words(payment.amount_minor, payment.currency), "reference": quote.booking.reference}
        receipt = receipts.with_key(session, quote.key) if outcome == Outcome.DONE else None
        if receipt:
            words |= {"what": receipt.what, "number": receipt.number}
        _say(session, quote, payment, wording.say(f"utter_mail_payment_{outcome}", **words).text, receipt, now)
        letters.send_if_possible(session, quote.booking, f"payment_{outcome}", now, **words)


def _say(session: Session, quote: Quote, payment: Payment, text: str, receipt: Receipt | None, now: datetime) -> None:
    """In the conversation, once, unless it was deleted or a person is speaking there: then the mail has to do."""
    conversation = session.get(Conversation, quote.conversation_id) if quote.conversation_id else None
    if conversation is None or conversation.erased_at or handoffs.with_adviser(session, conversation):
        return
    total = money_words(quote.total_minor, quote.currency)
    card = {"receipt": {"number": receipt.number, "done": receipt.what, "amount": total}} if receipt else None
    journal.append(session, conversation, Speaker.ASSISTANT, text, now, client_id=f"settled-{payment.id}", extras=card)


def _quote_id(payment: Payment) -> int:
    """Only payments for quotes are ever unsettled."""
    return cast("int", payment.quote_id)


if __name__ == "__main__":
    main()
