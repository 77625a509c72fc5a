"""When a customer says that a payment went wrong: one made twice is in our records and goes back; the rest is a person's case."""

from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations

from sqlalchemy.orm import Session

from airline import cases, payments, quotes, refunds, rulebook
from airline.bookings import Booking
from airline.cases import CaseKind
from airline.deeds import deed, receipt_of
from airline.money import money_words
from airline.payments import Payment, PaymentMethod
from airline.quotes import Quote, QuoteOutdated
from airline.refunds import RefundReason, Share
from customer_care import repairs
from customer_care.receipts import Receipt
from customer_care.repairs import Mistake


class Problem(StrEnum):
    """What the customer says happened."""

    CHARGED_TWICE = "charged_twice"
    PAYMENT_FAILED = "payment_failed"


def made_twice(session: Session, booking: Booking) -> Payment | None:
    """The later one of two equal card payments for the same thing, close together; None when our records show no such thing."""
    held = [payment for payment in payments.of_booking(session, booking) if payment.method == PaymentMethod.CARD]
    whole = [payment for payment in held if refunds.left_of(session, payment) == payment.amount_minor]
    return next((later for first, later in combinations(whole, 2) if _is_the_same(first, later)), None)


def quote_problem(
    session: Session, booking: Booking, problem: Problem, what: str, now: datetime, conversation_id: int | None = None
) -> Quote:
    """What we do about it: the money back, or a case with the day of its answer. `what` is the customer's own account."""
    twice = made_twice(session, booking) if problem == Problem.CHARGED_TWICE else None
    rule = rulebook.rule("payments.twice") if twice else cases.rule_for(CaseKind(problem))
    return quotes.make(
        session,
        "report_payment_problem",
        rule,
        now,
        conversation_id=conversation_id,
        booking=booking,
        facts={"problem": problem, "what": what, "payment_id": twice.id if twice else None},
        lines=[("paid_twice", -twice.amount_minor)] if twice else [],
        currency=booking.currency,
    )


@deed("report_payment_problem")
def report_payment_problem(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Owes the second payment back, or opens the case. Raises QuoteOutdated."""
    booking = session.get_one(Booking, quote.booking_id, with_for_update={"of": Booking}, populate_existing=True)
    if quote.facts["payment_id"] is None:
        return _open_case(session, booking, quote, key, now)
    twice = made_twice(session, booking)
    if twice is None or twice.id != quote.facts["payment_id"]:
        raise QuoteOutdated
    due_at = now + timedelta(days=rulebook.rule("payments.twice").parameters["returned_within_days"])
    share = Share(twice, twice.amount_minor)
    refunds.request(
        session,
        booking,
        twice.amount_minor,
        RefundReason.PAID_TWICE,
        key,
        due_at,
        now,
        conversation_id=quote.conversation_id,
        shares=[share],
    )
    amount = money_words(twice.amount_minor, twice.currency)
    if quote.conversation_id is not None:
        wrong = f"{twice.what} was paid twice; {amount} goes back to you"
        repairs.open_for(session, quote.conversation_id, Mistake.MONEY_ERROR, twice.key, wrong, now)
    what = f"Found that {twice.what} was paid twice"
    return receipt_of(session, quote, key, now, what, next_step=f"We pay {amount} back", due_at=due_at)


def _open_case(session: Session, booking: Booking, quote: Quote, key: str, now: datetime) -> Receipt:
    case = cases.open(session, CaseKind(quote.facts["problem"]), quote.conversation_id, booking, quote.facts["what"], now)
    next_step = f"A person of ours looks into {case.number} and answers you"
    return receipt_of(session, quote, key, now, f"Case {case.number}", next_step=next_step, due_at=case.answer_due_at)


def _is_the_same(first: Payment, later: Payment) -> bool:
    close = later.at - first.at <= timedelta(hours=rulebook.rule("payments.twice").parameters["twice_within_hours"])
    for_the_same = (first.quote_id, first.what) == (later.quote_id, later.what)
    return close and for_the_same and (first.amount_minor, first.currency) == (later.amount_minor, later.currency)
