"""Expenses while a flight was late or cancelled: meals, a hotel, the way there; up to a limit on the customer's word alone.

An extraordinary cause changes nothing here: care is owed all the same (Court of Justice, C-12/11 McDonagh).
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from airline import bag_reports, bookings, claims, disruptions, quotes, rebooking, rulebook
from airline.bookings import Booking
from airline.claims import Claim, ClaimKind, ClaimStatus
from airline.deeds import deed
from airline.flights import Flight
from airline.quotes import Quote, QuoteOutdated
from airline.rebooking import NotDisrupted
from airline.refusals import Refusal
from airline.rulebook import Rule
from customer_care.receipts import Receipt


class ExpenseKind(StrEnum):
    MEALS = "meals"
    HOTEL = "hotel"
    TRANSPORT = "transport"
    ESSENTIALS = "essentials"  # what a traveller had to buy while a bag was missing


RULE_OF_KIND = {
    ExpenseKind.MEALS: "claims.expenses",
    ExpenseKind.HOTEL: "claims.expenses",
    ExpenseKind.TRANSPORT: "claims.expenses",
    ExpenseKind.ESSENTIALS: "claims.essentials",
}


class ExpenseAlreadyClaimed(Refusal):
    """The same amount for the same thing on the same flight is claimed already; `values["number"]` is that claim."""

    code = "expense_already_claimed"


class NoBagReport(Refusal):
    """No bag of this booking is reported as missing on this flight."""

    code = "no_bag_report"


class NoAmount(Refusal):
    """An amount of nothing, or less."""

    code = "no_amount"


def quote_expenses(
    session: Session, booking: Booking, flight: Flight, kind: ExpenseKind, amount_minor: int, now: datetime, conversation_id: int
) -> Quote:
    """What claiming this amount (minor units of the booking's currency, for all travellers) brings.

    Raises NotDisrupted, NoBagReport, NoAmount or ExpenseAlreadyClaimed.
    """
    at_once = accepted_at_once(session, booking, flight, kind, amount_minor)
    return quotes.make(
        session,
        "claim_expenses",
        rule_for(kind),
        now,
        conversation_id=conversation_id,
        booking=booking,
        facts={"booking_id": booking.id, "flight_id": flight.id, "kind": kind, "amount_minor": amount_minor, "decided": at_once},
        lines=[(f"expenses_{kind}", -amount_minor)] if at_once else [],
        currency=booking.currency,
    )


@deed("claim_expenses")
def claim_expenses(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Accepts the claim within the limit, leaves it to a person above. Raises QuoteOutdated and what `quote_expenses` raises."""
    booking = bookings.locked(session, quote.facts["booking_id"])
    flight = session.get_one(Flight, quote.facts["flight_id"])
    kind, amount_minor = ExpenseKind(quote.facts["kind"]), int(quote.facts["amount_minor"])
    if accepted_at_once(session, booking, flight, kind, amount_minor) != quote.facts["decided"]:
        raise QuoteOutdated
    what = f"{kind.capitalize()} around {flight.name} of {flight.day:%-d %B %Y}"
    claim = claims.file(session, quote, ClaimKind.EXPENSES, flight, amount_minor, now, facts={"kind": kind})
    days = rulebook.rule("claims.answers").parameters
    if quote.facts["decided"]:
        claims.accept(session, claim, what, now + timedelta(days=days["pay_days"]), now)
    else:
        claims.leave_open(session, claim, what, now + timedelta(days=days["answer_days"]), now)
    return claims.receipt(session, quote, claim, key, what, now)


def rule_for(kind: ExpenseKind) -> Rule:
    return rulebook.rule(RULE_OF_KIND[kind])


def accepted_at_once(session: Session, booking: Booking, flight: Flight, kind: ExpenseKind, amount_minor: int) -> bool:
    """Whether the amount, with what was claimed before, is within the limit. Raises as `quote_expenses` does."""
    demand_reason(session, booking, flight, kind)
    if amount_minor <= 0:
        raise NoAmount(rule_for(kind))
    before = _claimed_before(session, booking, flight, kind)
    same = next((claim for claim in before if claim.amount_minor == amount_minor), None)
    if same:
        raise ExpenseAlreadyClaimed(rulebook.rule("claims.once"), number=same.number)
    limit_minor = rule_for(kind).parameters[f"{kind}_minor"] * len(booking.passengers)
    return amount_minor + sum(claim.amount_minor for claim in before) <= limit_minor


def demand_reason(session: Session, booking: Booking, flight: Flight, kind: ExpenseKind) -> None:
    """Raises NotDisrupted, or NoBagReport for what was needed while a bag was missing."""
    flown = any(booked.flight.id == flight.id for booked in rebooking.flights_booked(session, booking))
    if kind == ExpenseKind.ESSENTIALS:
        if not flown or not bag_was_missing(session, booking, flight):
            raise NoBagReport(rule_for(kind), flight=flight.name)
    elif not flown or not was_late_or_cancelled(session, flight):
        raise NotDisrupted(rule_for(kind), flight=flight.name)


def was_late_or_cancelled(session: Session, flight: Flight) -> bool:
    """By the rule of expenses."""
    late_enough = disruptions.minutes_late(session, flight) >= 60 * rulebook.rule("claims.expenses").parameters["hours_late"]
    return late_enough or disruptions.was_cancelled(session, flight)


def bag_was_missing(session: Session, booking: Booking, flight: Flight) -> bool:
    """Whether a bag is, or was, reported as missing on this flight."""
    return any(report.segment.flight_id == flight.id for report in bag_reports.of_booking(session, booking))


def _claimed_before(session: Session, booking: Booking, flight: Flight, kind: ExpenseKind) -> list[Claim]:
    return [
        claim
        for claim in claims.of_booking(session, booking)
        if claim.kind == ClaimKind.EXPENSES
        and claim.flight_id == flight.id
        and claim.facts.get("kind") == kind
        and claim.status != ClaimStatus.REFUSED
    ]
