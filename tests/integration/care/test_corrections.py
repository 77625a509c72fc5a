"""Who received a wrong answer can be told what is right: those and nobody else, once."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from customer_care import corrections, database, journal
from customer_care.conversations import Conversation
from customer_care.corrections import Told
from customer_care.journal import Speaker
from customer_care.repairs import Mistake, Repair, RepairStatus
from tests.integration.care.promised import MANNERS, NOW, a_customer, said_to

pytestmark = pytest.mark.usefixtures("connected")

WRONG = "utter_faq_liquids"
SINCE = datetime(2026, 12, 1, tzinfo=UTC)
RIGHT = "You may take 100 ml bottles only."


def who_was_told(response: str, at: datetime = NOW) -> int:
    customer = a_customer()
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, customer)
        extras = {"buttons": [], journal.RESPONSE: response}
        journal.append(session, conversation, Speaker.ASSISTANT, "You may take what you like.", at, extras=extras)
    return customer


def correct(now: datetime = NOW, since: datetime = SINCE) -> Told:
    return corrections.tell_all(WRONG, since, RIGHT, "A wrong answer about liquids.", now, MANNERS)


def test_those_who_received_the_wrong_answer_are_told_and_nobody_else() -> None:
    wrong, again, other = who_was_told(WRONG), who_was_told(f"{WRONG}_again"), who_was_told("utter_faq_pets")
    before = who_was_told(WRONG, at=SINCE - timedelta(seconds=1))
    assert correct() == Told(now=2)
    assert all(RIGHT in said_to(customer)[-1].text for customer in (wrong, again))
    assert not any(RIGHT in said_to(customer)[-1].text for customer in (other, before))


def test_nobody_is_told_twice() -> None:
    who_was_told(WRONG)
    assert [correct(), correct()] == [Told(now=1), Told(before=1)]


def test_at_night_they_wait_and_are_told_when_it_is_run_again() -> None:
    customer = who_was_told(WRONG)
    assert correct(NOW + timedelta(hours=12)) == Told(later=1)
    assert correct(NOW + timedelta(hours=24)) == Told(now=1)
    assert len(said_to(customer)) == 2


def test_a_correction_is_a_repair_that_waits_for_the_customer_s_decision() -> None:
    customer = who_was_told(WRONG)
    correct()
    with database.reading() as session:
        repair = session.scalars(select(Repair).where(Repair.conversation_id == customer)).one()
    assert (repair.mistake, repair.status) == (Mistake.WRONG_ANSWER, RepairStatus.OFFERED)


def test_the_command_lists_whom_it_concerns_and_tells_nobody_without_words(capsys: pytest.CaptureFixture[str]) -> None:
    customer = who_was_told(WRONG)
    with database.reading() as session:
        assert [found.id for found in corrections.concerned(session, WRONG, SINCE)] == [customer]
    assert len(said_to(customer)) == 1
    with pytest.raises(SystemExit):
        corrections.main([WRONG])
    assert "--since" in capsys.readouterr().err


@pytest.fixture
def command(connected: Engine, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str | None]:
    """The command, on the database of this test."""
    monkeypatch.setattr(database, "connect", lambda: connected)
    return lambda response, *more: corrections.main([response, "--since", f"{SINCE:%Y-%m-%d}", *more])


@pytest.mark.parametrize("more", [(), ("--say", RIGHT)], ids=["to list", "to tell"])
@pytest.mark.parametrize("slip", ["utter_faq/liquid", "faq/liquids", "utter_faq_liquids"])
def test_a_name_that_no_response_has_is_refused_with_the_nearest_names(
    command: Callable[..., str | None], capsys: pytest.CaptureFixture[str], slip: str, more: tuple[str, ...]
) -> None:
    refused = command(slip, *more)
    assert refused is not None
    assert re.search(rf"no response {slip} in domain.yml.*nearest names: utter_faq/liquids\b", refused)
    assert capsys.readouterr().out == ""


def test_a_response_that_was_said_to_nobody_concerns_nobody(
    command: Callable[..., str | None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("utter_faq/liquids") is None
    assert capsys.readouterr().out.startswith("0 conversations.")


def test_a_response_that_is_gone_from_the_wording_can_be_corrected(
    command: Callable[..., str | None], capsys: pytest.CaptureFixture[str]
) -> None:
    who_was_told(WRONG, at=SINCE - timedelta(days=1))
    who_was_told(WRONG)
    assert command(WRONG) is None
    assert "\n1 conversations." in capsys.readouterr().out
