"""A handoff on both databases: who gets it, who is told, and what is kept."""

import threading
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from sqlalchemy import Engine, select

from customer_care import advisers, commitments, context, conversations, database, handoffs, journal, outbox, queue, wording
from customer_care.advisers import Adviser, Presence, Role
from customer_care.commitments import Commitment, CommitmentStatus
from customer_care.conversations import Conversation
from customer_care.handoffs import Handoff, HandoffTaken, OfferExpired, Outcome, Promise, Status, Way, WrongMove
from customer_care.journal import Speaker
from webrtc_gateway import messages

NOW = datetime(2026, 12, 4, 14, 0, tzinfo=UTC)
RING_FOR = timedelta(seconds=30)

pytestmark = pytest.mark.usefixtures("connected")


def a_conversation(now: datetime = NOW) -> int:
    with database.unit_of_work() as session:
        conversation = conversations.start(session, "web", "en", now)
        journal.append(session, conversation, Speaker.CUSTOMER, "I need another date", now)
        return conversation.id


def an_adviser(username: str = "ada", name: str = "Ada", idle_since: datetime = NOW) -> int:
    with database.unit_of_work() as session:
        adviser = advisers.enrol(session, username, name, "secret", Role.ADVISER, idle_since)
        advisers.set_presence(session, adviser.id, Presence.AVAILABLE, NOW)
        return adviser.id


def a_waiting_handoff(way: Way = Way.VOICE, now: datetime = NOW) -> int:
    conversation_id = a_conversation(now)
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        handoff = handoffs.offer(session, conversation, ["asked_for_person"], now)
        digest = context.digest(context.from_json(handoff.shown))
        handoffs.agree(session, handoff, digest, ["goal", "transcript"], None, now)
        handoffs.request(session, conversation, handoff, way, "we do not know yet", now)
        return handoff.id


def ring_all(now: datetime = NOW) -> int:
    with database.unit_of_work() as session:
        return queue.offer_next(session, RING_FOR, now)


def accept(handoff_id: int, adviser_id: int, now: datetime = NOW) -> None:
    with database.unit_of_work() as session:
        handoff = session.get_one(Handoff, handoff_id)
        conversation = session.get_one(Conversation, handoff.conversation_id)
        handoffs.accept(session, conversation, handoff, session.get_one(Adviser, adviser_id), now)


def status_of(handoff_id: int) -> Status:
    with database.reading() as session:
        return session.get_one(Handoff, handoff_id).status


def said_in(handoff_id: int) -> list[str]:
    with database.reading() as session:
        conversation = session.get_one(Conversation, session.get_one(Handoff, handoff_id).conversation_id)
        return [turn.text for turn in journal.read_after(session, conversation, 0)]


def test_a_request_rings_at_the_adviser_who_was_idle_for_longest() -> None:
    an_adviser("ben", "Ben", idle_since=NOW)
    ada = an_adviser("ada", "Ada", idle_since=NOW - timedelta(hours=1))
    handoff_id = a_waiting_handoff()

    assert ring_all() == 1

    with database.reading() as session:
        handoff = session.get_one(Handoff, handoff_id)
        assert (handoff.status, handoff.adviser_id) == (Status.RINGING, ada)


def test_nobody_is_queued_before_deciding_what_the_adviser_will_see() -> None:
    conversation_id = a_conversation()
    with database.unit_of_work() as session, pytest.raises(handoffs.ConsentMissing):
        conversation = session.get_one(Conversation, conversation_id)
        handoff = handoffs.offer(session, conversation, [], NOW)
        handoffs.request(session, conversation, handoff, Way.TEXT, "soon", NOW)


def test_the_adviser_gets_exactly_what_was_not_struck_out() -> None:
    handoff_id = a_waiting_handoff()
    with database.reading() as session:
        assert [item.key for item in context.delivered(session, handoff_id)] == ["goal", "transcript"]
        consent = context.newest_consent(session, handoff_id)
        assert consent is not None
        assert consent.digest == context.digest(context.delivered(session, handoff_id))


@pytest.mark.parametrize(("goal", "passed_on"), [(None, ["as drafted"]), (" a refund ", ["a refund"]), ("", None), ("  ", None)])
def test_a_goal_goes_in_the_customers_words_and_not_at_all_when_they_emptied_it(
    goal: str | None, passed_on: list[str] | None
) -> None:
    conversation_id = a_conversation()
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        conversation.goal = "as drafted"
        handoff = handoffs.offer(session, conversation, [], NOW)
        shown = context.from_json(handoff.shown)
        handoffs.agree(session, handoff, context.digest(shown), ["goal", "transcript"], goal, NOW)
        delivered = {item.key: item.lines for item in context.delivered(session, handoff.id)}
    assert delivered.get("goal") == passed_on
    assert "transcript" in delivered


def test_consent_to_another_package_than_the_one_shown_is_refused() -> None:
    conversation_id = a_conversation()
    with database.unit_of_work() as session, pytest.raises(context.PackageChanged):
        handoff = handoffs.offer(session, session.get_one(Conversation, conversation_id), [], NOW)
        handoffs.agree(session, handoff, "0" * 64, ["goal"], None, NOW)


def test_second_adviser_is_told_who_took_the_handoff() -> None:
    ada = an_adviser("ada", "Ada", idle_since=NOW - timedelta(hours=1))
    ben = an_adviser("ben", "Ben")
    handoff_id = a_waiting_handoff()
    ring_all()
    accept(handoff_id, ada)
    with pytest.raises(HandoffTaken) as taken:
        accept(handoff_id, ben)
    assert taken.value.by == "Ada"


def test_of_two_accepts_in_the_same_moment_one_wins() -> None:
    ada = an_adviser()
    handoff_id = a_waiting_handoff()
    ring_all()
    outcomes: list[str] = []
    together = threading.Barrier(2)

    def click() -> None:
        together.wait()
        try:
            accept(handoff_id, ada)
            outcomes.append("accepted")
        except (OfferExpired, HandoffTaken, WrongMove):
            outcomes.append("refused")

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()

    assert sorted(outcomes) == ["accepted", "refused"]
    assert said_in(handoff_id).count("You are connected with Ada, who sees what you agreed to pass on.") == 1


def test_an_offer_that_nobody_answers_goes_to_the_next_adviser_at_the_same_place() -> None:
    an_adviser("ada", "Ada", idle_since=NOW - timedelta(hours=1))
    ben = an_adviser("ben", "Ben")
    handoff_id = a_waiting_handoff()
    ring_all()
    later = NOW + RING_FOR + timedelta(seconds=1)
    with database.unit_of_work() as session:
        advisers.note_seen(session, [ben], later)
        conversations.note_seen(session, [c.public_id for c in session.query(Conversation)], later)
        queue.tend(session, RING_FOR, later)
    with database.reading() as session:
        handoff = session.get_one(Handoff, handoff_id)
        assert (handoff.status, handoff.adviser_id, handoff.waiting_since) == (Status.RINGING, ben, NOW)


def test_one_adviser_is_rung_for_one_handoff_at_a_time() -> None:
    an_adviser()
    first, second = a_waiting_handoff(), a_waiting_handoff(now=NOW + timedelta(seconds=1))
    assert ring_all() == 1
    assert ring_all() == 0
    assert (status_of(first), status_of(second)) == (Status.RINGING, Status.QUEUED)


def test_asking_twice_is_one_handoff() -> None:
    conversation_id = a_conversation()
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        first = handoffs.offer(session, conversation, ["misunderstood_twice"], NOW)
        second = handoffs.offer(session, conversation, ["asked_for_person"], NOW)
        assert first.id == second.id
        assert second.reasons == ["misunderstood_twice", "asked_for_person"]


def test_a_package_in_front_of_the_customer_does_not_change_under_their_hands() -> None:
    conversation_id = a_conversation()
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        shown = list(handoffs.offer(session, conversation, ["asked_for_person"], NOW).shown)
        journal.append(session, conversation, Speaker.ASSISTANT, "I get you a person.", NOW)
        assert handoffs.offer(session, conversation, ["upset_words"], NOW).shown == shown
        assert handoffs.offer(session, conversation, ["asked_for_person"], NOW, look_again=True).shown != shown


def test_wrap_up_keeps_what_was_promised_and_lets_the_assistant_speak_again() -> None:
    ada = an_adviser()
    handoff_id = a_waiting_handoff(Way.TEXT)
    ring_all()
    accept(handoff_id, ada)
    with database.unit_of_work() as session:
        handoff = session.get_one(Handoff, handoff_id)
        conversation = session.get_one(Conversation, handoff.conversation_id)
        promise = Promise("Send the new ticket", NOW + timedelta(hours=2))
        handoffs.finish(session, conversation, handoff, Outcome.SOLUTION, "Moved to Sunday", [promise], NOW)
        assert [made.text for made in commitments.open_ones(session, conversation.id)] == ["Send the new ticket"]
        assert outbox.claim_next(session, conversation.id, timedelta(seconds=5), NOW) is not None
        assert handoffs.with_adviser(session, conversation) is None
    assert status_of(handoff_id) == Status.CLOSED


def test_what_was_written_during_the_wrap_up_is_answered_afterwards() -> None:
    ada = an_adviser()
    handoff_id = a_waiting_handoff(Way.TEXT)
    ring_all()
    accept(handoff_id, ada)
    with database.unit_of_work() as session:
        handoff = session.get_one(Handoff, handoff_id)
        conversation = session.get_one(Conversation, handoff.conversation_id)
        journal.append(session, conversation, Speaker.CUSTOMER, "Thank you, Ada", NOW + timedelta(minutes=1))
        handoffs.wrap_up(session, conversation, handoff, "ada", NOW + timedelta(minutes=2))
        journal.append(session, conversation, Speaker.CUSTOMER, "Is ZE 412 on time?", NOW + timedelta(minutes=3))
        handoffs.finish(session, conversation, handoff, Outcome.SOLUTION, "", [], NOW + timedelta(minutes=4))
        asked = session.scalars(select(outbox.OutboxRow).where(outbox.OutboxRow.errand == outbox.Errand.SAY)).all()
        questions = [journal.turn_number(session, conversation, row.body["turn"]) for row in asked]
    assert [turn.text for turn in questions if turn] == ["Is ZE 412 on time?"]


def test_after_a_transfer_the_next_adviser_reads_on_from_where_the_first_began() -> None:
    ada, ben = an_adviser("ada", "Ada", idle_since=NOW - timedelta(hours=1)), an_adviser("ben", "Ben")
    handoff_id = a_waiting_handoff(Way.TEXT)
    ring_all()
    accept(handoff_id, ada)
    with database.unit_of_work() as session:
        handoff = session.get_one(Handoff, handoff_id)
        conversation, began = session.get_one(Conversation, handoff.conversation_id), handoff.accepted_seq
        journal.append(session, conversation, Speaker.CUSTOMER, "My bag was lost", NOW)
        handoffs.requeue(session, conversation, handoff, "transferred", NOW)
        advisers.set_presence(session, ada, Presence.BUSY, NOW)
    ring_all()
    accept(handoff_id, ben)
    with database.unit_of_work() as session:
        handoff = session.get_one(Handoff, handoff_id)
        assert (handoff.adviser_id, handoff.accepted_seq) == (ben, began)


def test_a_noted_call_back_is_not_hidden_by_a_later_request_that_was_given_up() -> None:
    conversation_id = a_conversation()
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        first = handoffs.offer(session, conversation, ["asked_for_person"], NOW)
        handoffs.agree(session, first, context.digest(context.from_json(first.shown)), [], None, NOW)
        handoffs.request_callback(session, conversation, first, "+33612345678", NOW + timedelta(hours=2), NOW)
        second = handoffs.offer(session, conversation, ["asked_for_person"], NOW)
        assert handoffs.newest(session, conversation) == second
        handoffs.withdraw(session, conversation, second, NOW)
        assert handoffs.newest(session, conversation) == first


def test_a_promise_that_is_due_already_is_refused_and_nothing_is_closed() -> None:
    ada = an_adviser()
    handoff_id = a_waiting_handoff(Way.TEXT)
    ring_all()
    accept(handoff_id, ada)
    with pytest.raises(commitments.DueInThePast), database.unit_of_work() as session:
        handoff = session.get_one(Handoff, handoff_id)
        conversation = session.get_one(Conversation, handoff.conversation_id)
        handoffs.finish(session, conversation, handoff, Outcome.SOLUTION, "", [Promise("Call", NOW)], NOW)
    assert status_of(handoff_id) == Status.LIVE


def ring_instead(handoff_id: int, because: str | None = "microphone_lost") -> int:
    with database.unit_of_work() as session:
        handoff = session.get_one(Handoff, handoff_id)
        conversation = session.get_one(Conversation, handoff.conversation_id)
        due = NOW + timedelta(minutes=30)
        return handoffs.ring_instead(session, conversation, handoff, "+33612345678", because, due, NOW).id


def test_when_the_voice_fails_the_same_adviser_rings_and_both_read_why_and_finishing_keeps_the_promise() -> None:
    ada, handoff_id = an_adviser(), a_waiting_handoff()
    ring_all()
    accept(handoff_id, ada)
    promise = ring_instead(handoff_id)
    with database.reading() as session:
        handoff = session.get_one(Handoff, handoff_id)
        assert (handoff.status, handoff.way, handoff.adviser_id) == (Status.LIVE, Way.CALLBACK, ada)
        assert session.get_one(Commitment, promise).text == "Call back to +33612345678"
    assert said_in(handoff_id)[-1].startswith(
        "Your microphone was unplugged or taken away. So Ada calls you back at +33612345678, by "
    )
    with pytest.raises(WrongMove):
        ring_instead(handoff_id)
    with database.unit_of_work() as session:
        handoff = session.get_one(Handoff, handoff_id)
        conversation = session.get_one(Conversation, handoff.conversation_id)
        handoffs.finish(session, conversation, handoff, Outcome.SOLUTION, "", [], NOW + timedelta(minutes=5))
        assert session.get_one(Commitment, promise).status == CommitmentStatus.KEPT


def test_each_reason_that_a_browser_gives_for_a_call_back_has_its_sentence() -> None:
    sentences = {wording.say(f"utter_without_voice_{reason}").text for reason in get_args(messages.LegFailure)}
    assert len(sentences) == len(get_args(messages.LegFailure))


def test_nobody_rings_who_waits_or_has_hung_up() -> None:
    ada, handoff_id = an_adviser(), a_waiting_handoff()
    with pytest.raises(WrongMove):
        ring_instead(handoff_id)
    ring_all()
    accept(handoff_id, ada)
    with database.unit_of_work() as session:
        handoff = session.get_one(Handoff, handoff_id)
        handoffs.wrap_up(session, session.get_one(Conversation, handoff.conversation_id), handoff, "customer", NOW)
    with pytest.raises(WrongMove):
        ring_instead(handoff_id)


def test_a_lost_adviser_does_not_cost_the_customer_their_place() -> None:
    ada = an_adviser()
    handoff_id = a_waiting_handoff()
    ring_all()
    accept(handoff_id, ada)
    later = NOW + timedelta(minutes=2)
    with database.unit_of_work() as session:
        queue.tend(session, RING_FOR, later)
    with database.reading() as session:
        handoff = session.get_one(Handoff, handoff_id)
        assert (handoff.status, handoff.waiting_since, handoff.adviser_id) == (Status.QUEUED, NOW, None)


def test_a_customer_who_left_the_queue_is_let_go() -> None:
    handoff_id = a_waiting_handoff()
    with database.unit_of_work() as session:
        queue.tend(session, RING_FOR, NOW + timedelta(minutes=3))
    assert status_of(handoff_id) == Status.EXPIRED


def test_the_wait_is_unknown_until_there_is_a_history_and_then_a_range() -> None:
    ada = an_adviser()
    with database.reading() as session:
        assert queue.wait_for(session, None, NOW).low_seconds is None
    for minute in range(1, 7):
        handoff_id = a_waiting_handoff(Way.TEXT)
        with database.unit_of_work() as session:
            advisers.note_seen(session, [ada], NOW + timedelta(minutes=minute))
        ring_all(NOW + timedelta(minutes=minute))
        accept(handoff_id, ada, NOW + timedelta(minutes=minute))
        with database.unit_of_work() as session:
            handoff = session.get_one(Handoff, handoff_id)
            conversation = session.get_one(Conversation, handoff.conversation_id)
            handoffs.finish(session, conversation, handoff, Outcome.SOLUTION, "", [], NOW + timedelta(minutes=minute))
    with database.reading() as session:
        estimate = queue.wait_for(session, None, NOW)
    assert (estimate.low_seconds, estimate.high_seconds) == (120, 360)


def test_the_queue_says_when_it_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "FULL", 1)
    a_waiting_handoff()
    with database.reading() as session, pytest.raises(queue.QueueFull):
        queue.demand_room(session)


def test_a_move_that_the_states_do_not_know_is_refused(connected: Engine) -> None:
    handoff_id = a_waiting_handoff()
    with database.unit_of_work() as session:
        handoff = session.get_one(Handoff, handoff_id)
        conversation = session.get_one(Conversation, handoff.conversation_id)
        handoffs.withdraw(session, conversation, handoff, NOW)
    with pytest.raises(WrongMove), database.unit_of_work() as session:
        handoff = session.get_one(Handoff, handoff_id)
        conversation = session.get_one(Conversation, handoff.conversation_id)
        handoffs.withdraw(session, conversation, handoff, NOW)
