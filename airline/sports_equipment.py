"""Sports equipment in the hold: boards and bicycles need a place that the station finds first, bags of clubs fly at once."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from airline import ancillaries, quotes, rulebook
from airline.ancillaries import Ancillary, AncillaryKind, AncillaryStatus, Order
from airline.before_departure import demand_in_time, undo_until
from airline.deeds import deed, receipt_of
from airline.promises import promise, withdraw
from airline.quotes import Quote, QuoteOutdated
from airline.rulebook import Rule
from airline.undoing import undo
from customer_care.commitments import Kind
from customer_care.receipts import Receipt


class Equipment(StrEnum):
    SURF = "surf"
    GOLF = "golf"
    BIKE = "bike"
    DIVE = "dive"
    SKI = "ski"


WORDS = {
    Equipment.SURF: "a surfboard",
    Equipment.GOLF: "a golf bag",
    Equipment.BIKE: "a bicycle",
    Equipment.DIVE: "diving equipment",
    Equipment.SKI: "a pair of skis",
}


def quote_sports_equipment(
    session: Session, order: Order, equipment: Equipment, now: datetime, conversation_id: int | None = None
) -> Quote:
    """What it costs on each flight; nothing yet where the station has to answer first. Raises NotFlying or TooLate."""
    rule = rule_for(equipment)
    _demand_in_time(order, rule, now)
    return quotes.make(
        session,
        "bring_sports_equipment",
        rule,
        now,
        conversation_id=conversation_id,
        booking=order.booking,
        facts=order.facts | {"equipment": equipment.value},
        lines=[("sports_equipment", sum(_prices(order, rule)))],
        currency=rule.currency,
    )


@deed("bring_sports_equipment")
def bring_sports_equipment(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Adds it, or asks the station for its place and promises the answer. Raises QuoteOutdated, and what quoting raises."""
    equipment = Equipment(quote.facts["equipment"])
    rule, order = rule_for(equipment), ancillaries.order_of(session, quote)
    _demand_in_time(order, rule, now)
    if sum(_prices(order, rule)) != quote.total_minor:
        raise QuoteOutdated
    if needs_confirming(rule):
        return _ask_station(session, quote, key, order, equipment, now)
    ancillaries.add(session, order, AncillaryKind.SPORTS, equipment, now, paid_minor=_prices(order, rule))
    what = f"Room for {WORDS[equipment]} {order.words}"
    step, until = "Bring it packed to the bag drop", undo_until(order.segments, rule, now)
    return receipt_of(session, quote, key, now, what, next_step=step, undo_until=until)


@undo("bring_sports_equipment")
def leave_sports_equipment(session: Session, done: Quote, now: datetime) -> None:
    """Also sets the station's answer free, where one was promised. Raises QuoteOutdated."""
    for ancillary in ancillaries.take_off(session, done, AncillaryKind.SPORTS):
        withdraw(session, Kind.CONFIRMATION_SENT, subject_of(ancillary), now)


def rule_for(equipment: Equipment) -> Rule:
    return rulebook.rule(f"extras.sports.{equipment}")


def needs_confirming(rule: Rule) -> bool:
    """Whether the station finds the place first; then it is paid when the place is found."""
    return rule.parameters["answer_hours"] > 0


def _ask_station(session: Session, quote: Quote, key: str, order: Order, equipment: Equipment, now: datetime) -> Receipt:
    asked = ancillaries.add(session, order, AncillaryKind.SPORTS, equipment, now, status=AncillaryStatus.REQUESTED)
    answered = now + timedelta(hours=rule_for(equipment).parameters["answer_hours"])
    text = f"We answer whether there is room for {WORDS[equipment]} {order.words}"
    promise(session, quote.conversation_id, Kind.CONFIRMATION_SENT, text, answered, now, subject=subject_of(asked[0]))
    what = f"Asked for room for {WORDS[equipment]} {order.words}"
    step, until = "The station answers, and you pay only then", undo_until(order.segments, rule_for(equipment), now)
    return receipt_of(session, quote, key, now, what, next_step=step, due_at=answered, undo_until=until)


def subject_of(ancillary: Ancillary) -> str:
    """What the promise of an answer is known by."""
    return f"ancillary {ancillary.id}"


def _prices(order: Order, rule: Rule) -> tuple[int, ...]:
    each = 0 if needs_confirming(rule) else rule.parameters["price_minor"]
    return (each,) * len(order.segments)


def _demand_in_time(order: Order, rule: Rule, now: datetime) -> None:
    for segment in order.segments:
        demand_in_time(segment, rule, now)
