"""The confirmation of a booking, sent again: who travels, on which flights, to the address on file and nowhere else."""

from datetime import datetime

from sqlalchemy.orm import Session

from airline import identity, letters, quotes, rulebook
from airline.bookings import Booking, Segment
from airline.deeds import deed, receipt_of
from airline.quotes import Quote
from customer_care import mail
from customer_care.receipts import Receipt


def quote_confirmation(session: Session, booking: Booking, now: datetime, conversation_id: int | None = None) -> Quote:
    """Having the confirmation mailed again; it costs nothing. Raises NoAddress."""
    to = mail.masked(identity.address_on_file(booking))
    rule = rulebook.rule("payments.confirmation")
    return quotes.make(
        session, "resend_confirmation", rule, now, conversation_id=conversation_id, booking=booking, facts={"to": to}
    )


@deed("resend_confirmation")
def resend_confirmation(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Mails it. Raises NoAddress."""
    booking = session.get_one(Booking, quote.booking_id)
    travellers = "\n".join(f"{passenger.first_name} {passenger.surname}" for passenger in booking.passengers)
    flights = "\n".join(_line(segment) for segment in booking.segments)
    to = letters.send(session, booking, "confirmation", now, reference=booking.reference, travellers=travellers, flights=flights)
    return receipt_of(session, quote, key, now, f"Sent the confirmation to {to}", next_step="Look into your mailbox")


def _line(segment: Segment) -> str:
    flight = segment.flight
    left, lands = (
        time.astimezone(airport.zone)
        for time, airport in ((flight.estimated_departure, flight.leaves_from), (flight.estimated_arrival, flight.lands_in))
    )
    given_up = f" ({segment.status})" if segment.status != "booked" else ""
    there = f"{flight.leaves_from.city} {left:%H:%M} to {flight.lands_in.city} {lands:%H:%M}"
    return f"{flight.name}, {left:%A %-d %B %Y}{given_up}: {there}"
