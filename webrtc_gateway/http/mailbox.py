"""The demonstration's mailbox: a page with the mails that would have left, where no mail server is set."""

import asyncio
import mailbox
import secrets
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import escape
from pathlib import Path

from sanic import Blueprint, HTTPResponse, Request, html

from customer_care.errors import NotFound
from webrtc_gateway.house import House

demo_mailbox = Blueprint("demo_mailbox", url_prefix="/demo")

SHOWN = 50  # the newest mails

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mailbox of the demonstration</title>
<style nonce="{nonce}">
:root {{ color-scheme: light dark; }}
body {{ max-width: 40rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif;
  background: light-dark(#fbfaf7, #14212b); color: light-dark(#14212b, #fbfaf7); }}
h1 {{ font-size: 28px; }} h2 {{ font-size: 20px; margin: 0; }}
article {{ margin: 16px 0; padding: 16px; border: 1px solid; border-radius: 12px; }}
pre {{ margin: 8px 0 0; font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }}
a {{ display: inline-block; padding: 10px 0; color: light-dark(#0b6e7f, #7fd0dd); }}
</style>
</head>
<body>
<main>
<h1>Mailbox of the demonstration</h1>
<p>This is a demonstration: no mail leaves this machine. What customers would get by e-mail is shown here, to everybody, the
newest first. Where a mail server is set (SMTP_URL), this page is gone.</p>
<p><a href="/demo/mailbox">Look again</a></p>
{mails}
</main>
</body>
</html>
"""
MAIL = """<article aria-label="{subject}">
<h2>{subject}</h2>
<p>To {to}<br><time>{at}</time></p>
<pre>{body}</pre>
</article>
"""
NOTHING = "<p>No mail yet.</p>"


@dataclass(frozen=True)
class Caught:
    """One mail, as it would have been read."""

    to: str
    subject: str
    at: str
    body: str


@demo_mailbox.get("/mailbox")
async def show_mailbox(request: Request) -> HTTPResponse:
    """Raises NotFound where a mail server is set."""
    house: House = request.app.ctx.house
    folder = house.settings.mailbox_dir
    if folder is None:
        raise NotFound("mailbox")
    nonce = secrets.token_urlsafe(16)
    headers = {
        "Content-Security-Policy": f"default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; frame-ancestors 'none'",
        "Cache-Control": "no-store",
    }
    return html(page(await asyncio.to_thread(newest, folder), nonce), headers=headers)


def newest(folder: Path) -> list[Caught]:
    """The mails in this folder, the newest first; none where nothing was caught yet."""
    if not folder.exists():
        return []
    caught = mailbox.Maildir(folder, create=False)
    # A name in a Maildir begins with the second of its delivery.
    return [_read(caught.get_bytes(key)) for key in sorted(caught.keys(), reverse=True)[:SHOWN]]


def page(mails: list[Caught], nonce: str) -> str:
    """The page; what mails say is shown as text, whatever it is."""
    shown = "".join(MAIL.format_map({name: escape(value) for name, value in vars(mail).items()}) for mail in mails)
    return PAGE.format(nonce=nonce, mails=shown or NOTHING)


def _read(content: bytes) -> Caught:
    message = message_from_bytes(content, _class=EmailMessage, policy=default)
    body = message.get_body(("plain",))
    return Caught(str(message["To"]), str(message["Subject"]), str(message["Date"]), body.get_content() if body else "")
