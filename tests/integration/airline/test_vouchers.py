"""A voucher is spent by its entries: it pays first where it was set aside, and turns into money only by the rule."""

from datetime import timedelta

import pytest

from airline import payments, refunds, voucher_deeds, vouchers
from airline.doing import carry_out
from airline.fares import FareClass
from airline.payments import PaymentMethod
from airline.quotes import QuoteOutdated
from airline.refunds import PaidElsewhere, RefundReason
from airline.voucher_deeds import VoucherExpired, VoucherNotMoney, VoucherSpent
from airline.vouchers import UnknownVoucher, Voucher, VoucherKind
from customer_care import database
from tests.integration.airline.paid_bookings import Bought
from tests.integration.airline.small_airline import NOW
from tests.integration.airline.trying_out import HOLD, PRICE_MINOR, quote_try_out


def test_a_voucher_is_found_by_its_code_however_it_is_written(bought: Bought) -> None:
    booking = bought.book(FareClass.FLEX, 6)
    voucher = bought.give_voucher(booking, 5000)
    assert vouchers.find(bought.airline.session, voucher.code.lower().replace("-", " "), booking) is voucher


def test_somebody_elses_voucher_is_not_found(bought: Bought) -> None:
    mine, theirs = bought.book(FareClass.FLEX, 6), bought.book(FareClass.FLEX, 6)
    voucher = bought.give_voucher(theirs, 5000)
    with pytest.raises(UnknownVoucher):
        vouchers.find(bought.airline.session, voucher.code, mine)


def test_the_balance_is_the_sum_of_the_entries(bought: Bought) -> None:
    booking = bought.book(FareClass.FLEX, 6)
    voucher = bought.give_voucher(booking, 5000)
    vouchers.enter(bought.airline.session, voucher, -1200, "A meal", "meal", NOW)
    assert voucher.balance_minor == sum(bought.entries(voucher)) == 3800


@pytest.mark.parametrize(("on_it", "from_voucher"), [(10000, PRICE_MINOR), (PRICE_MINOR, PRICE_MINOR), (2000, 2000)])
def test_a_voucher_that_is_set_aside_pays_first_and_the_card_the_rest(bought: Bought, on_it: int, from_voucher: int) -> None:
    HOLD.room = True
    session, booking = bought.airline.session, bought.book(FareClass.FLEX, 6)
    voucher = bought.give_voucher(booking, on_it)
    setting = voucher_deeds.quote_use(session, voucher, booking, NOW, bought.airline.conversation_id)
    voucher_deeds.use_voucher(session, setting, setting.key, NOW)
    quote = quote_try_out(session, booking, NOW, bought.airline.conversation_id)
    session.commit()  # a payment's steps are transactions of their own
    before = bought.provider.total_minor()
    carry_out(quote.id, bought.airline.conversation_id, NOW, bought.provider)
    with database.reading() as after:
        paid = {payment.method: payment.amount_minor for payment in payments.of_quote(after, quote.id)}
        left = after.get_one(Voucher, voucher.id).balance_minor
    assert paid.get(PaymentMethod.VOUCHER, 0) == on_it - left == from_voucher
    assert paid.get(PaymentMethod.CARD, 0) == bought.provider.total_minor() - before == PRICE_MINOR - from_voucher
    assert sum(paid.values()) == quote.total_minor


def test_an_expired_or_empty_voucher_is_refused_by_the_rule(bought: Bought) -> None:
    session, booking = bought.airline.session, bought.book(FareClass.FLEX, 6)
    with pytest.raises(VoucherExpired) as expired:
        voucher_deeds.quote_use(session, bought.give_voucher(booking, 5000, ago=timedelta(days=600)), booking, NOW)
    with pytest.raises(VoucherSpent) as spent:
        voucher_deeds.quote_use(session, bought.give_voucher(booking, 0), booking, NOW)
    assert expired.value.rule.id == spent.value.rule.id == "vouchers.use"


def test_a_refund_voucher_turns_into_the_money_that_was_quoted(bought: Bought) -> None:
    session, booking = bought.airline.session, bought.book(FareClass.FLEX, 6)
    voucher = bought.give_voucher(booking, 6000, VoucherKind.REFUND)
    quote = voucher_deeds.quote_conversion(session, voucher, booking, NOW, bought.airline.conversation_id)
    receipt = voucher_deeds.convert_voucher(session, quote, quote.key, NOW)
    assert (voucher.balance_minor, sum(bought.entries(voucher))) == (0, 0)
    assert bought.owed_minor(booking) == bought.parts_minor(booking) == -receipt.amount_minor == -quote.total_minor == 6000


@pytest.mark.parametrize(("kind", "ago"), [(VoucherKind.GIFT, 30), (VoucherKind.GOODWILL, 30), (VoucherKind.REFUND, 366)])
def test_other_vouchers_do_not_turn_into_money(bought: Bought, kind: VoucherKind, ago: int) -> None:
    booking = bought.book(FareClass.FLEX, 6)
    voucher = bought.give_voucher(booking, 6000, kind, timedelta(days=ago))
    with pytest.raises(VoucherNotMoney) as refused:
        voucher_deeds.quote_conversion(bought.airline.session, voucher, booking, NOW)
    assert refused.value.rule.id == "vouchers.conversion"


def test_no_more_money_than_was_paid_by_card(bought: Bought) -> None:
    booking = bought.book(FareClass.FLEX, 6)
    voucher = bought.give_voucher(booking, 10001, VoucherKind.REFUND)
    with pytest.raises(PaidElsewhere):
        voucher_deeds.quote_conversion(bought.airline.session, voucher, booking, NOW)


def test_a_voucher_that_was_spent_meanwhile_is_quoted_again(bought: Bought) -> None:
    session, booking = bought.airline.session, bought.book(FareClass.FLEX, 6)
    voucher = bought.give_voucher(booking, 6000, VoucherKind.REFUND)
    quote = voucher_deeds.quote_conversion(session, voucher, booking, NOW)
    vouchers.enter(session, voucher, -1, "A stamp", "stamp", NOW)
    with pytest.raises(QuoteOutdated):
        voucher_deeds.convert_voucher(session, quote, quote.key, NOW)
    assert bought.owed_minor(booking) == 0


def test_the_reason_of_such_a_refund_is_the_voucher(bought: Bought) -> None:
    session, booking = bought.airline.session, bought.book(FareClass.FLEX, 6)
    quote = voucher_deeds.quote_conversion(session, bought.give_voucher(booking, 100, VoucherKind.REFUND), booking, NOW)
    voucher_deeds.convert_voucher(session, quote, quote.key, NOW)
    assert vouchers.of_customer(session, booking) == []
    assert {refund.reason for refund in refunds.of_booking(session, booking)} == {RefundReason.VOUCHER}
