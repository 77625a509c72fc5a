"""Paying refunds out: what is owed goes back through the provider, part by part, each part once under its own key.

    python -m airline.refund_payout

Safe to run at any time and as often as wanted. What the provider does not answer is asked again; what it refuses is a person's.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from airline import cases, letters, rulebook, sandbox_provider, vouchers
from airline.cases import CaseKind
from airline.money import money_words
from airline.payment_provider import NotRefundable, PaymentProvider, ProviderUnreachable
from airline.payments import PaymentMethod
from airline.refunds import Refund, RefundPart, RefundStatus
from airline.vouchers import Voucher
from customer_care import clock, commitments
from customer_care.commitments import Kind
from customer_care.database import reading, unit_of_work

AT_ONCE = 100
UNPAID = (RefundStatus.REQUESTED, RefundStatus.IN_DOUBT)


def pay_due(now: datetime, provider: PaymentProvider, choose: Callable[[str], str] = secrets.choice) -> int:
    """Pays up to `AT_ONCE` refunds that may leave us, the oldest first; returns how many were paid.

    `choose` picks the signs of a new voucher's code.
    """
    return sum(_pay(refund_id, now, provider, choose) for refund_id in _due(now))


def main() -> None:
    pay_due(clock.now(), sandbox_provider.of_this_process())


def _due(now: datetime) -> list[int]:
    held = timedelta(hours=rulebook.rule("refunds.payout").parameters["after_hours"])
    waiting = (Refund.status.in_(UNPAID), Refund.requested_at <= now - held)
    with reading() as session:
        return list(session.scalars(select(Refund.id).where(*waiting).order_by(Refund.requested_at, Refund.id).limit(AT_ONCE)))


def _pay(refund_id: int, now: datetime, provider: PaymentProvider, choose: Callable[[str], str]) -> bool:
    with reading() as session:
        refund = session.get_one(Refund, refund_id)
    try:
        references = _given_back(refund, provider)
    except ProviderUnreachable:
        return _note(refund_id, RefundStatus.IN_DOUBT)
    except NotRefundable:
        return _leave_to_a_person(refund_id, now)
    with unit_of_work() as session:
        return _settle(session, refund_id, references, now, choose)


def _given_back(refund: Refund, provider: PaymentProvider) -> dict[int, str]:
    """The provider's references by part, for the parts that go back to a card."""
    if refund.way == PaymentMethod.VOUCHER:
        return {}
    by_card = [part for part in refund.parts if part.payment.method == PaymentMethod.CARD]
    return {part.id: _once(refund, part, provider) for part in by_card}


def _once(refund: Refund, part: RefundPart, provider: PaymentProvider) -> str:
    key = f"refund-{refund.key}-{part.id}"
    return provider.refund(key, part.payment.provider_reference or "", part.amount_minor).reference


def _note(refund_id: int, status: RefundStatus) -> bool:
    """The refund is not paid: it has this status now. Another run may have paid it meanwhile."""
    with unit_of_work() as session:
        refund = session.get_one(Refund, refund_id, with_for_update={"of": Refund})
        if refund.status in UNPAID:
            refund.status = status
    return False


def _leave_to_a_person(refund_id: int, now: datetime) -> bool:
    with unit_of_work() as session:
        refund = session.get_one(Refund, refund_id, with_for_update={"of": Refund})
        if refund.status in UNPAID:
            refund.status = RefundStatus.FAILED
            amount = money_words(refund.amount_minor, refund.currency)
            what = f"The refund of {amount} was refused by the payment provider"
            cases.open(session, CaseKind.OTHER, refund.conversation_id, refund.booking, what, now)
    return False


def _settle(session: Session, refund_id: int, references: dict[int, str], now: datetime, choose: Callable[[str], str]) -> bool:
    refund = session.get_one(Refund, refund_id, with_for_update={"of": Refund}, populate_existing=True)
    if refund.status == RefundStatus.PAID:
        return False
    if refund.way == PaymentMethod.VOUCHER:
        vouchers.issue_for_refund(session, refund.booking, refund.amount_minor, refund.key, now, choose)
    else:
        _put_on_vouchers(session, refund, now)
    for part in refund.parts:
        part.provider_reference, part.paid_at = references.get(part.id), now
    refund.status, refund.paid_at = RefundStatus.PAID, now
    commitments.keep(session, Kind.REFUND_PAID, refund.key, now)
    amount = money_words(refund.amount_minor, refund.currency)
    letters.send_if_possible(session, refund.booking, "refund_paid", now, amount=amount, reference=refund.booking.reference)
    return True


def _put_on_vouchers(session: Session, refund: Refund, now: datetime) -> None:
    """What a voucher had paid is on it again."""
    for part in refund.parts:
        if part.payment.voucher_id is not None:
            voucher = session.get_one(Voucher, part.payment.voucher_id, with_for_update=True)
            vouchers.enter(session, voucher, part.amount_minor, part.payment.what, f"refund-{refund.key}-{part.id}", now)


if __name__ == "__main__":
    main()
