"""An invoice: what was paid for a booking, line by line, under a number of its own; mailed to the address on file."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from airline import identity, letters, payments, quotes, refunds, rulebook
from airline.bookings import Booking
from airline.deeds import deed, receipt_of
from airline.money import money_words
from airline.quotes import Quote
from airline.refunds import Refund, RefundReason, RefundStatus
from airline.refusals import Refusal
from customer_care import mail
from customer_care.database import Base
from customer_care.receipts import Receipt

FIRST_NUMBER = 7000


class Invoice(Base):
    """`lines` are pairs of words and minor units, as they stood when the invoice was written; it is never changed."""

    __tablename__ = "invoices"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), index=True)
    made_out_to: Mapped[str] = mapped_column(String(200))
    lines: Mapped[list[Any]] = mapped_column(JSON)
    total_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    made_at: Mapped[datetime]

    @property
    def number(self) -> str:
        return f"{self.made_at:%Y}-{FIRST_NUMBER + self.id}"


class NothingPaid(Refusal):
    """No payment for this booking is with us; an agency that was paid writes the invoice."""

    code = "nothing_paid"


def lines_of(session: Session, booking: Booking) -> list[tuple[str, int]]:
    """What was paid, the oldest first, and what was or is being paid back; negative towards the customer."""
    paid = [(payment.what, payment.amount_minor) for payment in payments.of_booking(session, booking)]
    back = [
        (_refund_words(refund), -refund.amount_minor)
        for refund in reversed(refunds.of_booking(session, booking))
        if refund.status != RefundStatus.WITHDRAWN and refund.reason != RefundReason.VOUCHER
    ]
    return paid + back


def _refund_words(refund: Refund) -> str:
    """ "Put back on 23 November 2026, being repaid"."""
    what = "Put back on" if refund.reason == RefundReason.UNDONE else "Refund of"
    paid = "" if refund.status == RefundStatus.PAID else ", being repaid"
    return f"{what} {refund.requested_at:%-d %B %Y}{paid}"


def quote_invoice(session: Session, booking: Booking, now: datetime, conversation_id: int | None = None) -> Quote:
    """Having an invoice mailed to the address on file; it costs nothing. Raises NothingPaid or NoAddress."""
    rule = rulebook.rule("payments.invoice")
    _demand_paid(session, booking)
    to = mail.masked(identity.address_on_file(booking))
    return quotes.make(session, "request_invoice", rule, now, conversation_id=conversation_id, booking=booking, facts={"to": to})


@deed("request_invoice")
def request_invoice(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Writes the invoice and mails it. Raises NothingPaid or NoAddress."""
    booking = session.get_one(Booking, quote.booking_id)
    lines = _demand_paid(session, booking)
    invoice = Invoice(
        booking_id=booking.id,
        made_out_to=_name_of(booking),
        lines=lines,
        total_minor=sum(amount for _, amount in lines),
        currency=booking.currency,
        made_at=now,
    )
    session.add(invoice)
    session.flush()
    to = letters.send(session, booking, "invoice", now, **_words(invoice, booking))
    return receipt_of(session, quote, key, now, f"Invoice {invoice.number}", next_step=f"It is on its way to {to}")


def _demand_paid(session: Session, booking: Booking) -> list[tuple[str, int]]:
    lines = lines_of(session, booking)
    if not lines:
        raise NothingPaid(rulebook.rule("payments.invoice"), booking=booking.reference)
    return lines


def _name_of(booking: Booking) -> str:
    """The customer who booked, or else the first traveller."""
    person = booking.customer or booking.passengers[0]
    return f"{person.first_name} {person.surname}"


def _words(invoice: Invoice, booking: Booking) -> dict[str, str]:
    amounts = [(what, money_words(amount, invoice.currency)) for what, amount in invoice.lines]
    amounts.append(("Total", money_words(invoice.total_minor, invoice.currency)))
    width = max(len(amount) for _, amount in amounts)
    return {
        "number": invoice.number,
        "reference": booking.reference,
        "customer": invoice.made_out_to,
        "day": f"{invoice.made_at:%-d %B %Y}",
        "lines": "\n".join(f"{amount:>{width}}  {what}" for what, amount in amounts),
    }
