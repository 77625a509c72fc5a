"""What the assistant's actions say and do, call by call, on real databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from airline import identity, sample_data
from airline.bookings import Booking, WrongAttempt
from customer_care import clock, commitments, conversations, database, receipts, worklog
from customer_care.conversations import Conversation
from customer_care.handoffs import Handoff, Outcome, Status
from tests.integration.actions.asking import WHO, Answer, ask

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
CHANGE = "change_date_form"
MARTIN: dict[str, Any] = {"booking_reference": "X7K2PL", "surname": "Martin"}


pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture(autouse=True)
def shown(company: Engine) -> None:
    """The customer has given the code of the booking that these calls are about."""
    with database.unit_of_work() as session:
        talk = conversations.by_public_id(session, WHO)
        conversations.record_verification(session, talk, "Booking X7K2PL", identity.METHOD, NOW)


@pytest.fixture
def no_flights() -> Iterator[None]:
    """The table of flights is gone, as after a failed migration."""
    _execute("ALTER TABLE flights RENAME TO flights_gone")
    yield
    _execute("ALTER TABLE flights_gone RENAME TO flights")


def _execute(statement: str) -> None:
    with database.unit_of_work() as session:
        session.execute(text(statement))


def in_change(message: str, intent: str = "nlu_fallback", *, asked: str, **slots: Any) -> Answer:
    return ask(f"validate_{CHANGE}", message, intent, task=CHANGE, asked=asked, **slots)


def known(kind: str) -> tuple[str, str]:
    """Reference and surname of a sample booking of this kind."""
    with database.reading() as session:
        kinds = zip(("standard", "flex", "light", "there and back"), sample_data.showcase(session, NOW), strict=False)
        booking = dict(kinds)[kind]
        return booking.reference, booking.passengers[0].surname


def a_quote() -> Answer:
    return ask("action_begin_change_date", "move X7K2PL Martin two days later", "change_flight_date")


def attempts() -> int:
    with database.reading() as session:
        return len(list(session.scalars(select(WrongAttempt))))


def failures() -> list[str]:
    with database.reading() as session:
        talk = conversations.by_public_id(session, WHO)
        return [line.what for line in worklog.of_conversation(session, talk) if line.result == worklog.Result.FAILED]


# ── whose booking ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_reference_and_surname_in_one_message() -> None:
    answer = ask("action_begin_booking", "my booking is x7k2pl, the name is martin", "view_booking")
    assert (answer.slots["booking_reference"], answer.slots["surname"]) == ("X7K2PL", "Martin")
    with database.reading() as session:
        shown = conversations.verifications(session, conversations.by_public_id(session, WHO))
    assert "Booking X7K2PL (Martin)" in [verification.subject for verification in shown]


def test_wrong_reference_and_wrong_surname_are_answered_alike() -> None:
    wrong_surname = in_change("Smith", asked="surname", booking_reference="X7K2PL")
    wrong_reference = in_change("Smith", asked="surname", booking_reference="ZZZZ99")
    assert wrong_surname == wrong_reference
    assert wrong_surname.said == ["utter_booking_not_found"]
    assert wrong_surname.slots["booking_reference"] is None


def test_after_three_tries_a_person_is_offered() -> None:
    answer = in_change("ZZZZ99 Smith", asked="booking_reference", misses=2)
    assert answer.said == ["utter_booking_offer_person"]


def test_after_five_wrong_attempts_the_task_ends() -> None:
    for _ in range(5):
        in_change("ZZZZ99 Smith", asked="booking_reference")
    answer = in_change("X7K2PL Martin", asked="booking_reference")
    assert answer.said == ["utter_booking_too_many_attempts"]
    assert answer.slots["requested_slot"] is None
    assert answer.slots.get("surname") is None
    assert answer.then == "action_listen"


def test_another_reference_forgets_the_booking_that_was_open() -> None:
    reference, surname = known("flex")
    answer = in_change(f"no, {reference} {surname}", "correct", asked="new_date", **MARTIN, flight_to_change="1")
    assert (answer.slots["booking_reference"], answer.slots["surname"]) == (reference, surname)


def test_a_question_about_the_surname_is_no_attempt() -> None:
    answer = in_change("why do you need it?", "ask_why", asked="surname", booking_reference="X7K2PL")
    assert answer.said == ["utter_why_surname"]


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("how heavy may it be?", "ask_allowance"),
        ("can I take a stroller", "nlu_fallback"),
        ("is breakfast served?", "nlu_fallback"),
        ("I think my husband booked it", "view_booking"),
    ],
)
def test_no_question_is_tried_as_a_surname(said: str, intent: str) -> None:
    answer = in_change(said, intent, asked="surname", booking_reference="X7K2PL")
    assert "utter_booking_not_found" not in answer.said
    assert answer.slots.get("booking_reference", "X7K2PL") == "X7K2PL"
    assert attempts() == 0


@pytest.mark.parametrize("said", ["mine or my wife's?", "Who booked it? I think my husband", "whose name?", "what do you mean?"])
def test_a_question_about_whose_surname_is_answered(said: str) -> None:
    answer = in_change(said, asked="surname", booking_reference="X7K2PL")
    assert (answer.said, attempts()) == (["utter_about_surname"], 0)
    assert answer.slots["misses"] == 0


def test_a_surname_with_a_question_is_taken() -> None:
    answer = in_change("Martin, and how heavy may it be?", "ask_allowance", asked="surname", booking_reference="X7K2PL")
    assert answer.slots["surname"] == "Martin"


@pytest.mark.parametrize(
    "said",
    [
        "where do I find that?",
        "I don't know where that is",
        "I don't have it",
        "I lost it",
        "what does it look like?",
        "no idea",
        "is it on my ticket?",
    ],
)
@pytest.mark.parametrize("intent", ["nlu_fallback", "deny", "cancel_task", "report_lost_item"])
def test_who_has_no_reference_is_told_where_it_is(said: str, intent: str) -> None:
    answer = in_change(said, intent, asked="booking_reference")
    assert answer.said == ["utter_about_booking_reference"]
    assert answer.slots["misses"] == 0
    assert answer.then is None


@pytest.mark.parametrize(
    "said",
    [
        "hi i'd like to add a bag, X7K2PL, Martin, 1 bag",
        "hi i'd like to choose a seat, Martin, X7K2PL, 15C please",
        "bag please X7K2PL - Martin - one extra bag",
        "can I add a bag? it is for Martin, X7K2PL, thanks a lot",
    ],
)
def test_a_name_in_the_middle_is_found_at_once(said: str) -> None:
    answer = ask("action_begin_booking", said, "view_booking")
    assert (answer.slots["surname"], answer.said, attempts()) == ("Martin", [], 0)


@pytest.mark.parametrize("said", ["X7K2PL Martin", "Martin X7K2PL", "martin, x7k-2pl"])
def test_a_reference_with_a_name_alone_shows_the_booking(said: str) -> None:
    answer = ask("action_offer_guesses", said, guesses=["greet"])
    assert (answer.said, answer.then) == ([], "action_begin_booking")
    assert (answer.slots["booking_reference"], answer.slots["surname"]) == ("X7K2PL", "Martin")


def test_a_reference_alone_is_kept_for_what_is_wanted() -> None:
    answer = ask("action_offer_guesses", "X7K2PL", guesses=["greet"])
    assert answer.said == ["utter_unsure"]
    assert answer.slots["booking_reference"] == "X7K2PL"


def test_a_reference_and_a_name_that_do_not_fit_are_said_so() -> None:
    assert ask("action_offer_guesses", "X7K2PL Smith").said == ["utter_booking_not_found"]
    assert attempts() == 1


# ── another date ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_day_in_the_first_message_waits_for_the_booking() -> None:
    begun = ask("action_begin_change_date", "move X7K2PL two days later", "change_flight_date")
    assert "new_date" not in begun.slots
    answer = in_change("Martin", asked="surname", booking_reference="X7K2PL", wish="two days later")
    assert answer.slots["new_date"]
    assert answer.slots["quote"]


def test_another_day_instead_of_a_yes_makes_a_new_quote() -> None:
    first = a_quote()
    answer = in_change("no, a day later instead", "deny", asked="change_confirmed", **MARTIN, **_kept(first))
    assert answer.slots["new_date"] > first.slots["new_date"]
    assert answer.slots["quote"] != first.slots["quote"]
    assert "change_confirmed" not in answer.slots


def test_a_yes_to_the_same_day_is_a_yes() -> None:
    quoted = _kept(a_quote())
    answer = in_change(f"yes, {quoted['new_date']}", "change_flight_date", asked="change_confirmed", **MARTIN, **quoted)
    assert answer.slots["change_confirmed"] is True


def test_a_no_changes_nothing_and_says_so() -> None:
    answer = ask("action_change_flight_date", **MARTIN, **_kept(a_quote()), change_confirmed=False)
    assert answer.said == ["utter_change_declined"]
    assert _receipts() == 0


def test_a_yes_is_done_once_and_a_second_yes_gets_the_same_receipt() -> None:
    quoted = _kept(a_quote())
    done = ask("action_change_flight_date", **MARTIN, **quoted, change_confirmed=True)
    assert done.said == ["utter_change_done_with_undo"]
    again = ask("action_change_flight_date", **MARTIN, **quoted, change_confirmed=True)
    later = ask("action_answer_yes", "yes", "affirm", **MARTIN, **quoted)
    assert done.values["receipt"] == again.values["receipt"] == later.values["receipt"]
    assert _receipts() == 1


def test_an_old_price_is_worked_out_again_before_anything_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    quoted = _kept(a_quote())
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=1))
    answer = ask("action_change_flight_date", **MARTIN, **quoted, change_confirmed=True)
    assert answer.said == ["utter_quote_expired"]
    assert answer.then == CHANGE
    assert answer.slots["quote"] != quoted["quote"]
    assert _receipts() == 0


def test_light_is_refused_with_the_rule_and_why_repeats_it() -> None:
    reference, surname = known("light")
    refused = ask("action_begin_change_date", f"move {reference} {surname} to Friday", "change_flight_date")
    assert refused.said == ["utter_change_not_allowed"]
    assert refused.then == "action_listen"
    assert "changes.light" in failures()[0]
    why = ask("action_ask_why", "why?", "ask_why", rule=refused.slots["rule"])
    assert why.values["rule"] == refused.values["rule"]


@pytest.mark.parametrize(
    ("said", "response"),
    [
        ("1 August 2030", "utter_date_beyond"),
        ("1 January 2030", "utter_day_of_another_year"),
        ("yesterday", "utter_date_past"),
        ("30 February", "utter_date_impossible"),
        ("banana", "utter_new_date_unclear"),
    ],
)
def test_a_day_that_does_not_work_is_explained(said: str, response: str) -> None:
    answer = in_change(said, asked="new_date", **MARTIN, flight_to_change="1")
    assert answer.said == [response]


def test_a_full_flight_is_said_and_another_day_is_asked_for() -> None:
    _execute("UPDATE fares SET seats_left = 0")
    answer = in_change("two days later", asked="new_date", **MARTIN, flight_to_change="1")
    assert answer.said == ["utter_flight_full"]
    assert "requested_slot" not in answer.slots


def test_flights_that_would_be_out_of_order_are_said_with_the_other_flight() -> None:
    reference, surname = known("there and back")
    with database.reading() as session:
        first, _ = session.query(Booking).filter_by(reference=reference).one().segments
    identity: dict[str, Any] = {"booking_reference": reference, "surname": surname}
    answer = in_change(
        "six weeks later", asked="new_date", **identity, flight_to_change=str(first.id), new_date=str(first.flight.day)
    )
    assert answer.said[0] in {"utter_date_after_later_flight", "utter_date_beyond"}


def test_a_return_trip_asks_which_flight() -> None:
    reference, surname = known("there and back")
    answer = ask("action_begin_change_date", f"move {reference} {surname}", "change_flight_date")
    assert "flight_to_change" not in answer.slots
    asked = ask("action_ask_flight_to_change", task=CHANGE, booking_reference=reference, surname=surname)
    assert len(asked.values["buttons"]) == 2
    chosen = in_change("the return", "goodbye", asked="flight_to_change", booking_reference=reference, surname=surname)
    with database.reading() as session:
        booking = session.query(Booking).filter_by(reference=reference).one()
        assert chosen.slots["flight_to_change"] == str(booking.segments[1].id)


# ── in the middle of a task ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("asked", ["booking_reference", "surname", "new_date"])
def test_stop_ends_every_step_and_says_that_nothing_was_changed(asked: str) -> None:
    answer = in_change("please stop this", "cancel_task", asked=asked)
    assert answer.said == ["utter_task_cancelled"]
    assert answer.slots["requested_slot"] is None
    assert answer.then == "action_listen"


def test_another_wish_begins_its_own_task() -> None:
    answer = in_change("show my booking", "view_booking", asked="booking_reference")
    assert answer.then == "action_begin_booking"


def test_a_flights_status_is_told_in_between() -> None:
    answer = in_change("is ZE 412 late today?", "ask_flight_status", asked="new_date", **MARTIN, flight_to_change="1")
    assert answer.said[0].startswith("utter_flight_")
    assert "requested_slot" not in answer.slots


def test_the_third_miss_offers_a_person() -> None:
    assert in_change("banana", asked="booking_reference", misses=2).said == ["utter_stuck_offer_person"]


def test_a_form_that_begins_does_not_read_the_message_twice() -> None:
    answer = ask("action_ask_surname", task="booking_form", said_before=["utter_ask_surname"])
    assert answer.said == ["utter_ask_surname_again"]


# ── unsure ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_unsure_offers_two_guesses_by_title_and_something_else() -> None:
    guesses = ["nlu_fallback", "ask_flight_status", "greet", "view_booking", "change_flight_date"]
    answer = ask("action_offer_guesses", "flurb", guesses=guesses)
    assert [button["title"] for button in answer.values["buttons"]] == ["Check a flight", "See my booking", "Something else"]


def test_unsure_again_asks_one_specific_question() -> None:
    answer = ask("action_offer_guesses", "flurb", said_before=["utter_unsure"], guesses=["greet"])
    assert answer.said == ["utter_unsure_again"]


# ── when something breaks ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_broken_database_is_owned_up_to(no_flights: None) -> None:
    answer = ask("action_begin_flight_status", "status of ZE 412", "ask_flight_status")
    assert answer.said == ["utter_action_failed"]
    assert answer.then == "action_listen"
    assert answer.slots == {"requested_slot": None}
    assert failures() == ["Looking up a flight"]


def test_a_deed_that_failed_is_looked_up_before_saying_what_happened() -> None:
    quoted = _kept(a_quote())
    _execute("ALTER TABLE tickets RENAME TO tickets_gone")
    answer = ask("action_change_flight_date", **MARTIN, **quoted, change_confirmed=True)
    _execute("ALTER TABLE tickets_gone RENAME TO tickets")
    assert answer.said == ["utter_action_failed"]
    assert _receipts() == 0


def test_a_deed_that_is_done_is_not_called_undone_because_a_note_failed() -> None:
    quoted = _kept(a_quote())
    _execute("ALTER TABLE worklog RENAME TO worklog_gone")
    answer = ask("action_change_flight_date", **MARTIN, **quoted, change_confirmed=True)
    _execute("ALTER TABLE worklog_gone RENAME TO worklog")
    assert answer.said == ["utter_change_done_already"]
    assert _receipts() == 1


def test_when_it_cannot_be_looked_up_it_is_not_called_undone() -> None:
    quoted = _kept(a_quote())
    _execute("ALTER TABLE receipts RENAME TO receipts_gone")
    answer = ask("action_change_flight_date", **MARTIN, **quoted, change_confirmed=True)
    _execute("ALTER TABLE receipts_gone RENAME TO receipts")
    assert answer.said == ["utter_change_uncertain"]


# ── back from an adviser ──────────────────────────────────────────────────────────────────────────────────────────────


def finished(session: Session, talk: Conversation, outcome: Outcome | None) -> Handoff:
    handoff = Handoff(
        public_id="h" * 32,
        conversation_id=talk.id,
        status=Status.CLOSED,
        reasons=[],
        shown=[],
        requested_at=NOW,
        adviser_name="Ada",
        outcome=outcome,
        note="for colleagues",
    )
    session.add(handoff)
    session.flush()
    return handoff


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome.COMPENSATION, "utter_back_compensation_unwritten"),
        (Outcome.FOLLOW_UP, "utter_back_follow_up_unwritten"),
        (Outcome.REASONED_NO, "utter_back_reasoned_no"),
        (None, "utter_back_without_outcome"),
    ],
)
def test_what_was_agreed_without_a_promise_is_not_told_as_one(outcome: Outcome | None, said: str) -> None:
    with database.unit_of_work() as session:
        finished(session, conversations.by_public_id(session, WHO), outcome)
    answer = ask("action_resume_after_handoff", intent="EXTERNAL_adviser_finished", escalation="handed_over")
    assert answer.said == [said, "utter_back_ask_effort"]


def test_after_an_adviser_the_assistant_knows_what_was_agreed() -> None:
    with database.unit_of_work() as session:
        talk = conversations.by_public_id(session, WHO)
        handoff = finished(session, talk, Outcome.SOLUTION)
        due_at, kind = NOW + timedelta(days=1), commitments.Kind.BY_ADVISER
        commitments.make(session, talk.id, kind, "Send the invoice", due_at, NOW, made_by="Ada", handoff_id=handoff.id)
    answer = ask("action_resume_after_handoff", intent="EXTERNAL_adviser_finished", escalation="handed_over")
    assert answer.said == ["utter_back_solution", "utter_back_commitment", "utter_back_ask_effort"]
    assert answer.values["adviser"] == "Ada"
    assert "for colleagues" not in str(answer)
    assert answer.slots["escalation"] is None


def _kept(answer: Answer) -> dict[str, Any]:
    """The slots of a quote, as Rasa would send them back."""
    return {name: answer.slots[name] for name in ("flight_to_change", "new_date", "quote")}


def _receipts() -> int:
    with database.reading() as session:
        return len(receipts.of_conversation(session, conversations.by_public_id(session, WHO).id))


def test_another_reference_instead_of_the_surname_is_a_correction_and_no_wrong_name() -> None:
    other, _ = known("flex")
    corrected = in_change(f"wait, wrong one, it is {other}", asked="surname", booking_reference="X7K2PL")
    assert corrected.said == []
    assert corrected.slots["booking_reference"] == other


def test_a_corrected_flight_is_the_one_that_is_talked_about() -> None:
    corrected = ask("action_correct", "no, I said ZE 413", "correct", flight_number="ZE412")
    assert corrected.slots["flight_number"] == "ZE413"
    unknown = ask("action_correct", "no, I said ZE 990", "correct", flight_number="ZE412")
    assert unknown.slots.get("flight_number", "ZE412") == "ZE412"
