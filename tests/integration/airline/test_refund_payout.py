"""Refunds are paid once, whatever the provider does; what was promised is kept then, and a refusal goes to a person."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from airline import cases, payments, refunds, voucher_deeds
from airline.bookings import Booking
from airline.cancellations import cancel_booking, quote_cancellation
from airline.fares import FareClass
from airline.payments import Payment, PaymentMethod
from airline.refund_payout import pay_due
from airline.refunds import Refund, RefundStatus
from airline.sandbox_provider import Failure, SandboxProvider
from airline.vouchers import VoucherKind, of_customer
from customer_care import commitments, database
from customer_care.commitments import CommitmentStatus
from customer_care.mail import Mail
from tests.integration.airline.paid_bookings import Bought
from tests.integration.airline.small_airline import NOW, small_airline

TOMORROW = NOW + timedelta(hours=24)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "sandbox.db"


def owed(ledger: Path, way: PaymentMethod = PaymentMethod.CARD, extra_minor: int = 0) -> Refund:
    """A refund of €100.00, or more with a second payment, that was asked for now."""
    with database.unit_of_work() as session:
        bought = Bought(small_airline(session), SandboxProvider(ledger))
        booking = bought.book(FareClass.FLEX, 6)
        booking.contact_email = "ines@example.org"
        if extra_minor:
            bought.pay(booking, extra_minor, "A bag")
        quote = quote_cancellation(session, booking, NOW, bought.airline.conversation_id)
        cancel_booking(session, quote, quote.key, NOW)
        refund = refunds.of_booking(session, booking)[0]
        refund.way = way
        return refund


def again(refund: Refund) -> Refund:
    with database.reading() as session:
        return session.get_one(Refund, refund.id)


def test_a_refund_leaves_us_a_day_after_it_was_asked_for(connected: Engine, ledger: Path) -> None:
    refund, provider = owed(ledger), SandboxProvider(ledger)
    assert pay_due(TOMORROW - timedelta(minutes=1), provider) == 0
    assert pay_due(TOMORROW, provider) == 1
    assert (again(refund).status, again(refund).paid_at) == (RefundStatus.PAID, TOMORROW)
    assert provider.total_minor() == 0


def test_when_it_is_paid_the_promise_is_kept_and_the_customer_is_told(connected: Engine, ledger: Path) -> None:
    refund = owed(ledger)
    pay_due(TOMORROW, SandboxProvider(ledger))
    with database.reading() as session:
        promised = commitments.of_conversation(session, refund.conversation_id or 0)
        letter = session.scalars(select(Mail)).one()
    assert [made.status for made in promised] == [CommitmentStatus.KEPT]
    assert letter.to == "ines@example.org"
    assert "€100.00" in letter.body


@pytest.mark.parametrize("failure", [Failure.BEFORE, Failure.AFTER])
def test_without_an_answer_it_is_asked_again_and_paid_once(connected: Engine, ledger: Path, failure: Failure) -> None:
    refund, provider = owed(ledger), SandboxProvider(ledger, [failure])
    assert pay_due(TOMORROW, provider) == 0
    assert again(refund).status == RefundStatus.IN_DOUBT
    assert pay_due(TOMORROW + timedelta(minutes=1), provider) == 1
    assert pay_due(TOMORROW + timedelta(minutes=2), provider) == 0
    assert provider.total_minor() == 0


def test_it_goes_back_to_every_payment_that_it_came_from(connected: Engine, ledger: Path) -> None:
    """€100.00 came in two payments; the newer one gives first."""
    with database.unit_of_work() as session:
        bought = Bought(small_airline(session), SandboxProvider(ledger))
        booking = bought.book(FareClass.FLEX, 6)
        first = payments.of_booking(session, booking)[0]
        bought.pay(booking, 3000, "A change")
        shares = refunds.shared_out(session, booking, 12000)
    assert [(share.payment.id == first.id, share.amount_minor) for share in shares] == [(False, 3000), (True, 9000)]


def test_what_the_provider_refuses_is_left_to_a_person(connected: Engine, ledger: Path) -> None:
    refund = owed(ledger)
    other = SandboxProvider(ledger.parent / "another.db")  # it has never heard of the charge
    assert pay_due(TOMORROW, other) == 0
    assert again(refund).status == RefundStatus.FAILED
    with database.reading() as session:
        opened = cases.known_to(session, refund.conversation_id or 0, None)
    assert "€100.00" in opened[0].what
    assert pay_due(TOMORROW, other) == 0


def test_a_refund_as_a_voucher_makes_one_and_no_money_moves(connected: Engine, ledger: Path) -> None:
    refund, provider = owed(ledger, PaymentMethod.VOUCHER), SandboxProvider(ledger)
    assert pay_due(TOMORROW, provider, choose=lambda signs: signs[0]) == 1
    with database.reading() as session:
        made = of_customer(session, session.get_one(Booking, refund.booking_id))
    assert [(voucher.code, voucher.kind, voucher.balance_minor) for voucher in made] == [
        ("AZ-AAAAAAAA", VoucherKind.REFUND, 10000)
    ]
    assert provider.total_minor() == 10000


def test_what_a_voucher_had_paid_is_on_it_again(connected: Engine, ledger: Path) -> None:
    with database.unit_of_work() as session:
        bought = Bought(small_airline(session), SandboxProvider(ledger))
        booking = bought.book(FareClass.FLEX, 6)
        voucher = bought.give_voucher(booking, 0)
        paid = payments.of_booking(session, booking)[0]
        paid.method, paid.voucher_id, paid.provider_reference = PaymentMethod.VOUCHER, voucher.id, None
        quote = quote_cancellation(session, booking, NOW, bought.airline.conversation_id)
        cancel_booking(session, quote, quote.key, NOW)
    assert pay_due(TOMORROW, SandboxProvider(ledger)) == 1
    with database.reading() as session:
        assert session.get_one(type(voucher), voucher.id).balance_minor == 10000
        assert session.get_one(Payment, paid.id).amount_minor == 10000


def test_a_voucher_turned_into_money_is_paid_to_the_card_once(connected: Engine, ledger: Path) -> None:
    owed(ledger, PaymentMethod.VOUCHER)
    provider = SandboxProvider(ledger)
    pay_due(TOMORROW, provider)
    with database.unit_of_work() as session:
        booking = session.get_one(Booking, 1)
        voucher = of_customer(session, booking)[0]
        quote = voucher_deeds.quote_conversion(session, voucher, booking, TOMORROW)
        voucher_deeds.convert_voucher(session, quote, quote.key, TOMORROW)
    assert pay_due(TOMORROW + timedelta(days=1), provider) == 1
    assert provider.total_minor() == 0
