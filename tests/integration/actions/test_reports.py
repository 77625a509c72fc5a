"""Bags, lost items, complaints, miles and news: told and done in a conversation, judged by their rows."""

import pytest

from airline import loyalty
from airline.bag_reports import BagReport, BagStatus
from airline.cases import Case, CaseKind
from airline.claims import Claim, ClaimStatus
from airline.customers import Customer as AirlineCustomer
from airline.lost_items import LostItem
from airline.loyalty import LoyaltyAccount, LoyaltyEntry
from airline.notices import ChangeNotice
from customer_care import database
from customer_care.commitments import Kind
from tests.integration.actions.conftest import NOW
from tests.integration.actions.talking import Talk
from tests.integration.actions.troubled import Customer, added, ahead, booking_of, cancelled, flown, promised, receipts_here, rows

pytestmark = pytest.mark.usefixtures("company")

LONG_STORY = (
    "I want to complain: at the gate in Paris nobody told us anything for two hours, and when I asked the man at the desk "
    "he only shrugged and walked away"
)


# ── bags ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def report_a_bag(customer: Customer) -> Talk:
    talk = customer.begin("my bag did not arrive", "report_delayed_bag")
    assert talk.asks_for == "bag_description"
    talk.say("a green suitcase with a red strap")
    return talk


def test_a_missing_bag_is_reported_without_a_code_and_gets_its_number() -> None:
    talk = report_a_bag(flown())
    assert added(BagReport, "reported_at") == []
    talk.say("yes", "affirm")
    (report,) = added(BagReport, "reported_at")
    assert report.number in talk.text
    assert promised() == [(Kind.BAG_FOUND, report.number)]
    assert len(receipts_here()) == 1


def test_the_description_is_corrected_before_the_yes() -> None:
    talk = report_a_bag(flown())
    talk.say("go back", "go_back")
    assert talk.asks_for == "bag_description"
    talk.say("a blue suitcase")
    talk.say("yes", "affirm")
    assert [report.description for report in added(BagReport, "reported_at")] == ["a blue suitcase"]


def test_a_reported_bag_is_traced_with_where_and_since() -> None:
    customer = flown()
    report_a_bag(customer).say("yes", "affirm")
    talk = customer.begin("where is my bag", "trace_bag")
    (report,) = added(BagReport, "reported_at")
    assert "utter_trace_searching" in talk.said
    assert report.number in talk.text
    with database.unit_of_work() as session:
        session.get_one(BagReport, report.id).status = BagStatus.ON_THE_WAY
    talk = customer.begin("and now?", "trace_bag")
    assert "utter_trace_on_the_way" in talk.said


def test_nothing_reported_is_nothing_to_trace() -> None:
    talk = ahead().begin("where is my bag", "trace_bag")
    assert talk.said[-1] == "utter_trace_none"
    assert "Report a missing bag" in talk.buttons


def test_a_bag_is_not_reported_before_landing() -> None:
    talk = ahead().begin("my bag did not arrive", "report_delayed_bag")
    assert (talk.said[-1], talk.form) == ("utter_refused_not_landed_yet", None)


# ── lost items ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_lost_item_is_searched_for() -> None:
    talk = flown().begin("I left something on the plane", "report_lost_item")
    assert talk.asks_for == "lost_item"
    talk.say("my blue scarf")
    assert talk.asks_for == "lost_where"
    talk.say("seat 14C I think")
    assert '"my blue scarf", "seat 14C I think"' in talk.text
    talk.say("yes", "affirm")
    (item,) = added(LostItem, "reported_at")
    assert (item.what, item.where) == ("my blue scarf", "seat 14C I think")
    assert promised() == [(Kind.ITEM_SEARCHED, item.number)]


def test_a_lost_item_is_not_reported_after_a_no() -> None:
    talk = flown().begin("I left something on the plane", "report_lost_item")
    talk.say("my blue scarf")
    talk.say("no idea where")
    talk.say("no", "deny")
    assert (added(LostItem, "reported_at"), promised()) == ([], [])


# ── complaints ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_complaint_is_passed_on_in_the_customers_words() -> None:
    talk = flown().begin("I want to complain", "make_complaint")
    assert talk.asks_for == "complaint"
    talk.say("the crew was rude to my mother")
    talk.say("yes", "affirm")
    (case,) = added(Case, "opened_at")
    assert (case.kind, case.what) == (CaseKind.COMPLAINT, "the crew was rude to my mother")
    assert promised() == [(Kind.CASE_ANSWERED, case.number)]


def test_a_long_first_message_is_the_complaint_and_is_not_asked_for_again() -> None:
    talk = flown().begin(LONG_STORY, "make_complaint")
    assert talk.asks_for == "confirmed"
    talk.say("yes", "affirm")
    assert [case.what for case in added(Case, "opened_at")] == [LONG_STORY]


def test_what_a_person_is_to_answer_is_told_by_its_number() -> None:
    customer = flown()
    talk = customer.begin(LONG_STORY, "make_complaint")
    talk.say("yes", "affirm")
    (case,) = added(Case, "opened_at")
    talk.say(f"how is {case.number} going", "ask_case_status")
    assert talk.said[-1] == "utter_status_case_open"
    assert case.number in talk.text


def test_no_case_is_said_to_be_none() -> None:
    talk = ahead().begin("what about my claim", "ask_case_status")
    assert talk.said[-1] == "utter_status_none"


# ── miles ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def a_member() -> Customer:
    """Somebody who has flown, collects miles, and has none for that flight."""
    customer = flown()
    with database.unit_of_work() as session:
        booking = booking_of(session, customer)
        booking.segments[0].checked_in_at = NOW
        who = booking.passengers[0]
        name = {"first_name": who.first_name, "surname": who.surname}
        booking.customer = AirlineCustomer(**name, email="m@example.com", phone="", language="en")
        session.flush()
        session.add(LoyaltyAccount(customer_id=booking.customer.id, number="AZ99999999"))
    return customer


def test_missing_miles_are_credited_and_shown() -> None:
    customer = a_member()
    talk = customer.begin("my miles are missing", "claim_missing_miles")
    assert talk.said[-1] == "utter_confirm_claim_missing_miles"
    talk.say("yes", "affirm")
    (entry,) = added(LoyaltyEntry, "at")
    assert [claim.status for claim in added(Claim, "opened_at")] == [ClaimStatus.PAID]
    talk.say("how many miles do I have", "ask_loyalty_balance")
    assert talk.said[-1] == "utter_loyalty_balance"
    assert f"{entry.miles:,} miles on AZ99999999" in talk.text
    with database.reading() as session:
        assert loyalty.balance(session, loyalty.account_of(session, booking_of(session, customer))) == entry.miles


def test_an_empty_account_is_told_to_be_empty() -> None:
    talk = a_member().begin("my miles", "ask_loyalty_balance")
    assert talk.said[-1] == "utter_loyalty_balance_empty"


def test_who_collects_no_miles_hears_the_rule() -> None:
    customer = flown()
    with database.unit_of_work() as session:
        booking_of(session, customer).customer_id = None
    talk = customer.begin("my miles", "ask_loyalty_balance")
    assert (talk.said[-1], talk.form) == ("utter_refused_not_a_member", None)


# ── news of a flight ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_news_are_promised_here_and_by_email_for_who_agrees() -> None:
    talk = ahead().begin("tell me if my flight changes", "notify_me")
    assert talk.asks_for == "notify_by"
    talk.say("yes by mail too", "affirm")
    assert talk.said[-1] == "utter_confirm_notify_me_by_email"
    talk.say("yes", "affirm")
    (notice,) = added(ChangeNotice, "asked_at")
    assert notice.by_email
    assert promised() == [(Kind.NOTICE_OF_CHANGE, notice.subject)]


@pytest.mark.parametrize("words", ["only here", "no e-mail please", "no", "here is fine"])
def test_without_a_yes_to_email_there_is_none(words: str) -> None:
    talk = ahead().begin("tell me if my flight changes", "notify_me")
    talk.say(words, "deny" if words == "no" else "inform")
    assert talk.said[-1] == "utter_confirm_notify_me"
    talk.say("yes", "affirm")
    assert [notice.by_email for notice in rows(ChangeNotice)] == [False]


def test_a_cancelled_flight_has_no_news_but_choices() -> None:
    talk = cancelled().begin("tell me if my flight changes", "notify_me")
    assert (talk.said[-1], talk.form) == ("utter_refused_nothing_to_watch", None)
    assert "Another flight" in talk.buttons
