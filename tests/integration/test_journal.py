"""The journal on both databases: in order, without gaps, once, also when many write at the same time."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from customer_care import conversations, database, journal, outbox, privacy
from customer_care.conversations import Conversation
from customer_care.errors import NotFound
from customer_care.journal import Speaker
from customer_care.outbox import Errand

NOW = datetime(2026, 12, 4, 14, 0, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("connected")


def a_conversation() -> int:
    with database.unit_of_work() as session:
        return conversations.start(session, "web", "en", NOW).id


def write(conversation_id: int, text: str, client_id: str | None = None) -> tuple[int, bool]:
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        turn, is_new = journal.append(session, conversation, Speaker.CUSTOMER, text, NOW, client_id=client_id)
        return turn.seq, is_new


def test_many_writers_take_numbers_without_gaps_or_repeats() -> None:
    conversation_id = a_conversation()

    def write_ten(writer: int) -> None:
        for number in range(10):
            write(conversation_id, f"{writer}-{number}")

    writers = [threading.Thread(target=write_ten, args=(writer,)) for writer in range(4)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()

    with database.reading() as session:
        conversation = session.get_one(Conversation, conversation_id)
        turns = journal.read_after(session, conversation, 0)
    assert [turn.seq for turn in turns] == list(range(1, 41))
    for writer in range(4):
        mine = [turn.text for turn in turns if turn.text.startswith(f"{writer}-")]
        assert mine == [f"{writer}-{number}" for number in range(10)]


def test_a_message_sent_again_is_the_same_turn() -> None:
    conversation_id = a_conversation()
    assert write(conversation_id, "hello", "abc") == (1, True)
    assert write(conversation_id, "hello", "abc") == (1, False)
    assert write(conversation_id, "next", "def") == (2, True)


def test_a_client_gets_exactly_what_comes_after_its_number() -> None:
    conversation_id = a_conversation()
    for text in ("one", "two", "three"):
        write(conversation_id, text)
    with database.reading() as session:
        conversation = session.get_one(Conversation, conversation_id)
        assert [turn.text for turn in journal.read_after(session, conversation, 1)] == ["two", "three"]


def test_the_newest_answer_is_what_was_said_since_the_customer_spoke() -> None:
    conversation_id = a_conversation()
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        said = [(Speaker.ASSISTANT, "before"), (Speaker.CUSTOMER, "hello"), (Speaker.ASSISTANT, "one")]
        for speaker, words in [*said, (Speaker.SYSTEM, "a line"), (Speaker.ASSISTANT, "two")]:
            journal.append(session, conversation, speaker, words, NOW)
        assert [turn.text for turn in journal.newest_answer(session, conversation)] == ["two", "one"]
        journal.append(session, conversation, Speaker.CUSTOMER, "thanks", NOW)
        assert journal.newest_answer(session, conversation) == []


def test_what_fails_half_way_leaves_nothing_behind() -> None:
    conversation_id = a_conversation()
    with pytest.raises(RuntimeError), database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        journal.append(session, conversation, Speaker.CUSTOMER, "lost", NOW)
        outbox.put(session, conversation, Errand.SAY, {"turn": 1}, NOW)
        raise RuntimeError
    assert write(conversation_id, "kept") == (1, True)
    with database.reading() as session:
        assert outbox.conversations_with_errands(session, NOW) == []


def test_errands_are_delivered_in_order_and_one_at_a_time() -> None:
    conversation_id = a_conversation()
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        first = outbox.put(session, conversation, Errand.SAY, {"turn": 1}, NOW)
        outbox.put(session, conversation, Errand.SAY, {"turn": 2}, NOW)
        session.flush()
        first_id = first.id
    lease = timedelta(seconds=60)
    with database.unit_of_work() as session:
        claimed = outbox.claim_next(session, conversation_id, lease, NOW)
        assert claimed is not None
        assert claimed.body == {"turn": 1}
    with database.unit_of_work() as session:
        assert outbox.claim_next(session, conversation_id, lease, NOW) is None
    # A gateway that died with it leaves it to the next one, which can tell that it may have been heard.
    with database.unit_of_work() as session:
        again = outbox.claim_next(session, conversation_id, lease, NOW + lease + lease)
        assert again is not None
        assert (again.id, again.attempts) == (first_id, 2)
        outbox.done(session, first_id, NOW)
    with database.unit_of_work() as session:
        second = outbox.claim_next(session, conversation_id, lease, NOW)
        assert second is not None
        assert second.body == {"turn": 2}


def test_a_deleted_conversation_opens_no_more_and_holds_no_words() -> None:
    conversation_id = a_conversation()
    write(conversation_id, "my name is Martin")
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        privacy.erase(session, conversation, NOW)
        public_id = conversation.public_id
    with database.reading() as session:
        assert journal.read_after(session, session.get_one(Conversation, conversation_id), 0) == []
        with pytest.raises(NotFound):
            conversations.by_public_id(session, public_id)
