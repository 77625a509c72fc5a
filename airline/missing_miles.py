"""Miles that a flown flight did not bring: credited at once where the record shows that the member flew."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from airline import after_landing, bookings, claims, loyalty, quotes, rulebook
from airline.bookings import Booking, Passenger, Segment, SegmentStatus, surname_key
from airline.claims import Claim, ClaimKind, ClaimStatus
from airline.deeds import deed, receipt_of
from airline.flights import Flight
from airline.loyalty import LoyaltyAccount, LoyaltyEntry, NotAMember
from airline.quotes import Quote, QuoteOutdated
from airline.refusals import Refusal
from airline.rulebook import Rule
from airline.tickets import Ticket, TicketStatus
from customer_care.receipts import Receipt


class NotFlown(Refusal):
    """The flight was given up: what is not flown earns nothing."""

    code = "not_flown"


class MilesAlreadyCredited(Refusal):
    """This flight's miles are on the account; `values["miles"]` says how many."""

    code = "miles_already_credited"


class MilesAlreadyClaimed(Refusal):
    """A person looks at these miles already; `values["number"]` is the claim's number."""

    code = "miles_already_claimed"


def quote_missing_miles(session: Session, segment: Segment, now: datetime, conversation_id: int) -> Quote:
    """How many miles this flight brings, at once or after a person looked.

    Raises NotAMember, NotLandedYet, AskedTooLate, NotFlown, MilesAlreadyCredited or MilesAlreadyClaimed.
    """
    member, account = _member(session, segment.booking)
    _demand_missing(session, segment, account, now)
    miles = loyalty.miles_for(segment.flight, segment.booking.fare_class)
    return quotes.make(
        session,
        "claim_missing_miles",
        rulebook.rule("loyalty.earning"),
        now,
        conversation_id=conversation_id,
        booking=segment.booking,
        facts={
            "booking_id": segment.booking_id,
            "segment_id": segment.id,
            "miles": miles,
            "decided": has_flown(session, segment, member),
        },
        currency=segment.booking.currency,
    )


@deed("claim_missing_miles")
def claim_missing_miles(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Credits the miles, or leaves the claim to a person. Raises QuoteOutdated and what `quote_missing_miles` raises."""
    bookings.locked(session, quote.facts["booking_id"])
    segment = session.get_one(Segment, quote.facts["segment_id"])
    member, account = _member(session, segment.booking)
    _demand_missing(session, segment, account, now)
    if has_flown(session, segment, member) != quote.facts["decided"]:
        raise QuoteOutdated
    miles, flight = quote.facts["miles"], segment.flight
    what = f"{miles:,} miles for {flight.name} of {flight.day:%-d %B %Y}"
    claim = claims.file(session, quote, ClaimKind.MILES, flight, 0, now, passenger=member, facts={"miles": miles})
    if not quote.facts["decided"]:
        claims.leave_open(session, claim, what, now + timedelta(days=missing_rule().parameters["answer_days"]), now)
        return claims.receipt(session, quote, claim, key, what, now)
    claim.status = ClaimStatus.PAID
    _credit(session, account, flight, miles, now)
    return receipt_of(session, quote, key, now, f"{what} credited to {account.number}: claim {claim.number}")


def grant(session: Session, claim: Claim, now: datetime) -> int:
    """A person's yes: the miles are credited, and how many. Raises ClaimSettled, NotAMember or MilesAlreadyCredited."""
    _, account = _member(session, claim.booking)
    credited = loyalty.entry_for(session, account, claim.flight)
    if credited:
        raise MilesAlreadyCredited(rulebook.rule("loyalty.earning"), flight=claim.flight.name, miles=f"{credited.miles:,}")
    claims.settle(session, claim, now)
    miles = int(claim.facts["miles"])
    _credit(session, account, claim.flight, miles, now)
    return miles


def missing_rule() -> Rule:
    return rulebook.rule("loyalty.missing")


def demand_claimable(session: Session, segment: Segment, now: datetime) -> None:
    """Raises what `quote_missing_miles` raises."""
    _, account = _member(session, segment.booking)
    _demand_missing(session, segment, account, now)


def has_flown(session: Session, segment: Segment, member: Passenger) -> bool:
    """Whether the record shows that this traveller was on board: a ticket that was used, or a check-in."""
    used = (Ticket.segment_id == segment.id, Ticket.passenger_id == member.id, Ticket.status == TicketStatus.USED)
    return segment.checked_in_at is not None or session.scalar(select(Ticket.id).where(*used).limit(1)) is not None


def _member(session: Session, booking: Booking) -> tuple[Passenger, LoyaltyAccount]:
    """The member among the travellers, and the account. Raises NotAMember."""
    account = loyalty.account_of(session, booking)
    for passenger in booking.passengers:
        if booking.customer and _is_same_person(passenger, booking.customer.first_name, booking.customer.surname):
            return passenger, account
    raise NotAMember(rulebook.rule("loyalty.members"))


def _is_same_person(passenger: Passenger, first_name: str, surname: str) -> bool:
    return (surname_key(passenger.first_name), passenger.surname_key) == (surname_key(first_name), surname_key(surname))


def _demand_missing(session: Session, segment: Segment, account: LoyaltyAccount, now: datetime) -> None:
    after_landing.demand_landed(segment.flight, now)
    if segment.status == SegmentStatus.CANCELLED:
        raise NotFlown(rulebook.rule("loyalty.earning"), flight=segment.flight.name)
    after_landing.demand_in_time(segment.flight, missing_rule(), now)
    credited = loyalty.entry_for(session, account, segment.flight)
    if credited:
        raise MilesAlreadyCredited(rulebook.rule("loyalty.earning"), flight=segment.flight.name, miles=f"{credited.miles:,}")
    for claim in claims.of_booking(session, segment.booking):
        if claim.kind == ClaimKind.MILES and claim.flight_id == segment.flight_id and claim.status == ClaimStatus.OPEN:
            raise MilesAlreadyClaimed(missing_rule(), number=claim.number)


def _credit(session: Session, account: LoyaltyAccount, flight: Flight, miles: int, now: datetime) -> None:
    what = f"{flight.name}, {flight.origin} to {flight.destination}"
    session.add(LoyaltyEntry(account_id=account.id, miles=miles, what=what, flight_id=flight.id, at=now))
