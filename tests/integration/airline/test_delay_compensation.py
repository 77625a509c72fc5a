"""Compensation for a late or cancelled flight: decided by the record, claimed once, promised with a day."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from airline import claims
from airline.after_landing import NotLandedYet
from airline.bookings import Booking, SegmentStatus
from airline.claims import Claim, ClaimKind, ClaimSettled, ClaimStatus
from airline.compensation import (
    AlreadyCompensated,
    DelayTooShort,
    ExtraordinaryCircumstances,
    TakenThereInTime,
    ToldInTime,
    quote_delay_compensation,
)
from airline.fares import FareClass
from airline.quotes import Quote, QuoteOutdated
from airline.rebooking import NotDisrupted, quote_rebooking
from airline.refusals import Refusal
from customer_care.commitments import CommitmentStatus, Kind, of_conversation
from tests.integration.airline.small_airline import NOW, Airline
from tests.integration.airline.trouble import STORM, cancelled, late, promises, say_yes

FLOWN, AHEAD = -2, 6


def quoted(airline: Airline, booking: Booking, day: int = FLOWN) -> Quote:
    return quote_delay_compensation(airline.session, booking, airline.flight(day), NOW, airline.conversation_id)


def refused(airline: Airline, booking: Booking, day: int, refusal: type[Refusal]) -> str:
    """The id of the rule that the refusal cites."""
    with pytest.raises(refusal) as no:
        quoted(airline, booking, day)
    return no.value.rule.id


def test_a_quote_pays_everybody_the_amount_of_the_distance_and_changes_nothing(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN, travellers=2)
    late(airline, airline.flight(FLOWN), 180)
    quote = quoted(airline, booking)
    assert (quote.total_minor, quote.currency, quote.rule_id) == (-80000, "EUR", "compensation.amounts")
    assert "€400.00" in quote.rule_words
    assert claims.of_booking(airline.session, booking) == []
    assert promises(airline) == []


def test_what_the_record_decides_is_accepted_at_once_and_promised_to_be_paid(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN)
    late(airline, airline.flight(FLOWN), 240)
    receipt = say_yes(airline, quoted(airline, booking))
    [claim] = claims.of_booking(airline.session, booking)
    assert (claim.kind, claim.status, claim.amount_minor) == (ClaimKind.DELAY, ClaimStatus.ACCEPTED, 40000)
    assert receipt.amount_minor == -40000
    assert receipt.due_at == claim.pay_due_at == NOW + timedelta(days=7)
    assert claim.number in receipt.what
    assert promises(airline) == [(Kind.REFUND_PAID, claim.number)]


def test_a_second_yes_gets_the_same_receipt_and_one_claim(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN)
    late(airline, airline.flight(FLOWN), 240)
    quote = quoted(airline, booking)
    assert say_yes(airline, quote).number == say_yes(airline, quote, NOW + timedelta(hours=1)).number
    assert len(claims.of_booking(airline.session, booking)) == 1
    assert len(promises(airline)) == 1


def test_a_flight_is_compensated_once(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN)
    late(airline, airline.flight(FLOWN), 240)
    first, second = quoted(airline, booking), quoted(airline, booking)
    say_yes(airline, first)
    with pytest.raises(AlreadyCompensated):
        say_yes(airline, second)
    assert refused(airline, booking, FLOWN, AlreadyCompensated) == "compensation.once"
    assert len(claims.of_booking(airline.session, booking)) == 1


def test_a_delay_of_which_nobody_wrote_the_cause_is_answered_by_a_person(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN)
    late(airline, airline.flight(FLOWN), 240, cause=None)
    quote = quoted(airline, booking)
    assert (quote.total_minor, quote.rule_id) == (0, "compensation.payment")
    receipt = say_yes(airline, quote)
    [claim] = claims.of_booking(airline.session, booking)
    assert (claim.status, claim.amount_minor) == (ClaimStatus.OPEN, 40000)
    assert receipt.due_at == claim.answer_due_at == NOW + timedelta(days=14)
    assert promises(airline) == [(Kind.CLAIM_ANSWERED, claim.number)]


def test_less_than_three_hours_earn_nothing(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN)
    late(airline, airline.flight(FLOWN), 179)
    assert refused(airline, booking, FLOWN, DelayTooShort) == "compensation.delay"


def test_a_flight_on_time_earns_nothing(airline: Airline) -> None:
    assert refused(airline, airline.book(FareClass.LIGHT, FLOWN), FLOWN, NotDisrupted) == "compensation.delay"


def test_a_flight_of_others_earns_nothing(airline: Airline) -> None:
    late(airline, airline.flight(-1), 240)
    assert refused(airline, airline.book(FareClass.LIGHT, FLOWN), -1, NotDisrupted) == "compensation.delay"


def test_a_flight_that_was_given_up_before_its_delay_earns_nothing(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN)
    booking.segments[0].status = SegmentStatus.CANCELLED
    late(airline, airline.flight(FLOWN), 240)
    assert refused(airline, booking, FLOWN, NotDisrupted) == "compensation.delay"


def test_nobody_is_compensated_for_a_delay_before_landing(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, AHEAD)
    late(airline, airline.flight(AHEAD), 240)
    assert refused(airline, booking, AHEAD, NotLandedYet) == "claims.after_landing"


def test_extraordinary_circumstances_refuse_with_their_rule(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN, AHEAD)
    late(airline, airline.flight(FLOWN), 400, STORM)
    assert refused(airline, booking, FLOWN, ExtraordinaryCircumstances) == "compensation.extraordinary"


@pytest.mark.parametrize(("days", "minutes", "earns"), [(13, 1439, True), (14, 0, False), (30, 0, False), (1, 0, True)])
def test_a_cancellation_told_two_weeks_before_earns_nothing(airline: Airline, days: int, minutes: int, *, earns: bool) -> None:
    booking = airline.book(FareClass.LIGHT, AHEAD)
    cancelled(airline, airline.flight(AHEAD), timedelta(days=days, minutes=minutes))
    if earns:
        assert quoted(airline, booking, AHEAD).total_minor == -40000
    else:
        assert refused(airline, booking, AHEAD, ToldInTime) == "compensation.notice"


def test_a_cancellation_that_nobody_announced_is_claimed_and_looked_at(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, AHEAD)
    airline.flight(AHEAD).cancelled = True
    assert quoted(airline, booking, AHEAD).facts["decided"] is False


def test_who_was_moved_to_another_day_is_compensated_for_the_flight_that_was_cancelled(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, AHEAD)
    cancelled(airline, airline.flight(AHEAD), timedelta(days=3))
    moved(airline, booking, AHEAD + 1)
    assert quoted(airline, booking, AHEAD).total_minor == -40000


@pytest.mark.parametrize(
    ("notice_days", "hours_later", "total_minor"), [(3, 1, None), (3, 2, -20000), (3, 3, -20000), (3, 4, -40000), (8, 3, None)]
)
def test_how_late_another_flight_lands_decides(
    airline: Airline, notice_days: int, hours_later: int, total_minor: int | None
) -> None:
    booking = airline.book(FareClass.LIGHT, AHEAD)
    cancelled(airline, airline.flight(AHEAD), timedelta(days=notice_days))
    moved(airline, booking, AHEAD + 1)
    other, planned = airline.flight(AHEAD + 1), airline.flight(AHEAD)
    other.scheduled_departure = planned.scheduled_departure + timedelta(hours=hours_later)
    other.estimated_arrival = planned.scheduled_arrival + timedelta(hours=hours_later)
    if total_minor is None:
        assert refused(airline, booking, AHEAD, TakenThereInTime) == "compensation.rerouted"
    else:
        assert quoted(airline, booking, AHEAD).total_minor == total_minor


def test_what_the_record_says_by_now_is_what_counts(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN)
    late(airline, airline.flight(FLOWN), 240, cause=None)
    quote = quoted(airline, booking)
    late(airline, airline.flight(FLOWN), 240)
    with pytest.raises(QuoteOutdated):
        say_yes(airline, quote)
    assert airline.session.scalars(select(Claim)).all() == []


def test_a_claim_that_is_paid_keeps_its_promise_and_is_paid_once(airline: Airline) -> None:
    booking = airline.book(FareClass.LIGHT, FLOWN)
    late(airline, airline.flight(FLOWN), 240)
    say_yes(airline, quoted(airline, booking))
    [claim] = claims.of_booking(airline.session, booking)
    claims.note_paid(airline.session, claim, NOW + timedelta(days=1))
    assert claim.status == ClaimStatus.PAID
    [promise] = of_conversation(airline.session, airline.conversation_id)
    assert promise.status == CommitmentStatus.KEPT
    with pytest.raises(ClaimSettled):
        claims.note_paid(airline.session, claim, NOW + timedelta(days=1))


def moved(airline: Airline, booking: Booking, day: int) -> None:
    quote = quote_rebooking(airline.session, booking.segments[0], airline.flight(day), NOW, airline.conversation_id)
    say_yes(airline, quote)
