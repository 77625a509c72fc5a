"""One yes, one charge, one receipt: whatever fails on the way, and however often it is tried again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from airline.bookings import Booking
from airline.doing import PaymentInDoubt, PaymentReturned, carry_out
from airline.fares import FareClass
from airline.payment_provider import Movement, PaymentDeclined
from airline.payments import PaymentStatus
from airline.quotes import Quote, QuoteExpired, QuoteOutdated
from airline.reconciliation import Settled, reconcile
from airline.sandbox_provider import Failure, SandboxProvider
from customer_care import commitments, database, journal
from customer_care.commitments import CommitmentStatus, Kind
from customer_care.conversations import Conversation
from customer_care.errors import NotFound
from tests.integration.airline.small_airline import NOW, small_airline
from tests.integration.airline.trying_out import HOLD, PRICE_MINOR, outcome_of, provider_in, quote_try_out

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def quote(connected: Engine) -> Iterator[Quote]:
    """A quote of €45.00, written down and ready for a yes."""
    HOLD.room = True
    with database.unit_of_work() as session:
        airline = small_airline(session)
        made = quote_try_out(session, airline.book(FareClass.STANDARD, 6), NOW, airline.conversation_id)
    yield made
    HOLD.room = True


def promises(quote: Quote) -> dict[Kind, CommitmentStatus]:
    assert quote.conversation_id
    with database.reading() as session:
        return {made.kind: made.status for made in commitments.of_conversation(session, quote.conversation_id)}


def yes(quote: Quote, provider: SandboxProvider, minutes: int = 1) -> str:
    assert quote.conversation_id
    return carry_out(quote.id, quote.conversation_id, NOW + timedelta(minutes=minutes), provider).number


def test_a_yes_is_paid_and_done(quote: Quote, tmp_path: Path) -> None:
    provider = provider_in(tmp_path)
    yes(quote, provider)
    outcome = outcome_of(quote, provider)
    assert (outcome.bags, outcome.receipts, outcome.captured_minor, outcome.ledger_minor) == (1, 1, PRICE_MINOR, PRICE_MINOR)


def test_a_double_click_gets_the_same_receipt_and_pays_once(quote: Quote, tmp_path: Path) -> None:
    provider = provider_in(tmp_path)
    assert yes(quote, provider) == yes(quote, provider)
    outcome = outcome_of(quote, provider)
    assert (outcome.bags, outcome.receipts, outcome.ledger_minor) == (1, 1, PRICE_MINOR)


def test_two_at_the_same_time_get_the_same_receipt_and_pay_once(quote: Quote, tmp_path: Path) -> None:
    provider = provider_in(tmp_path)
    with ThreadPoolExecutor(4) as clicks:
        numbers = set(clicks.map(lambda _: yes(quote, provider), range(4)))
    outcome = outcome_of(quote, provider)
    assert len(numbers) == 1
    assert (outcome.bags, outcome.receipts, outcome.ledger_minor) == (1, 1, PRICE_MINOR)


def test_a_quote_of_somebody_else_is_not_carried_out(quote: Quote, tmp_path: Path) -> None:
    provider = provider_in(tmp_path)
    with pytest.raises(NotFound):
        carry_out(quote.id, (quote.conversation_id or 0) + 1, LATER, provider)
    assert provider.total_minor() == 0


def test_what_is_refused_is_refused_before_any_money_moves(quote: Quote, tmp_path: Path) -> None:
    HOLD.room = False
    provider = provider_in(tmp_path)
    with pytest.raises(QuoteOutdated):
        yes(quote, provider)
    assert outcome_of(quote, provider).statuses == set()
    assert provider.total_minor() == 0


def test_an_expired_quote_takes_no_money(quote: Quote, tmp_path: Path) -> None:
    provider = provider_in(tmp_path)
    with pytest.raises(QuoteExpired):
        yes(quote, provider, minutes=15)
    assert provider.total_minor() == 0


def test_a_declined_card_can_be_tried_again(quote: Quote, tmp_path: Path) -> None:
    provider = provider_in(tmp_path, Failure.DECLINED)
    with pytest.raises(PaymentDeclined):
        yes(quote, provider)
    assert outcome_of(quote, provider).bags == 0
    yes(quote, provider)
    outcome = outcome_of(quote, provider)
    assert (outcome.bags, outcome.ledger_minor) == (1, PRICE_MINOR)
    assert outcome.statuses == {PaymentStatus.FAILED, PaymentStatus.CAPTURED}


@pytest.mark.parametrize("failure", [Failure.BEFORE, Failure.AFTER])
def test_without_an_answer_nothing_is_done_and_the_answer_is_promised(quote: Quote, tmp_path: Path, failure: Failure) -> None:
    provider = provider_in(tmp_path, failure)
    with pytest.raises(PaymentInDoubt) as doubt:
        yes(quote, provider)
    outcome = outcome_of(quote, provider)
    assert (outcome.bags, outcome.receipts, outcome.statuses) == (0, 0, {PaymentStatus.IN_DOUBT})
    assert doubt.value.settled_by == NOW + timedelta(minutes=1, hours=4)
    assert promises(quote) == {Kind.CASE_ANSWERED: CommitmentStatus.OPEN}


def test_a_second_yes_after_a_lost_answer_pays_once(quote: Quote, tmp_path: Path) -> None:
    provider = provider_in(tmp_path, Failure.AFTER)
    with pytest.raises(PaymentInDoubt):
        yes(quote, provider)
    yes(quote, provider, minutes=2)
    outcome = outcome_of(quote, provider)
    assert (outcome.bags, outcome.ledger_minor, outcome.charges_kept) == (1, PRICE_MINOR, 1)
    assert promises(quote) == {Kind.CASE_ANSWERED: CommitmentStatus.KEPT}


def test_a_second_yes_after_the_quote_ran_out_takes_no_money(quote: Quote, tmp_path: Path) -> None:
    provider = provider_in(tmp_path, Failure.BEFORE)
    with pytest.raises(PaymentInDoubt):
        yes(quote, provider)
    with pytest.raises(QuoteExpired):
        yes(quote, provider, minutes=20)
    assert outcome_of(quote, provider).statuses == {PaymentStatus.FAILED}
    assert provider.total_minor() == 0


def test_money_that_moved_for_nothing_goes_back(quote: Quote, tmp_path: Path) -> None:
    provider = provider_in(tmp_path, Failure.AFTER)
    with pytest.raises(PaymentInDoubt):
        yes(quote, provider)
    HOLD.room = False
    with pytest.raises(PaymentReturned) as returned:
        yes(quote, provider, minutes=2)
    assert isinstance(returned.value.reason, QuoteOutdated)
    outcome = outcome_of(quote, provider)
    assert (outcome.bags, outcome.receipts, outcome.statuses) == (0, 0, {PaymentStatus.RETURNED})
    assert outcome.ledger_minor == 0
    assert promises(quote)[Kind.REFUND_PAID] == CommitmentStatus.KEPT


def test_what_went_back_is_not_taken_again_for_the_same_quote(quote: Quote, tmp_path: Path) -> None:
    provider = provider_in(tmp_path, Failure.AFTER)
    with pytest.raises(PaymentInDoubt):
        yes(quote, provider)
    HOLD.room = False
    with pytest.raises(PaymentReturned):
        yes(quote, provider, minutes=2)
    HOLD.room = True
    with pytest.raises(PaymentReturned):
        yes(quote, provider, minutes=3)
    assert provider.total_minor() == 0


def test_money_whose_way_back_fails_is_given_back_by_the_reconciler(quote: Quote, tmp_path: Path) -> None:
    provider = provider_in(tmp_path, Failure.AFTER, Failure.NONE, Failure.BEFORE)
    with pytest.raises(PaymentInDoubt):
        yes(quote, provider)
    HOLD.room = False
    with pytest.raises(PaymentReturned):
        yes(quote, provider, minutes=2)
    assert outcome_of(quote, provider).statuses == {PaymentStatus.RETURNING}
    assert promises(quote)[Kind.REFUND_PAID] == CommitmentStatus.OPEN
    assert reconcile(LATER, provider) == Settled(returned=1)
    assert provider.total_minor() == 0
    assert promises(quote)[Kind.REFUND_PAID] == CommitmentStatus.KEPT


def test_the_same_wish_asked_for_anew_waits_while_its_payment_is_in_doubt(quote: Quote, tmp_path: Path) -> None:
    """Both would be paid and done, one by the reconciler."""
    provider = provider_in(tmp_path, Failure.AFTER)
    with pytest.raises(PaymentInDoubt):
        yes(quote, provider)
    with database.unit_of_work() as session:
        booking, conversation = session.get_one(Booking, quote.booking_id), quote.conversation_id or 0
        anew = quote_try_out(session, booking, LATER, conversation)
    with pytest.raises(PaymentInDoubt):
        yes(anew, provider, minutes=6)
    reconcile(NOW + timedelta(minutes=7), provider)
    assert provider.total_minor() == PRICE_MINOR


def test_the_reconciler_finishes_what_was_paid(quote: Quote, tmp_path: Path) -> None:
    provider = provider_in(tmp_path, Failure.AFTER)
    with pytest.raises(PaymentInDoubt):
        yes(quote, provider)
    assert reconcile(LATER, provider) == Settled(done=1)
    assert reconcile(LATER, provider) == Settled()
    outcome = outcome_of(quote, provider)
    assert (outcome.bags, outcome.receipts, outcome.captured_minor) == (1, 1, PRICE_MINOR)
    assert promises(quote) == {Kind.CASE_ANSWERED: CommitmentStatus.KEPT}


@pytest.mark.parametrize(("failure", "hours", "words"), [
    (Failure.AFTER, 0, "It has, once, and it is done: Added a bag"), (Failure.AFTER, 1, "the money is on its way back"),
    (Failure.BEFORE, 0, "no money was taken"),
])  # fmt: skip
def test_who_was_left_in_doubt_is_told_once_how_it_ended(
    quote: Quote, tmp_path: Path, failure: Failure, hours: int, words: str
) -> None:
    provider = provider_in(tmp_path, failure)
    with pytest.raises(PaymentInDoubt):
        yes(quote, provider)
    for _ in range(2):
        reconcile(LATER + timedelta(hours=hours), provider)
    with database.reading() as session:
        conversation = session.get_one(Conversation, quote.conversation_id)
        told = [" ".join(turn.text.split()) for turn in journal.read_after(session, conversation, 0)]
    assert len(told) == 1
    assert words in told[0]


def test_the_reconciler_gives_back_what_came_too_late(quote: Quote, tmp_path: Path) -> None:
    provider = provider_in(tmp_path, Failure.AFTER)
    with pytest.raises(PaymentInDoubt):
        yes(quote, provider)
    assert reconcile(NOW + timedelta(hours=1), provider) == Settled(returned=1)
    outcome = outcome_of(quote, provider)
    assert (outcome.bags, outcome.receipts, outcome.ledger_minor) == (0, 0, 0)


def test_the_reconciler_closes_what_was_never_taken(quote: Quote, tmp_path: Path) -> None:
    provider = provider_in(tmp_path, Failure.BEFORE)
    with pytest.raises(PaymentInDoubt):
        yes(quote, provider)
    assert reconcile(LATER, provider) == Settled(never_taken=1)
    assert outcome_of(quote, provider).statuses == {PaymentStatus.FAILED}
    assert promises(quote) == {Kind.CASE_ANSWERED: CommitmentStatus.KEPT}


def test_the_reconciler_leaves_a_request_alone_that_may_still_be_answered(quote: Quote, tmp_path: Path) -> None:
    provider = provider_in(tmp_path, Failure.AFTER)
    with pytest.raises(PaymentInDoubt):
        yes(quote, provider)
    assert reconcile(NOW + timedelta(minutes=2), provider) == Settled()


def test_a_charge_that_was_given_up_for_lost_and_arrives_goes_back(quote: Quote, tmp_path: Path) -> None:
    """The request was so slow that the reconciler had closed it before the provider took the money."""
    provider = SlowProvider(tmp_path)
    with pytest.raises(PaymentReturned):
        yes(quote, provider)
    outcome = outcome_of(quote, provider)
    assert (outcome.bags, outcome.receipts, outcome.ledger_minor) == (0, 0, 0)
    assert outcome.statuses == {PaymentStatus.RETURNED}


class SlowProvider(SandboxProvider):
    """While it hesitates, the reconciler finds nothing and gives up."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "slow.db")

    def charge(self, key: str, amount_minor: int, currency: str, description: str) -> Movement:
        reconcile(LATER, self)
        return super().charge(key, amount_minor, currency, description)
