"""A bag that arrived damaged: reported in the time of the Montreal Convention, and looked at by a person."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from airline import after_landing, claims, quotes, rulebook
from airline.bookings import Passenger, Segment
from airline.claims import ClaimKind
from airline.deeds import deed
from airline.quotes import Quote
from airline.rulebook import Rule
from customer_care.receipts import Receipt


def quote_damaged_bag(
    session: Session, segment: Segment, passenger: Passenger, description: str, now: datetime, conversation_id: int
) -> Quote:
    """What claiming for a damaged bag of this traveller brings. Raises NotLandedYet or AskedTooLate."""
    demand_claimable(segment, now)
    return quotes.make(
        session,
        "claim_damaged_bag",
        damage_rule(),
        now,
        conversation_id=conversation_id,
        booking=segment.booking,
        facts={"segment_id": segment.id, "passenger_id": passenger.id, "description": description[:300]},
        currency=segment.booking.currency,
    )


@deed("claim_damaged_bag")
def claim_damaged_bag(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Opens the claim, and promises its answer. Raises NotLandedYet or AskedTooLate."""
    segment = session.get_one(Segment, quote.facts["segment_id"])
    passenger = session.get_one(Passenger, quote.facts["passenger_id"])
    demand_claimable(segment, now)
    what = f"Damaged bag of {passenger.first_name} {passenger.surname} on {segment.flight.name}"
    facts = {"description": quote.facts["description"]}
    claim = claims.file(session, quote, ClaimKind.DAMAGED_BAG, segment.flight, 0, now, passenger=passenger, facts=facts)
    claims.leave_open(session, claim, what, now + timedelta(days=damage_rule().parameters["answer_days"]), now)
    return claims.receipt(session, quote, claim, key, what, now)


def damage_rule() -> Rule:
    return rulebook.rule("claims.damaged_bag")


def demand_claimable(segment: Segment, now: datetime) -> None:
    """Raises NotLandedYet or AskedTooLate (Montreal Convention, art. 31(2): seven days from receipt)."""
    after_landing.demand_landed(segment.flight, now)
    after_landing.demand_in_time(segment.flight, damage_rule(), now)
