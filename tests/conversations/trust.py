"""What must hold in every conversation, whatever it was about."""

import re
from collections.abc import Sequence
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from airline.money import money_words
from airline.quotes import Quote
from customer_care import receipts
from customer_care.commitments import Commitment
from customer_care.conversations import Conversation
from webrtc_gateway.messages import Turn

PROMISE = re.compile(r"\b(?:we|I) will\b|\b(?:we|I)['’]ll\b|\bshall (?:get|receive|hear)\b", re.IGNORECASE)
DONE = re.compile(r"^Done\b|\bYour receipt is\b")


def broken_trust(session: Session, talk: Conversation, answers: Sequence[Sequence[Turn]]) -> list[str]:
    """Each way in which this conversation was not to be trusted, in words; none is what we want."""
    turns = [turn for answer in answers for turn in answer]
    return [
        *(f"nothing was answered to message {number}" for number, answer in enumerate(answers, start=1) if not answer),
        *("an empty turn" for turn in turns if not turn.text.strip()),
        *(f"said twice in a row: {now.text!r}" for before, now in _neighbours(turns) if before.text == now.text),
        *_receipts_that_are_none(session, talk, turns),
        *_prices_that_are_none(session, talk, turns),
        *_promises_that_are_none(session, talk, turns),
    ]


def _neighbours(turns: Sequence[Turn]) -> list[tuple[Turn, Turn]]:
    return list(pairwise(turns))


def _receipts_that_are_none(session: Session, talk: Conversation, turns: Sequence[Turn]) -> list[str]:
    """ "Done" if and only if there is a receipt, with the amount that is written there."""
    written = {receipt.number: receipt for receipt in receipts.of_conversation(session, talk.id)}
    shown = {turn.receipt.number: turn.receipt for turn in turns if turn.receipt}
    wrong = [f"a receipt that is not written: {number}" for number in shown.keys() - written.keys()]
    wrong += [f"done, and nobody was told: {number}" for number in written.keys() - shown.keys()]
    wrong += [f"done without a receipt: {turn.text!r}" for turn in turns if DONE.search(turn.text) and not turn.receipt]
    for number in shown.keys() & written.keys():
        amount = money_words(written[number].amount_minor, written[number].currency)
        if shown[number].amount not in {None, amount}:
            wrong.append(f"receipt {number} says {shown[number].amount}, the record {amount}")
    return wrong


def _prices_that_are_none(session: Session, talk: Conversation, turns: Sequence[Turn]) -> list[str]:
    """Every total that was quoted is that of a quote on record, and its lines add up to it."""
    on_record = session.scalars(select(Quote).where(Quote.conversation_id == talk.id)).all()
    totals = {money_words(quote.total_minor, quote.currency) for quote in on_record}
    sums = all(sum(amount for _, amount in quote.lines) == quote.total_minor for quote in on_record)
    wrong = [f"quoted {turn.quote.total}, on record {totals}" for turn in turns if turn.quote and turn.quote.total not in totals]
    return wrong if sums else [*wrong, "the lines of a quote do not add up"]


def _promises_that_are_none(session: Session, talk: Conversation, turns: Sequence[Turn]) -> list[str]:
    made = session.scalar(select(Commitment.id).where(Commitment.conversation_id == talk.id).limit(1))
    return [f"a promise that is not kept anywhere: {turn.text!r}" for turn in turns if PROMISE.search(turn.text) and not made]
