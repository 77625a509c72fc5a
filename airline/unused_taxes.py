"""Airport taxes of flights that were not flown: they go back, whatever the fare, because the airport never took them."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from airline import quotes, refunds, rulebook, tickets
from airline.bookings import Booking, Segment, SegmentStatus
from airline.deeds import deed, receipt_of
from airline.money import money_words
from airline.quotes import Quote, QuoteOutdated
from airline.refunds import RefundReason
from airline.refusals import Refusal
from airline.rulebook import Rule
from airline.tickets import Ticket, TicketStatus
from customer_care.receipts import Receipt


class NoUnusedTaxes(Refusal):
    """Every flight was flown, given up before, is still ahead, or is too long ago."""

    code = "no_unused_taxes"


def unused(session: Session, booking: Booking, now: datetime) -> list[Ticket]:
    """The tickets, with taxes in them, of flights that left without their travellers."""
    not_flown = (segment for segment in booking.segments if _was_not_flown(segment, now))
    return [ticket for segment in not_flown for ticket in tickets.open_on(session, segment) if ticket.taxes_minor]


def rule() -> Rule:
    return rulebook.rule("refunds.unused_tax")


def owed_minor(session: Session, booking: Booking, now: datetime) -> int:
    """What would go back, in minor units; 0 when there is nothing."""
    return sum(ticket.taxes_minor for ticket in unused(session, booking, now))


def demand_some(session: Session, booking: Booking, now: datetime) -> None:
    """Raises NoUnusedTaxes or PaidElsewhere."""
    taxes_minor = owed_minor(session, booking, now)
    if not taxes_minor:
        raise NoUnusedTaxes(rule(), booking=booking.reference)
    refunds.shared_out(session, booking, taxes_minor)


def quote_unused_taxes(session: Session, booking: Booking, now: datetime, conversation_id: int | None = None) -> Quote:
    """What goes back. Raises NoUnusedTaxes or PaidElsewhere."""
    demand_some(session, booking, now)
    return quotes.make(
        session,
        "refund_unused_tax",
        rule(),
        now,
        conversation_id=conversation_id,
        booking=booking,
        facts={"tickets": [ticket.id for ticket in unused(session, booking, now)]},
        lines=[("taxes_back", -owed_minor(session, booking, now))],
        currency=booking.currency,
    )


@deed("refund_unused_tax")
def refund_unused_tax(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Owes the taxes; the tickets cannot be used any more. Raises QuoteOutdated or PaidElsewhere."""
    booking = session.get_one(Booking, quote.booking_id, with_for_update={"of": Booking}, populate_existing=True)
    found = unused(session, booking, now)
    amount_minor = sum(ticket.taxes_minor for ticket in found)
    if [ticket.id for ticket in found] != quote.facts["tickets"] or amount_minor != -quote.total_minor:
        raise QuoteOutdated
    for ticket in found:
        ticket.status = TicketStatus.REFUNDED
    due_at = now + timedelta(days=rule().parameters["pay_days"])
    refunds.request(
        session, booking, amount_minor, RefundReason.UNUSED_TAX, key, due_at, now, conversation_id=quote.conversation_id
    )
    amount = money_words(amount_minor, booking.currency)
    what = f"Airport taxes of {len(found)} unused ticket{'s' if len(found) > 1 else ''}"
    return receipt_of(session, quote, key, now, what, next_step=f"We pay {amount} back", due_at=due_at)


def _was_not_flown(segment: Segment, now: datetime) -> bool:
    parameters, left_at = rule().parameters, segment.flight.estimated_departure
    known = left_at + timedelta(hours=parameters["hours_after_flight"]) <= now
    in_time = now <= left_at + timedelta(days=parameters["days_after_flight"])
    flew = segment.checked_in_at is not None or not segment.flight.has_left(now)
    return segment.status == SegmentStatus.BOOKED and known and in_time and not flew
