"""Long conversations cost no more than short ones (bot/tracker_store.py), and all else is as with Rasa's own store."""

from typing import Any

import pytest

from tests.bot.asking import Ask
from tests.bot.inside import inside_rasa

MOST_HANDED_OUT = 140  # sixty to ninety events in full and one turn, and the slots in short


@pytest.fixture(scope="module")
def conversation(ask_assistant: Ask, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Seventy-five turns over both stores: with a restart, a visit to an adviser and a new session."""
    return inside_rasa("same_conversation_twice", str(tmp_path_factory.mktemp("stores")))


@pytest.fixture(scope="module")
def accidents(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return inside_rasa("stores_of_one_file", str(tmp_path_factory.mktemp("store")))


def test_replies_slots_form_and_frustration_are_those_of_rasas_own_store(conversation: Any) -> None:
    forms, levels = set(), set()
    for number, (own, ours) in enumerate(zip(conversation["own"], conversation["ours"], strict=True)):
        assert ours | {"events": 0} == own | {"events": 0}, f"turn {number}"
        forms.add(own["form"])
        levels.add((own["frustration"] or {}).get("level"))
    assert len(forms) > 2
    assert {"none", "offer"} <= levels


def test_every_event_is_in_the_database_as_rasas_own_store_writes_it(conversation: Any) -> None:
    assert conversation["same_rows"] is True
    assert conversation["rows"] > 400


def test_what_is_handed_out_does_not_grow_with_the_conversation(conversation: Any) -> None:
    assert max(turn["events"] for turn in conversation["own"]) > 3 * MOST_HANDED_OUT
    assert max(turn["events"] for turn in conversation["ours"]) <= MOST_HANDED_OUT


def test_what_others_write_into_the_database_is_seen_at_the_next_turn(accidents: Any) -> None:
    assert accidents["nobody"] is None
    assert accidents["own"] == ["name 1", "message 1"]
    assert accidents["others"] == ["name 2", "message 2"]


def test_a_turn_that_was_not_saved_is_not_remembered(accidents: Any) -> None:
    assert accidents["never saved"] == ["name 2", "message 2"]


def test_saving_twice_writes_once(accidents: Any) -> None:
    assert accidents["saved twice"] == 1 + 3 * 3  # the first action_listen, and three turns


def test_a_long_conversation_is_handed_out_in_short_and_told_in_full_on_request(accidents: Any) -> None:
    ours, own = accidents["long"]
    assert ours == own == ["name 59", "message 59"]
    short, long = accidents["handed out"]
    assert long == accidents["full"] == 1 + 59 * 3
    assert short <= 100


def test_a_new_session_begins_without_the_old_one(accidents: Any) -> None:
    ours, own = accidents["new session"]
    assert ours == own == [None, None]


def test_conversations_that_have_been_silent_for_longest_leave_the_memory(accidents: Any) -> None:
    assert accidents["remembered"] == ["other 3", "other 4"]


def test_what_is_changed_in_the_database_is_not_remembered_as_it_was(accidents: Any) -> None:
    assert accidents["changed"] == ["name 59", "changed"]


def test_a_deleted_conversation_is_gone_at_once(accidents: Any) -> None:
    assert accidents["deleted"] is None
