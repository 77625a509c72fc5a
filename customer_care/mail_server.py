"""The mail server that takes our mails away, over SMTP."""

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from customer_care.mail import MailNotTaken
from customer_care.settings import Settings

PATIENCE = 10.0  # seconds


class MailServer:
    """By `url`: `smtp://user:password@host:587`, encrypted wherever the server can, or `smtps://…`, encrypted from the start."""

    def __init__(self, url: str) -> None:
        self._address = urlsplit(url)

    def send(self, message: EmailMessage) -> None:
        """Raises MailNotTaken, also when it cannot be told whether the mail was taken."""
        try:
            with self._connected() as server:
                self._introduce(server)
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as failed:
            raise MailNotTaken(type(failed).__name__) from failed

    def _connected(self) -> smtplib.SMTP:
        host = self._address.hostname or ""
        if self._address.scheme == "smtps":
            encrypted = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, self._address.port or 465, timeout=PATIENCE, context=encrypted)
        return smtplib.SMTP(host, self._address.port or 587, timeout=PATIENCE)

    def _introduce(self, server: smtplib.SMTP) -> None:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if self._address.username:
            server.login(unquote(self._address.username), unquote(self._address.password or ""))


def of(settings: Settings) -> MailServer:
    """The one of the settings, or the demonstration's own on the loopback."""
    return MailServer(settings.smtp_url or f"smtp://127.0.0.1:{settings.mail_port}")
