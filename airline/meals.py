"""A special meal: ordered in time, on flights that are long enough to serve one. A second order takes the place of the first."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from airline import ancillaries, quotes, rulebook
from airline.ancillaries import AncillaryKind, AncillaryStatus, Order
from airline.before_departure import demand_in_time, undo_until
from airline.deeds import deed, receipt_of
from airline.quotes import Quote
from airline.refusals import Refusal
from airline.rulebook import Rule
from airline.undoing import undo
from customer_care.receipts import Receipt


class Meal(StrEnum):
    VEGETARIAN = "vegetarian"
    VEGAN = "vegan"
    GLUTEN_FREE = "gluten-free"
    LACTOSE_FREE = "lactose-free"
    DIABETIC = "diabetic"
    HALAL = "halal"
    KOSHER = "kosher"
    CHILD = "child's"


class NoMealServed(Refusal):
    """The flight is too short for a meal."""

    code = "no_meal_served"


def quote_meal(session: Session, order: Order, meal: Meal, now: datetime, conversation_id: int | None = None) -> Quote:
    """This meal on each flight of the order; it is free. Raises NotFlying, NoMealServed or TooLate."""
    rule = rulebook.rule("extras.meal")
    _demand_served(order, rule, now)
    return quotes.make(
        session,
        "order_meal",
        rule,
        now,
        conversation_id=conversation_id,
        booking=order.booking,
        facts=order.facts | {"meal": meal.value},
        currency=rule.currency,
    )


@deed("order_meal")
def order_meal(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Orders it, in place of the one ordered before. Raises QuoteOutdated, and what quoting raises."""
    rule, order, meal = rulebook.rule("extras.meal"), ancillaries.order_of(session, quote), Meal(quote.facts["meal"])
    _demand_served(order, rule, now)
    for segment in order.segments:
        for before in ancillaries.of_traveller(session, segment, order.traveller, AncillaryKind.MEAL):
            before.status = AncillaryStatus.CANCELLED
    ancillaries.add(session, order, AncillaryKind.MEAL, meal, now)
    what = f"A {meal} meal {order.words}"
    step, until = "It is brought to the seat with the traveller's name on it", undo_until(order.segments, rule, now)
    return receipt_of(session, quote, key, now, what, next_step=step, undo_until=until)


@undo("order_meal")
def cancel_meal(session: Session, done: Quote, now: datetime) -> None:
    """The meal of before, if there was one, has to be ordered again. Raises QuoteOutdated."""
    ancillaries.take_off(session, done, AncillaryKind.MEAL)


def is_served(order: Order, rule: Rule) -> list[bool]:
    """For each flight of the order, whether it is long enough for a meal."""
    least = timedelta(minutes=rule.parameters["from_minutes"])
    return [segment.flight.scheduled_arrival - segment.flight.scheduled_departure >= least for segment in order.segments]


def _demand_served(order: Order, rule: Rule, now: datetime) -> None:
    for segment, served in zip(order.segments, is_served(order, rule), strict=True):
        demand_in_time(segment, rule, now)
        if not served:
            raise NoMealServed(rule, flight=segment.flight.name)
