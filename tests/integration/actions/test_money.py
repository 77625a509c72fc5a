"""Money in conversation: giving a booking up, refunds, vouchers, payments that went wrong, invoices and confirmations."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from airline import cancellations, payment_problems, sandbox_provider, unused_taxes, voucher_deeds, vouchers
from airline.bookings import Booking, BookingKind, BookingStatus
from airline.cases import Case
from airline.invoices import Invoice
from airline.money import money_words
from airline.refunds import Refund, RefundReason, RefundStatus
from airline.sandbox_provider import Failure, SandboxProvider
from airline.vouchers import Voucher, VoucherKind
from customer_care import commitments, conversations, database, receipts, settings
from customer_care.commitments import CommitmentStatus, Kind
from customer_care.errors import ReassureError
from customer_care.mail import Mail
from customer_care.receipts import Receipt
from tests.integration.actions.asking import WHO
from tests.integration.actions.conftest import NOW
from tests.integration.actions.talking import Talk

pytestmark = pytest.mark.usefixtures("company")

Fits = Callable[[Session, Booking], object]


def booking_that(fits: Fits) -> Booking:
    """The first customer's own booking for which `fits` is true and refuses nothing."""
    with database.reading() as session:
        own = (Booking.kind == BookingKind.INDIVIDUAL, Booking.contact_email != "", Booking.status == BookingStatus.CONFIRMED)
        for booking in session.scalars(select(Booking).where(*own).order_by(Booking.id)).unique():
            try:
                if fits(session, booking):
                    return booking
            except ReassureError:
                continue
    raise LookupError("no such booking")


def given_up_by(reason: RefundReason, fare: str = "") -> Booking:
    def fits(session: Session, booking: Booking) -> bool:
        return cancellations.assess(session, booking, NOW).reason == reason and booking.fare_class.startswith(fare)

    return booking_that(fits)


def with_one_voucher(kind: VoucherKind) -> Booking:
    def fits(session: Session, booking: Booking) -> bool:
        theirs = vouchers.of_customer(session, booking)
        if len(theirs) != 1 or theirs[0].kind != kind or not booking.segments_ahead(NOW):
            return False
        quote = voucher_deeds.quote_conversion if kind == VoucherKind.REFUND else voucher_deeds.quote_use
        return bool(quote(session, theirs[0], booking, NOW))

    return booking_that(fits)


def rows(record: Any) -> list[Any]:
    with database.reading() as session:
        return list(session.scalars(select(record).order_by(record.id)).unique())


def fresh_refunds() -> list[Refund]:
    return [refund for refund in rows(Refund) if refund.requested_at == NOW]


def mails() -> list[Mail]:
    return rows(Mail)


def receipts_here() -> list[Receipt]:
    with database.reading() as session:
        return receipts.of_conversation(session, conversations.by_public_id(session, WHO).id)


def promised() -> list[tuple[Kind, CommitmentStatus]]:
    with database.reading() as session:
        made = commitments.of_conversation(session, conversations.by_public_id(session, WHO).id)
    return [(one.kind, one.status) for one in made]


def again(booking: Booking) -> Booking:
    with database.reading() as session:
        return session.get_one(Booking, booking.id)


def known(booking: Booking, words: str, intent: str) -> Talk:
    """Somebody who has asked for this in these words, with reference and surname."""
    talk = Talk()
    talk.say(words, intent)
    talk.say(booking.reference)
    talk.say(booking.passengers[0].surname)
    return talk


def sure(booking: Booking, words: str, intent: str) -> Talk:
    """The same, and the code that was mailed."""
    talk = known(booking, words, intent)
    assert talk.asks_for == "code", talk.text
    talk.say(re.findall(r"\b\d{6}\b", mails()[-1].body)[-1])
    return talk


# ── giving a booking up ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_booking_is_cancelled_for_what_was_quoted() -> None:
    booking = given_up_by(RefundReason.CANCELLATION, "standard")
    talk = sure(booking, "please cancel my booking", "cancel_booking")
    assert talk.asks_for == "confirmed"
    quoted = talk.cards[-1]["quote"]["total"]
    talk.say("yes", "affirm")
    (receipt,) = receipts_here()
    (refund,) = fresh_refunds()
    assert again(booking).status == BookingStatus.CANCELLED
    assert talk.cards[-1]["receipt"]["amount"] == quoted
    assert (receipt.amount_minor, refund.status) == (-refund.amount_minor, RefundStatus.REQUESTED)
    assert promised() == [(Kind.REFUND_PAID, CommitmentStatus.OPEN)]


def test_a_no_keeps_the_booking() -> None:
    booking = given_up_by(RefundReason.CANCELLATION)
    talk = sure(booking, "cancel it all", "cancel_booking")
    talk.say("no, keep it", "deny")
    assert talk.said == ["utter_declined_cancel_booking"]
    assert again(booking).status == BookingStatus.CONFIRMED
    assert (receipts_here(), fresh_refunds()) == ([], [])


def test_a_cancellation_is_put_back_before_its_money_leaves() -> None:
    booking = given_up_by(RefundReason.CANCELLATION, "flex")
    talk = sure(booking, "cancel my booking", "cancel_booking")
    talk.say("yes", "affirm")
    talk.say("oh no, undo that please", "undo_change")
    talk.say("yes", "affirm")
    assert again(booking).status == BookingStatus.CONFIRMED
    assert [refund.status for refund in fresh_refunds()] == [RefundStatus.WITHDRAWN]
    assert promised() == []
    assert len(receipts_here()) == 2


def test_putting_a_cancellation_back_says_before_the_yes_that_its_refund_is_not_paid() -> None:
    booking = given_up_by(RefundReason.CANCELLATION, "flex")
    talk = sure(booking, "cancel my booking", "cancel_booking")
    talk.say("yes", "affirm")
    (refund,) = fresh_refunds()
    talk.say("undo that", "undo_change")
    assert talk.said == ["utter_confirm_undo_change_not_refund"]
    assert f"the refund of {money_words(refund.amount_minor, refund.currency)} is not paid then" in talk.text
    assert "0.00 back" not in talk.text
    talk.say("yes", "affirm")
    assert talk.said[0] == "utter_done_undo_change_not_refund"


@pytest.mark.parametrize("first", ["cancel_booking", "request_refund"])
def test_cancelling_and_asking_for_the_money_is_one_request(first: str) -> None:
    booking = given_up_by(RefundReason.CANCELLATION, "flex")
    parts = [
        {"intent": "cancel_booking", "text": "I want to cancel my booking", "entities": [], "spans": [[0, 27]]},
        {"intent": "request_refund", "text": "and get a refund", "entities": [], "spans": [[28, 44]]},
    ]
    talk = Talk()
    said = f"I want to cancel my booking and get a refund. {booking.reference} {booking.passengers[0].surname}"
    talk.say(said, first, requests=parts)
    assert talk.asks_for == "code"
    assert "utter_several_requests" not in talk.said
    talk.say(re.findall(r"\b\d{6}\b", mails()[-1].body)[-1])
    talk.say("yes", "affirm")
    assert (talk.said, len(fresh_refunds())) == ([f"utter_done_{first}"], 1)


def test_what_was_flown_is_refused_before_a_code_is_sent() -> None:
    booking = booking_that(lambda _, one: not one.segments_ahead(NOW))
    talk = known(booking, "cancel my booking", "cancel_booking")
    assert talk.said[0] == "utter_refused_nothing_to_give_up"
    assert (talk.form, mails()) == (None, [])


def test_a_fresh_booking_is_taken_back_in_full() -> None:
    booking = given_up_by(RefundReason.COOLING_OFF)
    talk = sure(booking, "I booked this morning, take it back", "cancel_cooling_off")
    talk.say("yes", "affirm")
    assert [refund.reason for refund in fresh_refunds()] == [RefundReason.COOLING_OFF]


def test_a_bare_cancel_where_a_fresh_booking_is_taken_back_is_asked_about() -> None:
    talk = sure(given_up_by(RefundReason.COOLING_OFF), "I changed my mind", "cancel_cooling_off")
    talk.say("cancel", "cancel_booking")
    assert (talk.said, talk.form) == (["utter_confirm_cancel_cooling_off_again"], "cancel_cooling_off_form")


def test_a_booking_that_is_no_longer_fresh_is_told_the_rule() -> None:
    booking = given_up_by(RefundReason.CANCELLATION)
    talk = known(booking, "cooling off please", "cancel_cooling_off")
    assert talk.said[0] == "utter_refused_cooling_off_over"
    assert "What goes back?" in talk.buttons


def test_money_back_after_our_own_cancellation_is_all_of_it() -> None:
    booking = given_up_by(RefundReason.DISRUPTION, "light")
    talk = sure(booking, "I want my money back", "request_refund")
    talk.say("yes please", "affirm")
    (refund,) = fresh_refunds()
    assert refund.reason == RefundReason.DISRUPTION
    assert refund.amount_minor == -receipts_here()[0].amount_minor


# ── what would be, and what became of it ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reason", [RefundReason.CANCELLATION, RefundReason.COOLING_OFF, RefundReason.DISRUPTION])
def test_what_would_go_back_is_told_with_its_rule_and_nothing_is_changed(reason: RefundReason) -> None:
    booking = given_up_by(reason)
    talk = known(booking, "is my ticket refundable", "ask_refund_eligibility")
    assert talk.said[0] == f"utter_refund_eligible_{reason}"
    assert (again(booking).status, receipts_here(), fresh_refunds()) == (BookingStatus.CONFIRMED, [], [])


def test_for_what_was_flown_there_is_nothing() -> None:
    booking = booking_that(lambda session, one: not one.segments_ahead(NOW) and not unused_taxes.unused(session, one, NOW))
    talk = known(booking, "can I get a refund?", "ask_refund_eligibility")
    assert talk.said[0] == "utter_refused_nothing_to_give_up"


def test_the_refund_of_a_cancelled_booking_is_found() -> None:
    booking = given_up_by(RefundReason.CANCELLATION)
    talk = sure(booking, "cancel my booking", "cancel_booking")
    talk.say("yes", "affirm")
    talk.say("where is my refund?", "ask_refund_status")
    assert talk.said[0] == "utter_refund_under_way"
    talk.say("and now?", "ask_refund_status")
    assert talk.said[0] == "utter_refund_under_way_again"


def test_no_refund_on_record_is_said() -> None:
    talk = known(given_up_by(RefundReason.CANCELLATION), "where's my refund", "ask_refund_status")
    assert talk.said[0] == "utter_refund_none"


def test_unused_taxes_go_back() -> None:
    booking = booking_that(lambda session, one: not one.segments_ahead(NOW) and unused_taxes.owed_minor(session, one, NOW))
    talk = known(booking, "what do I get back", "ask_refund_eligibility")
    assert talk.said[0] == "utter_refund_eligible_unused_tax"
    talk = sure(booking, "I did not fly, my taxes back please", "refund_unused_tax")
    talk.say("yes", "affirm")
    assert [refund.reason for refund in fresh_refunds()] == [RefundReason.UNUSED_TAX]
    talk.say("my taxes back", "refund_unused_tax")
    assert talk.said[0] == "utter_refused_no_unused_taxes"


# ── vouchers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_balance_of_a_voucher_is_told_after_the_code() -> None:
    booking = with_one_voucher(VoucherKind.GOODWILL)
    talk = known(booking, "what is left on my voucher", "ask_voucher_balance")
    assert "AZ-" not in talk.text
    talk.say(re.findall(r"\b\d{6}\b", mails()[-1].body)[-1])
    assert talk.said[0] == "utter_voucher_balance"
    assert "AZ-" in talk.text


def test_a_voucher_that_was_set_aside_pays_for_the_next_extra() -> None:
    booking = with_one_voucher(VoucherKind.GOODWILL)
    talk = sure(booking, "I want to use my voucher", "use_voucher")
    talk.say("yes", "affirm")
    (voucher,) = [one for one in rows(Voucher) if one.set_aside_for == booking.id]
    before = voucher.balance_minor
    talk.say("add a bag", "add_bag")
    for _ in range(2):  # which flight, who, where there are several
        if talk.asks_for != "confirmed":
            talk.say(talk.buttons[0].split(",")[0])
    talk.say("yes", "affirm")
    bag = receipts_here()[-1]
    (after,) = [one.balance_minor for one in rows(Voucher) if one.id == voucher.id]
    assert before - after == min(before, bag.amount_minor)
    assert sandbox_provider.of_this_process().total_minor() == bag.amount_minor - (before - after)


def test_a_code_that_is_not_theirs_is_asked_again() -> None:
    booking = booking_that(lambda session, one: len(vouchers.of_customer(session, one)) > 1)
    talk = sure(booking, "use my voucher", "use_voucher")
    assert talk.asks_for == "voucher"
    talk.say("AZ-AAAAAAAA")
    assert talk.said[0] == "utter_voucher_unknown"
    assert talk.asks_for == "voucher"


def test_a_refund_voucher_turns_into_money() -> None:
    booking = with_one_voucher(VoucherKind.REFUND)
    talk = sure(booking, "I'd rather have money", "convert_voucher")
    talk.say("yes", "affirm")
    (refund,) = fresh_refunds()
    assert (refund.reason, refund.amount_minor) == (RefundReason.VOUCHER, -receipts_here()[0].amount_minor)


def test_a_goodwill_voucher_does_not_and_the_rule_says_so() -> None:
    booking = with_one_voucher(VoucherKind.GOODWILL)
    talk = sure(booking, "pay out my voucher", "convert_voucher")
    assert talk.said[0] == "utter_refused_voucher_not_money"
    assert fresh_refunds() == []


def test_without_a_voucher_there_is_none_to_use() -> None:
    booking = booking_that(lambda session, one: not vouchers.of_customer(session, one))
    talk = sure(booking, "use my voucher", "use_voucher")
    assert talk.said[0] == "utter_refused_no_voucher"


# ── payments, invoices, confirmations ─────────────────────────────────────────────────────────────────────────────────


def test_a_payment_made_twice_is_found_and_goes_back() -> None:
    booking = booking_that(payment_problems.made_twice)
    talk = sure(booking, "I was charged twice", "report_payment_problem")
    assert talk.asks_for == "confirmed"
    talk.say("yes", "affirm")
    assert [refund.reason for refund in fresh_refunds()] == [RefundReason.PAID_TWICE]
    assert rows(Case) == [] or rows(Case)[-1].opened_at != NOW


def test_what_our_records_do_not_show_becomes_a_case() -> None:
    booking = given_up_by(RefundReason.CANCELLATION)
    talk = sure(booking, "I was charged twice", "report_payment_problem")
    assert talk.asks_for == "what_happened"
    talk.say("yesterday two amounts on my statement")
    talk.say("yes", "affirm")
    case = rows(Case)[-1]
    assert (case.kind, case.what, case.opened_at) == ("charged_twice", "yesterday two amounts on my statement", NOW)
    assert (fresh_refunds(), promised()) == ([], [(Kind.CASE_ANSWERED, CommitmentStatus.OPEN)])


def test_which_problem_it_is_can_be_corrected() -> None:
    talk = sure(given_up_by(RefundReason.CANCELLATION), "something is wrong with my payment", "report_payment_problem")
    assert talk.asks_for == "payment_problem"
    talk.say("charged twice")
    assert talk.asks_for == "what_happened"
    talk.say("sorry, I mean it was declined", "correct")
    talk.say("my card was declined all morning")
    talk.say("yes", "affirm")
    assert rows(Case)[-1].kind == "payment_failed"


def test_the_confirmation_goes_to_the_address_on_file() -> None:
    booking = given_up_by(RefundReason.CANCELLATION)
    talk = known(booking, "send me my confirmation again", "resend_confirmation")
    talk.say("yes", "affirm")
    assert [(mail.to, booking.reference in mail.body) for mail in mails()] == [(booking.contact_email, True)]
    assert booking.contact_email not in talk.text
    assert len(receipts_here()) == 1


def test_an_invoice_adds_up_to_what_was_paid() -> None:
    booking = given_up_by(RefundReason.CANCELLATION)
    talk = known(booking, "I need an invoice", "request_invoice")
    talk.say("yes", "affirm")
    (invoice,) = rows(Invoice)
    assert invoice.total_minor == sum(amount for _, amount in invoice.lines)
    assert mails()[-1].subject.startswith(f"Invoice {invoice.number}")


def test_an_invoice_names_what_is_still_being_repaid() -> None:
    booking = given_up_by(RefundReason.CANCELLATION, "flex")
    talk = sure(booking, "cancel my booking", "cancel_booking")
    talk.say("yes", "affirm")
    (refund,) = fresh_refunds()
    talk.say("I need an invoice", "request_invoice")
    talk.say("yes", "affirm")
    (invoice,) = rows(Invoice)
    assert [f"Refund of {NOW:%-d %B %Y}, being repaid", -refund.amount_minor] in invoice.lines


# ── when the provider fails ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("failure", "said"), [("declined", "payment_declined"), ("after", "payment_in_doubt")])
def test_a_payment_that_fails_says_what_did_not_happen(monkeypatch: pytest.MonkeyPatch, failure: str, said: str) -> None:
    booking = booking_that(lambda session, one: cancellations.assess(session, one, NOW) and len(one.passengers) == 1)
    broken = SandboxProvider(settings.current().state_dir / "broken.db", always=Failure(failure))
    monkeypatch.setattr(sandbox_provider, "of_this_process", lambda: broken)
    talk = sure(booking, "add one bag please", "add_bag")
    if talk.asks_for == "flight":
        talk.say("the first one")
    talk.say("yes", "affirm")
    assert talk.said[0] == f"utter_refused_{said}"
    assert receipts_here() == []
