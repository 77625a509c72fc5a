"""What is kept about a customer's patience, on both databases: for whom, until when, and what the customer may say to it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, Float, func, inspect, select

from customer_care import context, conversations, database, frustration, handoffs, journal, privacy, settings
from customer_care.context import Item
from customer_care.conversations import Conversation
from customer_care.frustration import ContestedReason, FrustrationReport, Noticing
from customer_care.handoffs import Handoff, Status
from customer_care.journal import Speaker
from webrtc_gateway import views

NOW = datetime(2026, 12, 4, 14, 0, tzinfo=UTC)
MISUNDERSTOOD = "The assistant misunderstood twice."
NOT_IT = f"{MISUNDERSTOOD} The customer said that this was not the reason."
LINKS_TO_PEOPLE = {"adviser_id", "customer_id", "visitor_id", "booking_id"}

pytestmark = pytest.mark.usefixtures("connected")


def a_conversation(*scores: float) -> int:
    """One customer's turn for each score, the second of which was misunderstood again."""
    with database.unit_of_work() as session:
        conversation = conversations.start(session, "web", "en", NOW)
        for number, score in enumerate(scores):
            turn, _ = journal.append(session, conversation, Speaker.CUSTOMER, "my very own words", NOW)
            reasons = ["misunderstood_twice"] if number else []
            frustration.record(session, conversation, turn.seq, score, "offer" if number else "none", reasons, NOW)
        return conversation.id


def reports(conversation_id: int) -> list[float]:
    with database.reading() as session:
        return [report.score for report in frustration.over_time(session, session.get_one(Conversation, conversation_id))]


def drafted_feelings(conversation_id: int) -> Item:
    with database.reading() as session:
        return context.feelings(session, session.get_one(Conversation, conversation_id), [])


def held_in_words(conversation_id: int) -> str:
    with database.reading() as session:
        held = privacy.held(session, session.get_one(Conversation, conversation_id))
    return next(item["text"] for item in held if item["title"] == "How it seemed to go")


def test_a_contested_reason_is_noted_once_and_the_offer_is_withdrawn() -> None:
    conversation_id = a_conversation(0.15, 0.4)
    for _ in range(2):
        with database.unit_of_work() as session:
            conversation = session.get_one(Conversation, conversation_id)
            handoffs.offer(session, conversation, ["misunderstood_twice"], NOW)
            handoffs.contest(session, conversation, ["misunderstood_twice"], NOW)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ContestedReason)) == 1
        newest = handoffs.newest(session, session.get_one(Conversation, conversation_id))
        assert newest is not None
        assert newest.status == Status.WITHDRAWN


def test_a_request_that_the_customer_has_made_outlives_a_contested_reason() -> None:
    conversation_id = a_conversation(0.15, 0.4)
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        handoff = handoffs.offer(session, conversation, ["asked_for_person"], NOW)
        handoffs.agree(session, handoff, context.digest(context.from_json(handoff.shown)), [], None, NOW)
        handoffs.request(session, conversation, handoff, handoffs.Way.TEXT, "soon", NOW)
        handoffs.contest(session, conversation, ["upset_words"], NOW)
        assert handoff.status == Status.QUEUED


def test_the_adviser_reads_that_the_customer_said_it_was_not_the_reason() -> None:
    conversation_id = a_conversation(0.15, 0.4)
    with database.unit_of_work() as session:
        frustration.contest(session, session.get_one(Conversation, conversation_id), ["misunderstood_twice"], NOW)
    assert drafted_feelings(conversation_id).lines[0] == NOT_IT


def test_a_contested_reason_is_not_noted_again() -> None:
    conversation_id = a_conversation(0.2)
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        frustration.contest(session, conversation, ["upset_words"], NOW)
        frustration.record(session, conversation, 9, 0.8, "offer", ["upset_words", "corrected_me"], NOW)
    assert drafted_feelings(conversation_id).moments[-1].reasons == ["corrected_me"]


def test_switched_off_nothing_is_kept_and_what_was_kept_is_gone() -> None:
    conversation_id = a_conversation(0.15, 0.4)
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        frustration.switch(session, conversation, on=False, now=NOW)
        assert frustration.noticing(conversation) is Noticing.OFF
        frustration.record(session, conversation, 9, 0.9, "offer", ["upset_words"], NOW)
    assert reports(conversation_id) == []
    assert held_in_words(conversation_id) == "Nothing was noticed."
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        frustration.switch(session, conversation, on=True, now=NOW)
        frustration.record(session, conversation, 10, 0.4, "none", [], NOW)
    assert reports(conversation_id) == [0.4]


def test_switched_off_it_is_gone_from_the_requests_for_a_person_too() -> None:
    conversation_id = a_conversation(0.15, 0.4)
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        frustration.contest(session, conversation, ["upset_words"], NOW)
        handoffs.offer(session, conversation, ["misunderstood_twice", context.ASKED], NOW)
        handoffs.switch_noticing(session, conversation, on=False, now=NOW)
        handoff = handoffs.newest(session, conversation)
        assert handoff is not None
        assert handoff.reasons == [context.ASKED]
        assert "feelings" not in [item.key for item in context.from_json(handoff.shown)]
    assert held_in_words(conversation_id) == "Nothing was noticed."


def test_the_company_can_switch_it_off_for_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    without = replace(settings.current(), notice_frustration=False)
    monkeypatch.setattr(settings, "current", lambda: without)
    conversation_id = a_conversation(0.15, 0.4)
    assert reports(conversation_id) == []
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        frustration.switch(session, conversation, on=True, now=NOW)
        assert frustration.noticing(conversation) is Noticing.NEVER


def test_the_setting_is_yes_or_no() -> None:
    assert settings.load({"STATE_DIR": "var", "SECRET_KEY": "s", "RASA_TOKEN": "t"}).notice_frustration
    chosen = {"STATE_DIR": "var", "SECRET_KEY": "s", "RASA_TOKEN": "t", "NOTICE_FRUSTRATION": "no"}
    assert not settings.load(chosen).notice_frustration


def test_what_we_hold_says_it_in_words_and_never_the_customers_own() -> None:
    said = held_in_words(a_conversation(0.05, 0.08, 0.4))
    assert "going well (2), hard" in said
    assert MISUNDERSTOOD in said
    assert "my very own words" not in said
    assert "my very own words" not in " ".join(drafted_feelings(a_conversation(0.05, 0.4)).lines)


def test_a_calm_conversation_passes_nothing_on_about_feelings() -> None:
    assert drafted_feelings(a_conversation(0.0, 0.05)).lines == []


def test_the_desk_draws_the_moments_that_were_agreed_to_and_no_later_one() -> None:
    conversation_id = a_conversation(0.05, 0.4)
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        handoff = handoffs.offer(session, conversation, ["misunderstood_twice"], NOW)
        handoffs.agree(session, handoff, context.digest(context.from_json(handoff.shown)), ["feelings"], None, NOW)
        frustration.record(session, conversation, 9, 1.0, "none", ["insulted"], NOW)
        delivered = context.delivered(session, handoff.id)
        drawn = views.feelings(session, conversation, delivered)
    assert [(feeling.seq, feeling.score, feeling.in_words) for feeling in drawn] == [(1, 0.05, "going well"), (2, 0.4, "hard")]
    assert drawn[1].reasons == [MISUNDERSTOOD]


def test_without_consent_to_feelings_the_desk_draws_nothing() -> None:
    conversation_id = a_conversation(0.05, 0.4)
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        handoff = handoffs.offer(session, conversation, ["misunderstood_twice"], NOW)
        handoffs.agree(session, handoff, context.digest(context.from_json(handoff.shown)), ["goal"], None, NOW)
        assert views.feelings(session, conversation, context.delivered(session, handoff.id)) == []


def test_deleting_the_conversation_deletes_scores_codes_and_what_was_contested() -> None:
    conversation_id = a_conversation(0.15, 0.4)
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        handoffs.offer(session, conversation, ["misunderstood_twice"], NOW)
        frustration.contest(session, conversation, ["upset_words"], NOW)
        privacy.erase(session, conversation, NOW)
    with database.reading() as session:
        for table in (FrustrationReport, ContestedReason):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        assert [(handoff.reasons, handoff.shown) for handoff in session.scalars(select(Handoff))] == [([], [])]


def test_a_score_belongs_to_a_conversation_and_to_no_person(connected: Engine) -> None:
    """No profile across conversations, and no adviser is scored: there is no column in which that could be kept."""
    schema = inspect(connected)
    scored = {
        table
        for table in schema.get_table_names()
        if any("score" in column["name"] or isinstance(column["type"], Float) for column in schema.get_columns(table))
    }
    assert scored == {"frustration_reports"}
    for table in (*scored, "contested_reasons"):
        assert [key["referred_table"] for key in schema.get_foreign_keys(table)] == ["conversations"]
    linked = {column["name"] for column in schema.get_columns("conversations")} & LINKS_TO_PEOPLE
    assert linked == set()


def test_a_quick_answer_is_not_taken_for_what_the_customer_wants() -> None:
    conversation_id = a_conversation(0.2)
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        pressed = {context.PRESSED: "/not_the_reason"}
        journal.append(session, conversation, Speaker.CUSTOMER, "That's not it", NOW, extras=pressed)
        goal = context.draft(session, conversation, [])[0]
    assert (goal.key, goal.lines) == ("goal", ["my very own words"])
