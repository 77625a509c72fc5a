"""Sports equipment in the hold: boards and bicycles need a place that the station finds first, bags of clubs fly at once."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from airline import ancillaries, quotes, rulebook
from airline.ancillaries import Ancillary, AncillaryKind, AncillaryStatus, Order
from airline.before_departure import demand_in_time, undo_until
from airline.deeds import deed, receipt_of
from airline.promises import promise, withdraw
from airline.quotes import Quote, QuoteOutdated
from airline.rulebook import Rule
from airline.undoing import undo
from customer_care import commitments
from customer_care.commitments import Kind
from customer_care.receipts import Receipt


class Equipment(StrEnum):
    SURF = "surf"
    GOLF = "golf"
    BIKE = "bike"
    DIVE = "dive"
    SKI = "ski"


SUBJECT = "ancillary "  # and its number: what the promise of an answer is known by
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


def quote_place_for(session: Session, subject: str, now: datetime, conversation_id: int) -> Quote:
    """The station has the place that was asked for under this subject: what it costs on all flights. Raises QuoteOutdated."""
    asked = asked_by(session, subject)
    if asked is None:
        raise QuoteOutdated
    waiting, rule = _asked_with(session, asked), rule_for(Equipment(asked.detail))
    return quotes.make(
        session,
        "confirm_sports_equipment",
        rule,
        now,
        conversation_id=conversation_id,
        booking=asked.booking,
        facts={"ancillary_ids": [ancillary.id for ancillary in waiting], "equipment": asked.detail},
        lines=[("sports_equipment", rule.parameters["price_minor"] * len(waiting))],
        currency=rule.currency,
    )


@deed("confirm_sports_equipment")
def confirm_sports_equipment(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """The place is the customer's; the promised answer is given. Raises QuoteOutdated when it is no longer wanted."""
    first = session.get_one(Ancillary, quote.facts["ancillary_ids"][0], with_for_update={"of": Ancillary})
    waiting = _asked_with(session, first)
    if [ancillary.id for ancillary in waiting] != quote.facts["ancillary_ids"]:
        raise QuoteOutdated
    rule = rule_for(Equipment(first.detail))
    for ancillary in waiting:
        ancillary.status, ancillary.paid_minor = AncillaryStatus.CONFIRMED, rule.parameters["price_minor"]
    commitments.keep(session, Kind.CONFIRMATION_SENT, subject_of(first), now)
    order = Order(first.passenger, tuple(ancillary.segment for ancillary in waiting))
    what, until = f"Room for {WORDS[Equipment(first.detail)]} {order.words}", undo_until(order.segments, rule, now)
    return receipt_of(session, quote, key, now, what, next_step="Bring it packed to the bag drop", undo_until=until)


@undo("confirm_sports_equipment")
def give_up_place(session: Session, done: Quote, _: datetime) -> None:
    """Raises QuoteOutdated when some of it is gone."""
    confirmed = [session.get_one(Ancillary, ancillary_id) for ancillary_id in done.facts["ancillary_ids"]]
    if any(ancillary.status != AncillaryStatus.CONFIRMED for ancillary in confirmed):
        raise QuoteOutdated
    for ancillary in confirmed:
        ancillary.status = AncillaryStatus.CANCELLED


def decline_place(session: Session, asked: Ancillary, now: datetime) -> None:
    """The station has no place; the promised answer is given, and nothing is to be paid. Raises QuoteOutdated."""
    for ancillary in _asked_with(session, asked):
        ancillary.status = AncillaryStatus.CANCELLED
    commitments.keep(session, Kind.CONFIRMATION_SENT, subject_of(asked), now)


def asked_by(session: Session, subject: str) -> Ancillary | None:
    """What the promise of an answer with this subject is about."""
    return session.get(Ancillary, int(subject.removeprefix(SUBJECT)))


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
    return f"{SUBJECT}{ancillary.id}"


def _asked_with(session: Session, first: Ancillary) -> list[Ancillary]:
    """What was asked for in one order and still waits for its answer, the first flight first. Raises QuoteOutdated."""
    same_order = (Ancillary.passenger_id == first.passenger_id, Ancillary.ordered_at == first.ordered_at)
    waits = (Ancillary.kind == AncillaryKind.SPORTS, Ancillary.status == AncillaryStatus.REQUESTED)
    found = list(session.scalars(select(Ancillary).where(*same_order, *waits).order_by(Ancillary.id)))
    if not found or found[0].id != first.id:
        raise QuoteOutdated
    return found


def _prices(order: Order, rule: Rule) -> tuple[int, ...]:
    each = 0 if needs_confirming(rule) else rule.parameters["price_minor"]
    return (each,) * len(order.segments)


def _demand_in_time(order: Order, rule: Rule, now: datetime) -> None:
    for segment in order.segments:
        demand_in_time(segment, rule, now)
