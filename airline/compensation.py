"""Compensation for a cancelled or late flight, after Regulation (EC) No 261/2004, art. 5 to 7.

The arithmetic is pure and is told the facts; what the facts are is read from the record of the flight, nowhere else. All our
flights are within the regulation: each begins or ends in Guadeloupe, and we are a carrier of the Union (art. 3(1)).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from airline import after_landing, bookings, claims, disruptions, quotes, rebooking, rulebook
from airline.bookings import Booking, SegmentStatus
from airline.claims import Claim, ClaimKind
from airline.deeds import deed
from airline.disruptions import Disruption
from airline.flights import Flight
from airline.quotes import Quote, QuoteOutdated
from airline.rebooking import Booked, NotDisrupted
from airline.refusals import Refusal
from airline.rulebook import Rule
from customer_care.receipts import Receipt

# Airports of the Union, its outermost regions among them (art. 355(1) TFEU). Saint-Barthélemy and the Dutch side of Saint Martin
# are not: they are overseas territories.
IN_THE_UNION = frozenset({"PTP", "FDF", "CAY", "ORY", "LYS", "NTE", "BOD"})


class ExtraordinaryCircumstances(Refusal):
    """Art. 5(3): the cause could not have been avoided even with all reasonable measures."""

    code = "extraordinary_circumstances"


class DelayTooShort(Refusal):
    """The flight landed less late than the rule asks for."""

    code = "delay_too_short"


class ToldInTime(Refusal):
    """Art. 5(1)(c)(i): the cancellation was told long enough before."""

    code = "told_in_time"


class TakenThereInTime(Refusal):
    """Art. 5(1)(c)(ii) and (iii): the other flight was close enough to the planned one."""

    code = "taken_there_in_time"


class AlreadyCompensated(Refusal):
    """A claim for this flight is there already; `values["number"]` is its number."""

    code = "already_compensated"


@dataclass(frozen=True)
class Band:
    """One line of art. 7(1): the amount for each traveller, and up to which delay art. 7(2) halves it after a re-routing."""

    amount_minor: int
    half_until: timedelta
    is_highest: bool


@dataclass(frozen=True)
class Assessment:
    """What is owed to each traveller, in minor units. `decided` is False where the record does not tell the cause."""

    each_minor: int
    travellers: int
    decided: bool
    rule: Rule

    @property
    def total_minor(self) -> int:
        return self.each_minor * self.travellers


# ── the arithmetic ────────────────────────────────────────────────────────────────────────────────────────────────────


def band(distance_km: int, *, inside_union: bool) -> Band:
    """The amount that a distance earns, by art. 7(1)."""
    amounts, hours = amounts_rule().parameters, rulebook.rule("compensation.half").parameters
    if distance_km <= amounts["near_km"]:
        return Band(amounts["near_minor"], timedelta(hours=hours["near_hours"]), is_highest=False)
    if inside_union or distance_km <= amounts["far_km"]:
        return Band(amounts["middle_minor"], timedelta(hours=hours["middle_hours"]), is_highest=False)
    return Band(amounts["far_minor"], timedelta(hours=hours["far_hours"]), is_highest=True)


def for_delay(earned: Band, late: timedelta) -> int:
    """Each traveller's amount for landing so late, in minor units; 0 for less than the rule's hours.

    A long delay is treated like a cancellation, and halved for the highest amount alone: C-402/07 Sturgeon, 61 and 63.
    """
    if late < timedelta(hours=rulebook.rule("compensation.delay").parameters["hours_late"]):
        return 0
    return earned.amount_minor // 2 if earned.is_highest and late < earned.half_until else earned.amount_minor


def for_cancellation(earned: Band, late: timedelta | None) -> int:
    """Each traveller's amount after a cancellation; `late` is how much later the other flight lands, None without one."""
    return earned.amount_minor // 2 if late is not None and late <= earned.half_until else earned.amount_minor


def close_enough(notice: timedelta, early: timedelta, late: timedelta) -> bool:
    """Art. 5(1)(c)(ii) and (iii): told so long before, the other flight left so much earlier and landed so much later."""
    hours = rulebook.rule("compensation.rerouted").parameters
    if notice >= timedelta(days=hours["days"]):
        return early <= timedelta(hours=hours["early_hours"]) and late < timedelta(hours=hours["late_hours"])
    return early <= timedelta(hours=hours["short_early_hours"]) and late < timedelta(hours=hours["short_late_hours"])


def amounts_rule() -> Rule:
    return rulebook.rule("compensation.amounts")


# ── the record ────────────────────────────────────────────────────────────────────────────────────────────────────────


def assess(session: Session, booking: Booking, flight: Flight, now: datetime) -> Assessment:
    """What the record says is owed for this flight of the booking.

    Raises NotDisrupted, NotLandedYet, DelayTooShort, ToldInTime, TakenThereInTime, ExtraordinaryCircumstances or
    AlreadyCompensated.
    """
    booked = _demand_booked(session, booking, flight)
    _demand_unclaimed(session, booking, flight)
    announced = disruptions.of_flight(session, flight)
    if disruptions.was_cancelled(session, flight):
        each_minor = _for_cancelled(booked, announced)
    else:
        each_minor = _for_late(session, booked, now)
    if announced and announced.extraordinary:
        raise ExtraordinaryCircumstances(rulebook.rule("compensation.extraordinary"), cause=announced.cause, flight=flight.name)
    return Assessment(each_minor, len(booking.passengers), decided=announced is not None, rule=_rule_of(announced))


def quote_delay_compensation(session: Session, booking: Booking, flight: Flight, now: datetime, conversation_id: int) -> Quote:
    """What claiming for this flight brings; raises what `assess` raises.

    What the record does not decide has no amount yet: a person answers it.
    """
    found = assess(session, booking, flight, now)
    return quotes.make(
        session,
        "claim_delay_compensation",
        found.rule,
        now,
        conversation_id=conversation_id,
        booking=booking,
        facts={"booking_id": booking.id, "flight_id": flight.id, "amount_minor": found.total_minor, "decided": found.decided},
        lines=[("compensation", -found.total_minor)] if found.decided else [],
        currency=found.rule.currency,
    )


@deed("claim_delay_compensation")
def claim_delay_compensation(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Accepts the claim with its day of payment, or opens it with the day of its answer. Raises QuoteOutdated and refusals."""
    booking = bookings.locked(session, quote.facts["booking_id"])
    flight = session.get_one(Flight, quote.facts["flight_id"])
    found = assess(session, booking, flight, now)
    if (found.total_minor, found.decided) != (quote.facts["amount_minor"], quote.facts["decided"]):
        raise QuoteOutdated
    what = f"Compensation for {flight.name} of {flight.day:%-d %B %Y}"
    claim = claims.file(session, quote, ClaimKind.DELAY, flight, found.total_minor, now)
    days = rulebook.rule("compensation.payment").parameters
    if found.decided:
        claims.accept(session, claim, what, now + timedelta(days=days["pay_days"]), now)
    else:
        claims.leave_open(session, claim, what, now + timedelta(days=days["answer_days"]), now)
    return claims.receipt(session, quote, claim, key, what, now)


def _demand_booked(session: Session, booking: Booking, flight: Flight) -> Booked:
    """How this booking was on this flight. A segment that was given up before a delay was not."""
    for booked in rebooking.flights_booked(session, booking):
        given_up = booked.segment.status == SegmentStatus.CANCELLED and not disruptions.was_cancelled(session, flight)
        if booked.flight.id == flight.id and not given_up:
            return booked
    raise NotDisrupted(rulebook.rule("compensation.delay"), flight=flight.name)


def _demand_unclaimed(session: Session, booking: Booking, flight: Flight) -> None:
    mine = (Claim.booking_id == booking.id, Claim.flight_id == flight.id, Claim.kind == ClaimKind.DELAY)
    known = session.scalar(select(Claim).where(*mine).order_by(Claim.id.desc()))
    if known:
        raise AlreadyCompensated(rulebook.rule("compensation.once"), number=known.number)


def _for_cancelled(booked: Booked, announced: Disruption | None) -> int:
    flight, other = booked.flight, booked.moved_to
    # Without a record of when it was told, nobody was told in time: art. 5(4) lays that proof on the carrier.
    notice = flight.scheduled_departure - announced.announced_at if announced else timedelta(0)
    rule = rulebook.rule("compensation.notice")
    if notice >= timedelta(days=rule.parameters["days"]):
        raise ToldInTime(rule, flight=flight.name, days=str(notice.days))
    if other is None:
        return for_cancellation(_band_of(flight), None)
    early = flight.scheduled_departure - other.scheduled_departure
    late = other.estimated_arrival - flight.scheduled_arrival
    if close_enough(notice, early, late):
        raise TakenThereInTime(rulebook.rule("compensation.rerouted"), flight=flight.name, other=other.name)
    return for_cancellation(_band_of(flight), late)


def _for_late(session: Session, booked: Booked, now: datetime) -> int:
    """A traveller who was moved to another flight lands with that one."""
    flight, landing = booked.flight, booked.moved_to or booked.flight
    minutes = disruptions.minutes_late(session, flight)
    if not minutes:
        raise NotDisrupted(rulebook.rule("compensation.delay"), flight=flight.name)
    after_landing.demand_landed(landing, now)
    late = timedelta(minutes=minutes) if booked.moved_to is None else landing.estimated_arrival - flight.scheduled_arrival
    each_minor = for_delay(_band_of(flight), late)
    if not each_minor:
        rule = rulebook.rule("compensation.delay")
        raise DelayTooShort(rule, flight=flight.name, minutes=str(int(late.total_seconds()) // 60))
    return each_minor


def _band_of(flight: Flight) -> Band:
    return band(flight.distance_km, inside_union={flight.origin, flight.destination} <= IN_THE_UNION)


def _rule_of(announced: Disruption | None) -> Rule:
    """The rule that the customer reads: the amounts, or how a claim is answered that the record does not decide."""
    return amounts_rule() if announced else rulebook.rule("compensation.payment")
