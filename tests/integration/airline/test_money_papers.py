"""Unused taxes, payments made twice, invoices and confirmations: each from the records, each once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from airline import confirmations, invoices, payment_problems, refunds, unused_taxes
from airline.cases import Case, CaseKind
from airline.fares import FareClass
from airline.identity import NoAddress
from airline.invoices import Invoice, NothingPaid
from airline.payment_problems import Problem
from airline.quotes import QuoteOutdated
from airline.refunds import RefundReason, RefundStatus
from airline.unused_taxes import NoUnusedTaxes
from customer_care.mail import Mail
from tests.integration.airline.paid_bookings import TAXES_MINOR, Bought
from tests.integration.airline.small_airline import NOW


def test_who_did_not_fly_gets_the_taxes_back_once(bought: Bought) -> None:
    session, booking = bought.airline.session, bought.book(FareClass.LIGHT, -2, travellers=2)
    quote = unused_taxes.quote_unused_taxes(session, booking, NOW, bought.airline.conversation_id)
    assert (quote.rule_id, quote.total_minor) == ("refunds.unused_tax", -2 * TAXES_MINOR)
    receipt = unused_taxes.refund_unused_tax(session, quote, quote.key, NOW)
    assert receipt.due_at == NOW + timedelta(days=30)
    assert bought.owed_minor(booking) == bought.parts_minor(booking) == 2 * TAXES_MINOR
    with pytest.raises(NoUnusedTaxes):
        unused_taxes.quote_unused_taxes(session, booking, NOW)


@pytest.mark.parametrize(("day", "checked_in"), [(6, False), (-2, True)])
def test_a_flight_ahead_or_one_that_was_checked_in_has_no_unused_taxes(bought: Bought, day: int, checked_in: bool) -> None:
    booking = bought.book(FareClass.LIGHT, day)
    booking.segments[0].checked_in_at = NOW - timedelta(days=3) if checked_in else None
    with pytest.raises(NoUnusedTaxes) as refused:
        unused_taxes.quote_unused_taxes(bought.airline.session, booking, NOW)
    assert refused.value.rule.id == "refunds.unused_tax"


def test_on_the_day_itself_nobody_knows_yet_who_flew(bought: Bought) -> None:
    booking = bought.book(FareClass.LIGHT, -1)
    with pytest.raises(NoUnusedTaxes):
        unused_taxes.quote_unused_taxes(bought.airline.session, booking, NOW - timedelta(hours=1))


def test_two_quotes_for_the_same_taxes_pay_once(bought: Bought) -> None:
    session, booking = bought.airline.session, bought.book(FareClass.LIGHT, -2)
    one, other = (unused_taxes.quote_unused_taxes(session, booking, NOW) for _ in range(2))
    unused_taxes.refund_unused_tax(session, one, one.key, NOW)
    with pytest.raises(QuoteOutdated):
        unused_taxes.refund_unused_tax(session, other, other.key, NOW)
    assert bought.owed_minor(booking) == TAXES_MINOR


# ── payments made twice ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_second_of_two_equal_payments_goes_back(bought: Bought) -> None:
    session, booking = bought.airline.session, bought.book(FareClass.FLEX, 6)
    second = bought.pay(booking, 10000, later=timedelta(minutes=3))
    quote = payment_problems.quote_problem(session, booking, Problem.CHARGED_TWICE, "twice!", NOW)
    assert (quote.rule_id, quote.total_minor) == ("payments.twice", -10000)
    payment_problems.report_payment_problem(session, quote, quote.key, NOW)
    (refund,) = refunds.of_booking(session, booking)
    assert (refund.reason, [part.payment_id for part in refund.parts]) == (RefundReason.PAID_TWICE, [second.id])
    assert payment_problems.made_twice(session, booking) is None


@pytest.mark.parametrize(
    ("amount_minor", "what", "hours"),
    [(9999, "", 1), (10000, "A bag", 1), (10000, "", 49)],
)
def test_other_payments_are_no_double(bought: Bought, amount_minor: int, what: str, hours: int) -> None:
    booking = bought.book(FareClass.FLEX, 6)
    bought.pay(booking, amount_minor, what, later=timedelta(hours=hours))
    assert payment_problems.made_twice(bought.airline.session, booking) is None


def test_what_the_records_do_not_show_is_a_case(bought: Bought) -> None:
    session, booking = bought.airline.session, bought.book(FareClass.FLEX, 6)
    quote = payment_problems.quote_problem(session, booking, Problem.CHARGED_TWICE, "two amounts", NOW)
    receipt = payment_problems.report_payment_problem(session, quote, quote.key, NOW)
    case = session.scalars(select(Case)).one()
    assert (case.kind, case.what, receipt.due_at) == (CaseKind.CHARGED_TWICE, "two amounts", case.answer_due_at)
    assert bought.owed_minor(booking) == 0


# ── papers ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_invoice_lists_what_was_paid_and_what_went_back(bought: Bought) -> None:
    session, booking = bought.airline.session, bought.book(FareClass.FLEX, 6)
    bought.pay(booking, 4500, "A bag")
    booking.contact_email = "ines@example.org"
    refund = refunds.request(
        session, booking, 1000, RefundReason.UNUSED_TAX, "some", NOW + timedelta(days=7), NOW, conversation_id=None
    )
    refund.status = RefundStatus.PAID
    quote = invoices.quote_invoice(session, booking, NOW)
    receipt = invoices.request_invoice(session, quote, quote.key, NOW)
    invoice, letter = session.scalars(select(Invoice)).one(), session.scalars(select(Mail)).one()
    assert [amount for _, amount in invoice.lines] == [10000, 4500, -1000]
    assert invoice.total_minor == 13500
    assert invoice.number in receipt.what
    assert "€135.00  Total" in letter.body
    assert letter.to == "ines@example.org"


def test_an_invoice_is_written_once_for_a_yes(bought: Bought) -> None:
    session, booking = bought.airline.session, bought.book(FareClass.FLEX, 6)
    quote = invoices.quote_invoice(session, booking, NOW)
    assert invoices.request_invoice(session, quote, quote.key, NOW) is invoices.request_invoice(session, quote, quote.key, NOW)
    assert len(session.scalars(select(Mail)).all()) == 1


def test_without_payments_there_is_no_invoice(bought: Bought) -> None:
    booking = bought.airline.book(FareClass.FLEX, 6)
    booking.contact_email = "agency@example.org"
    with pytest.raises(NothingPaid) as refused:
        invoices.quote_invoice(bought.airline.session, booking, NOW)
    assert refused.value.rule.id == "payments.invoice"


def test_a_confirmation_names_everybody_and_every_flight(bought: Bought) -> None:
    session, booking = bought.airline.session, bought.book(FareClass.FLEX, 6, 9, travellers=2)
    quote = confirmations.quote_confirmation(session, booking, NOW)
    confirmations.resend_confirmation(session, quote, quote.key, NOW)
    body = session.scalars(select(Mail)).one().body
    assert all(passenger.first_name in body for passenger in booking.passengers)
    assert "ZE 412" in body
    assert "ZE 413" in body


def test_without_an_address_nothing_is_sent(bought: Bought) -> None:
    booking = bought.airline.book(FareClass.FLEX, 6)
    with pytest.raises(NoAddress):
        confirmations.quote_confirmation(bought.airline.session, booking, NOW)
