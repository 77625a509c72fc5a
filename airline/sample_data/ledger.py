"""The sample airline's money in the sandbox's own ledger: what its cards paid, and what went back to them before."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from airline.payments import Payment, PaymentMethod, PaymentStatus
from airline.refunds import RefundPart
from airline.sandbox_provider import Entry, SandboxProvider


def bring_forward(session: Session, provider: SandboxProvider) -> None:
    """Enters what is missing, so that a refund finds its charge; safe to do again."""
    provider.bring_forward([*_charges(session), *_paid_back(session)])


def _charges(session: Session) -> Iterator[Entry]:
    by_card = (Payment.method == PaymentMethod.CARD, Payment.status == PaymentStatus.CAPTURED, Payment.quote_id.is_(None))
    for payment in session.scalars(select(Payment).where(*by_card)):
        reference = payment.provider_reference or f"ch-{payment.key}"
        yield Entry(payment.key, reference, None, payment.amount_minor, payment.currency)


def _paid_back(session: Session) -> Iterator[Entry]:
    for part in session.scalars(select(RefundPart).where(RefundPart.provider_reference.is_not(None))):
        reference = part.provider_reference or ""
        yield Entry(f"paid-{part.id}", reference, part.payment.provider_reference, -part.amount_minor, part.payment.currency)
