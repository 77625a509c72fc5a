"""Undoing: what was just done is put back, as long as its receipt says so, and what was paid for it is paid back."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from airline import quotes, refunds, rulebook
from airline.deeds import deed, receipt_of
from airline.quotes import Quote, QuoteOutdated
from airline.refunds import RefundReason
from airline.refusals import Refusal
from customer_care import receipts
from customer_care.errors import ReassureError
from customer_care.receipts import Receipt

KIND = "undo_change"
# Puts back what was done for this quote; raises what makes that impossible.
Undo = Callable[[Session, Quote, datetime], None]

UNDOS: dict[str, Undo] = {}


class NothingToUndo(ReassureError):
    """Nothing was changed in this conversation, or it was put back already."""

    code = "nothing_to_undo"


class UndoOver(Refusal):
    """The newest change cannot be put back, or no longer; a person may decide otherwise."""

    code = "undo_over"


def undo(kind: str) -> Callable[[Undo], Undo]:
    """Makes a function the way back from deeds of this kind. Its receipt should say until when (`undo_until`)."""

    def register(put_back: Undo) -> Undo:
        UNDOS[kind] = put_back
        return put_back

    return register


def can_be_put_back(session: Session, conversation_id: int, now: datetime, kinds: Collection[str] = ()) -> bool:
    """Whether `quote_undo` would have something to quote."""
    try:
        receipt, done = _newest(session, conversation_id, kinds)
    except NothingToUndo:
        return False
    return not _is_over(receipt, done, now)


def quote_undo(session: Session, conversation_id: int, now: datetime, kinds: Collection[str] = ()) -> Quote:
    """Putting back the newest change of this conversation, or the newest of these `kinds`; changes nothing.

    Raises NothingToUndo or UndoOver.
    """
    rule = rulebook.rule("undo.fresh")
    receipt, done = _newest(session, conversation_id, kinds)
    if _is_over(receipt, done, now):
        raise UndoOver(rule, done=receipt.what)
    paid_back = [("paid_back", -receipt.amount_minor)] if receipt.amount_minor > 0 else []
    not_paid = refunds.open_with_key(session, done.key)
    facts = {"quote_id": done.id, "receipt": receipt.number, "done": receipt.what, "not_paid_minor": not_paid}
    return quotes.make(
        session,
        KIND,
        rule,
        now,
        conversation_id=conversation_id,
        booking=done.booking,
        facts=facts,
        lines=paid_back,
        currency=receipt.currency,
    )


@deed(KIND)
def undo_change(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Puts it back once. Raises QuoteOutdated when it was put back before, UndoOver, and what its own way back raises."""
    done = session.get_one(Quote, quote.facts["quote_id"], with_for_update={"of": Quote})
    receipt = receipts.with_key(session, done.key)
    if receipt is None or _was_undone(session, done):
        raise QuoteOutdated
    if receipt.undo_until is None or now >= receipt.undo_until:
        raise UndoOver(rulebook.rule(quote.rule_id), done=receipt.what)
    UNDOS[done.kind](session, done, now)
    due_at = _pay_back(session, quote, key, now) if quote.total_minor < 0 else None
    next_step = "The money goes back the way it came" if due_at else None
    return receipt_of(session, quote, key, now, f"Put back: {receipt.what}", next_step=next_step, due_at=due_at)


def _pay_back(session: Session, quote: Quote, key: str, now: datetime) -> datetime:
    """Owes the money, and promises it by the rule's day."""
    due_at = now + timedelta(days=rulebook.rule(quote.rule_id).parameters["refund_days"])
    if quote.booking is None:
        raise QuoteOutdated
    refunds.request(
        session, quote.booking, -quote.total_minor, RefundReason.UNDONE, key, due_at, now, conversation_id=quote.conversation_id
    )
    return due_at


def _is_over(receipt: Receipt, done: Quote, now: datetime) -> bool:
    return done.kind not in UNDOS or receipt.undo_until is None or now >= receipt.undo_until


def _newest(session: Session, conversation_id: int, kinds: Collection[str] = ()) -> tuple[Receipt, Quote]:
    """The newest change of this conversation that still stands, of these `kinds` if any are given."""
    mine = select(Quote).where(Quote.conversation_id == conversation_id, Quote.kind != KIND).order_by(Quote.id.desc())
    if kinds:
        mine = mine.where(Quote.kind.in_(kinds))
    for done in session.scalars(mine):
        receipt = receipts.with_key(session, done.key)
        if receipt and not _was_undone(session, done):
            return receipt, done
    raise NothingToUndo


def _was_undone(session: Session, done: Quote) -> bool:
    undoings = select(Quote).where(Quote.conversation_id == done.conversation_id, Quote.kind == KIND)
    back = [undoing for undoing in session.scalars(undoings) if undoing.facts["quote_id"] == done.id]
    return any(receipts.with_key(session, undoing.key) for undoing in back)
