"""A bag more than the fare includes: its price by how far the flight goes, and how many a traveller may add."""

from datetime import datetime

from sqlalchemy.orm import Session

from airline import ancillaries, quotes, rulebook
from airline.airports import distance_km
from airline.ancillaries import AncillaryKind, Order
from airline.before_departure import demand_in_time, undo_until
from airline.deeds import deed, receipt_of
from airline.flights import Flight
from airline.quotes import Quote, QuoteOutdated
from airline.refusals import Refusal
from airline.rulebook import Rule
from airline.undoing import undo
from customer_care.receipts import Receipt


class TooManyBags(Refusal):
    """More than the rule allows a traveller on one flight."""

    code = "too_many_bags"


def quote_bags(session: Session, order: Order, bags: int, now: datetime, conversation_id: int | None = None) -> Quote:
    """What `bags` more cost on each flight of the order. Raises NotFlying, TooLate or TooManyBags."""
    rule = rulebook.rule("extras.bag")
    _demand_allowed(session, order, bags, rule, now)
    return quotes.make(
        session,
        "add_bag",
        rule,
        now,
        conversation_id=conversation_id,
        booking=order.booking,
        facts=order.facts | {"bags": bags},
        lines=[("extra_bag", sum(_prices(order, bags, rule)))],
        currency=rule.currency,
    )


@deed("add_bag")
def add_bag(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Puts the bags on the booking. Raises QuoteOutdated, and what quoting raises."""
    rule, order, bags = rulebook.rule("extras.bag"), ancillaries.order_of(session, quote), quote.facts["bags"]
    _demand_allowed(session, order, bags, rule, now)
    paid_minor = _prices(order, bags, rule)
    if sum(paid_minor) != quote.total_minor:
        raise QuoteOutdated
    ancillaries.add(session, order, AncillaryKind.BAG, "checked", now, quantity=bags, paid_minor=paid_minor)
    added = f"{bags} bags" if bags > 1 else "A bag"
    what = f"{added} of up to {rule.parameters['kilos']} kg {order.words}"
    step, until = "Leave it at the bag drop when you check in", undo_until(order.segments, rule, now)
    return receipt_of(session, quote, key, now, what, next_step=step, undo_until=until)


@undo("add_bag")
def take_bags_off(session: Session, done: Quote, now: datetime) -> None:
    """Raises QuoteOutdated."""
    ancillaries.take_off(session, done, AncillaryKind.BAG)


def price_minor(flight: Flight, rule: Rule) -> int:
    """The price of one bag on this flight, in minor units of the rule's currency."""
    kilometres = distance_km(flight.leaves_from, flight.lands_in)
    if kilometres <= rule.parameters["short_km"]:
        return rule.parameters["short_minor"]
    return rule.parameters["medium_minor"] if kilometres <= rule.parameters["medium_km"] else rule.parameters["long_minor"]


def _prices(order: Order, bags: int, rule: Rule) -> tuple[int, ...]:
    return tuple(bags * price_minor(segment.flight, rule) for segment in order.segments)


def _demand_allowed(session: Session, order: Order, bags: int, rule: Rule, now: datetime) -> None:
    for segment in order.segments:
        demand_in_time(segment, rule, now)
        known = ancillaries.of_traveller(session, segment, order.traveller, AncillaryKind.BAG)
        already = sum(bag.quantity for bag in known)
        if already + bags > rule.parameters["most_per_traveller"]:
            raise TooManyBags(rule, flight=segment.flight.name, already=str(already))
