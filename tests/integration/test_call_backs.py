"""Call backs: by when somebody rings, what happens when nobody answers, and the order at the desk."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from airline import identity
from customer_care import advisers, call_backs, commitments, context, conversations, database, handoffs, journal, queue, unasked
from customer_care import mail as mails
from customer_care.advisers import Adviser, Presence, Role
from customer_care.call_backs import MOST_TRIES, NextTryMissing
from customer_care.commitments import CommitmentStatus
from customer_care.conversations import Conversation
from customer_care.handoffs import Handoff, Outcome, Status, Way, WrongMove
from customer_care.settings import QuietHours
from webrtc_gateway import views

NOW = datetime(2026, 12, 4, 14, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
PHONE = "+590690000000"
WITHIN = timedelta(hours=2)
AT_NIGHT = QuietHours(time(21), time(8), ZoneInfo("America/Guadeloupe"))

pytestmark = pytest.mark.usefixtures("connected")


def an_adviser() -> int:
    with database.unit_of_work() as session:
        adviser = advisers.enrol(session, "ada", "Ada", "secret", Role.ADVISER, NOW)
        advisers.set_presence(session, adviser.id, Presence.AVAILABLE, NOW)
        return adviser.id


def asked_for(due_at: datetime, now: datetime = NOW) -> int:
    with database.unit_of_work() as session:
        conversation = conversations.start(session, "web", "en", now)
        handoff = handoffs.offer(session, conversation, ["asked_for_person"], now)
        handoffs.agree(session, handoff, context.digest(context.from_json(handoff.shown)), [], None, now)
        handoffs.request_callback(session, conversation, handoff, PHONE, due_at, now)
        return handoff.id


def taken(handoff_id: int, adviser_id: int, now: datetime = NOW) -> None:
    with database.unit_of_work() as session:
        handoff = session.get_one(Handoff, handoff_id)
        conversation = session.get_one(Conversation, handoff.conversation_id)
        handoffs.accept(session, conversation, handoff, session.get_one(Adviser, adviser_id), now)


def not_reached(handoff_id: int, again_at: datetime | None, now: datetime = NOW, address: str | None = None) -> None:
    with database.unit_of_work() as session:
        handoff = session.get_one(Handoff, handoff_id)
        conversation = session.get_one(Conversation, handoff.conversation_id)
        call_backs.not_reached(session, conversation, handoff, again_at, now, address=address)


def promised(handoff_id: int) -> list[tuple[CommitmentStatus, datetime]]:
    with database.reading() as session:
        return [(made.status, made.due_at) for made in commitments.of_handoff(session, handoff_id)]


def last_said(handoff_id: int) -> journal.Turn:
    with database.reading() as session:
        conversation = session.get_one(Conversation, session.get_one(Handoff, handoff_id).conversation_id)
        return journal.read_after(session, conversation, 0)[-1]


def test_who_was_not_reached_is_told_the_next_try_and_one_promise_takes_the_place_of_the_other() -> None:
    ada, handoff_id = an_adviser(), asked_for(LATER)
    taken(handoff_id, ada)
    not_reached(handoff_id, LATER + WITHIN)
    with database.reading() as session:
        handoff = session.get_one(Handoff, handoff_id)
        assert (handoff.status, handoff.adviser_id, call_backs.tries_of(session, handoff)) == (Status.CALLBACK, None, 1)
        assert handoffs.of_adviser(session, ada) is None
    assert promised(handoff_id) == [(CommitmentStatus.RENEGOTIATED, LATER), (CommitmentStatus.OPEN, LATER + WITHIN)]
    said = last_said(handoff_id)
    assert (said.speaker, said.name) == (journal.Speaker.ADVISER, "Ada")
    assert f"I rang {PHONE}, Friday 4 December 10:00, Guadeloupe time, and did not reach you" in said.text
    assert f"try 1 of {MOST_TRIES}" in said.text
    assert "by Friday 4 December 15:00, Guadeloupe time" in said.text


def test_a_try_that_came_late_stays_late_and_the_next_one_is_promised() -> None:
    ada, handoff_id = an_adviser(), asked_for(LATER)
    with database.unit_of_work() as session:
        commitments.break_off(session, commitments.of_handoff(session, handoff_id)[0], LATER)
    taken(handoff_id, ada, LATER)
    not_reached(handoff_id, LATER + WITHIN, LATER)
    assert promised(handoff_id) == [(CommitmentStatus.BROKEN, LATER), (CommitmentStatus.OPEN, LATER + WITHIN)]
    with database.reading() as session:
        first, second = commitments.of_handoff(session, handoff_id)
        assert (first.done_at, second.follows_id) == (LATER, first.id)


def test_after_the_last_try_it_is_over_and_nobody_is_asked_how_easy_it_was() -> None:
    ada, handoff_id = an_adviser(), asked_for(LATER)
    for number in range(MOST_TRIES):
        taken(handoff_id, ada)
        not_reached(handoff_id, LATER + timedelta(hours=number + 1) if number + 1 < MOST_TRIES else None)
    with database.reading() as session:
        handoff = session.get_one(Handoff, handoff_id)
        assert (handoff.status, handoff.ending, handoff.effort_asked) == (Status.CLOSED, "not_reached", True)
        assert call_backs.promise_of(session, handoff) is None
    assert promised(handoff_id)[-1][0] == CommitmentStatus.KEPT
    assert "nobody rings you any more" in last_said(handoff_id).text


def test_it_is_told_by_mail_when_the_page_is_closed() -> None:
    ada, handoff_id = an_adviser(), asked_for(LATER)
    away = NOW + timedelta(hours=1)
    taken(handoff_id, ada, away)
    not_reached(handoff_id, LATER, away, address="camille@example.org")
    with database.reading() as session:
        (mail,) = mails.due(session, away)
    assert mail.to == "camille@example.org"
    assert last_said(handoff_id).text in mail.body


def test_the_address_that_the_customer_agreed_to_comes_first() -> None:
    ada, handoff_id = an_adviser(), asked_for(LATER)
    away = NOW + timedelta(hours=1)
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, session.get_one(Handoff, handoff_id).conversation_id)
        unasked.agree_to_mail(session, conversation, "mine@example.org", NOW)
    taken(handoff_id, ada, away)
    not_reached(handoff_id, LATER, away, address="camille@example.org")
    with database.reading() as session:
        assert [mail.to for mail in mails.due(session, away)] == ["mine@example.org"]


def test_who_showed_no_booking_has_no_address_on_file() -> None:
    with database.unit_of_work() as session:
        assert identity.address_shown(session, conversations.start(session, "web", "en", NOW)) is None


def test_the_next_try_needs_a_time_that_is_to_come() -> None:
    ada, handoff_id = an_adviser(), asked_for(LATER)
    taken(handoff_id, ada)
    with pytest.raises(NextTryMissing):
        not_reached(handoff_id, None)
    with pytest.raises(commitments.DueInThePast):
        not_reached(handoff_id, NOW)
    assert promised(handoff_id) == [(CommitmentStatus.OPEN, LATER)]


def test_only_a_call_back_in_hand_can_reach_nobody() -> None:
    handoff_id = asked_for(LATER)
    with pytest.raises(WrongMove):
        not_reached(handoff_id, LATER)


def test_reached_at_the_second_try_the_newest_promise_is_kept() -> None:
    ada, handoff_id = an_adviser(), asked_for(LATER)
    taken(handoff_id, ada)
    not_reached(handoff_id, LATER + WITHIN)
    taken(handoff_id, ada, LATER)
    with database.unit_of_work() as session:
        handoff = session.get_one(Handoff, handoff_id)
        conversation = session.get_one(Conversation, handoff.conversation_id)
        handoffs.finish(session, conversation, handoff, Outcome.SOLUTION, "", [], LATER)
    assert promised(handoff_id)[-1] == (CommitmentStatus.KEPT, LATER + WITHIN)


def test_the_desk_has_call_backs_by_their_time_after_who_waits_and_marks_what_is_late() -> None:
    ada = an_adviser()
    last, first, late = asked_for(NOW + timedelta(hours=5)), asked_for(LATER), asked_for(NOW + timedelta(minutes=5))
    with database.unit_of_work() as session:
        conversation = conversations.start(session, "web", "en", NOW)
        waiting = handoffs.offer(session, conversation, [], NOW)
        handoffs.agree(session, waiting, context.digest(context.from_json(waiting.shown)), [], None, NOW)
        handoffs.request(session, conversation, waiting, Way.TEXT, "soon", NOW + timedelta(minutes=9))
        assert [handoff.id for handoff in queue.waiting_or_ringing(session)] == [waiting.id, late, first, last]
        shown = views.desk(session, session.get_one(Adviser, ada), None, NOW + timedelta(minutes=10)).queue
    due = [entry.call_back and (entry.call_back.due, entry.call_back.late) for entry in shown]
    assert due == [
        None,
        ("Friday 4 December 10:05, Guadeloupe time", True),
        ("Friday 4 December 13:00, Guadeloupe time", False),
        ("Friday 4 December 15:00, Guadeloupe time", False),
    ]


@pytest.mark.parametrize(
    ("asked_at", "due_at"),
    [
        ("2026-12-04T10:00", "2026-12-04T12:00"),
        ("2026-12-04T20:30", "2026-12-05T10:00"),  # it would be night by then
        ("2026-12-04T23:00", "2026-12-05T10:00"),
        ("2026-12-05T05:00", "2026-12-05T10:00"),
    ],
)
def test_as_soon_as_possible_is_within_two_hours_of_the_day(asked_at: str, due_at: str) -> None:
    def there(at: str) -> datetime:
        return datetime.fromisoformat(at).replace(tzinfo=AT_NIGHT.zone)

    assert call_backs.as_soon_as_possible(there(asked_at), WITHIN, AT_NIGHT) == there(due_at)
