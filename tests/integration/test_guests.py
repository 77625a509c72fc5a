"""Guests in a call on both databases: who may be asked, who was first, who sees what, and that nobody stays one by accident."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from customer_care import access, advisers, calls, database, guests, handoffs, queue
from customer_care.access import AccessNote
from customer_care.advisers import Adviser, Presence, Role
from customer_care.calls import CallRecord
from customer_care.conversations import Conversation
from customer_care.guests import ColleagueNotFree, ForLeadsOnly, GuestStatus, NoConsultation
from customer_care.handoffs import Handoff, HandoffMove, Status, Way, WrongMove
from tests.integration.test_handoffs import NOW, RING_FOR, a_waiting_handoff, accept, an_adviser, ring_all, said_in

pytestmark = pytest.mark.usefixtures("connected")


def in_a_call(way: Way = Way.VOICE) -> tuple[int, int]:
    """A handoff that Ada has accepted, and Ada."""
    ada = an_adviser("ada", "Ada", idle_since=NOW - timedelta(hours=1))
    handoff_id = a_waiting_handoff(way)
    ring_all()
    accept(handoff_id, ada)
    return handoff_id, ada


def ask(handoff_id: int, colleague: int) -> str:
    with database.unit_of_work() as session:
        return guests.ask(session, session.get_one(Handoff, handoff_id), colleague, RING_FOR, NOW).public_id


def come(adviser: int, consultation: str) -> None:
    with database.unit_of_work() as session:
        guests.accept(session, adviser, consultation, NOW)


def is_guest(adviser: int) -> GuestStatus | None:
    with database.reading() as session:
        guest = guests.guest_of(session, adviser)
        return guest.status if guest else None


def test_who_is_free_may_be_asked_and_nothing_else_rings_there_meanwhile() -> None:
    handoff_id, ada = in_a_call()
    ben = an_adviser("ben", "Ben")
    with database.reading() as session:
        assert [colleague.name for colleague in guests.free_colleagues(session, ada, NOW)] == ["Ben"]
    ask(handoff_id, ben)
    a_waiting_handoff()
    assert ring_all() == 0
    with pytest.raises(ColleagueNotFree):
        ask(handoff_id, ben)


@pytest.mark.parametrize("presence", [Presence.BUSY, Presence.AWAY])
def test_who_is_not_available_is_not_asked(presence: Presence) -> None:
    handoff_id, _ = in_a_call()
    ben = an_adviser("ben", "Ben")
    with database.unit_of_work() as session:
        advisers.set_presence(session, ben, presence, NOW)
    with pytest.raises(ColleagueNotFree):
        ask(handoff_id, ben)


def test_a_call_has_one_second_adviser_at_a_time() -> None:
    handoff_id, _ = in_a_call()
    ask(handoff_id, an_adviser("ben", "Ben"))
    with pytest.raises(ColleagueNotFree):
        ask(handoff_id, an_adviser("cleo", "Cleo"))


def test_nobody_is_asked_into_a_conversation_in_writing() -> None:
    handoff_id, _ = in_a_call(Way.TEXT)
    with pytest.raises(WrongMove):
        ask(handoff_id, an_adviser("ben", "Ben"))


def test_ringing_that_nobody_answers_ends_and_cannot_be_answered_later() -> None:
    handoff_id, _ = in_a_call()
    ben = an_adviser("ben", "Ben")
    consultation = ask(handoff_id, ben)
    with database.unit_of_work() as session:
        assert guests.tend(session, NOW + RING_FOR) == 1
    assert is_guest(ben) is None
    with pytest.raises(NoConsultation):
        come(ben, consultation)


def test_only_who_was_asked_can_come() -> None:
    handoff_id, _ = in_a_call()
    consultation = ask(handoff_id, an_adviser("ben", "Ben"))
    with pytest.raises(NoConsultation):
        come(an_adviser("cleo", "Cleo"), consultation)


def test_who_takes_over_has_the_handoff_and_its_call_and_the_customer_reads_so() -> None:
    handoff_id, ada = in_a_call()
    ben = an_adviser("ben", "Ben")
    with database.unit_of_work() as session:
        calls.open_for(session, session.get_one(Handoff, handoff_id), NOW)
    come(ben, ask(handoff_id, ben))
    with database.unit_of_work() as session:
        handoff, conversation = access.handoff_in_hand(session, ada)
        guests.take_over(session, conversation, handoff, NOW)
    with database.reading() as session:
        assert access.handoff_in_hand(session, ben)[0].id == handoff_id
        assert handoffs.of_adviser(session, ada) is None
        assert session.scalars(select(CallRecord.adviser_id)).all() == [ben]
        notes = session.scalars(select(AccessNote).where(AccessNote.adviser_id == ben)).all()
        assert [note.reason for note in notes] == ["consulted"]
    assert is_guest(ben) is None
    assert "Ben takes over from Ada. They have talked about it, so you need not explain again." in said_in(handoff_id)


def lose(adviser: int, but_not: int) -> datetime:
    """One desk is closed for more than a minute, another one is not; the queue has been looked after since. That time."""
    later = NOW + timedelta(seconds=61)
    with database.unit_of_work() as session:
        advisers.note_seen(session, [but_not], later)
        queue.tend(session, RING_FOR, later)
    return later


def test_a_lost_adviser_is_replaced_by_the_colleague_in_the_call_and_reads_so_until_back_at_work() -> None:
    handoff_id, ada = in_a_call()
    ben = an_adviser("ben", "Ben")
    with database.unit_of_work() as session:
        calls.open_for(session, session.get_one(Handoff, handoff_id), NOW)
    come(ben, ask(handoff_id, ben))
    later = lose(ada, but_not=ben)
    with database.unit_of_work() as session:
        handoff, _ = access.handoff_in_hand(session, ben)
        assert (handoff.id, handoff.status) == (handoff_id, Status.ACCEPTED)
        assert session.scalars(select(CallRecord.adviser_id)).all() == [ben]
        assert [move.because for move in session.scalars(select(HandoffMove))][-1] == "adviser_lost"
        lost = session.get_one(Adviser, ada)
        replacement = guests.replacement_of(session, ada)
        assert (lost.presence, replacement.name if replacement else None) == (Presence.AWAY, "Ben")
        guests.note_told(session, ada, later)
        assert guests.replacement_of(session, ada) is None
    assert "Ada has lost the connection, so Ben takes over. Ben was in the call and sees the same notes." in said_in(handoff_id)


@pytest.mark.parametrize("comes", [False, True])
def test_a_lost_adviser_whose_colleague_has_not_come_or_is_lost_too_goes_back_to_the_queue(comes: bool) -> None:
    handoff_id, ada = in_a_call()
    ben, cleo = an_adviser("ben", "Ben"), an_adviser("cleo", "Cleo")
    consultation = ask(handoff_id, ben)
    if comes:
        come(ben, consultation)
    lose(ada, but_not=cleo if comes else ben)
    with database.reading() as session:
        handoff = session.get_one(Handoff, handoff_id)
        assert handoff.status in {Status.QUEUED, Status.RINGING}
        assert guests.replacement_of(session, ada) is None


def test_who_was_only_asked_cannot_take_over() -> None:
    handoff_id, ada = in_a_call()
    ask(handoff_id, an_adviser("ben", "Ben"))
    with database.unit_of_work() as session, pytest.raises(NoConsultation):
        handoff, conversation = access.handoff_in_hand(session, ada)
        guests.take_over(session, conversation, handoff, NOW)


def wraps_up(session: Session, handoff: Handoff, conversation: Conversation) -> None:
    handoffs.wrap_up(session, conversation, handoff, "adviser", NOW)


def goes_back(session: Session, handoff: Handoff, conversation: Conversation) -> None:
    handoffs.requeue(session, conversation, handoff, "transferred", NOW)


def goes_on_in_writing(session: Session, handoff: Handoff, conversation: Conversation) -> None:
    handoffs.continue_by_text(session, conversation, handoff, NOW)


@pytest.mark.parametrize("ends", [wraps_up, goes_back, goes_on_in_writing])
def test_when_the_call_is_over_nobody_is_a_guest_in_it_any_more(ends: Callable[..., None]) -> None:
    handoff_id, _ = in_a_call()
    ben = an_adviser("ben", "Ben")
    come(ben, ask(handoff_id, ben))
    with database.unit_of_work() as session:
        handoff = session.get_one(Handoff, handoff_id)
        ends(session, handoff, session.get_one(Conversation, handoff.conversation_id))
    with database.unit_of_work() as session:
        queue.tend(session, RING_FOR, NOW)
    assert is_guest(ben) is None


def test_a_guest_whose_desk_is_gone_for_a_minute_is_out() -> None:
    handoff_id, ada = in_a_call()
    ben = an_adviser("ben", "Ben")
    come(ben, ask(handoff_id, ben))
    later = NOW + timedelta(seconds=61)
    with database.unit_of_work() as session:
        advisers.note_seen(session, [ada], later)
        queue.tend(session, RING_FOR, later)
    assert is_guest(ben) is None


def test_a_lead_supervises_one_call_and_the_visit_is_on_record() -> None:
    handoff_id, _ = in_a_call()
    clara = a_lead()
    with database.unit_of_work() as session:
        handoff, lead = session.get_one(Handoff, handoff_id), session.get_one(Adviser, clara)
        first = guests.supervise(session, handoff, lead, NOW)
        assert guests.supervise(session, handoff, lead, NOW).id == first.id
    with database.reading() as session:
        notes = session.scalars(select(AccessNote.reason).where(AccessNote.adviser_id == clara)).all()
        assert notes == ["supervised"]


def test_only_a_lead_supervises_and_not_from_within_another_handoff() -> None:
    handoff_id, _ = in_a_call()
    ben, clara = an_adviser("ben", "Ben"), a_lead()
    other = a_waiting_handoff()
    with database.unit_of_work() as session:
        advisers.set_presence(session, ben, Presence.AWAY, NOW)
    ring_all()
    accept(other, clara)
    with database.unit_of_work() as session:
        handoff = session.get_one(Handoff, handoff_id)
        assert handoff.status is Status.ACCEPTED
        with pytest.raises(ForLeadsOnly):
            guests.supervise(session, handoff, session.get_one(Adviser, ben), NOW)
        with pytest.raises(ColleagueNotFree):
            guests.supervise(session, handoff, session.get_one(Adviser, clara), NOW)


def a_lead() -> int:
    with database.unit_of_work() as session:
        lead = advisers.enrol(session, "clara", "Clara", "secret", Role.LEAD, NOW)
        advisers.set_presence(session, lead.id, Presence.AVAILABLE, NOW)
        return lead.id
