"""Undoing: what was done is put back, as long as its receipt says so, and what was paid for it is paid back.

In the conversation in which it was done, or later, by whoever shows that the booking is theirs.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from airline import quotes, refunds, rulebook
from airline.bookings import Booking
from airline.deeds import deed, receipt_of
from airline.quotes import Quote, QuoteOutdated
from airline.refunds import RefundReason
from airline.refusals import Refusal
from customer_care import receipts, wording
from customer_care.errors import ReassureError
from customer_care.receipts import Receipt

KIND = "undo_change"
# Puts back what was done for this quote; raises what makes that impossible.
Undo = Callable[[Session, Quote, datetime], None]

UNDOS: dict[str, Undo] = {}


class NothingToUndo(ReassureError):
    """Nothing was changed in this conversation, or it was put back already."""

    code = "nothing_to_undo"


class NothingToUndoOnBooking(ReassureError):
    """No receipt of this booking is for something that still stands."""

    code = "nothing_to_undo_on_booking"


class NoSuchReceipt(ReassureError):
    """This booking has no receipt with that number; whether another one has is told to nobody."""

    code = "no_such_receipt"

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.values = {"receipt": number}


class PutBackBefore(ReassureError):
    """What this receipt is for was put back already."""

    code = "put_back_before"

    def __init__(self, done: str) -> None:
        super().__init__(done)
        self.values = {"done": done}


class UndoOver(Refusal):
    """It could be put back until a time that is over; a person may decide otherwise."""

    code = "undo_over"


class UndoNever(Refusal):
    """What is done like this is not put back; a person may decide otherwise."""

    code = "undo_never"


class ChangedSince(Refusal):
    """What was done was changed again by something newer, which would have to be put back first."""

    code = "changed_since"


@dataclass(frozen=True)
class Done:
    """Something that was done, with its receipt. It can be put back `until` then, as things stand; None when it cannot."""

    receipt: Receipt
    quote: Quote | None
    put_back: bool
    until: datetime | None


def undo(kind: str) -> Callable[[Undo], Undo]:
    """Makes a function the way back from deeds of this kind. Its receipt should say until when (`undo_until`)."""

    def register(put_back: Undo) -> Undo:
        UNDOS[kind] = put_back
        return put_back

    return register


def can_be_put_back(session: Session, conversation_id: int, now: datetime, kinds: Collection[str] = ()) -> bool:
    """Whether `quote_undo` would have something to quote."""
    return any(done.until for done in standing(done_in(session, conversation_id, now), kinds)[:1])


def done_in(session: Session, conversation_id: int, now: datetime) -> list[Done]:
    """Everything with a receipt in this conversation, the newest first."""
    quoted = {quote.key: quote for quote in session.scalars(select(Quote).where(Quote.conversation_id == conversation_id))}
    issued = reversed(receipts.of_conversation(session, conversation_id))
    return [_done(session, receipt, quoted.get(receipt.key), now) for receipt in issued]


def done_on(session: Session, booking: Booking, now: datetime) -> list[Done]:
    """Everything with a receipt on this booking, in whatever conversation, the newest first."""
    quoted = session.scalars(select(Quote).where(Quote.booking_id == booking.id).order_by(Quote.id.desc()))
    found = [(receipts.with_key(session, quote.key), quote) for quote in quoted]
    issued = sorted(((receipt, quote) for receipt, quote in found if receipt), key=lambda pair: pair[0].id, reverse=True)
    return [_done(session, receipt, quote, now) for receipt, quote in issued]


def standing(all_done: Sequence[Done], kinds: Collection[str] = ()) -> list[Done]:
    """Those that still stand, of these kinds if any are given. Putting back is no change of its own."""
    changes = [done for done in all_done if done.quote and done.quote.kind != KIND and not done.put_back]
    return [done for done in changes if done.quote and (not kinds or done.quote.kind in kinds)]


def demand_any(session: Session, booking: Booking, now: datetime) -> None:
    """Raises what says why nothing on this booking can be put back."""
    there = standing(done_on(session, booking, now))
    if not there:
        raise NothingToUndoOnBooking
    if not any(done.until for done in there):
        _demand_possible(there[0])


def with_number(session: Session, booking: Booking, number: str, now: datetime) -> Done:
    """What this receipt of the booking is for, when it can be put back. Raises what says why not."""
    found = next((done for done in done_on(session, booking, now) if done.receipt.number == number), None)
    if found is None:
        raise NoSuchReceipt(number)
    _demand_possible(found)
    return found


def quote_undo(session: Session, conversation_id: int, now: datetime, kinds: Collection[str] = (), number: str = "") -> Quote:
    """Putting back what was done in this conversation: what has this receipt, or the newest change (of these `kinds`).

    Raises NothingToUndo, and what `quote_undo_of` raises.
    """
    here = done_in(session, conversation_id, now)
    chosen = [done for done in here if done.receipt.number == number] if number else standing(here, kinds)
    if not chosen:
        raise NothingToUndo
    return quote_undo_of(session, chosen[0], conversation_id, now)


def quote_undo_of(session: Session, done: Done, conversation_id: int, now: datetime) -> Quote:
    """Putting this back, by the wish of this conversation's customer. Changes nothing.

    Raises PutBackBefore, UndoOver, UndoNever, ChangedSince, and what its own way back raises.
    """
    quote, receipt = _demand_possible(done), done.receipt
    _try(session, quote, receipt, now)
    paid_back = [("paid_back", -receipt.amount_minor)] if receipt.amount_minor > 0 else []
    not_paid = refunds.open_with_key(session, quote.key)
    facts = {"quote_id": quote.id, "receipt": receipt.number, "done": receipt.what, "not_paid_minor": not_paid}
    return quotes.make(
        session,
        KIND,
        rulebook.rule("undo.fresh"),
        now,
        conversation_id=conversation_id,
        booking=quote.booking,
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
        raise _no(receipt)
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


def _done(session: Session, receipt: Receipt, quote: Quote | None, now: datetime) -> Done:
    put_back = quote is not None and _was_undone(session, quote)
    still = quote and quote.kind in UNDOS and not put_back and receipt.undo_until and now < receipt.undo_until
    return Done(receipt, quote, put_back, receipt.undo_until if still else None)


def _demand_possible(done: Done) -> Quote:
    """The quote that was said yes to. Raises PutBackBefore, UndoOver or UndoNever."""
    if done.put_back:
        raise PutBackBefore(done.receipt.what)
    if done.quote is None or done.until is None:
        raise _no(done.receipt, known=done.quote is not None and done.quote.kind in UNDOS)
    return done.quote


def _try(session: Session, quote: Quote, receipt: Receipt, now: datetime) -> None:
    """Nobody is asked for a yes to what cannot be done: the way back is gone, and come back from."""
    try:
        with session.begin_nested() as trial:
            UNDOS[quote.kind](session, quote, now)
            trial.rollback()
    except QuoteOutdated as outdated:
        raise ChangedSince(rulebook.rule("undo.fresh"), done=receipt.what) from outdated


def _no(receipt: Receipt, *, known: bool = True) -> Refusal:
    rule = rulebook.rule("undo.fresh")
    if not known or receipt.undo_until is None:
        return UndoNever(rule, done=receipt.what)
    return UndoOver(rule, done=receipt.what, until=wording.moment(receipt.undo_until))


def _was_undone(session: Session, done: Quote) -> bool:
    """In this conversation, or in another one about the same booking."""
    undoings = session.scalars(select(Quote).where(Quote.kind == KIND, _concerns(done)))
    back = [undoing for undoing in undoings if undoing.facts["quote_id"] == done.id]
    return any(receipts.with_key(session, undoing.key) for undoing in back)


def _concerns(done: Quote) -> ColumnElement[bool]:
    same_booking = and_(Quote.booking_id.is_not(None), Quote.booking_id == done.booking_id)
    return or_(Quote.conversation_id == done.conversation_id, same_booking)
