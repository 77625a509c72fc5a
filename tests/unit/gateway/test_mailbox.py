"""The demonstration's mailbox shows mails as text, the newest first."""

import mailbox
from email.message import EmailMessage
from pathlib import Path

from webrtc_gateway.http.mailbox import newest, page


def caught(folder: Path, second: int, subject: str, body: str) -> None:
    message = EmailMessage()
    message["To"], message["Subject"], message["Date"] = "camille@example.org", subject, "Fri, 04 Dec 2026 14:00:00 +0000"
    message.set_content(body)
    key = mailbox.Maildir(folder).add(message)
    (folder / "new" / key).rename(folder / "new" / f"{second}.M1P1Q1.here")


def test_the_newest_mail_comes_first(tmp_path: Path) -> None:
    folder = tmp_path / "mailbox"
    caught(folder, 1795338993, "Your code", "It is 004217 for Zoë.")
    caught(folder, 1795338999, "News", "Your gate has changed.")
    assert [mail.subject for mail in newest(folder)] == ["News", "Your code"]
    assert "It is 004217 for Zoë." in newest(folder)[1].body


def test_a_mail_cannot_bring_markup_into_the_page(tmp_path: Path) -> None:
    folder = tmp_path / "mailbox"
    caught(folder, 1795338993, "<b>bold</b>", "<script>alert(1)</script> {nonce}")
    shown = page(newest(folder), "abc")
    assert "<script>" not in shown
    assert "<b>" not in shown
    assert "{nonce}" in shown


def test_an_empty_mailbox_says_so(tmp_path: Path) -> None:
    assert "No mail yet." in page(newest(tmp_path / "nothing"), "abc")
