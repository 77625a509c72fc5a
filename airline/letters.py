"""Mails of the airline to a customer: `utter_mail_<name>_subject` and `utter_mail_<name>` in domain.yml are their words.

They go to the address on the booking's file and nowhere else: what was typed in a conversation is not an address.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from airline import identity
from airline.bookings import Booking
from customer_care import mail, wording


def send(session: Session, booking: Booking, name: str, now: datetime, **values: str) -> str:
    """Writes the mail in this transaction; returns the address, masked. Raises NoAddress."""
    address = identity.address_on_file(booking)
    subject, body = (wording.say(response, **values).text for response in (f"utter_mail_{name}_subject", f"utter_mail_{name}"))
    mail.put(session, address, subject, body, now)
    return mail.masked(address)


def send_if_possible(session: Session, booking: Booking, name: str, now: datetime, **values: str) -> None:
    """For news that a booking without an address simply does not get by mail."""
    if booking.contact_email or (booking.customer and booking.customer.email):
        send(session, booking, name, now, **values)
