"""Unasked messages: what we tell a customer by ourselves, on the open page and, if they agreed, by e-mail.

They keep a budget a day and quiet hours, and nobody is interrupted who is speaking with a person. What the customer asked for and
waits for, the answer of a person, is told the same ways and at once.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from customer_care import handoffs, journal, mail, wording
from customer_care.conversations import Conversation
from customer_care.database import Base
from customer_care.errors import ReassureError
from customer_care.journal import Speaker
from customer_care.settings import QuietHours, Settings

BUDGET_WINDOW = timedelta(days=1)
ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")
LOOKING = timedelta(seconds=20)  # the gateway notes every few seconds who has the page open


class AddressUnclear(ReassureError):
    """That does not look like an e-mail address."""

    code = "address_unclear"


class UnaskedMessage(Base):
    """That something was told, about what, and whether it went by e-mail too; the words are in the journal."""

    __tablename__ = "unasked_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    about: Mapped[str] = mapped_column(String(100))
    by_email: Mapped[bool]
    at: Mapped[datetime]


class MailConsent(Base):
    """The address to which the customer of this conversation agreed to be written."""

    __tablename__ = "mail_consents"

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    address: Mapped[str] = mapped_column(String(254))
    at: Mapped[datetime]


@dataclass(frozen=True)
class Manners:
    """How often, and when not, a customer is written to unasked."""

    a_day: int
    quiet: QuietHours


def manners_of(settings: Settings) -> Manners:
    return Manners(settings.unasked_messages_a_day, settings.quiet_hours)


def may_tell(session: Session, conversation: Conversation, now: datetime, manners: Manners) -> bool:
    """Whether this customer may be written to now."""
    if conversation.erased_at or manners.quiet.hold(now) or handoffs.with_adviser(session, conversation):
        return False
    recent = (UnaskedMessage.conversation_id == conversation.id, UnaskedMessage.at > now - BUDGET_WINDOW)
    return (session.scalar(select(func.count(UnaskedMessage.id)).where(*recent)) or 0) < manners.a_day


def tell(
    session: Session,
    conversation: Conversation,
    text: str,
    now: datetime,
    manners: Manners,
    *,
    about: str,
    buttons: Sequence[dict[str, str]] = (),
    address: str | None = None,
) -> bool:
    """Says it in the conversation, where every open tab shows it. False when it may not be said now: ask again later.

    Nobody has the page open: then it goes by e-mail too, to `address` (where its owner agreed to exactly this) or to where the
    customer agreed to be written.
    """
    if not may_tell(session, conversation, now, manners):
        return False
    journal.append(session, conversation, Speaker.ASSISTANT, text, now, extras={"buttons": list(buttons)} if buttons else None)
    by_email = _mail_if_away(session, conversation, text, address or mail_address(session, conversation), now)
    session.add(UnaskedMessage(conversation_id=conversation.id, about=about[:100], by_email=by_email, at=now))
    return True


def tell_answer(session: Session, conversation: Conversation, text: str, by: str, now: datetime, *, address: str | None) -> None:
    """What an adviser of this name answers, in the conversation and, when nobody has it open, by e-mail to where the customer
    agreed to be written, else to `address`. Where the conversation was deleted, only by e-mail.
    """
    if conversation.erased_at is None:
        journal.append(session, conversation, Speaker.ADVISER, text, now, name=by)
    _mail_if_away(session, conversation, text, mail_address(session, conversation) or address, now)


def _mail_if_away(session: Session, conversation: Conversation, text: str, to: str | None, now: datetime) -> bool:
    """Whether it went by e-mail."""
    if to is None or conversation.seen_at > now - LOOKING:
        return False
    mail.put(session, to, wording.say("utter_mail_news_subject").text, wording.say("utter_mail_news", news=text).text, now)
    return True


def agree_to_mail(session: Session, conversation: Conversation, address: str, now: datetime) -> None:
    """The customer wants news of this conversation at this address, when the page is closed. Raises AddressUnclear."""
    address = address.strip()
    if not ADDRESS.fullmatch(address):
        raise AddressUnclear
    session.merge(MailConsent(conversation_id=conversation.id, address=address, at=now))


def no_more_mail(session: Session, conversation: Conversation) -> None:
    if consent := session.get(MailConsent, conversation.id):
        session.delete(consent)


def mail_address(session: Session, conversation: Conversation) -> str | None:
    consent = session.get(MailConsent, conversation.id)
    return consent.address if consent else None
