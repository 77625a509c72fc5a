"""'What did you just do?' is answered out of the receipts; and what was done in an earlier conversation is put back."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from airline.ancillaries import Ancillary, AncillaryStatus
from airline.payments import Payment, PaymentMethod, PaymentStatus
from airline.quotes import Quote
from customer_care import clock, conversations, database
from customer_care.conversations import Conversation
from customer_care.mail import Mail
from customer_care.receipts import Receipt
from tests.integration.actions.asking import WHO
from tests.integration.actions.conftest import NOW
from tests.integration.actions.customers import Customer, customer, receipts_here, rows
from tests.integration.actions.talking import Talk

pytestmark = pytest.mark.usefixtures("company")

KINDS = ("ahead", "one_way", "alone", "adults", "long_haul", "no_extras")


def with_a_bag(guest: Customer) -> Talk:
    talk = guest.ask("add a bag", "add_bag", with_code=True)
    talk.say("yes", "affirm")
    return talk


def comes_back(guest: Customer, monkeypatch: pytest.MonkeyPatch, after: timedelta = timedelta(hours=2)) -> Customer:
    """The same customer later, in a conversation that knows nothing of the first."""
    monkeypatch.setattr(clock, "now", lambda: NOW + after)
    with database.unit_of_work() as session:
        session.execute(update(Conversation).where(Conversation.public_id == WHO).values(public_id="first"))
        about = {"channel": "web", "language": "en", "started_at": NOW, "seen_at": NOW, "last_seq": 0}
        session.add(Conversation(public_id=WHO, **about))
    return replace(guest, talk=Talk())


def bags() -> list[str]:
    return [one.status for one in rows(Ancillary) if one.ordered_at == NOW and one.kind == "bag"]


# ── what was done here ────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_done_is_said_as_nothing() -> None:
    talk = Talk()
    talk.say("what have you changed so far?", "ask_what_was_done")
    assert talk.said == ["utter_nothing_done_here"]
    assert "nothing was charged" in talk.text


def test_each_deed_is_told_with_receipt_amount_and_until_when_it_can_be_put_back() -> None:
    talk = with_a_bag(customer(*KINDS))
    (receipt,) = receipts_here()
    talk.say("what did you just do?", "ask_what_was_done")
    assert receipt.what in talk.text
    assert receipt.number in talk.text
    amount = f"€{receipt.amount_minor // 100}.00"
    assert f"You paid {amount}." in talk.text
    assert f"In all you paid {amount} here." in talk.text
    assert "It can be put back until Thursday 26 November" in talk.text
    assert "Undo a change" in talk.buttons


def test_what_was_put_back_is_told_as_such_and_its_money_counts_both_ways() -> None:
    talk = with_a_bag(customer(*KINDS))
    talk.say("undo that", "undo_change")
    talk.say("yes", "affirm")
    talk.say("what did I pay in all?", "ask_what_was_done")
    paid, back = (f"€{abs(receipt.amount_minor) // 100}.00" for receipt in receipts_here())
    assert "It was put back." in talk.text
    assert f"In all you paid {paid} here, and {back} goes back to you." in talk.text
    assert "can be put back" not in talk.text


def test_a_refund_that_was_put_back_is_not_counted() -> None:
    talk = customer("ahead", "flex", "alone", "one_way").ask("cancel my booking", "cancel_booking", with_code=True)
    talk.say("yes", "affirm")
    talk.say("undo that", "undo_change")
    talk.say("yes", "affirm")
    talk.say("how much is it all together", "ask_what_was_done")
    assert "is not paid." in talk.text
    assert "goes back to you" not in talk.text
    assert "Nothing was charged here." in talk.text


def test_what_costs_nothing_is_told_as_that() -> None:
    talk = customer(*KINDS).ask("I need a vegan meal", "order_meal")
    talk.say("yes", "affirm")
    talk.say("how much have you charged me today?", "ask_what_was_done")
    assert "It cost nothing." in talk.text
    assert "Nothing was charged here." in talk.text


def test_of_many_deeds_the_newest_are_told_and_how_many_there_are() -> None:
    with_a_bag(customer(*KINDS))
    with database.unit_of_work() as session:
        (done,) = session.scalars(select(Receipt)).all()[-1:]
        for number in range(6):
            about = {"what": f"Deed {number}", "subject": "", "amount_minor": 0, "currency": "EUR", "at": NOW}
            session.add(Receipt(key=f"deed-{number}", conversation_id=done.conversation_id, **about))
    talk = Talk()
    talk.say("list it all", "ask_what_was_done")
    assert talk.text.startswith("7 things were done here")
    assert "Deed 5" in talk.text
    assert "Deed 0" not in talk.text
    assert "In all you paid" in talk.text


def test_a_payment_in_doubt_is_not_passed_over() -> None:
    with database.unit_of_work() as session:
        talk_id = conversations.by_public_id(session, WHO).id
        price = {"total_minor": 4500, "currency": "EUR", "rule_id": "extras.bag", "rule_words": "", "facts": {}, "lines": []}
        quote = Quote(kind="add_bag", conversation_id=talk_id, made_at=NOW, expires_at=NOW, **price)
        session.add(quote)
        session.flush()
        about = {"method": PaymentMethod.CARD, "status": PaymentStatus.IN_DOUBT, "amount_minor": 4500, "currency": "EUR"}
        session.add(Payment(quote_id=quote.id, what="add_bag", key="doubt-card", at=NOW, **about))
    talk = Talk()
    talk.say("did you charge me?", "ask_what_was_done")
    assert talk.said == ["utter_nothing_done_but_unsettled"]
    assert "One payment of €45.00 is not certain yet" in talk.text


# ── put back later ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_earlier_deed_is_put_back_by_its_receipt_number_after_a_code(monkeypatch: pytest.MonkeyPatch) -> None:
    guest = customer(*KINDS)
    with_a_bag(guest)
    (receipt,) = receipts_here()
    later = comes_back(guest, monkeypatch)
    later.talk.say(f"undo {receipt.number}", "undo_change")
    assert (later.talk.said[0], later.talk.asks_for) == ("utter_undo_looks_further", "booking_reference")
    later.talk.say(guest.booking.reference)
    later.talk.say(guest.booking.passengers[0].surname)
    assert later.talk.asks_for == "code"
    later.talk.say(re.findall(r"\b\d{6}\b", rows(Mail)[-1].body)[-1])
    assert later.talk.asks_for == "confirmed"
    assert f"({receipt.number}, Wednesday 25 November" in later.talk.text
    later.talk.say("yes", "affirm")
    assert later.talk.said == ["utter_done_undo_earlier"]
    assert bags() == ["cancelled"]
    (back,) = receipts_here()
    assert back.amount_minor == -receipt.amount_minor


def test_an_earlier_deed_is_put_back_on_the_booking_without_any_number(monkeypatch: pytest.MonkeyPatch) -> None:
    guest = customer(*KINDS)
    with_a_bag(guest)
    later = comes_back(guest, monkeypatch)
    talk = later.ask("undo what you did this morning", "undo_change", with_code=True)
    assert talk.asks_for == "confirmed"
    talk.say("yes", "affirm")
    assert bags() == ["cancelled"]


def test_of_several_one_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    guest = customer(*KINDS)
    talk = with_a_bag(guest)
    talk.say("I need a vegan meal", "order_meal")
    talk.say("yes", "affirm")
    bag, meal = receipts_here()
    later = comes_back(guest, monkeypatch)
    talk = later.ask("please undo it", "undo_change", with_code=True)
    assert (talk.asks_for, len(talk.buttons)) == ("receipt", 2)
    assert f"{meal.what} ({meal.number})" in talk.buttons
    talk.say(f"{bag.number}")
    talk.say("yes", "affirm")
    assert bags() == ["cancelled"]


def test_by_its_kind_it_is_found_without_asking(monkeypatch: pytest.MonkeyPatch) -> None:
    guest = customer(*KINDS)
    talk = with_a_bag(guest)
    talk.say("I need a vegan meal", "order_meal")
    talk.say("yes", "affirm")
    talk = comes_back(guest, monkeypatch).ask("undo the bag from this morning", "undo_change", with_code=True)
    assert (talk.said, talk.asks_for) == (["utter_confirm_undo_earlier"], "confirmed")


def test_too_late_it_is_told_until_when_it_was_possible_and_no_code_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    guest = customer(*KINDS)
    with_a_bag(guest)
    (receipt,) = receipts_here()
    mails = len(rows(Mail))
    talk = comes_back(guest, monkeypatch, timedelta(hours=25)).ask(f"undo {receipt.number}", "undo_change")
    assert talk.said[-1] == "utter_refused_undo_over"
    assert "That was possible until Thursday 26 November" in talk.text
    assert (talk.form, len(rows(Mail)), bags()) == (None, mails, ["confirmed"])


def test_another_booking_s_receipt_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    with_a_bag(customer(*KINDS))
    (receipt,) = receipts_here()
    other = customer("ahead", "return", "two", "long_haul", "no_extras")
    talk = comes_back(other, monkeypatch).ask(f"undo {receipt.number}", "undo_change")
    assert talk.said[-1] == "utter_refused_no_such_receipt"
    assert bags() == ["confirmed"]


def test_what_is_never_put_back_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    guest = customer(*KINDS)
    talk = guest.ask("I need a wheelchair because she can't walk", "request_assistance")
    talk.say("yes", "affirm")
    (receipt,) = receipts_here()
    talk = comes_back(guest, monkeypatch).ask(f"undo {receipt.number}", "undo_change")
    assert talk.said[-1] == "utter_refused_undo_never"


def test_it_is_put_back_once(monkeypatch: pytest.MonkeyPatch) -> None:
    guest = customer(*KINDS)
    talk = with_a_bag(guest)
    (receipt,) = receipts_here()
    talk.say("undo that", "undo_change")
    talk.say("yes", "affirm")
    talk = comes_back(guest, monkeypatch).ask(f"undo {receipt.number}", "undo_change")
    assert talk.said[-1] == "utter_refused_put_back_before"


def test_in_the_same_conversation_the_number_chooses_what_is_put_back() -> None:
    talk = with_a_bag(customer(*KINDS))
    talk.say("I need a vegan meal", "order_meal")
    talk.say("yes", "affirm")
    bag, _ = receipts_here()
    talk.say(f"undo {bag.number}", "undo_change")
    assert talk.said == ["utter_confirm_undo_change"]
    talk.say("yes", "affirm")
    assert bags() == ["cancelled"]


def test_what_was_changed_again_is_refused_before_the_yes() -> None:
    talk = with_a_bag(customer(*KINDS))
    with database.unit_of_work() as session:
        (bag,) = session.scalars(select(Ancillary).where(Ancillary.kind == "bag", Ancillary.ordered_at == NOW))
        bag.status = AncillaryStatus.CANCELLED
    talk.say("undo that", "undo_change")
    assert talk.said == ["utter_refused_changed_since"]
    assert talk.form is None
