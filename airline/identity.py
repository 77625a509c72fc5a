"""Who asks, shown by a one-time code: six digits, mailed to the address on the booking's file, good for ten minutes.

A code is kept as a digest under our secret key, since a million of them are tried in a second.
"""

import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from airline.bookings import Booking
from customer_care import conversations, mail, settings, wording
from customer_care.conversations import Conversation
from customer_care.database import Base
from customer_care.errors import ReassureError

METHOD = "one-time code"
VALID_FOR = timedelta(minutes=10)
CODES_WINDOW = timedelta(hours=1)
CODES_ALLOWED = 3  # sent to one booking's address, and asked for in one conversation, in an hour
TRIES_ALLOWED = 5  # wrong ones a code


class WrongCode(ReassureError):
    """These are not the digits that were sent last."""

    code = "wrong_code"


class IdentityNotShown(ReassureError):
    """For this the customer has to show more surely who they are."""

    code = "identity_not_shown"


class CodeExpired(ReassureError):
    """No code is under way: none was sent, or the newest one was used or is older than ten minutes."""

    code = "code_expired"


class TooManyCodes(ReassureError):
    """Too many codes were asked for, or tried; one can be sent again at `until`."""

    code = "too_many_codes"

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


class NoAddress(ReassureError):
    """The booking has no e-mail address on file: a person has to find out who asks."""

    code = "no_address_on_file"


class OneTimeCode(Base):
    __tablename__ = "one_time_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), index=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]


def send(
    session: Session,
    booking: Booking,
    conversation_id: int,
    now: datetime,
    draw: Callable[[int], int] = secrets.randbelow,
) -> str:
    """Mails a fresh code; the ones before it no longer fit. Returns the address, masked. Raises TooManyCodes or NoAddress."""
    address = address_on_file(booking)
    _demand_not_too_many(session, booking, conversation_id, now)
    digits = f"{draw(1_000_000):06}"
    session.add(
        OneTimeCode(
            booking_id=booking.id,
            conversation_id=conversation_id,
            digest=_digest(booking, conversation_id, digits),
            sent_at=now,
            expires_at=now + VALID_FOR,
            tries=0,
        )
    )
    minutes = VALID_FOR // timedelta(minutes=1)
    subject, body = wording.say("utter_mail_code_subject").text, wording.say("utter_mail_code", code=digits, minutes=minutes).text
    mail.put(session, address, subject, body, now, awaited=True)
    return mail.masked(address)


def check(session: Session, booking: Booking, conversation_id: int, code: str, now: datetime) -> None:
    """The customer shows the code that was sent last, which is used up by it. Raises WrongCode, CodeExpired or TooManyCodes.

    A wrong try is committed here, at once: the error undoes what its caller has begun, and a try must not be undone with it.
    """
    sent = _newest(session, booking, conversation_id)
    if sent is None or sent.used_at or sent.expires_at <= now:
        raise CodeExpired
    if sent.tries >= TRIES_ALLOWED:
        raise TooManyCodes(until=sent.expires_at)
    if not hmac.compare_digest(sent.digest, _digest(booking, conversation_id, code)):
        session.execute(update(OneTimeCode).where(OneTimeCode.id == sent.id).values(tries=OneTimeCode.tries + 1))
        session.commit()
        raise WrongCode
    sent.used_at = now
    conversation = session.get_one(Conversation, conversation_id)
    conversations.record_verification(session, conversation, f"Booking {booking.reference}", METHOD, now)


def level_of(session: Session, conversation_id: int, booking: Booking) -> int:
    """How surely we know that this booking is the customer's: 0 not at all, 1 by reference and surname, 2 by a code as well."""
    conversation = session.get_one(Conversation, conversation_id)
    shown = {
        verification.method
        for verification in conversations.verifications(session, conversation)
        if f"{verification.subject} ".startswith(f"Booking {booking.reference} ")
    }
    return 2 if METHOD in shown else 1 if shown else 0


def demand_level(session: Session, conversation_id: int, booking: Booking, level: int) -> None:
    """By the records, whatever the conversation believes. Raises IdentityNotShown."""
    if level_of(session, conversation_id, booking) < level:
        raise IdentityNotShown


def address_on_file(booking: Booking) -> str:
    """Where news of this booking go, or else the customer's own address. Raises NoAddress."""
    address = booking.contact_email or (booking.customer.email if booking.customer else "")
    if not address:
        raise NoAddress
    return address


def address_shown(session: Session, conversation: Conversation) -> str | None:
    """Where news go of the booking that this customer showed last to be theirs."""
    for shown in reversed(conversations.verifications(session, conversation)):
        reference = shown.subject.removeprefix("Booking ").split(" ")[0]
        booking = session.scalar(select(Booking).where(Booking.reference == reference))
        if booking:
            return booking.contact_email or (booking.customer.email if booking.customer else None) or None
    return None


def _demand_not_too_many(session: Session, booking: Booking, conversation_id: int, now: datetime) -> None:
    mine = (OneTimeCode.booking_id == booking.id) | (OneTimeCode.conversation_id == conversation_id)
    recent = (mine, OneTimeCode.sent_at > now - CODES_WINDOW)
    count, first = session.execute(select(func.count(OneTimeCode.id), func.min(OneTimeCode.sent_at)).where(*recent)).one()
    if count >= CODES_ALLOWED:
        raise TooManyCodes(until=first + CODES_WINDOW)


def _newest(session: Session, booking: Booking, conversation_id: int) -> OneTimeCode | None:
    """The code sent last in this conversation, locked, so that guesses sent at once are counted one after the other."""
    mine = (OneTimeCode.booking_id == booking.id, OneTimeCode.conversation_id == conversation_id)
    return session.scalar(select(OneTimeCode).where(*mine).order_by(OneTimeCode.id.desc()).limit(1).with_for_update())


def _digest(booking: Booking, conversation_id: int, digits: str) -> str:
    key = settings.current().secret_key.encode()
    return hmac.digest(key, f"{booking.reference}:{conversation_id}:{digits}".encode(), "sha256").hex()
