"""Unasked messages: what we tell a customer by ourselves, on the open page and, if they agreed, by e-mail.

They keep a budget a day and quiet hours, and nobody is interrupted who is speaking with a person.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from customer_care.database import Base


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
