"""Bookings as they are after they were bought: with a customer, tickets, and a payment that the provider knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from airline import tickets
from airline.bookings import Booking
from airline.customers import Customer
from airline.fares import FareClass
from airline.payments import Payment, PaymentMethod, PaymentStatus
from airline.refunds import Refund, RefundPart
from airline.sandbox_provider import SandboxProvider
from airline.vouchers import Voucher, VoucherEntry, VoucherKind, enter
from tests.integration.airline.small_airline import NOW, Airline

TAXES_MINOR = 7100  # of a long flight, in airline/rules/tickets.yml


@dataclass
class Bought:
    """The small airline's bookings, bought at the sandbox: €100 a flight and traveller, €71 of it taxes."""

    airline: Airline
    provider: SandboxProvider

    def book(self, fare_class: FareClass, *days: int, travellers: int = 1, ago: timedelta = timedelta(days=20)) -> Booking:
        booking = self.airline.book(fare_class, *days, travellers=travellers, booked_ago=ago)
        session = self.airline.session
        booking.customer = Customer(
            first_name="Inès", surname="De la Peña", email="ines@example.org", phone="+590690123456", language="en"
        )
        for segment in booking.segments:
            for passenger in booking.passengers:
                tickets.issue(session, passenger, segment, segment.paid_minor)
        self.pay(booking, 10000 * len(booking.segments) * travellers)
        return booking

    def pay(self, booking: Booking, amount_minor: int, what: str = "", later: timedelta = timedelta(0)) -> Payment:
        """By card, when it was booked or some time later."""
        number = self.airline.session.scalars(select(func.count(Payment.id))).one()
        key = f"booked-{booking.reference}-{number}"
        payment = Payment(
            booking_id=booking.id,
            amount_minor=amount_minor,
            currency="EUR",
            method=PaymentMethod.CARD,
            what=what or f"Booking {booking.reference}",
            provider_reference=self.provider.charge(key, amount_minor, "EUR", "Booking").reference,
            status=PaymentStatus.CAPTURED,
            key=key,
            at=booking.booked_at + later,
        )
        self.airline.session.add(payment)
        self.airline.session.flush()
        return payment

    def give_voucher(
        self, booking: Booking, amount_minor: int, kind: VoucherKind = VoucherKind.GIFT, ago: timedelta = timedelta(days=30)
    ) -> Voucher:
        """A voucher of this booking's customer; one of a refund was given for this booking."""
        session, issued = self.airline.session, NOW - ago
        voucher = Voucher(
            code=f"VABCDEF{session.scalars(select(func.count(Voucher.id))).one():03}",
            customer_id=booking.customer_id,
            kind=kind,
            amount_minor=amount_minor,
            balance_minor=0,
            currency="EUR",
            issued_at=issued,
            expires_on=(issued + timedelta(days=540)).date(),
            issued_for=booking.id if kind == VoucherKind.REFUND else None,
        )
        session.add(voucher)
        session.flush()
        enter(session, voucher, amount_minor, "Issued", f"issued-{voucher.code}", issued)
        return voucher

    def owed_minor(self, booking: Booking) -> int:
        owed = select(func.coalesce(func.sum(Refund.amount_minor), 0)).where(Refund.booking_id == booking.id)
        return self.airline.session.scalars(owed).one()

    def parts_minor(self, booking: Booking) -> int:
        parts = select(func.coalesce(func.sum(RefundPart.amount_minor), 0)).join(Refund, Refund.id == RefundPart.refund_id)
        return self.airline.session.scalars(parts.where(Refund.booking_id == booking.id)).one()

    def entries(self, voucher: Voucher) -> Sequence[int]:
        mine = select(VoucherEntry.amount_minor).where(VoucherEntry.voucher_id == voucher.id).order_by(VoucherEntry.id)
        return self.airline.session.scalars(mine).all()
