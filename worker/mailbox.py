"""The demonstration's mail server: takes every mail on the loopback, sends none on, and puts them into a folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox

from customer_care.settings import Settings


@contextmanager
def catching(settings: Settings) -> Iterator[None]:
    """Catches mails, unless a mail server is set to take them. The gateway shows the folder at /demo/mailbox."""
    folder = settings.mailbox_dir
    if folder is None:
        yield
        return
    controller = Controller(_mailbox(folder), hostname="127.0.0.1", port=settings.mail_port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def _mailbox(folder: Path) -> Mailbox:
    folder.parent.mkdir(parents=True, exist_ok=True)
    return Mailbox(folder)
