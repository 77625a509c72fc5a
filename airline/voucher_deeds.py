"""What a customer does with a voucher: sets it aside for a booking, whose extras it then pays for, or turns it into money."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from airline import quotes, refunds, rulebook, vouchers
from airline.bookings import Booking
from airline.deeds import deed, receipt_of
from airline.money import money_words
from airline.payments import PaymentMethod
from airline.quotes import Quote, QuoteOutdated
from airline.refunds import RefundReason
from airline.refusals import Refusal
from airline.vouchers import Voucher, VoucherKind
from customer_care.receipts import Receipt


class VoucherExpired(Refusal):
    """Its last day is over; `values["on"]` is that day."""

    code = "voucher_expired"


class VoucherSpent(Refusal):
    """There is nothing left on it."""

    code = "voucher_spent"


class VoucherNotMoney(Refusal):
    """It was not given in place of a refund, or too long ago, or no card had paid for what it was given for."""

    code = "voucher_not_money"


def quote_use(session: Session, voucher: Voucher, booking: Booking, now: datetime, conversation_id: int | None = None) -> Quote:
    """Setting the voucher aside for this booking; it costs nothing. Raises VoucherExpired or VoucherSpent."""
    rule = rulebook.rule("vouchers.use")
    _demand_spendable(voucher, now)
    facts = {"voucher_id": voucher.id, "balance_minor": voucher.balance_minor}
    return quotes.make(
        session,
        "use_voucher",
        rule,
        now,
        conversation_id=conversation_id,
        booking=booking,
        facts=facts,
        currency=voucher.currency,
    )


@deed("use_voucher")
def use_voucher(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """From now on it pays first for what is ordered for this booking. Raises QuoteOutdated and what quoting raises."""
    voucher = _demand_still_true(session, quote)
    _demand_spendable(voucher, now)
    voucher.set_aside_for = quote.booking_id
    amount = money_words(voucher.balance_minor, voucher.currency)
    what = f"Voucher {voucher.code} ({amount}) pays first for what you order for this booking"
    return receipt_of(session, quote, key, now, what, next_step="Order an extra or a change; the voucher is used by itself")


def quote_conversion(
    session: Session, voucher: Voucher, booking: Booking, now: datetime, conversation_id: int | None = None
) -> Quote:
    """Turning what is left on it into money. Raises VoucherExpired, VoucherSpent or VoucherNotMoney."""
    rule = rulebook.rule("vouchers.conversion")
    demand_convertible(session, voucher, now)
    return quotes.make(
        session,
        "convert_voucher",
        rule,
        now,
        conversation_id=conversation_id,
        booking=booking,
        facts={"voucher_id": voucher.id, "balance_minor": voucher.balance_minor},
        lines=[("voucher_back", -voucher.balance_minor)],
        currency=voucher.currency,
    )


@deed("convert_voucher")
def convert_voucher(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Empties the voucher and owes its money. Raises QuoteOutdated and what quoting raises."""
    voucher = _demand_still_true(session, quote)
    issued_for = demand_convertible(session, voucher, now)
    amount_minor = voucher.balance_minor
    due_at = now + timedelta(days=rulebook.rule("vouchers.conversion").parameters["pay_days"])
    vouchers.enter(session, voucher, -amount_minor, "Turned into money", key, now)
    refunds.request(
        session, issued_for, amount_minor, RefundReason.VOUCHER, key, due_at, now, conversation_id=quote.conversation_id
    )
    amount = money_words(amount_minor, voucher.currency)
    what = f"Turned {amount} of voucher {voucher.code} into money"
    return receipt_of(session, quote, key, now, what, next_step=f"We pay {amount} to your card", due_at=due_at)


def _demand_still_true(session: Session, quote: Quote) -> Voucher:
    """The voucher, locked, as it was when it was quoted."""
    voucher = session.get_one(Voucher, quote.facts["voucher_id"], with_for_update=True, populate_existing=True)
    if voucher.balance_minor != quote.facts["balance_minor"]:
        raise QuoteOutdated
    return voucher


def _demand_spendable(voucher: Voucher, now: datetime) -> None:
    if not voucher.balance_minor:
        raise VoucherSpent(rulebook.rule("vouchers.use"), code=voucher.code)
    if voucher.expires_on < vouchers.local_day(now):
        raise VoucherExpired(rulebook.rule("vouchers.use"), code=voucher.code, on=f"{voucher.expires_on:%-d %B %Y}")


def demand_convertible(session: Session, voucher: Voucher, now: datetime) -> Booking:
    """The booking that the voucher was given for, whose card its money goes to.

    Raises VoucherExpired, VoucherSpent, VoucherNotMoney or PaidElsewhere.
    """
    _demand_spendable(voucher, now)
    rule = rulebook.rule("vouchers.conversion")
    too_late = now > voucher.issued_at + timedelta(days=rule.parameters["days_after_issue"])
    if voucher.kind != VoucherKind.REFUND or voucher.issued_for is None or too_late:
        raise VoucherNotMoney(rule, code=voucher.code)
    booking = session.get_one(Booking, voucher.issued_for)
    shares = refunds.shared_out(session, booking, voucher.balance_minor)
    if any(share.payment.method != PaymentMethod.CARD for share in shares):
        raise VoucherNotMoney(rule, code=voucher.code)
    return booking
