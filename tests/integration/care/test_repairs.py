"""After a mistake no step may be missing: explained, apologised, offered, decided, and rechecked days later."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from customer_care import database, promise_keeping, repair_talk, repairs
from customer_care.conversations import Conversation
from customer_care.repairs import RECHECK_AFTER, Mistake, RecheckTooEarly, Repair, RepairStatus, StepMissing
from tests.integration.care.promised import MANNERS, NOW, a_customer, promised, said_to

pytestmark = pytest.mark.usefixtures("connected")

LATER = NOW + timedelta(days=10)
STEPS: list[Callable[..., None]] = [repairs.explain, repairs.apologise, repairs.offer, repairs.decide, repairs.recheck]


def a_repair(steps: int = 0) -> int:
    """A repair that has made this many of its steps."""
    customer = a_customer()
    with database.unit_of_work() as session:
        what = "You read that a bag of 32 kg is free."
        repair = repairs.open_for(session, customer, Mistake.WRONG_ANSWER, "utter_faq/bags", what, NOW)
        for step in STEPS[:steps]:
            step(session, repair, "in words", "Ada", NOW)
        return repair.id


def repair(repair_id: int) -> Repair:
    with database.reading() as session:
        return session.get_one(Repair, repair_id)


def press(conversation_id: int, payload: str, now: datetime) -> bool:
    with database.unit_of_work() as session:
        return repair_talk.answered(session, session.get_one(Conversation, conversation_id), payload, now)


def test_all_steps_in_their_order_close_a_repair() -> None:
    repair_id = a_repair(steps=4)
    with database.unit_of_work() as session:
        repairs.recheck(session, session.get_one(Repair, repair_id), "All is well", "customer", LATER)
        steps = [step.to for step in repairs.steps(session, session.get_one(Repair, repair_id))]
    assert steps == list(RepairStatus)
    assert repair(repair_id).closed_at == LATER


@pytest.mark.parametrize("made", range(4))
def test_no_step_can_be_left_out(made: int) -> None:
    for too_early in STEPS[made + 1 :]:
        repair_id = a_repair(made)
        with pytest.raises(StepMissing), database.unit_of_work() as session:
            too_early(session, session.get_one(Repair, repair_id), "in words", "Ada", LATER)
        assert repair(repair_id).closed_at is None


def test_only_the_recheck_closes_a_repair() -> None:
    closing = [source for source, targets in repairs.MOVES.items() if RepairStatus.RECHECKED in targets]
    assert closing == [RepairStatus.DECIDED]
    assert all(after in repairs.MOVES[before] for before, after in pairwise(RepairStatus))


def test_whether_all_is_well_can_be_told_only_days_after_the_decision() -> None:
    repair_id = a_repair(steps=4)
    with pytest.raises(RecheckTooEarly) as early, database.unit_of_work() as session:
        repairs.recheck(session, session.get_one(Repair, repair_id), "in words", "Ada", NOW + timedelta(days=2))
    assert early.value.due_at == NOW + RECHECK_AFTER


def test_one_mistake_opens_one_repair() -> None:
    customer = a_customer()
    with database.unit_of_work() as session:
        first, second = (
            repairs.open_for(session, customer, Mistake.MONEY_ERROR, "payment-3", "You were charged twice.", NOW) for _ in "12"
        )
    assert first.id == second.id


def test_a_broken_promise_is_decided_by_the_customer_and_rechecked_days_later() -> None:
    customer = a_customer()
    promised(customer, timedelta(hours=1))
    promise_keeping.tend(NOW + timedelta(hours=2), MANNERS)
    assert press(customer, repair_talk.ACCEPTED, NOW + timedelta(hours=3))
    repair_talk.ask_whether_well(NOW + timedelta(days=2), MANNERS)
    before = len(said_to(customer))
    for _ in range(2):
        repair_talk.ask_whether_well(NOW + timedelta(days=4), MANNERS)
    question = said_to(customer)[before:]
    assert ["Is all well now?" in turn.text for turn in question] == [True]
    assert press(customer, repair_talk.WELL, NOW + timedelta(days=4))
    with database.reading() as session:
        assert repairs.open_ones(session, customer) == []


def test_a_repair_that_is_not_well_goes_back_to_its_offer_and_a_person_is_asked_for() -> None:
    customer = a_customer()
    promised(customer, timedelta(hours=1))
    promise_keeping.tend(NOW + timedelta(hours=2), MANNERS)
    press(customer, repair_talk.ACCEPTED, NOW + timedelta(hours=3))
    repair_talk.ask_whether_well(NOW + timedelta(days=4), MANNERS)
    press(customer, repair_talk.NOT_WELL, NOW + timedelta(days=4))
    with database.reading() as session:
        (open_one,) = repairs.open_ones(session, customer)
    assert open_one.status == RepairStatus.OFFERED


def test_other_buttons_are_not_taken_for_an_answer_to_a_repair() -> None:
    assert not press(a_customer(), "/affirm", NOW)


def test_a_money_error_is_owned_up_to_once_by_ourselves() -> None:
    customer = a_customer()
    with database.unit_of_work() as session:
        what = "your seat was paid twice; 25.00 euros goes back to you"
        repairs.open_for(session, customer, Mistake.MONEY_ERROR, "payment-3", what, NOW)
    for _ in range(2):
        repair_talk.own_up(NOW, MANNERS)
    (said,) = said_to(customer)
    assert "your seat was paid twice" in said.text
    with database.reading() as session:
        (open_one,) = repairs.open_ones(session, customer)
    assert open_one.status == RepairStatus.OFFERED
