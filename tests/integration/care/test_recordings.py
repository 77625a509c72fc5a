"""A recording on both databases: who may begin it, who may hear it, and when nothing is left of it."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from customer_care import (
    access,
    advisers,
    calls,
    context,
    conversations,
    database,
    handoffs,
    journal,
    privacy,
    recordings,
)
from customer_care.access import AccessNote, ReasonMissing, Visitor
from customer_care.advisers import Adviser, Role
from customer_care.conversations import Conversation
from customer_care.errors import NotFound
from customer_care.handoffs import Handoff, Way
from customer_care.journal import Speaker
from customer_care.recordings import (
    Keeping,
    NotRecordable,
    Recording,
    RecordingConsent,
    RecordingDeclined,
    RecordingMove,
    RecordingOff,
    RecordingOver,
    RecordingStatus,
    StoppedBecause,
)
from customer_care.sealed_files import SealBroken, SealedFile
from tests.integration.care.promised import NOW

pytestmark = pytest.mark.usefixtures("connected")

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    folder = tmp_path / "recordings"
    folder.mkdir()
    return Keeping(allowed=True, folder=folder, secret="a secret", days=30)


def an_adviser(name: str, role: Role = Role.ADVISER) -> int:
    with database.unit_of_work() as session:
        return advisers.enrol(session, name.lower(), name, "secret", role, NOW).id


@pytest.fixture
def ada() -> int:
    return an_adviser("Ada")


@pytest.fixture
def handoff(ada: int) -> int:
    """A handoff that Ada has, with its call."""
    with database.unit_of_work() as session:
        conversation = conversations.start(session, "web", "en", NOW)
        handoff = handoffs.offer(session, conversation, ["asked_for_person"], NOW)
        digest = context.digest(context.from_json(handoff.shown))
        handoffs.agree(session, handoff, digest, [], None, NOW)
        handoffs.request(session, conversation, handoff, Way.VOICE, "soon", NOW)
        adviser = session.get_one(Adviser, ada)
        assert handoffs.ring(session, handoff, adviser, timedelta(seconds=30), NOW)
        handoffs.accept(session, conversation, handoff, adviser, NOW)
        calls.open_for(session, handoff, NOW)
        return handoff.id


def propose(handoff_id: int, keeping: Keeping) -> str:
    with database.unit_of_work() as session:
        handoff = session.get_one(Handoff, handoff_id)
        conversation = session.get_one(Conversation, handoff.conversation_id)
        return recordings.propose(session, conversation, handoff, keeping, NOW).public_id


def answer(handoff_id: int, public_id: str, agreed: bool, keeping: Keeping) -> None:
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, session.get_one(Handoff, handoff_id).conversation_id)
        recordings.answer(session, conversation, public_id, agreed, keeping, NOW)


def pause(handoff_id: int, paused: bool) -> None:
    with database.unit_of_work() as session:
        handoff = session.get_one(Handoff, handoff_id)
        conversation = session.get_one(Conversation, handoff.conversation_id)
        recordings.pause(session, conversation, handoff, paused, NOW)


def stop(public_id: str, because: StoppedBecause, keeping: Keeping) -> None:
    with database.unit_of_work() as session:
        recording = recordings.by_public_id(session, public_id)
        assert recording
        recordings.stop(session, recording, because, keeping, LATER)


def found(public_id: str) -> Recording:
    with database.reading() as session:
        recording = recordings.by_public_id(session, public_id)
        assert recording
        return recording


def a_finished_one(handoff_id: int, keeping: Keeping) -> str:
    """Proposed, agreed, stopped by the adviser, with a sealed file."""
    public_id = propose(handoff_id, keeping)
    answer(handoff_id, public_id, True, keeping)
    file = SealedFile(keeping.file_of(public_id), recordings.key_of(found(public_id), keeping))
    file.seal(b"what was said")
    file.finish()
    stop(public_id, StoppedBecause.ADVISER, keeping)
    with database.unit_of_work() as session:
        recordings.finished(session, public_id, file.size, file.sha256, 247, True)
    return public_id


def said(handoff_id: int) -> list[str]:
    with database.reading() as session:
        conversation = session.get_one(Conversation, session.get_one(Handoff, handoff_id).conversation_id)
        turns = journal.read_after(session, conversation, 0)
        return [turn.text for turn in turns if turn.speaker == Speaker.SYSTEM and "record" in turn.text]


def count(table: type[database.Base]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


# ── beginning ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_company_that_records_nothing_asks_nobody(handoff: int, keeping: Keeping) -> None:
    with pytest.raises(RecordingOff):
        propose(handoff, Keeping(False, keeping.folder, keeping.secret, keeping.days))
    assert count(Recording) == 0


def test_the_answer_is_kept_with_the_very_words_that_were_shown(handoff: int, keeping: Keeping) -> None:
    public_id = propose(handoff, keeping)
    assert found(public_id).status == RecordingStatus.PROPOSED
    assert said(handoff) == []
    answer(handoff, public_id, True, keeping)
    with database.reading() as session:
        consent = session.scalars(select(RecordingConsent)).one()
    assert (consent.agreed, consent.wording, consent.at) == (True, found(public_id).question, NOW)
    assert "Ada" in consent.wording
    assert "30 days" in consent.wording
    assert said(handoff) == ["The call is being recorded from now on. Either of you can stop that at any moment."]


def test_a_no_has_no_key_and_is_not_asked_about_again(handoff: int, keeping: Keeping) -> None:
    public_id = propose(handoff, keeping)
    answer(handoff, public_id, False, keeping)
    recording = found(public_id)
    assert (recording.status, recording.wrapped_key, recording.started_at) == (RecordingStatus.REFUSED, None, None)
    assert said(handoff) == ["The call is not recorded."]
    with pytest.raises(RecordingDeclined):
        propose(handoff, keeping)
    with pytest.raises(RecordingOver):
        answer(handoff, public_id, True, keeping)


def test_asking_twice_is_one_question_and_answering_twice_one_answer(handoff: int, keeping: Keeping) -> None:
    public_id = propose(handoff, keeping)
    assert propose(handoff, keeping) == public_id
    answer(handoff, public_id, True, keeping)
    with pytest.raises(RecordingOver):
        answer(handoff, public_id, True, keeping)
    assert count(RecordingConsent) == 1


def test_another_customer_cannot_answer(handoff: int, keeping: Keeping) -> None:
    public_id = propose(handoff, keeping)
    with database.unit_of_work() as session, pytest.raises(RecordingOver):
        recordings.answer(session, conversations.start(session, "web", "en", NOW), public_id, True, keeping, NOW)
    assert found(public_id).status == RecordingStatus.PROPOSED


def test_without_a_call_there_is_nothing_to_record(handoff: int, keeping: Keeping) -> None:
    with database.unit_of_work() as session:
        calls.end_open_calls_of(session, session.get_one(Handoff, handoff), "customer_hung_up", NOW)
    with pytest.raises(NotRecordable):
        propose(handoff, keeping)


# ── while it runs ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_move_is_a_line_in_the_conversation_and_a_row_with_who_made_it(handoff: int, keeping: Keeping) -> None:
    public_id = propose(handoff, keeping)
    answer(handoff, public_id, True, keeping)
    pause(handoff, True)
    pause(handoff, True)
    pause(handoff, False)
    stop(public_id, StoppedBecause.CUSTOMER, keeping)
    stop(public_id, StoppedBecause.ADVISER, keeping)
    assert said(handoff)[1:] == [
        "The recording is paused. Nothing is recorded until it goes on.",
        "The recording goes on.",
        "The recording was stopped. The call goes on.",
    ]
    with database.reading() as session:
        moves = [(move.to, move.by) for move in session.scalars(select(RecordingMove).order_by(RecordingMove.id))]
    assert moves == [
        (RecordingStatus.PROPOSED, "Ada"),
        (RecordingStatus.ON, "customer"),
        (RecordingStatus.PAUSED, "Ada"),
        (RecordingStatus.ON, "Ada"),
        (RecordingStatus.STOPPED, "customer"),
    ]
    recording = found(public_id)
    assert (recording.stopped_because, recording.stopped_at) == (StoppedBecause.CUSTOMER, LATER)
    assert recording.keep_until == LATER + timedelta(days=30)


def test_whoever_stopped_it_is_not_asked_again_but_an_adviser_may_begin_anew(handoff: int, keeping: Keeping) -> None:
    first = propose(handoff, keeping)
    answer(handoff, first, True, keeping)
    stop(first, StoppedBecause.ADVISER, keeping)
    second = propose(handoff, keeping)
    assert second != first
    answer(handoff, second, True, keeping)
    stop(second, StoppedBecause.CUSTOMER, keeping)
    with pytest.raises(RecordingDeclined):
        propose(handoff, keeping)


def test_a_question_that_nobody_answered_goes_with_the_call(handoff: int, keeping: Keeping) -> None:
    public_id = propose(handoff, keeping)
    stop(public_id, StoppedBecause.CALL_ENDED, keeping)
    assert found(public_id).status == RecordingStatus.WITHDRAWN
    with pytest.raises(RecordingOver):
        answer(handoff, public_id, True, keeping)
    assert said(handoff) == []


def test_what_nobody_writes_any_more_is_closed_and_said(handoff: int, keeping: Keeping) -> None:
    public_id = propose(handoff, keeping)
    answer(handoff, public_id, True, keeping)
    with database.unit_of_work() as session:
        recordings.note_alive(session, [public_id], LATER)
    recordings.tend(LATER + timedelta(seconds=20), keeping)
    assert found(public_id).status == RecordingStatus.ON
    recordings.tend(LATER + timedelta(seconds=40), keeping)
    assert found(public_id).stopped_because == StoppedBecause.INTERRUPTED
    assert "fault on our side" in said(handoff)[-1]


def test_what_a_crash_left_is_kept_as_it_lies_and_cannot_be_made_shorter(handoff: int, keeping: Keeping) -> None:
    public_id = propose(handoff, keeping)
    answer(handoff, public_id, True, keeping)
    file = SealedFile(keeping.file_of(public_id), recordings.key_of(found(public_id), keeping))
    file.seal(b"the first second")
    file.seal(b"the second one")
    file.abandon()
    recordings.tend(LATER, keeping)
    assert list(recordings.sealed_in(found(public_id), keeping)) == [b"the first second", b"the second one"]
    path = keeping.file_of(public_id)
    path.write_bytes(path.read_bytes()[:-35])
    with pytest.raises(SealBroken):
        recordings.sealed_in(found(public_id), keeping)


# ── listening ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def hear(listener: int, public_id: str, reason: str) -> str:
    with database.unit_of_work() as session:
        return access.recording_to_hear(session, session.get_one(Adviser, listener), public_id, reason, LATER).public_id


def test_each_listening_is_written_down_with_its_reason(handoff: int, ada: int, keeping: Keeping) -> None:
    public_id = a_finished_one(handoff, keeping)
    lead = an_adviser("Lea", Role.LEAD)
    hear(lead, public_id, "  complaint   K-12 ")
    hear(ada, public_id, "checking what I promised")
    with database.reading() as session:
        notes = [(note.adviser_id, note.reason, note.at) for note in session.scalars(select(AccessNote).order_by(AccessNote.id))]
    assert notes[-2:] == [
        (lead, "listened to a recording: complaint K-12", LATER),
        (ada, "listened to a recording: checking what I promised", LATER),
    ]


@pytest.mark.parametrize("reason", ["", "   ", "x", "y" * 81])
def test_nobody_listens_without_a_reason(handoff: int, ada: int, keeping: Keeping, reason: str) -> None:
    public_id = a_finished_one(handoff, keeping)
    before = count(AccessNote)
    with pytest.raises(ReasonMissing):
        hear(ada, public_id, reason)
    assert count(AccessNote) == before


def test_another_adviser_does_not_even_learn_that_it_is_there(handoff: int, ada: int, keeping: Keeping) -> None:
    public_id = a_finished_one(handoff, keeping)
    other, lead = an_adviser("Bo"), an_adviser("Lea", Role.LEAD)
    with pytest.raises(NotFound):
        hear(other, public_id, "curiosity")
    with database.reading() as session:
        seen = {who: len(access.recordings_to_hear(session, session.get_one(Adviser, who))) for who in (ada, other, lead)}
    assert seen == {ada: 1, other: 0, lead: 1}


def test_a_running_one_is_listened_to_by_nobody(handoff: int, ada: int, keeping: Keeping) -> None:
    public_id = propose(handoff, keeping)
    answer(handoff, public_id, True, keeping)
    with pytest.raises(NotFound):
        hear(ada, public_id, "too early")


def test_customers_get_their_own_and_no_other(handoff: int, keeping: Keeping) -> None:
    public_id = a_finished_one(handoff, keeping)
    with database.unit_of_work() as session:
        mine = session.get_one(Conversation, session.get_one(Handoff, handoff).conversation_id)
        other = conversations.start(session, "web", "en", NOW)
        assert access.recording_of_visitor(session, Visitor(mine.public_id), public_id).public_id == public_id
        with pytest.raises(NotFound):
            access.recording_of_visitor(session, Visitor(other.public_id), public_id)
        held = [item for item in privacy.held(session, mine) if "recording" in item]
    assert [item["recording"] for item in held] == [public_id]
    assert "with Ada, 4:07 min" in held[0]["text"]


def test_with_another_secret_nothing_can_be_opened(handoff: int, keeping: Keeping) -> None:
    public_id = a_finished_one(handoff, keeping)
    with pytest.raises(SealBroken):
        recordings.key_of(found(public_id), Keeping(True, keeping.folder, "another secret", 30))


# ── the end ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_when_its_time_is_over_key_and_file_are_gone(handoff: int, keeping: Keeping) -> None:
    public_id = a_finished_one(handoff, keeping)
    file = keeping.file_of(public_id)
    assert recordings.tend(LATER + timedelta(days=30, seconds=-1), keeping) == 0
    assert next(recordings.sealed_in(found(public_id), keeping)) == b"what was said"
    assert recordings.tend(LATER + timedelta(days=30), keeping) == 1
    assert not file.exists()
    recording = found(public_id)
    assert (recording.status, recording.wrapped_key) == (RecordingStatus.ERASED, None)
    with pytest.raises(RecordingOver):
        recordings.key_of(recording, keeping)


def test_deleting_the_conversation_deletes_the_recording(handoff: int, keeping: Keeping) -> None:
    public_id = a_finished_one(handoff, keeping)
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, session.get_one(Handoff, handoff).conversation_id)
        privacy.erase(session, conversation, LATER)
    assert [count(table) for table in (Recording, RecordingConsent, RecordingMove)] == [0, 0, 0]
    assert recordings.tend(LATER, keeping) == 1
    assert not keeping.file_of(public_id).exists()


def test_a_file_that_has_its_key_is_never_cleared_away(handoff: int, keeping: Keeping) -> None:
    public_id = propose(handoff, keeping)
    answer(handoff, public_id, True, keeping)
    SealedFile(keeping.file_of(public_id), recordings.key_of(found(public_id), keeping)).abandon()
    assert recordings.tend(NOW, keeping) == 0
    assert keeping.file_of(public_id).exists()
