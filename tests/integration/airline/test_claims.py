"""Expenses, damaged bags and missing miles: claimed by their rules, at once where the record is enough."""

from datetime import timedelta

import pytest

from airline import claims, loyalty
from airline.after_landing import AskedTooLate, NotLandedYet
from airline.bag_reports import quote_bag_report
from airline.bookings import Booking, SegmentStatus
from airline.claims import ClaimKind, ClaimSettled, ClaimStatus
from airline.damaged_bags import quote_damaged_bag
from airline.expenses import ExpenseAlreadyClaimed, ExpenseKind, NoAmount, NoBagReport, quote_expenses
from airline.fares import FareClass
from airline.loyalty import NotAMember
from airline.missing_miles import MilesAlreadyClaimed, MilesAlreadyCredited, NotFlown, quote_missing_miles
from airline.quotes import Quote, QuoteOutdated
from airline.rebooking import NotDisrupted
from airline.tickets import TicketStatus
from customer_care.commitments import CommitmentStatus, Kind, of_conversation
from tests.integration.airline.small_airline import NOW, Airline
from tests.integration.airline.trouble import STORM, cancelled, late, member, promises, say_yes, ticketed

FLOWN, AHEAD = -2, 6
DAY = timedelta(days=1)


# ── expenses ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def expenses(airline: Airline, booking: Booking, amount_minor: int, kind: ExpenseKind = ExpenseKind.MEALS) -> Quote:
    flight = booking.segments[0].flight
    return quote_expenses(airline.session, booking, flight, kind, amount_minor, NOW, airline.conversation_id)


def test_meals_within_the_limit_are_accepted_on_the_customers_word(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN, travellers=2)
    late(airline, airline.flight(FLOWN), 120)
    quote = expenses(airline, booking, 8000)
    assert (quote.total_minor, quote.rule_id) == (-8000, "claims.expenses")
    receipt = say_yes(airline, quote)
    [claim] = claims.of_booking(airline.session, booking)
    assert (claim.kind, claim.status, claim.amount_minor) == (ClaimKind.EXPENSES, ClaimStatus.ACCEPTED, 8000)
    assert receipt.due_at == claim.pay_due_at == NOW + 7 * DAY
    assert promises(airline) == [(Kind.REFUND_PAID, claim.number)]


def test_above_the_limit_a_person_looks_at_the_bills(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, AHEAD)
    cancelled(airline, airline.flight(AHEAD), DAY)
    quote = expenses(airline, booking, 15001, ExpenseKind.HOTEL)
    assert quote.total_minor == 0
    receipt = say_yes(airline, quote)
    [claim] = claims.of_booking(airline.session, booking)
    assert (claim.status, claim.amount_minor) == (ClaimStatus.OPEN, 15001)
    assert receipt.due_at == claim.answer_due_at == NOW + 14 * DAY
    assert promises(airline) == [(Kind.CLAIM_ANSWERED, claim.number)]


def test_a_limit_is_not_passed_in_small_steps(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN)
    late(airline, airline.flight(FLOWN), 120)
    say_yes(airline, expenses(airline, booking, 3000))
    assert expenses(airline, booking, 1000).facts["decided"] is True
    assert expenses(airline, booking, 1001).facts["decided"] is False
    assert expenses(airline, booking, 6000, ExpenseKind.TRANSPORT).facts["decided"] is True


def test_two_quotes_for_one_limit_do_not_both_pass(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN)
    late(airline, airline.flight(FLOWN), 120)
    one, other = expenses(airline, booking, 3000), expenses(airline, booking, 2500)
    say_yes(airline, one)
    with pytest.raises(QuoteOutdated):
        say_yes(airline, other)


def test_the_same_expense_is_paid_once(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN)
    late(airline, airline.flight(FLOWN), 120)
    quote = expenses(airline, booking, 1500)
    assert say_yes(airline, quote).number == say_yes(airline, quote).number
    with pytest.raises(ExpenseAlreadyClaimed) as refused:
        expenses(airline, booking, 1500)
    assert refused.value.rule.id == "claims.once"
    assert refused.value.values["number"] == claims.of_booking(airline.session, booking)[0].number


def test_a_storm_does_not_take_away_the_meals(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN)
    late(airline, airline.flight(FLOWN), 300, STORM)
    assert expenses(airline, booking, 2000).total_minor == -2000


def test_a_flight_on_time_pays_no_meals(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN)
    late(airline, airline.flight(FLOWN), 119)
    with pytest.raises(NotDisrupted) as refused:
        expenses(airline, booking, 2000)
    assert refused.value.rule.id == "claims.expenses"


def test_clothes_are_paid_while_a_reported_bag_is_missing(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN)
    with pytest.raises(NoBagReport) as refused:
        expenses(airline, booking, 6000, ExpenseKind.ESSENTIALS)
    assert refused.value.rule.id == "claims.essentials"
    segment, passenger = booking.segments[0], booking.passengers[0]
    say_yes(airline, quote_bag_report(airline.session, segment, passenger, "a green suitcase", NOW, airline.conversation_id))
    assert expenses(airline, booking, 6000, ExpenseKind.ESSENTIALS).total_minor == -6000
    with pytest.raises(NotDisrupted):
        expenses(airline, booking, 2000, ExpenseKind.MEALS)


def test_nothing_is_no_amount(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN)
    late(airline, airline.flight(FLOWN), 300)
    for amount_minor in (0, -500):
        with pytest.raises(NoAmount):
            expenses(airline, booking, amount_minor)


# ── damaged bags ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_damaged_bag_is_answered_by_a_person_by_a_day(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN)
    quote = damaged(airline, booking)
    assert (quote.total_minor, quote.rule_id) == (0, "claims.damaged_bag")
    receipt = say_yes(airline, quote)
    assert say_yes(airline, quote).number == receipt.number
    [claim] = claims.of_booking(airline.session, booking)
    assert (claim.kind, claim.status, claim.passenger_id) == (ClaimKind.DAMAGED_BAG, ClaimStatus.OPEN, booking.passengers[0].id)
    assert claim.facts == {"description": "a wheel is gone"}
    assert receipt.due_at == claim.answer_due_at == NOW + 14 * DAY
    assert promises(airline) == [(Kind.CLAIM_ANSWERED, claim.number)]


def test_damage_is_reported_within_seven_days_of_landing(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN)
    landed = airline.flight(FLOWN).estimated_arrival
    args = (airline.session, booking.segments[0], booking.passengers[0], "a wheel is gone")
    assert quote_damaged_bag(*args, landed + 7 * DAY, airline.conversation_id)
    with pytest.raises(AskedTooLate) as refused:
        quote_damaged_bag(*args, landed + 7 * DAY + timedelta(seconds=1), airline.conversation_id)
    assert refused.value.rule.id == "claims.damaged_bag"
    with pytest.raises(NotLandedYet):
        quote_damaged_bag(*args, landed - timedelta(seconds=1), airline.conversation_id)


def test_an_answered_claim_keeps_its_promise_and_is_answered_once(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN)
    say_yes(airline, damaged(airline, booking))
    [claim] = claims.of_booking(airline.session, booking)
    claims.refuse(airline.session, claim, NOW + DAY)
    [promise] = of_conversation(airline.session, airline.conversation_id)
    assert (claim.status, promise.status) == (ClaimStatus.REFUSED, CommitmentStatus.KEPT)
    with pytest.raises(ClaimSettled):
        claims.grant(airline.session, claim, 5000, NOW + DAY)


def test_a_claim_that_a_person_grants_is_promised_to_be_paid(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN)
    say_yes(airline, damaged(airline, booking))
    [claim] = claims.of_booking(airline.session, booking)
    claims.grant(airline.session, claim, 5000, NOW + DAY)
    assert (claim.status, claim.amount_minor, claim.pay_due_at) == (ClaimStatus.ACCEPTED, 5000, NOW + 8 * DAY)
    assert (Kind.REFUND_PAID, claim.number) in promises(airline)


def damaged(airline: Airline, booking: Booking) -> Quote:
    segment, passenger = booking.segments[0], booking.passengers[0]
    return quote_damaged_bag(airline.session, segment, passenger, "a wheel is gone", NOW, airline.conversation_id)


# ── missing miles ─────────────────────────────────────────────────────────────────────────────────────────────────────


def miles(airline: Airline, booking: Booking) -> Quote:
    return quote_missing_miles(airline.session, booking.segments[0], NOW, airline.conversation_id)


def test_miles_of_a_flight_that_was_flown_are_credited_at_once(airline: Airline) -> None:
    booking = airline.book(FareClass.STANDARD, FLOWN, travellers=2)
    account = member(airline, booking)
    for ticket in ticketed(airline, booking):
        ticket.status = TicketStatus.USED
    quote = miles(airline, booking)
    assert quote.rule_id == "loyalty.earning"
    assert loyalty.balance(airline.session, account) == 0
    assert say_yes(airline, quote).number == say_yes(airline, quote).number
    earned = loyalty.miles_for(airline.flight(FLOWN), FareClass.STANDARD)
    assert loyalty.balance(airline.session, account) == earned == quote.facts["miles"]
    [entry] = loyalty.newest(airline.session, account, 5)
    assert (entry.miles, entry.flight_id, entry.at) == (earned, airline.flight(FLOWN).id, NOW)
    assert [claim.status for claim in claims.of_booking(airline.session, booking)] == [ClaimStatus.PAID]
    assert promises(airline) == []


def test_a_flight_is_credited_once(airline: Airline) -> None:
    booking = airline.book(FareClass.STANDARD, FLOWN)
    member(airline, booking)
    booking.segments[0].checked_in_at = NOW - 3 * DAY
    one, other = miles(airline, booking), miles(airline, booking)
    say_yes(airline, one)
    with pytest.raises(MilesAlreadyCredited):
        say_yes(airline, other)
    with pytest.raises(MilesAlreadyCredited) as refused:
        miles(airline, booking)
    assert refused.value.rule.id == "loyalty.earning"


def test_where_the_record_shows_nobody_on_board_a_person_answers(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, FLOWN)
    account = member(airline, booking)
    receipt = say_yes(airline, miles(airline, booking))
    [claim] = claims.of_booking(airline.session, booking)
    assert (claim.status, receipt.due_at) == (ClaimStatus.OPEN, NOW + 7 * DAY)
    assert loyalty.balance(airline.session, account) == 0
    assert promises(airline) == [(Kind.CLAIM_ANSWERED, claim.number)]
    with pytest.raises(MilesAlreadyClaimed) as refused:
        miles(airline, booking)
    assert refused.value.values == {"number": claim.number}


def test_miles_are_for_members_who_travelled(airline: Airline) -> None:
    stranger = airline.book(FareClass.FLEX, FLOWN)
    with pytest.raises(NotAMember) as refused:
        miles(airline, stranger)
    assert refused.value.rule.id == "loyalty.members"
    booked_for_others = airline.book(FareClass.FLEX, FLOWN)
    member(airline, booked_for_others)
    booked_for_others.passengers[0].first_name = "Chloé"
    with pytest.raises(NotAMember):
        miles(airline, booked_for_others)


def test_miles_are_asked_for_after_landing_and_within_half_a_year(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, AHEAD)
    member(airline, booking)
    with pytest.raises(NotLandedYet):
        miles(airline, booking)
    landed = airline.flight(AHEAD).estimated_arrival
    with pytest.raises(AskedTooLate) as refused:
        quote_missing_miles(airline.session, booking.segments[0], landed + 184 * DAY, airline.conversation_id)
    assert refused.value.rule.id == "loyalty.missing"


def test_a_flight_that_was_given_up_earns_no_miles(airline: Airline) -> None:
    booking = airline.book(FareClass.FLEX, FLOWN)
    member(airline, booking)
    booking.segments[0].status = SegmentStatus.CANCELLED
    with pytest.raises(NotFlown) as refused:
        miles(airline, booking)
    assert refused.value.rule.id == "loyalty.earning"
