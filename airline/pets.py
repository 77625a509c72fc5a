"""A dog or a cat on a flight: in the cabin up to a weight with its bag, else in the hold; only so many on each flight."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from airline import ancillaries, quotes, rulebook
from airline.ancillaries import AncillaryKind, Order
from airline.before_departure import demand_in_time, undo_until
from airline.deeds import deed, receipt_of
from airline.quotes import Quote, QuoteOutdated
from airline.refusals import Refusal
from airline.rulebook import Rule
from airline.undoing import undo
from customer_care.receipts import Receipt


class Animal(StrEnum):
    DOG = "dog"
    CAT = "cat"


class Place(StrEnum):
    CABIN = "cabin"
    HOLD = "hold"


NEXT_STEP = {
    Place.CABIN: "Bring it in a soft bag that fits under the seat, with its vaccination papers",
    Place.HOLD: "Bring it in a hard crate to the check-in desk, with its vaccination papers",
}


class PetTooHeavy(Refusal):
    """Heavier with its bag or crate than the rule allows even in the hold."""

    code = "pet_too_heavy"


class NoPlaceForPet(Refusal):
    """As many animals as the rule allows are on this flight already, or this traveller has one."""

    code = "no_place_for_pet"


def quote_pet(
    session: Session, order: Order, animal: Animal, kilos: int, now: datetime, conversation_id: int | None = None
) -> Quote:
    """What it costs to take it along, `kilos` being its weight with its bag or crate.

    Raises NotFlying, TooLate, PetTooHeavy or NoPlaceForPet.
    """
    place = place_for(kilos)
    rule = rule_for(place)
    _demand_allowed(session, order, place, kilos, now)
    return quotes.make(
        session,
        "bring_pet",
        rule,
        now,
        conversation_id=conversation_id,
        booking=order.booking,
        facts=order.facts | {"animal": animal.value, "kilos": kilos},
        lines=[(f"pet_in_{place}", sum(_prices(order, rule)))],
        currency=rule.currency,
    )


@deed("bring_pet")
def bring_pet(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Keeps the animal's place on each flight. Raises QuoteOutdated, and what quoting raises."""
    animal, kilos = Animal(quote.facts["animal"]), quote.facts["kilos"]
    order, place = ancillaries.order_of(session, quote), place_for(kilos)
    _demand_allowed(session, order, place, kilos, now)
    paid_minor = _prices(order, rule_for(place))
    if sum(paid_minor) != quote.total_minor:
        raise QuoteOutdated
    note = f"{animal}, {kilos} kg"
    ancillaries.add(session, order, AncillaryKind.PET, place, now, note=note, paid_minor=paid_minor)
    until = undo_until(order.segments, rule_for(place), now)
    what = f"A {animal} in the {place} {order.words}"
    return receipt_of(session, quote, key, now, what, next_step=NEXT_STEP[place], undo_until=until)


@undo("bring_pet")
def leave_pet(session: Session, done: Quote, now: datetime) -> None:
    """Raises QuoteOutdated."""
    ancillaries.take_off(session, done, AncillaryKind.PET)


def place_for(kilos: int) -> Place:
    return Place.CABIN if kilos <= rule_for(Place.CABIN).parameters["kilos"] else Place.HOLD


def rule_for(place: Place) -> Rule:
    return rulebook.rule(f"extras.pet.{place}")


def _prices(order: Order, rule: Rule) -> tuple[int, ...]:
    return (rule.parameters["price_minor"],) * len(order.segments)


def _demand_allowed(session: Session, order: Order, place: Place, kilos: int, now: datetime) -> None:
    rule = rule_for(place)
    if kilos > rule.parameters["kilos"]:
        raise PetTooHeavy(rule, kilos=str(kilos))
    for segment in order.segments:
        demand_in_time(segment, rule, now)
        full = ancillaries.on_flight(session, segment.flight, AncillaryKind.PET, [place]) >= rule.parameters["most_per_flight"]
        if full or ancillaries.of_traveller(session, segment, order.traveller, AncillaryKind.PET):
            raise NoPlaceForPet(rule, flight=segment.flight.name)
