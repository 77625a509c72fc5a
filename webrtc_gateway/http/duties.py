"""What advisers owe customers beside the calls: the list, and giving what is on it."""

import asyncio
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError
from sanic import Blueprint, HTTPResponse, Request, json
from sqlalchemy.orm import Session

from airline import duties as owing
from airline.duties import Answer, Duty, Given, NotAnAnswer
from customer_care import access, clock
from customer_care.database import read_in_thread
from webrtc_gateway import auth
from webrtc_gateway.house import House
from webrtc_gateway.messages import WITHOUT_NUL

duties = Blueprint("duties", url_prefix="/api/desk/duties")


@dataclass(frozen=True)
class Giving:
    """The body of giving: `amount_minor` where money is granted, `due_at` where the promise is moved."""

    answer: Answer
    words: Annotated[str, Field(max_length=owing.LONGEST_ANSWER), WITHOUT_NUL] = ""
    amount_minor: Annotated[int, Field(ge=0, lt=2**31)] | None = None
    due_at: AwareDatetime | None = None


GIVING = TypeAdapter(Giving)


@dataclass(frozen=True)
class Listed:
    """A duty as the desk shows it. Times are ISO 8601 in UTC, money is in minor units of `currency`."""

    id: int
    promise: str
    words: str
    booking: str | None
    due_at: str
    late: bool
    answers: list[str]
    needs_words: list[str]
    grants_money: bool
    claimed_minor: int
    currency: str


@duties.get("/")
async def show(request: Request) -> HTTPResponse:
    return await _list(request)


@duties.post("/<promise:int>")
async def give(request: Request, promise: int) -> HTTPResponse:
    """Gives it, and answers with the list as it is then."""
    house: House = request.app.ctx.house
    auth.demand_own_page(request)
    adviser = await read_in_thread(access.adviser_signed_in, request.cookies.get(auth.DESK_COOKIE), clock.now())
    body = _body(request)
    given = Given(body.answer, body.words.strip(), adviser.name, body.amount_minor, body.due_at)
    # It has units of work of its own: money moves between two of them.
    await asyncio.to_thread(owing.give, promise, given, clock.now())
    house.hub.wake_all()
    return await _list(request)


async def _list(request: Request) -> HTTPResponse:
    return json({"duties": await read_in_thread(_listed, request.cookies.get(auth.DESK_COOKIE))})


def _listed(session: Session, secret: str | None) -> list[dict[str, Any]]:
    access.adviser_signed_in(session, secret, clock.now())
    return [asdict(_view(duty)) for duty in owing.owed(session)]


def _view(duty: Duty) -> Listed:
    promise, told = duty.promise, duty.told
    return Listed(
        id=promise.id,
        promise=promise.text,
        words=told.words,
        booking=told.booking.reference if told.booking else None,
        due_at=promise.due_at.isoformat(),
        late=duty.late,
        answers=list(duty.answers),
        needs_words=[answer for answer in duty.answers if answer in owing.NEEDS_WORDS],
        grants_money=told.grants_money,
        claimed_minor=told.claimed_minor,
        currency=told.currency,
    )


def _body(request: Request) -> Giving:
    """Raises NotAnAnswer, also for a body that is none."""
    try:
        return GIVING.validate_json(request.body)
    except ValidationError as unclear:
        raise NotAnAnswer from unclear
