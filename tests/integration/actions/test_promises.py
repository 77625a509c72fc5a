"""'What did you promise me?': the answer is what is on record."""

from datetime import timedelta

import pytest

from customer_care import commitments, conversations, database
from customer_care.commitments import Kind
from tests.integration.actions.asking import WHO
from tests.integration.actions.conftest import NOW
from tests.integration.actions.talking import Talk

pytestmark = pytest.mark.usefixtures("company")


def promised(text: str, kept: bool = False) -> None:
    with database.unit_of_work() as session:
        talk = conversations.by_public_id(session, WHO)
        due_at = NOW + timedelta(days=2)
        commitments.make(session, talk.id, Kind.CASE_ANSWERED, text, due_at, NOW, subject=text)
        if kept:
            commitments.keep(session, Kind.CASE_ANSWERED, text, NOW)


def broken(text: str) -> None:
    promised(text)
    with database.unit_of_work() as session:
        talk = conversations.by_public_id(session, WHO)
        commitments.break_off(session, commitments.open_ones(session, talk.id)[-1], NOW)


def test_nothing_promised_is_said_as_such() -> None:
    talk = Talk()
    talk.say("what did you promise me?", "ask_promises")
    assert talk.said == ["utter_promises_none"]


def test_each_promise_is_told_with_its_time_and_what_became_of_it() -> None:
    broken("Your bag is searched")
    promised("Your case is answered")
    promised("Your invoice is sent", kept=True)
    talk = Talk()
    talk.say("what did you promise me?", "ask_promises")
    told = talk.text
    assert "Your case is answered: by Friday 27 November" in told
    assert "still open" in told
    assert "Your invoice is sent: done" in told
    assert "Your bag is searched: was due" in told
    assert talk.cards == [{"work": {"done": "Looked up what we promised", "next": "The list stays in “What we promised you”"}}]


def test_of_many_promises_the_next_ones_are_told_and_how_many_there_are() -> None:
    for number in range(6):
        promised(f"Promise {number}")
    talk = Talk()
    talk.say("what did you promise me?", "ask_promises")
    assert "6 things" in talk.text
    assert talk.text.count("still open") == 4
