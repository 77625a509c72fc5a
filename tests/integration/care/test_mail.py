"""Mails leave by SMTP, once; what cannot be sent is tried again; what was sent is blanked."""

import mailbox
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

import worker.mailbox
from customer_care import database, mail, mail_server, settings
from customer_care.mail import Mail, MailNotTaken
from customer_care.settings import Settings
from tests.integration.care.promised import NOW

pytestmark = pytest.mark.usefixtures("connected")

SENDER = "assistant@alize-air.example"


class Flaky:
    """A mail server that refuses as often as it is told, and keeps what it took."""

    def __init__(self, refusals: int = 0) -> None:
        self.refusals = refusals
        self.taken: list[EmailMessage] = []

    def send(self, message: EmailMessage) -> None:
        if self.refusals:
            self.refusals -= 1
            raise MailNotTaken
        self.taken.append(message)


def put(subject: str = "Your code", *, awaited: bool = False) -> None:
    with database.unit_of_work() as session:
        mail.put(session, "camille@example.org", subject, "It is 004217.\n", NOW, awaited=awaited)


def the_mail() -> Mail:
    with database.reading() as session:
        return session.scalars(select(Mail)).one()


def test_a_mail_is_sent_once_and_then_blanked() -> None:
    put()
    server = Flaky()
    assert [mail.send_due(server, SENDER, NOW), mail.send_due(server, SENDER, NOW)] == [1, 0]
    (sent,) = server.taken
    assert (sent["To"], sent["From"], sent["Subject"]) == ("camille@example.org", SENDER, "Your code")
    assert sent.get_content() == "It is 004217.\n"
    assert the_mail().body == ""
    assert the_mail().sent_at == NOW


def test_a_code_does_not_wait_behind_the_news_of_a_cancelled_flight() -> None:
    for number in range(12):
        put(f"News {number}")
    put(awaited=True)
    server = Flaky()
    assert mail.send_due(server, SENDER, NOW) == 13
    assert [sent["Subject"] for sent in server.taken] == ["Your code", *(f"News {number}" for number in range(12))]


def test_a_code_that_is_asked_for_while_much_is_sent_goes_next() -> None:
    class Busy(Flaky):
        def send(self, message: EmailMessage) -> None:
            super().send(message)
            if len(self.taken) == 2:
                put(awaited=True)

    for number in range(60):
        put(f"News {number}")
    server = Busy()
    mail.send_due(server, SENDER, NOW)
    assert [sent["Subject"] for sent in server.taken].index("Your code") == mail.AT_ONCE


def test_a_round_of_the_worker_ends_however_slow_the_server_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "LONGEST_ROUND", 0.0)
    for _ in range(mail.AT_ONCE + 1):
        put()
    assert [mail.send_due(Flaky(), SENDER, NOW) for _ in range(2)] == [mail.AT_ONCE, 1]


def test_a_server_that_refuses_is_not_asked_again_at_once() -> None:
    for number in range(12):
        put(f"News {number}")
    assert mail.send_due(Flaky(refusals=1), SENDER, NOW) == mail.AT_ONCE - 1


def test_a_refused_mail_is_tried_again_after_longer_and_longer_pauses() -> None:
    put()
    server = Flaky(refusals=2)
    mail.send_due(server, SENDER, NOW)
    assert mail.send_due(server, SENDER, NOW + timedelta(seconds=9)) == 0
    mail.send_due(server, SENDER, NOW + timedelta(seconds=10))
    assert the_mail().attempts == 2
    assert mail.send_due(server, SENDER, NOW + timedelta(seconds=29)) == 0
    assert mail.send_due(server, SENDER, NOW + timedelta(seconds=30)) == 1


def test_a_mail_that_nobody_takes_for_two_days_is_given_up_and_blanked() -> None:
    put()
    mail.send_due(Flaky(refusals=1), SENDER, NOW + timedelta(days=2))
    assert the_mail().given_up_at == NOW + timedelta(days=2)
    assert the_mail().body == ""
    assert mail.send_due(Flaky(), SENDER, NOW + timedelta(days=3)) == 0


def test_a_line_break_in_a_subject_makes_no_header_of_its_own() -> None:
    put("Hello\nBcc: everybody@example.org")
    server = Flaky()
    mail.send_due(server, SENDER, NOW)
    assert server.taken[0]["Bcc"] is None


def test_a_mail_of_a_transaction_that_failed_is_never_sent() -> None:
    with pytest.raises(ZeroDivisionError), database.unit_of_work() as session:
        mail.put(session, "camille@example.org", "Your code", "4217", NOW)
        1 / 0  # noqa: B018
    assert mail.send_due(Flaky(), SENDER, NOW) == 0


@pytest.fixture
def demonstration(tmp_path: Path) -> Iterator[Settings]:
    """The demonstration's own mail server, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    chosen = replace(settings.current(), smtp_url="", mail_port=port, state_dir=tmp_path)
    with worker.mailbox.catching(chosen):
        yield chosen


def test_the_demonstration_catches_its_mails_in_a_folder(demonstration: Settings) -> None:
    put()
    assert mail.send_due(mail_server.of(demonstration), SENDER, NOW) == 1
    assert demonstration.mailbox_dir
    (caught,) = mailbox.Maildir(demonstration.mailbox_dir, create=False)
    assert caught["Subject"] == "Your code"
    assert "004217" in str(caught.get_payload())


def test_where_a_mail_server_is_set_the_demonstration_catches_nothing(tmp_path: Path) -> None:
    chosen = replace(settings.current(), smtp_url="smtp://mail.example.org", state_dir=tmp_path / "state")
    with worker.mailbox.catching(chosen):
        assert chosen.mailbox_dir is None
        assert not chosen.state_dir.exists()


def test_no_mail_server_there_means_that_the_mail_waits() -> None:
    put()
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"smtp://127.0.0.1:{nobody.getsockname()[1]}"
        assert mail.send_due(mail_server.MailServer(address), SENDER, NOW) == 0
    assert the_mail().attempts == 1
