"""Where news of a booking goes: a new e-mail address or telephone number, which the old address is told of."""

import re
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from airline import letters, quotes, rulebook
from airline.bookings import Booking
from airline.deeds import deed, receipt_of
from airline.quotes import Quote, QuoteOutdated
from customer_care.errors import ReassureError
from customer_care.receipts import Receipt

# RFC 5321, 4.5.3.1: an address has at most 254 signs. What a server accepts, only the server knows; this finds slips.
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")
LONGEST_EMAIL = 254
# ITU-T E.164: a country's code and at most fifteen digits in all.
PHONE = re.compile(r"\+[1-9]\d{6,14}")


class NotAnEmail(ReassureError):
    """What was typed cannot be an e-mail address."""

    code = "not_an_email"


class NotAPhone(ReassureError):
    """What was typed is no telephone number with its country's code."""

    code = "not_a_phone"


class SameContact(ReassureError):
    """The booking has this address and number already, or nothing new was given."""

    code = "same_contact"


def quote_contact(
    session: Session, booking: Booking, email: str | None, phone: str | None, now: datetime, conversation_id: int | None = None
) -> Quote:
    """The address and number that news will go to, None for the one that stays. Raises NotAnEmail, NotAPhone or SameContact."""
    new_email = email_as_kept(email) if email else booking.contact_email
    new_phone = phone_as_kept(phone) if phone else booking.contact_phone
    if (new_email, new_phone) == (booking.contact_email, booking.contact_phone):
        raise SameContact
    rule = rulebook.rule("contact.update")
    return quotes.make(
        session,
        "update_contact",
        rule,
        now,
        conversation_id=conversation_id,
        booking=booking,
        facts={"email": new_email, "phone": new_phone, "before": [booking.contact_email, booking.contact_phone]},
        currency=rule.currency,
    )


@deed("update_contact")
def update_contact(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Writes the new ones and tells the old address. Raises QuoteOutdated."""
    # Locked, so that each change tells the address that it replaces.
    session.execute(select(Booking.id).where(Booking.id == quote.booking_id).with_for_update())
    booking = session.get_one(Booking, quote.booking_id, populate_existing=True)
    before = [booking.contact_email, booking.contact_phone]
    if before != quote.facts["before"]:
        raise QuoteOutdated
    changed = _what_changes(before, [quote.facts["email"], quote.facts["phone"]])
    letters.send_if_possible(session, booking, "contact_changed", now, reference=booking.reference, changed=changed)
    booking.contact_email, booking.contact_phone = quote.facts["email"], quote.facts["phone"]
    what = f"News of this booking goes to the new {changed}"
    next_step = "The old address has a mail that says so" if before[0] else None
    return receipt_of(session, quote, key, now, what, next_step=next_step)


def email_as_kept(email: str) -> str:
    """The address without spaces around it, its domain in small letters. Raises NotAnEmail."""
    plain = email.strip()
    if len(plain) > LONGEST_EMAIL or not EMAIL.fullmatch(plain):
        raise NotAnEmail
    name, _, domain = plain.rpartition("@")
    return f"{name}@{domain.lower()}"


def phone_as_kept(phone: str) -> str:
    """The number as "+590690123456". Raises NotAPhone."""
    plain = re.sub(r"[\s().\-/]", "", phone)
    international = f"+{plain[2:]}" if plain.startswith("00") else plain
    if not PHONE.fullmatch(international):
        raise NotAPhone
    return international


def _what_changes(before: list[str], after: list[str]) -> str:
    names = ("e-mail address", "telephone number")
    return " and ".join(name for name, old, new in zip(names, before, after, strict=True) if old != new)
