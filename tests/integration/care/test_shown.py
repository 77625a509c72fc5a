"""What widget and desk show of promises and repairs: what is on record, and only what the customer agreed to pass on."""

from datetime import timedelta

import pytest

from customer_care import (
    advisers,
    commitments,
    context,
    database,
    handoffs,
    journal,
    promise_keeping,
    repair_talk,
    repairs,
    unasked,
)
from customer_care.advisers import Role
from customer_care.commitments import Kind
from customer_care.conversations import Conversation
from customer_care.errors import NotFound
from customer_care.handoffs import Handoff, Way
from customer_care.journal import Speaker
from customer_care.repairs import Mistake, RepairStatus, StepMissing
from customer_care.unasked import AddressUnclear
from tests.integration.care.promised import MANNERS, NOW, a_customer, promised, said_to
from webrtc_gateway import messages, views

pytestmark = pytest.mark.usefixtures("connected")

HOUR = timedelta(hours=1)


def shown_to(conversation_id: int) -> messages.PromisesState:
    with database.reading() as session:
        return views.promises(session, session.get_one(Conversation, conversation_id))


def a_repair(conversation_id: int) -> int:
    with database.unit_of_work() as session:
        what = "You were charged twice."
        return repairs.open_for(session, conversation_id, Mistake.MONEY_ERROR, "payment-3", what, NOW).id


def step(conversation_id: int, repair_id: int, name: str) -> None:
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        repairs.make_next_step(session, conversation, repair_id, name, f"Words to {name}.", "Ada", NOW)


def at_the_desk(conversation_id: int, *shared: str) -> list[messages.OpenRepair]:
    """What Ada's desk shows after she took this customer's handoff, to which they agreed with these items."""
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        ada = advisers.enrol(session, "ada", "Ada", "secret", Role.ADVISER, NOW)
        handoff = handoffs.offer(session, conversation, [context.ASKED], NOW)
        package = context.digest(context.from_json(handoff.shown))
        handoffs.agree(session, handoff, package, list(shared), None, NOW)
        handoffs.request(session, conversation, handoff, Way.TEXT, "soon", NOW)
        handoffs.ring(session, handoff, ada, timedelta(seconds=30), NOW)
        handoffs.accept(session, conversation, session.get_one(Handoff, handoff.id), ada, NOW)
        live = views.desk(session, ada, None, NOW).handoff
    assert live is not None
    return live.repairs


@pytest.mark.parametrize(
    ("speaker", "response", "lang", "told_by_state"),
    [
        (Speaker.ASSISTANT, "utter_speaks_fr_again", "fr", False),
        (Speaker.ASSISTANT, "utter_welcome", None, False),
        (Speaker.SYSTEM, "utter_system_queued", None, True),
        (Speaker.SYSTEM, "utter_system_withdrawn", None, False),
        (Speaker.ADVISER, None, None, False),
    ],
)
def test_a_turn_says_its_language_and_whether_the_state_tells_the_same(
    speaker: Speaker, response: str | None, lang: str | None, told_by_state: bool
) -> None:
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, a_customer())
        extras = {journal.RESPONSE: response} if response else {}
        record, _ = journal.append(session, conversation, speaker, "words", NOW, extras=extras)
        shown = views.turn(record)
    assert (shown.lang, shown.told_by_state) == (lang, told_by_state)


def test_the_customer_sees_what_is_open_first_then_what_was_kept_and_what_was_late() -> None:
    customer = a_customer()
    promised(customer, HOUR, "late")
    promised(customer, 2 * HOUR, "kept")
    promised(customer, 90 * HOUR, "open")
    with database.unit_of_work() as session:
        commitments.keep(session, Kind.REFUND_PAID, "kept", NOW)
    promise_keeping.tend(NOW + 2 * HOUR, MANNERS)
    shown = shown_to(customer).promises
    assert [promise.state for promise in shown] == ["open", "late", "kept"]
    assert [bool(promise.remedy) for promise in shown] == [False, True, False]
    assert [bool(promise.done_at) for promise in shown] == [False, False, True]


def test_what_was_released_is_not_shown() -> None:
    customer = a_customer()
    promise = promised(customer, HOUR)
    with database.unit_of_work() as session:
        commitments.release(session, session.get_one(commitments.Commitment, promise), NOW)
    assert shown_to(customer).promises == []


def test_the_address_for_news_is_shown_masked() -> None:
    customer = a_customer()
    with database.unit_of_work() as session:
        unasked.agree_to_mail(session, session.get_one(Conversation, customer), "camille@example.org", NOW)
    assert shown_to(customer).news_to == "c•••e@example.org"


@pytest.mark.parametrize("address", ["camille", "camille@", "a b@example.org", "camille@example.org, x@y.org"])
def test_what_is_no_address_is_refused(address: str) -> None:
    customer = a_customer()
    with pytest.raises(AddressUnclear), database.unit_of_work() as session:
        unasked.agree_to_mail(session, session.get_one(Conversation, customer), address, NOW)


def test_the_desk_shows_a_mistake_with_its_next_step_where_the_customer_passes_it_on() -> None:
    customer = a_customer()
    repair_id = a_repair(customer)
    assert at_the_desk(customer, "repairs") == [messages.OpenRepair(repair_id, "You were charged twice.", "explain", None)]


def test_the_desk_shows_no_mistake_that_the_customer_keeps_to_themselves() -> None:
    customer = a_customer()
    a_repair(customer)
    assert at_the_desk(customer) == []


def test_what_an_adviser_explains_is_said_to_the_customer_and_their_decision_is_not() -> None:
    customer = a_customer()
    repair_id = a_repair(customer)
    for name in ("explain", "apologise", "offer", "decide"):
        step(customer, repair_id, name)
    said = [(turn.speaker, turn.name, turn.text) for turn in said_to(customer)]
    assert said == [(Speaker.ADVISER, "Ada", f"Words to {name}.") for name in ("explain", "apologise", "offer")]


def test_another_step_than_the_next_is_refused_and_nothing_is_said() -> None:
    customer = a_customer()
    repair_id = a_repair(customer)
    with pytest.raises(StepMissing) as refused:
        step(customer, repair_id, "offer")
    assert refused.value.at == RepairStatus.OPEN
    assert said_to(customer) == []


def test_a_repair_of_another_conversation_is_not_there() -> None:
    repair_id = a_repair(a_customer())
    with pytest.raises(NotFound):
        step(a_customer(), repair_id, "explain")


def test_a_button_of_a_repair_is_answered_in_the_conversation() -> None:
    customer = a_customer()
    promised(customer, HOUR)
    promise_keeping.tend(NOW + 2 * HOUR, MANNERS)
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, customer)
        assert repair_talk.answered(session, conversation, repair_talk.ACCEPTED, NOW + 3 * HOUR)
    assert said_to(customer)[-1].speaker == Speaker.ASSISTANT
