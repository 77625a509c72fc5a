"""A promise is kept, or the customer hears about it first: on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from customer_care import commitments, database, promise_keeping, repairs
from customer_care.commitments import Commitment, CommitmentMove, CommitmentSettled, CommitmentStatus, Kind
from customer_care.conversations import Conversation
from customer_care.repairs import Mistake, Repair, RepairStatus
from tests.integration.care.promised import (
    MANNERS,
    NOW,
    REFUND,
    a_customer,
    commitment,
    promised,
    said_to,
    speaks_with_an_adviser,
)

pytestmark = pytest.mark.usefixtures("connected")

HOUR = timedelta(hours=1)


def keep(subject: str = REFUND, hours: int = 1) -> None:
    with database.unit_of_work() as session:
        commitments.keep(session, Kind.REFUND_PAID, subject, NOW + hours * HOUR)


def repair_status(conversation_id: int) -> RepairStatus:
    with database.reading() as session:
        return session.scalars(select(Repair.status).where(Repair.conversation_id == conversation_id)).one()


def test_what_is_done_in_time_is_kept_and_nothing_is_said_about_it() -> None:
    customer = a_customer()
    promise = promised(customer, 8 * HOUR)
    keep()
    promise_keeping.tend(NOW + 9 * HOUR, MANNERS)
    assert commitment(promise).status == CommitmentStatus.KEPT
    assert commitment(promise).done_at == NOW + HOUR
    assert said_to(customer) == []


def test_only_the_promise_with_this_subject_is_kept() -> None:
    customer = a_customer()
    this, other = promised(customer, 8 * HOUR), promised(customer, 8 * HOUR, subject="refund-8")
    keep()
    assert (commitment(this).status, commitment(other).status) == (CommitmentStatus.KEPT, CommitmentStatus.OPEN)


def test_the_customer_is_warned_once_when_a_quarter_of_the_time_is_left() -> None:
    customer = a_customer()
    promise = promised(customer, 4 * HOUR)
    promise_keeping.tend(NOW + timedelta(hours=2, minutes=59), MANNERS)
    assert said_to(customer) == []
    for _ in range(2):
        promise_keeping.tend(NOW + 3 * HOUR, MANNERS)
    (warning,) = said_to(customer)
    assert commitment(promise).text in warning.text
    assert "Friday 4 December 14:00, Guadeloupe time" in warning.text
    assert commitment(promise).warned_at == NOW + 3 * HOUR


def test_after_the_time_the_customer_reads_an_apology_with_a_remedy_once() -> None:
    customer = a_customer()
    promise = promised(customer, HOUR)
    for _ in range(2):
        promise_keeping.tend(NOW + 2 * HOUR, MANNERS)
    (apology,) = said_to(customer)
    broken = commitment(promise)
    assert broken.status == CommitmentStatus.BROKEN
    assert broken.remedy
    assert "sorry" in apology.text
    assert broken.remedy in apology.text
    assert [button["title"] for button in apology.extras["buttons"]] == ["Talk to a human", "That is all right"]


def test_a_broken_promise_opens_a_repair_that_the_apology_brings_to_its_offer() -> None:
    customer = a_customer()
    promised(customer, HOUR)
    promise_keeping.break_overdue(NOW + 2 * HOUR)
    assert repair_status(customer) == RepairStatus.OPEN
    promise_keeping.tend(NOW + 2 * HOUR, MANNERS)
    assert repair_status(customer) == RepairStatus.OFFERED


def test_two_broken_promises_are_one_message_and_two_repairs() -> None:
    customer = a_customer()
    promised(customer, HOUR)
    promised(customer, HOUR, subject="refund-8")
    promise_keeping.tend(NOW + 2 * HOUR, MANNERS)
    assert len(said_to(customer)) == 1
    with database.reading() as session:
        opened = repairs.open_ones(session, customer)
    assert [repair.mistake for repair in opened] == [Mistake.BROKEN_COMMITMENT] * 2


def test_what_is_done_late_stays_broken_and_says_when_it_was_done() -> None:
    customer = a_customer()
    promise = promised(customer, HOUR)
    promise_keeping.break_overdue(NOW + 2 * HOUR)
    keep(hours=3)
    assert commitment(promise).status == CommitmentStatus.BROKEN
    assert commitment(promise).done_at == NOW + 3 * HOUR
    promise_keeping.tend(NOW + 4 * HOUR, MANNERS)
    assert "It is done now" in said_to(customer)[0].text


def test_nobody_is_interrupted_who_speaks_with_a_person() -> None:
    customer = a_customer()
    promise = promised(customer, HOUR)
    speaks_with_an_adviser(customer, NOW)
    before = len(said_to(customer))
    promise_keeping.tend(NOW + 2 * HOUR, MANNERS)
    assert commitment(promise).status == CommitmentStatus.BROKEN
    assert commitment(promise).apologised_at is None
    assert len(said_to(customer)) == before


def test_a_promise_may_be_moved_before_it_is_due_and_both_are_on_record() -> None:
    first = promised(a_customer(), HOUR)
    with database.unit_of_work() as session:
        second = commitments.renegotiate(session, session.get_one(Commitment, first), NOW + 5 * HOUR, NOW)
        assert second.follows_id == first
    promise_keeping.tend(NOW + 2 * HOUR, MANNERS)
    assert commitment(first).status == CommitmentStatus.RENEGOTIATED
    assert commitment(second.id).status == CommitmentStatus.OPEN


@pytest.mark.parametrize("late_move", [commitments.release, commitments.break_off, commitments.fulfil])
def test_what_became_of_a_promise_stays(late_move: object) -> None:
    promise = promised(a_customer(), HOUR)
    keep()
    with pytest.raises(CommitmentSettled), database.unit_of_work() as session:
        late_move(session, session.get_one(Commitment, promise), NOW)  # type: ignore[operator]


def test_every_move_is_on_record() -> None:
    promise = promised(a_customer(), HOUR)
    keep()
    with database.reading() as session:
        moves = session.scalars(
            select(CommitmentMove.to).where(CommitmentMove.commitment_id == promise).order_by(CommitmentMove.id)
        )
        assert list(moves) == [CommitmentStatus.OPEN, CommitmentStatus.KEPT]


def test_a_promise_kept_in_the_moment_in_which_it_falls_due_is_not_broken_as_well() -> None:
    promise = promised(a_customer(), HOUR)
    with database.unit_of_work() as session:
        stale = session.get_one(Commitment, promise)
        session.expunge(stale)
    keep()
    with pytest.raises(CommitmentSettled), database.unit_of_work() as session:
        commitments.break_off(session, session.merge(stale, load=False), NOW + HOUR)
    assert commitment(promise).status == CommitmentStatus.KEPT


def test_a_deleted_conversation_hears_nothing_more_but_the_promise_stays_on_record() -> None:
    customer = a_customer()
    promise = promised(customer, HOUR)
    with database.unit_of_work() as session:
        session.get_one(Conversation, customer).erased_at = NOW
    promise_keeping.tend(NOW + 2 * HOUR, MANNERS)
    assert commitment(promise).status == CommitmentStatus.BROKEN
    assert said_to(customer) == []
    with database.reading() as session:
        assert session.scalar(select(func.count(Repair.id))) == 0
