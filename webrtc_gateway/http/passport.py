"""The page for passport data, behind a link that works once. What is typed here is never part of a conversation."""

import secrets
from datetime import date
from html import escape

from sanic import Blueprint, HTTPResponse, Request, html
from sqlalchemy.orm import Session

from airline import travel_documents
from airline.travel_documents import NotAPassportNumber, PassportEnded
from customer_care import clock, wording
from customer_care.access import NotSignedIn, TicketUsed
from customer_care.database import in_thread, read_in_thread

passport = Blueprint("passport", url_prefix=travel_documents.PAGE)

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style nonce="{nonce}">
:root {{ color-scheme: light dark; }}
body {{ max-width: 32rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif;
  background: light-dark(#fbfaf7, #14212b); color: light-dark(#14212b, #fbfaf7); }}
h1 {{ font-size: 28px; }} label {{ display: block; margin: 16px 0 4px; }}
input {{ box-sizing: border-box; width: 100%; min-height: 44px; padding: 8px 12px; border: 1px solid; border-radius: 12px;
  font: inherit; background: transparent; color: inherit; }}
button {{ min-height: 44px; margin-top: 24px; padding: 0 24px; border: 0; border-radius: 999px; font: inherit;
  background: #0b6e7f; color: #fff; }}
[role=alert] {{ padding: 12px 16px; border: 2px solid light-dark(#b4452c, #ff9d85); border-radius: 12px; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""
FORM = """{problem}<p>{intro}</p>
<form method="post" autocomplete="off">
<label for="number">{number}</label>
<input id="number" name="number" required maxlength="20" autocapitalize="characters" spellcheck="false">
<label for="expires_on">{expires_on}</label>
<input id="expires_on" name="expires_on" type="date" required>
<button type="submit">{button}</button>
</form>
"""


class NotADate(NotAPassportNumber):
    """The day until which the passport is valid was not given as a day."""

    code = "not_a_date"


@passport.get("/")
async def show_form(request: Request) -> HTTPResponse:
    try:
        traveller = await read_in_thread(_first_name, _key(request))
    except NotSignedIn:
        return _gone()
    return _page(_form(traveller))


@passport.post("/")
async def take_data(request: Request) -> HTTPResponse:
    """Keeps what `travel_documents.give` keeps; a slip shows the form again, with what is wrong."""
    try:
        traveller = await read_in_thread(_first_name, _key(request))
        await in_thread(travel_documents.give, _key(request), _field(request, "number"), _expires_on(request), clock.now())
    except (NotSignedIn, TicketUsed):
        return _gone()
    except (NotAPassportNumber, PassportEnded) as slip:
        return _page(_form(traveller, problem=wording.refusal(slip.code)), status=400)
    return _page(f"<p>{_words('done', traveller=traveller)}</p>")


def _first_name(session: Session, secret: str) -> str:
    return travel_documents.traveller_of(session, secret, clock.now()).first_name


def _key(request: Request) -> str:
    return str(request.args.get("key") or "")


def _field(request: Request, name: str) -> str:
    return str(request.form.get(name) or "") if request.form else ""


def _expires_on(request: Request) -> date:
    try:
        return date.fromisoformat(_field(request, "expires_on"))
    except ValueError as unreadable:
        raise NotADate from unreadable


def _form(traveller: str, problem: str = "") -> str:
    labels = {name: _words(name) for name in ("number", "expires_on", "button")}
    alert = f'<p role="alert">{escape(problem)}</p>\n' if problem else ""
    return FORM.format(problem=alert, intro=_words("intro", traveller=traveller), **labels)


def _gone() -> HTTPResponse:
    return _page(f"<p>{_words('gone')}</p>", status=410)


def _words(name: str, **values: str) -> str:
    """A sentence of the page out of domain.yml, as text whatever it holds."""
    return escape(wording.say(f"utter_page_passport_{name}", **values).text)


def _page(body: str, status: int = 200) -> HTTPResponse:
    nonce = secrets.token_urlsafe(16)
    policy = f"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    return html(PAGE.format(title=_words("title"), nonce=nonce, body=body), status=status, headers=headers)
