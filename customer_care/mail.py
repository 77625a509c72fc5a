"""Mails that go out: written in the transaction that makes them true, sent by the worker until they are gone.

What a mail says is blanked once it was sent or given up.
"""

import time
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Protocol

from sqlalchemy import String, Text, false, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from customer_care.database import Base, reading, unit_of_work

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=2)
AT_ONCE = 5
LONGEST_ROUND = 5.0  # seconds: with AT_ONCE slow ones more it is within the lease of the worker, a minute


class MailNotTaken(Exception):
    """The mail server did not take the mail; nobody is told, for it is tried again later."""


class Mail(Base):
    """`not_before` is when it is tried (again). `awaited`: somebody sits before a screen and waits for it, as for a code."""

    __tablename__ = "mails"

    id: Mapped[int] = mapped_column(primary_key=True)
    to: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    awaited: Mapped[bool] = mapped_column(default=False, server_default=false())
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]


class Post(Protocol):
    """Who takes a mail away: a mail server."""

    def send(self, message: EmailMessage) -> None:
        """Raises MailNotTaken."""


def put(session: Session, to: str, subject: str, body: str, now: datetime, *, awaited: bool = False) -> Mail:
    """Writes the mail; it is sent after this transaction, before all that nobody waits for when it is `awaited`."""
    to, subject = _one_line(to), _one_line(subject)
    mail = Mail(to=to, subject=subject, body=body, created_at=now, awaited=awaited, attempts=0, not_before=now)
    session.add(mail)
    session.flush()
    return mail


def due(session: Session, now: datetime) -> list[Mail]:
    """The mails that may be tried now, a few: the awaited ones first, then the oldest."""
    waiting = (Mail.sent_at.is_(None), Mail.given_up_at.is_(None), Mail.not_before <= now)
    return list(session.scalars(select(Mail).where(*waiting).order_by(Mail.awaited.desc(), Mail.id).limit(AT_ONCE)))


def letter(mail: Mail, sender: str) -> EmailMessage:
    """The mail as it goes out. Tried twice, it has the same Message-ID, so that a server can tell."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"], message["Date"] = sender, mail.to, mail.subject, mail.created_at
    message["Message-ID"] = f"<mail-{mail.id}-{mail.created_at:%Y%m%d%H%M%S}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine answers it
    message.set_content(mail.body)
    return message


def send_due(post: Post, sender: str, now: datetime) -> int:
    """Sends what is due and returns how many were taken; what is put meanwhile and awaited goes next.

    Ends after LONGEST_ROUND. A server that does not take one is left alone until the next time.
    """
    end = time.monotonic() + LONGEST_ROUND
    taken = few = _send_few(post, sender, now)
    while few == AT_ONCE and time.monotonic() < end:
        few = _send_few(post, sender, now)
        taken += few
    return taken


def _send_few(post: Post, sender: str, now: datetime) -> int:
    """No transaction is open while the mail server is spoken to."""
    with reading() as session:
        letters = [(mail.id, letter(mail, sender)) for mail in due(session, now)]
    taken = 0
    for mail_id, message in letters:
        was_taken = _is_taken(post, message)
        taken += was_taken
        with unit_of_work() as session:
            (_sent if was_taken else _not_sent)(session.get_one(Mail, mail_id), now)
    return taken


def _is_taken(post: Post, message: EmailMessage) -> bool:
    try:
        post.send(message)
    except MailNotTaken:
        return False
    return True


def _sent(mail: Mail, now: datetime) -> None:
    mail.sent_at, mail.attempts = now, mail.attempts + 1
    mail.body = ""


def _not_sent(mail: Mail, now: datetime) -> None:
    """Tried in vain: again later, each time after a longer pause, until it is given up."""
    mail.not_before = now + min(FIRST_PAUSE * 2 ** min(mail.attempts, 16), LONGEST_PAUSE)
    mail.attempts += 1
    if now - mail.created_at >= GIVE_UP_AFTER:
        mail.given_up_at = now
        mail.body = ""


def masked(address: str) -> str:
    """An address that its owner recognises and nobody else learns: `c•••e@example.org`."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}•••{name[-1:] if len(name) > 2 else ''}@{domain}"


def _one_line(text: str) -> str:
    """A header's value: what follows a line break would be a header of its own."""
    return " ".join(text.split())
