"""Help at the airport and on board for who needs it: a wheelchair, or somebody at the side of who cannot see or hear.

It is never refused (Regulation (EC) No 1107/2006): asked for late, the station is told in a hurry, and that is promised.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from airline import ancillaries, quotes, rulebook
from airline.ancillaries import AncillaryKind, Order
from airline.before_departure import NotFlying
from airline.bookings import Segment, SegmentStatus
from airline.deeds import deed, receipt_of
from airline.promises import promise
from airline.quotes import Quote
from airline.rulebook import Rule
from customer_care.commitments import Kind
from customer_care.receipts import Receipt


class Help(StrEnum):
    """The codes by which airports know it (IATA AIRIMP): how far somebody can walk, or what they do without."""

    WCHR = "WCHR"
    WCHS = "WCHS"
    WCHC = "WCHC"
    BLND = "BLND"
    DEAF = "DEAF"


WORDS = {
    Help.WCHR: "A wheelchair to the aircraft",
    Help.WCHS: "A wheelchair and help on the stairs",
    Help.WCHC: "A wheelchair to the seat",
    Help.BLND: "Help for a traveller who cannot see",
    Help.DEAF: "Help for a traveller who cannot hear",
}


def quote_assistance(
    session: Session, order: Order, help_needed: Help, now: datetime, conversation_id: int | None = None
) -> Quote:
    """This help on each flight of the order; it is free, at any hour. Raises NotFlying when there is no flight to help on."""
    rule = rulebook.rule("extras.assistance")
    _demand_ahead(order, now)
    return quotes.make(
        session,
        "request_assistance",
        rule,
        now,
        conversation_id=conversation_id,
        booking=order.booking,
        facts=order.facts | {"help": help_needed.value},
        currency=rule.currency,
    )


@deed("request_assistance")
def request_assistance(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Confirms it; where the flight leaves soon, also promises that the station is told. Raises QuoteOutdated or NotFlying."""
    rule, order, help_needed = rulebook.rule("extras.assistance"), ancillaries.order_of(session, quote), Help(quote.facts["help"])
    _demand_ahead(order, now)
    _add_where_missing(session, order, help_needed, now)
    for segment in order.segments:
        if is_late(segment.flight.estimated_departure, rule, now):
            _promise_to_tell(session, quote, segment, rule, now)
    what = f"{WORDS[help_needed]} {order.words}"
    return receipt_of(session, quote, key, now, what, next_step="Tell the staff at the check-in desk that you have arrived")


def is_late(departure: datetime, rule: Rule, now: datetime) -> bool:
    """Asked for so late that the station does not learn it from its plan."""
    return now > departure - timedelta(hours=rule.parameters["hours_ahead"])


def _add_where_missing(session: Session, order: Order, help_needed: Help, now: datetime) -> None:
    for segment in order.segments:
        known = ancillaries.of_traveller(session, segment, order.traveller, AncillaryKind.ASSISTANCE)
        if help_needed not in [one.detail for one in known]:
            ancillaries.add(session, Order(order.traveller, (segment,)), AncillaryKind.ASSISTANCE, help_needed, now)


def _promise_to_tell(session: Session, quote: Quote, segment: Segment, rule: Rule, now: datetime) -> None:
    flight = segment.flight
    told = now + timedelta(minutes=rule.parameters["minutes_to_tell"])
    if now < flight.estimated_departure < told:
        told = flight.estimated_departure
    text = f"We tell the station in {flight.leaves_from.city} about the help on {flight.name}, {flight.day:%A %-d %B %Y}"
    promise(
        session, quote.conversation_id, Kind.CONFIRMATION_SENT, text, told, now, subject=f"assistance on segment {segment.id}"
    )


def _demand_ahead(order: Order, now: datetime) -> None:
    # A flight that we cancelled is flown on another day, and the help goes with it.
    for segment in order.segments:
        if segment.status == SegmentStatus.CANCELLED or segment.flight.has_left(now):
            raise NotFlying(rulebook.rule("extras.flight"), flight=segment.flight.name)
