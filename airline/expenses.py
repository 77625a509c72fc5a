"""Expenses while a flight was late or cancelled: meals, a hotel, the way there; up to a limit on the customer's word alone.

An extraordinary cause changes nothing here: care is owed all the same (Court of Justice, C-12/11 McDonagh).
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from airline import bookings, claims, disruptions, quotes, rebooking, rulebook
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


class ExpenseAlreadyClaimed(Refusal):
    """The same amount for the same thing on the same flight is claimed already; `values["number"]` is that claim."""

    code = "expense_already_claimed"


class NoAmount(Refusal):
    """An amount of nothing, or less."""

    code = "no_amount"


def quote_expenses(
    session: Session, booking: Booking, flight: Flight, kind: ExpenseKind, amount_minor: int, now: datetime, conversation_id: int
) -> Quote:
    """What claiming this amount (minor units of the booking's currency, for all travellers) brings.

    Raises NotDisrupted, NoAmount or ExpenseAlreadyClaimed.
    """
    at_once = accepted_at_once(session, booking, flight, kind, amount_minor)
    return quotes.make(
        session,
        "claim_expenses",
        limits_rule(),
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
    what = f"{kind.capitalize()} while {flight.name} of {flight.day:%-d %B %Y} did not fly as planned"
    claim = claims.file(session, quote, ClaimKind.EXPENSES, flight, amount_minor, now, facts={"kind": kind})
    days = rulebook.rule("claims.answers").parameters
    if quote.facts["decided"]:
        claims.accept(session, claim, what, now + timedelta(days=days["pay_days"]), now)
    else:
        claims.leave_open(session, claim, what, now + timedelta(days=days["answer_days"]), now)
    return claims.receipt(session, quote, claim, key, what, now)


def limits_rule() -> Rule:
    return rulebook.rule("claims.expenses")


def accepted_at_once(session: Session, booking: Booking, flight: Flight, kind: ExpenseKind, amount_minor: int) -> bool:
    """Whether the amount, with what was claimed before, is within the limit. Raises as `quote_expenses` does."""
    demand_disrupted(session, booking, flight)
    if amount_minor <= 0:
        raise NoAmount(limits_rule())
    before = _claimed_before(session, booking, flight, kind)
    same = next((claim for claim in before if claim.amount_minor == amount_minor), None)
    if same:
        raise ExpenseAlreadyClaimed(rulebook.rule("claims.once"), number=same.number)
    limit_minor = limits_rule().parameters[f"{kind}_minor"] * len(booking.passengers)
    return amount_minor + sum(claim.amount_minor for claim in before) <= limit_minor


def demand_disrupted(session: Session, booking: Booking, flight: Flight) -> None:
    """Raises NotDisrupted."""
    flown = any(booked.flight.id == flight.id for booked in rebooking.flights_booked(session, booking))
    late_enough = disruptions.minutes_late(session, flight) >= 60 * limits_rule().parameters["hours_late"]
    if not flown or not (late_enough or disruptions.was_cancelled(session, flight)):
        raise NotDisrupted(limits_rule(), flight=flight.name)


def _claimed_before(session: Session, booking: Booking, flight: Flight, kind: ExpenseKind) -> list[Claim]:
    return [
        claim
        for claim in claims.of_booking(session, booking)
        if claim.kind == ClaimKind.EXPENSES
        and claim.flight_id == flight.id
        and claim.facts.get("kind") == kind
        and claim.status != ClaimStatus.REFUSED
    ]
