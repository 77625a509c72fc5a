"""Allowances: the bags that a fare includes on a route, what was added to them, and what one more would cost."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from airline import ancillaries, extra_bags, rulebook
from airline.airports import Haul
from airline.ancillaries import AncillaryKind
from airline.bookings import Booking, PassengerKind, Segment
from airline.fares import FareClass
from airline.rulebook import Rule


@dataclass(frozen=True)
class Allowance:
    """For each traveller with a seat: pieces and kilograms, in the cabin together, in the hold each."""

    cabin_bags: int
    cabin_kilos: int
    hold_bags: int
    hold_kilos: int
    rule: Rule


@dataclass(frozen=True)
class OwnAllowance:
    """What a booking has on one flight. `added` are bags that were bought; `next_bag_minor` is the price of one more."""

    segment: Segment
    included: Allowance
    added: int
    next_bag_minor: int
    currency: str


def included(fare_class: FareClass, haul: Haul) -> Allowance:
    """What this fare includes on such a route."""
    rule = rulebook.rule(f"baggage.{fare_class}.{haul}")
    return Allowance(**rule.parameters, rule=rule)


def of_booking(session: Session, booking: Booking, segment: Segment) -> OwnAllowance:
    """What the travellers of this booking may bring on one of its flights."""
    rule = rulebook.rule("extras.bag")
    bags = [extra for extra in ancillaries.of_booking(session, booking) if extra.kind == AncillaryKind.BAG]
    return OwnAllowance(
        segment=segment,
        included=included(booking.fare_class, segment.flight.haul),
        added=sum(bag.quantity for bag in bags if bag.segment_id == segment.id),
        next_bag_minor=extra_bags.price_minor(segment.flight, rule),
        currency=rule.currency,
    )


def infant_rule() -> Rule:
    return rulebook.rule("baggage.infant")


def has_infant(booking: Booking) -> bool:
    return any(passenger.kind == PassengerKind.INFANT for passenger in booking.passengers)
