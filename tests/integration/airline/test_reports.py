"""A missing bag, a lost item, a complaint and a wish to be told: each under a number, with a promise that can be kept."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from airline import bag_reports, cases, lost_items, notices
from airline.after_landing import AskedTooLate, NotLandedYet
from airline.bag_reports import BagStatus, OldNews, quote_bag_report
from airline.bookings import Booking
from airline.cases import CaseKind, CaseStatus, quote_complaint
from airline.fares import FareClass
from airline.lost_items import LostItemStatus, quote_lost_item
from airline.notices import AlreadyWatched, ChangeNotice, NoEmailForNotices, NothingToWatch, quote_notice
from airline.quotes import Quote
from airline.rebooking import HasLeft
from customer_care import conversations
from customer_care.commitments import CommitmentStatus, Kind, of_conversation
from customer_care.errors import NotFound
from tests.integration.airline.small_airline import NOW, Airline
from tests.integration.airline.trouble import promises, say_yes

FLOWN, AHEAD = -2, 6
DAY = timedelta(days=1)


# ── bags ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def bag_quote(airline: Airline, booking: Booking) -> Quote:
    segment, passenger = booking.segments[0], booking.passengers[0]
    return quote_bag_report(airline.session, segment, passenger, "a green suitcase", NOW, airline.conversation_id)


def test_a_missing_bag_is_reported_at_the_airport_where_it_was_missed(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN)
    quote = bag_quote(airline, booking)
    assert bag_reports.of_booking(airline.session, booking) == []
    receipt = say_yes(airline, quote)
    assert say_yes(airline, quote).number == receipt.number
    [report] = bag_reports.of_booking(airline.session, booking)
    assert report.number == f"ORYZE{10200 + report.id}"
    assert (report.status, report.place, report.since) == (BagStatus.SEARCHING, "Paris", NOW)
    assert receipt.due_at == NOW + timedelta(hours=24)
    assert report.number in receipt.what
    assert promises(airline) == [(Kind.BAG_FOUND, report.number)]


def test_a_bag_is_traced_by_its_number_on_its_own_booking_only(airline: Airline) -> None:
    mine, other = airline.book(FareClass.LIGHT, FLOWN), airline.book(FareClass.LIGHT, FLOWN)
    say_yes(airline, bag_quote(airline, mine))
    [report] = bag_reports.of_booking(airline.session, mine)
    assert bag_reports.find(airline.session, mine, report.number.lower()) is report
    with pytest.raises(NotFound):
        bag_reports.find(airline.session, other, report.number)


def test_the_first_news_keep_the_promise_and_news_go_forward(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN)
    say_yes(airline, bag_quote(airline, booking))
    [report] = bag_reports.of_booking(airline.session, booking)
    later = NOW + timedelta(hours=5)
    bag_reports.note_news(airline.session, report, BagStatus.ON_THE_WAY, "Lyon", later)
    assert (report.status, report.where, report.since) == (BagStatus.ON_THE_WAY, "Lyon", later)
    [delivery, news] = of_conversation(airline.session, airline.conversation_id)
    assert (news.kind, news.status) == (Kind.BAG_FOUND, CommitmentStatus.KEPT)
    assert (delivery.kind, delivery.status) == (Kind.BAG_DELIVERED, CommitmentStatus.OPEN)
    with pytest.raises(OldNews):
        bag_reports.note_news(airline.session, report, BagStatus.FOUND, "Paris", later)


def test_a_bag_is_reported_after_landing_and_within_twenty_one_days(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN)
    landed = airline.flight(FLOWN).estimated_arrival
    args = (airline.session, booking.segments[0], booking.passengers[0], "a green suitcase")
    assert quote_bag_report(*args, landed + 21 * DAY, airline.conversation_id)
    with pytest.raises(AskedTooLate) as refused:
        quote_bag_report(*args, landed + 21 * DAY + timedelta(seconds=1), airline.conversation_id)
    assert refused.value.rule.id == "bags.delayed"
    assert refused.value.values["days"] == "21"
    with pytest.raises(NotLandedYet) as refused_early:
        quote_bag_report(*args, landed - timedelta(seconds=1), airline.conversation_id)
    assert refused_early.value.rule.id == "claims.after_landing"


# ── lost items ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_lost_item_is_searched_for_until_a_day(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN)
    segment = booking.segments[0]
    quote = quote_lost_item(airline.session, segment, "a blue scarf", "seat 12A", NOW, airline.conversation_id)
    assert lost_items.of_booking(airline.session, booking) == []
    receipt = say_yes(airline, quote)
    assert say_yes(airline, quote).number == receipt.number
    [item] = lost_items.of_booking(airline.session, booking)
    assert (item.what, item.where, item.status) == ("a blue scarf", "seat 12A", LostItemStatus.SEARCHING)
    assert receipt.due_at == item.answer_due_at == NOW + 5 * DAY
    assert promises(airline) == [(Kind.ITEM_SEARCHED, item.number)]
    lost_items.end_search(airline.session, item, found=True, now=NOW + DAY)
    [promise] = of_conversation(airline.session, airline.conversation_id)
    assert (item.status, promise.status) == (LostItemStatus.FOUND, CommitmentStatus.KEPT)


def test_an_item_is_searched_for_thirty_days_after_the_flight(airline: Airline) -> None:
    segment = airline.book(FareClass.LIGHT, FLOWN).segments[0]
    too_late = segment.flight.estimated_arrival + 30 * DAY + timedelta(seconds=1)
    with pytest.raises(AskedTooLate) as refused:
        quote_lost_item(airline.session, segment, "a blue scarf", "seat 12A", too_late, airline.conversation_id)
    assert refused.value.rule.id == "bags.lost_items"


# ── cases ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_complaint_has_a_number_and_the_day_of_its_answer(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN)
    quote = quote_complaint(airline.session, booking, "Nobody spoke to us for two hours", NOW, airline.conversation_id)
    receipt = say_yes(airline, quote)
    assert say_yes(airline, quote).number == receipt.number
    [case] = cases.known_to(airline.session, airline.conversation_id, booking)
    assert (case.kind, case.status, case.what) == (CaseKind.COMPLAINT, CaseStatus.OPEN, "Nobody spoke to us for two hours")
    assert receipt.due_at == case.answer_due_at == NOW + 14 * DAY
    assert case.number in receipt.what
    assert promises(airline) == [(Kind.CASE_ANSWERED, case.number)]


@pytest.mark.parametrize("kind", CaseKind)
def test_a_case_of_each_kind_is_answered_by_its_own_rule(airline: Airline, kind: CaseKind) -> None:
    case = cases.open(airline.session, kind, airline.conversation_id, None, "I paid two times", NOW)
    assert case.answer_due_at == NOW + cases.rule_for(kind).parameters["answer_days"] * DAY
    assert promises(airline) == [(Kind.CASE_ANSWERED, case.number)]


def test_a_case_is_seen_by_its_conversation_and_its_booking_alone(airline: Airline) -> None:
    mine, other = airline.book(FareClass.LIGHT, FLOWN), airline.book(FareClass.LIGHT, FLOWN)
    stranger = conversations.start(airline.session, "web", "en", NOW).id
    case = cases.open(airline.session, CaseKind.OTHER, airline.conversation_id, mine, "Where is my refund?", NOW)
    without_booking = cases.open(airline.session, CaseKind.OTHER, airline.conversation_id, None, "A question", NOW)
    assert cases.find(airline.session, case.number.lower(), airline.conversation_id, None) is case
    assert cases.find(airline.session, case.number, stranger, mine) is case
    assert cases.known_to(airline.session, stranger, None) == []
    for number, booking in ((case.number, other), (without_booking.number, mine), (case.number, None)):
        with pytest.raises(NotFound):
            cases.find(airline.session, number, stranger, booking)


def test_an_answer_keeps_the_promise_of_one(airline: Airline) -> None:
    case = cases.open(airline.session, CaseKind.OTHER, airline.conversation_id, None, "A question", NOW)
    cases.answer(airline.session, case, "We are sorry, and it is paid back.", NOW + DAY)
    [promise] = of_conversation(airline.session, airline.conversation_id)
    assert (case.status, case.answered_at, promise.status) == (CaseStatus.ANSWERED, NOW + DAY, CommitmentStatus.KEPT)


# ── notices ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def notice_quote(airline: Airline, booking: Booking, *, by_email: bool) -> Quote:
    return quote_notice(airline.session, booking.segments[0], NOW, airline.conversation_id, by_email=by_email)


def test_whoever_wants_to_be_told_is_promised_it_until_the_flight_leaves(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, AHEAD)
    quote = notice_quote(airline, booking, by_email=False)
    receipt = say_yes(airline, quote)
    assert say_yes(airline, quote).number == receipt.number
    [notice] = notices.of_flight(airline.session, airline.flight(AHEAD))
    assert (notice.by_email, notice.conversation_id) == (False, airline.conversation_id)
    assert receipt.due_at == notice.known_departure == airline.flight(AHEAD).estimated_departure
    assert promises(airline) == [(Kind.NOTICE_OF_CHANGE, notice.subject)]


def test_agreeing_to_email_later_changes_the_one_notice(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, AHEAD)
    booking.contact_email = "ines@example.com"
    say_yes(airline, notice_quote(airline, booking, by_email=False))
    with pytest.raises(AlreadyWatched) as refused:
        notice_quote(airline, booking, by_email=False)
    assert refused.value.rule.id == "disruptions.notices"
    say_yes(airline, notice_quote(airline, booking, by_email=True))
    assert [notice.by_email for notice in airline.session.scalars(select(ChangeNotice))] == [True]
    assert len(promises(airline)) == 1


def test_nobody_is_promised_an_email_without_an_address(airline: Airline) -> None:
    with pytest.raises(NoEmailForNotices) as refused:
        notice_quote(airline, airline.book(FareClass.LIGHT, AHEAD), by_email=True)
    assert refused.value.rule.id == "disruptions.notices"


def test_a_flight_that_left_or_is_cancelled_has_nothing_to_tell(airline: Airline) -> None:
    with pytest.raises(HasLeft):
        notice_quote(airline, airline.book(FareClass.LIGHT, FLOWN), by_email=False)
    airline.flight(AHEAD).cancelled = True
    with pytest.raises(NothingToWatch) as refused:
        notice_quote(airline, airline.book(FareClass.LIGHT, AHEAD), by_email=False)
    assert refused.value.rule.id == "disruptions.rebooking"
