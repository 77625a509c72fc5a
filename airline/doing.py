"""Doing what was said yes to: the money first, where there is any to take, then the deed; and the money back if the deed fails.

The provider's ledger and our records cannot change in one transaction, so each step can be the last one before a crash:

    1. ours       the payment is written down as pending, under the key by which the provider will know it
    2. theirs     the charge
    3. ours       the payment is captured, the deed is done and its receipt issued, all in one transaction

Whoever comes again, a second click, a retry or `reconciliation`, goes through the same steps under the same keys: one charge,
one receipt. When 3 is refused, 4 (ours) marks the payment as going back, 5 (theirs) gives it back, 6 (ours) notes that it is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from airline import deeds, payments, quotes, rulebook, sandbox_provider, vouchers
from airline.money import money_words
from airline.payment_provider import Movement, PaymentDeclined, PaymentProvider, ProviderUnreachable
from airline.payments import OPEN, WENT_BACK, Payment, PaymentMethod, PaymentStatus
from airline.quotes import Quote, QuoteExpired, QuoteOutdated
from customer_care import commitments, receipts
from customer_care.commitments import Kind
from customer_care.database import unit_of_work
from customer_care.errors import NotFound, ReassureError
from customer_care.receipts import Receipt


class PaymentInDoubt(ReassureError):
    """Nobody knows yet whether the money was taken; nothing was done. It is settled, and told, by `settled_by`."""

    code = "payment_in_doubt"

    def __init__(self, settled_by: datetime) -> None:
        super().__init__(settled_by.isoformat())
        self.settled_by = settled_by


class PaymentReturned(ReassureError):
    """The money was taken and the deed then refused for `reason` (None when that was told before): the money goes back."""

    code = "payment_returned"

    def __init__(self, reason: ReassureError | None = None) -> None:
        super().__init__(reason.code if reason else "before")
        self.reason = reason


@dataclass(frozen=True)
class Taken:
    """Money that was taken for a quote, in one attempt; `reference` is the charge, None when vouchers paid for everything."""

    quote_id: int
    attempt: str
    reference: str | None


def carry_out(quote_id: int, conversation_id: int, now: datetime, provider: PaymentProvider | None = None) -> Receipt:
    """Takes what the quote costs and does its deed, once, however often this is called; returns its receipt.

    Raises NotFound for a quote that is not this conversation's, QuoteExpired, whatever the deed refuses with (nearly
    always before any money is taken), PaymentDeclined, PaymentInDoubt or PaymentReturned; then nothing was done.
    """
    provider = provider or sandbox_provider.of_this_process()
    with unit_of_work() as session:
        quote = _locked(session, quotes.of_conversation(session, conversation_id, quote_id))
        known = receipts.with_key(session, quote.key)
        if known:
            return known
        if quote.total_minor <= 0:
            return deeds.of(quote)(session, quote, quote.key, now)
        attempt, card = _begin(session, quote, now)
        statement = f"Booking {quote.booking.reference}" if quote.booking else quote.kind
    charge = _charge(card, quote, statement, now, provider) if card else None
    return finish(Taken(quote_id, attempt, charge.reference if charge else None), now, provider)


def finish(taken: Taken, now: datetime, provider: PaymentProvider) -> Receipt:
    """Steps 3 to 6, for a quote whose money is taken. Raises PaymentReturned, or the refusal when only a voucher had paid."""
    try:
        with unit_of_work() as session:
            return _capture_and_do(session, taken, now)
    except ReassureError as refusal:
        with unit_of_work() as session:
            _send_back(session, taken, now)
        if taken.reference is None:
            raise
        give_back(taken.quote_id, now, provider)
        raise PaymentReturned(refusal) from refusal


def give_up(session: Session, quote_id: int, attempt: str, now: datetime) -> None:
    """No money was taken in this attempt and none will be; what a voucher gave is back on it."""
    _locked(session, session.get(Quote, quote_id))
    for payment in payments.of_attempt(session, attempt):
        if payments.move(session, payment, PaymentStatus.FAILED):
            vouchers.put_back(session, payment, now)
            commitments.keep(session, Kind.CASE_ANSWERED, payment.key, now)


def give_back(quote_id: int, now: datetime, provider: PaymentProvider) -> None:
    """Steps 5 and 6. A provider that does not answer is asked again by `reconciliation`."""
    with unit_of_work() as session:
        going = [payment for payment in payments.of_quote(session, quote_id) if payment.status == PaymentStatus.RETURNING]
    for payment in going:
        try:
            provider.refund(f"{payment.key}-back", payment.provider_reference or "", payment.amount_minor)
        except ProviderUnreachable:
            continue
        with unit_of_work() as session:
            _note_returned(session, payment.id, now)


# ── the steps ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _locked(session: Session, quote: Quote | None) -> Quote:
    """Whoever works on the same quote waits, so that its payments and its receipt are always looked at together."""
    if quote is None:
        raise NotFound
    session.refresh(quote, ["expires_at"], with_for_update=True)
    return quote


def _begin(session: Session, quote: Quote, now: datetime) -> tuple[str, Payment | None]:
    """Step 1: the attempt, and the payment to ask the provider for, None when a voucher pays for everything."""
    begun = payments.of_quote(session, quote.id)
    if any(payment.status in WENT_BACK for payment in begun):
        raise PaymentReturned
    under_way = [payment for payment in begun if payment.status in OPEN]
    if not under_way:
        _demand_no_twin_in_doubt(session, quote)
        _rehearse(session, quote, now)
        under_way = _pay_or_prepare(session, quote, f"{quote.key}-{len(begun) + 1}", now)
    card = next((payment for payment in under_way if payment.method == PaymentMethod.CARD), None)
    return under_way[0].attempt, card


def _demand_no_twin_in_doubt(session: Session, quote: Quote) -> None:
    """The same wish, asked for anew while its payment is in doubt, would be done and paid twice. Raises PaymentInDoubt."""
    twins = select(Payment, Quote).join(Quote, Quote.id == Payment.quote_id)
    like_it = (Quote.kind == quote.kind, Quote.booking_id == quote.booking_id, Quote.id != quote.id)
    for payment, twin in session.execute(twins.where(*like_it, Payment.status.in_(OPEN))).all():
        if twin.facts == quote.facts:
            raise PaymentInDoubt(payment.at + _settles_within())


def _rehearse(session: Session, quote: Quote, now: datetime) -> None:
    """Does the deed and takes it back, so that what is refused is refused before any money moves."""
    rehearsal = session.begin_nested()
    try:
        deeds.of(quote)(session, quote, quote.key, now)
    finally:
        rehearsal.rollback()


def _pay_or_prepare(session: Session, quote: Quote, attempt: str, now: datetime) -> list[Payment]:
    """What a voucher gives is taken from it at once; the rest is to be charged."""
    by_voucher = vouchers.pay(session, quote, f"{attempt}-voucher", now)
    rest_minor = quote.total_minor - sum(payment.amount_minor for payment in by_voucher)
    if not rest_minor:
        return by_voucher
    return [*by_voucher, payments.begin(session, quote, rest_minor, PaymentMethod.CARD, f"{attempt}-card", now)]


def _charge(card: Payment, quote: Quote, statement: str, now: datetime, provider: PaymentProvider) -> Movement:
    """Step 2; `statement` is what the bank's statement will say.

    Raises PaymentDeclined, PaymentInDoubt, or QuoteExpired when an interrupted attempt is taken up too late.
    """
    try:
        _demand_in_time(card, quote, now, provider)
        return provider.charge(card.key, card.amount_minor, card.currency, statement)
    except (PaymentDeclined, QuoteExpired):
        with unit_of_work() as session:
            give_up(session, quote.id, card.attempt, now)
        raise
    except ProviderUnreachable as lost:
        with unit_of_work() as session:
            settled_by = _note_doubt(session, quote, card.id, now)
        raise PaymentInDoubt(settled_by) from lost


def _demand_in_time(card: Payment, quote: Quote, now: datetime, provider: PaymentProvider) -> None:
    if now >= quote.expires_at and provider.find(card.key) is None:
        raise QuoteExpired


def _capture_and_do(session: Session, taken: Taken, now: datetime) -> Receipt:
    """Step 3. Somebody else who came to it first may have done it, or sent the money back."""
    quote = _locked(session, session.get(Quote, taken.quote_id))
    known = receipts.with_key(session, quote.key)
    if known:
        return known
    held = [payment for payment in payments.of_attempt(session, taken.attempt) if payment.status in OPEN]
    if sum(payment.amount_minor for payment in held) != quote.total_minor:
        raise QuoteOutdated
    receipt = deeds.of(quote)(session, quote, quote.key, now)
    for payment in held:
        payments.move(session, payment, PaymentStatus.CAPTURED)
        payment.what = receipt.what[:200]
        if payment.method == PaymentMethod.CARD:
            payment.provider_reference = taken.reference
        commitments.keep(session, Kind.CASE_ANSWERED, payment.key, now)
    return receipt


def _send_back(session: Session, taken: Taken, now: datetime) -> None:
    """Step 4: a voucher has its money back in this moment, a card's charge is on its way. What was captured stays."""
    quote = _locked(session, session.get(Quote, taken.quote_id))
    for payment in payments.of_attempt(session, taken.attempt):
        if payment.method == PaymentMethod.VOUCHER:
            if payments.move(session, payment, PaymentStatus.FAILED):
                vouchers.put_back(session, payment, now)
        elif payments.move(session, payment, PaymentStatus.RETURNING):
            payment.provider_reference = taken.reference
            _promise_return(session, quote, payment, now)


def _promise_return(session: Session, quote: Quote, payment: Payment, now: datetime) -> None:
    commitments.keep(session, Kind.CASE_ANSWERED, payment.key, now)
    if quote.conversation_id is None:
        return
    amount = money_words(payment.amount_minor, payment.currency)
    due_at = now + timedelta(days=rulebook.rule("payments.returned").parameters["returned_within_days"])
    text = f"Give back {amount} that was taken for something that could not be done"
    commitments.make(session, quote.conversation_id, Kind.REFUND_PAID, text, due_at, now, subject=payment.key)


def _note_returned(session: Session, payment_id: int, now: datetime) -> None:
    """Step 6."""
    payment = session.get_one(Payment, payment_id)
    if payments.move(session, payment, PaymentStatus.RETURNED):
        commitments.keep(session, Kind.REFUND_PAID, payment.key, now)


def _note_doubt(session: Session, quote: Quote, payment_id: int, now: datetime) -> datetime:
    """By when it is settled; promised once."""
    payment = session.get_one(Payment, payment_id)
    settled_by = now + _settles_within()
    if payments.move(session, payment, PaymentStatus.IN_DOUBT) and quote.conversation_id is not None:
        amount = money_words(payment.amount_minor, payment.currency)
        text = f"Find out whether your payment of {amount} went through, and tell you"
        commitments.make(session, quote.conversation_id, Kind.CASE_ANSWERED, text, settled_by, now, subject=payment.key)
    return settled_by


def _settles_within() -> timedelta:
    return timedelta(hours=rulebook.rule("payments.in_doubt").parameters["settled_within_hours"])
