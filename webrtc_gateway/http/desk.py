"""The advisers' desk: signing in, and the socket over which handoffs ring, are accepted, talked through and wrapped up."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from pydantic import TypeAdapter
from sanic import Blueprint, HTTPResponse, Request, Websocket, empty, json
from sqlalchemy.orm import Session

from airline import identity
from customer_care import access, advisers, call_backs, calls, clock, guests, handoffs, journal, repairs
from customer_care.access import ADVISER_SESSION_FOR, TICKET_FOR
from customer_care.advisers import Adviser, Presence
from customer_care.database import in_thread, read_in_thread
from customer_care.errors import NotFound, ReassureError
from customer_care.handoffs import Outcome, Promise
from customer_care.journal import Speaker
from webrtc_gateway import auth, messages, metrics, views
from webrtc_gateway import call as rules
from webrtc_gateway.call import Ended
from webrtc_gateway.connection import Connection, let_in
from webrtc_gateway.house import House
from webrtc_gateway.http import colleagues, recordings, signalling
from webrtc_gateway.hub import DESK

TELL_QUALITY_EVERY = 1.0  # seconds

desk = Blueprint("desk", url_prefix="/api/desk")


class DueTimeUnclear(ReassureError):
    """A promise needs a date and a time."""

    code = "due_time_unclear"


@desk.post("/session")
async def sign_in(request: Request) -> HTTPResponse:
    """Signs an adviser in: a session of our own, in a cookie that no script can read."""
    house: House = request.app.ctx.house
    auth.demand_own_page(request)
    credentials = request.json or {}
    username, password = str(credentials.get("username", "")), str(credentials.get("password", ""))
    guessing = (f"sign-in from {auth.address(request)}", f"sign-in as {username}")
    for who in guessing:
        house.limits.demand_left(auth.FAILED_SIGN_INS, who)
    try:
        adviser, secret = await in_thread(_sign_in, username, password)
    except advisers.WrongSignIn:
        for who in guessing:
            house.limits.count(auth.FAILED_SIGN_INS, who)
        raise
    response = json({"name": adviser.name, "role": adviser.role})
    response.add_cookie(
        auth.DESK_COOKIE,
        secret,
        httponly=True,
        secure=request.scheme == "https",
        samesite="Strict",
        path="/api/desk",
        max_age=int(ADVISER_SESSION_FOR.total_seconds()),
    )
    return response


@desk.get("/session")
async def who_is_signed_in(request: Request) -> HTTPResponse:
    adviser = await read_in_thread(access.adviser_signed_in, request.cookies.get(auth.DESK_COOKIE), clock.now())
    return json({"name": adviser.name, "role": adviser.role})


@desk.delete("/session")
async def sign_out(request: Request) -> HTTPResponse:
    auth.demand_own_page(request)
    await in_thread(_sign_out, request.cookies.get(auth.DESK_COOKIE))
    response = empty()
    response.delete_cookie(auth.DESK_COOKIE, path="/api/desk")
    return response


@desk.post("/ticket")
async def issue_ticket(request: Request) -> HTTPResponse:
    auth.demand_own_page(request)
    return json({"ticket": await in_thread(_desk_ticket, request.cookies.get(auth.DESK_COOKIE))})


@desk.websocket("/socket")  # type: ignore[untyped-decorator]
async def serve_socket(request: Request, socket: Websocket) -> None:
    house: House = request.app.ctx.house
    holder = await let_in(socket, auth.show_ticket(request, "desk", house.settings))
    if holder is None:
        return
    connection = DeskConnection(socket, house.hub, house.limits, f"adviser {holder}", house, int(holder))
    with house.hub.listening(DESK, connection.woken), metrics.sockets.labels("desk").track_inprogress():
        house.desks.add(connection)
        try:
            await connection.run()
        finally:
            house.desks.discard(connection)


@dataclass(eq=False)
class DeskConnection(Connection):
    """A desk's socket: one tab of one adviser."""

    house: House
    adviser_id: int

    incoming: ClassVar[TypeAdapter[Any]] = messages.from_desk
    outgoing: ClassVar[TypeAdapter[Any]] = messages.to_desk
    _handoff: str | None = None
    _is_guest = False
    _place: colleagues.Place | None = None
    _seq = 0

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            telling = tasks.create_task(self._keep_telling_quality())
            try:
                await super().run()
            finally:
                telling.cancel()

    async def hello(self, message: messages.Hello) -> None:
        await in_thread(advisers.note_seen, [self.adviser_id], clock.now())

    async def look(self) -> None:
        self.give_relays(self.house.media_relays)
        state, turns = await read_in_thread(self._look)
        self.send_state(state)
        if turns:
            self._seq = turns[-1].seq
            self.send(messages.Turns(turns))

    async def handle(self, message: Any) -> None:
        match message:
            case messages.Say():
                seq, conversation = await in_thread(_say, self.adviser_id, message)
                self.send(messages.Received(message.id, seq))
                self.hub.wake(conversation, DESK)
            case messages.LegOffer() | messages.LegCandidate() | messages.Mute():
                await self._signal(message)  # the change of the call wakes whoever shows it
            case _:
                await self._decide(message)
                await self._changed()

    async def _decide(self, message: Any) -> None:
        match message:
            case messages.Hold() | messages.Resume():
                await self._signal(message)
            case messages.HangUp():
                # The handoff first: a browser whose leg closes would rejoin a call that is not over in the records.
                self.house.switchboard.end(await in_thread(_wrap_up, self.adviser_id), Ended.ADVISER_HUNG_UP)
            case messages.SetPresence():
                await in_thread(_set_presence, self.adviser_id, Presence(message.presence))
            case messages.Accept() | messages.Decline():
                await in_thread(_answer, self.adviser_id, message)
            case messages.ProposeRecording() | messages.PauseRecording() | messages.StopRecording():
                await recordings.by_adviser(self.house, self.adviser_id, message)
            case messages.LegFailed() if self._is_guest:
                await colleagues.leave(self.house, self.adviser_id)
            case messages.LegFailed(reason="no_network_path") if self._has_colleague():
                await colleagues.replace_lost(self.house, self.adviser_id)
            case messages.LegFailed():
                await in_thread(_go_on_in_writing, self.adviser_id)
            case messages.Transfer() | messages.MakeRepairStep() | messages.NotReached() | messages.Finish():
                await in_thread(_move_handoff, self.adviser_id, message)
            case _:
                await colleagues.carry_out(self.house, self.adviser_id, message)

    async def _signal(self, message: signalling.Signal) -> None:
        if self._place is None or not isinstance(message, messages.LegCandidate):
            self._place = await read_in_thread(colleagues.place_of, self.adviser_id)
        place = self._place
        self.in_call = place.handoff
        if place.side.is_guest and isinstance(message, messages.LegOffer):
            await self.house.switchboard.admit(place.handoff, place.side, place.name)
        if answer := await signalling.signal(self.house.switchboard, place.handoff, place.side, message):
            self.send(answer)

    def _has_colleague(self) -> bool:
        """Whether a second adviser is on the line of this adviser's call."""
        found = self.house.switchboard.call_of(self._handoff) if self._handoff else None
        return found is not None and rules.second_is_there(found[1])

    async def _keep_telling_quality(self) -> None:
        """A message of its own, so that the desk's state is sent only when something has changed."""
        while True:
            await asyncio.sleep(TELL_QUALITY_EVERY)
            quality = signalling.call_quality(self.house.switchboard, self._handoff) if self._handoff else None
            if quality:
                self.send(quality)

    async def _changed(self) -> None:
        """The desk has done something: the queue moves on, calls that are over end, and everybody looks again."""
        await self.house.tend(clock.now())
        self.hub.wake_all()
        state, _ = await read_in_thread(self._look)
        self.send_state(state, always=True)

    def _look(self, session: Session) -> tuple[messages.DeskState, list[messages.Turn]]:
        adviser = access.adviser(session, self.adviser_id)
        try:
            place = colleagues.place_of(session, self.adviser_id)
        except NotFound:
            self._handoff, self._is_guest = None, False
            return views.desk(session, adviser, None, clock.now()), []
        handoff, conversation = access.handoff_taken_part_in(session, place.row)
        self._is_guest = place.side.is_guest
        if self._handoff != handoff.public_id:
            self._handoff, self._seq = handoff.public_id, views.first_visible_turn(session, handoff)
        call = signalling.call_view(self.house.switchboard, handoff.public_id, place.side)
        turns = [views.turn(record) for record in journal.read_after(session, conversation, self._seq)]
        return views.desk(session, adviser, call, clock.now()), turns


def _sign_in(session: Session, username: str, password: str) -> tuple[Adviser, str]:
    adviser = advisers.sign_in(session, username, password)
    return adviser, access.issue_pass(session, "adviser", str(adviser.id), ADVISER_SESSION_FOR, clock.now())


def _sign_out(session: Session, secret: str | None) -> None:
    adviser = access.adviser_signed_in(session, secret, clock.now())
    advisers.set_away(session, adviser.id)
    access.end_pass(session, secret or "")


def _desk_ticket(session: Session, secret: str | None) -> str:
    adviser = access.adviser_signed_in(session, secret, clock.now())
    return access.issue_pass(session, "desk", str(adviser.id), TICKET_FOR, clock.now())


def _say(session: Session, adviser_id: int, message: messages.Say) -> tuple[int, str]:
    adviser = access.adviser(session, adviser_id)
    _, conversation = access.handoff_in_hand(session, adviser_id)
    client_id = f"a{adviser_id}:{message.id}"
    turn, _ = journal.append(
        session, conversation, Speaker.ADVISER, message.text, clock.now(), name=adviser.name, client_id=client_id
    )
    return turn.seq, conversation.public_id


def _answer(session: Session, adviser_id: int, message: messages.Accept | messages.Decline) -> None:
    now = clock.now()
    adviser = access.adviser(session, adviser_id)
    handoff, conversation = access.handoff_to_answer(session, message.handoff)
    if isinstance(message, messages.Decline):
        handoffs.decline(session, handoff, adviser, now)
    elif not (handoff.adviser_id == adviser.id and handoff.status in handoffs.WITH_ADVISER):
        handoffs.accept(session, conversation, handoff, adviser, now)
        access.note_opened(session, adviser_id, conversation, "accepted handoff", now)


def _set_presence(session: Session, adviser_id: int, presence: Presence) -> None:
    now = clock.now()
    advisers.set_presence(session, adviser_id, presence, now)
    guests.note_told(session, adviser_id, now)


def _go_on_in_writing(session: Session, adviser_id: int) -> None:
    """The adviser's browser has no voice. News of a call that is with somebody else by now is late, not wrong."""
    now = clock.now()
    try:
        handoff, conversation = access.handoff_in_hand(session, adviser_id)
    except NotFound:
        return
    handoffs.continue_by_text(session, conversation, handoff, now)
    calls.end_open_calls_of(session, handoff, Ended.NO_AUDIO_PATH, now)


def _move_handoff(session: Session, adviser_id: int, message: Any) -> None:
    now = clock.now()
    handoff, conversation = access.handoff_in_hand(session, adviser_id)
    match message:
        case messages.Transfer():
            handoffs.requeue(session, conversation, handoff, "transferred", now)
            calls.end_open_calls_of(session, handoff, Ended.HANDOFF_OVER, now)
            # The adviser who passed it on must not be the one at whom it rings next.
            advisers.set_presence(session, adviser_id, Presence.BUSY, now)
        case messages.MakeRepairStep():
            name = access.adviser(session, adviser_id).name
            repairs.make_next_step(session, conversation, message.repair, message.step, message.words, name, now)
        case messages.NotReached():
            again_at = _due(message.again_at) if message.again_at else None
            address = identity.address_shown(session, conversation)
            call_backs.not_reached(session, conversation, handoff, again_at, now, address=address)
            calls.end_open_calls_of(session, handoff, Ended.ADVISER_HUNG_UP, now)
        case messages.Finish():
            promises = [Promise(made.text, _due(made.due_at)) for made in message.commitments]
            handoffs.finish(session, conversation, handoff, Outcome(message.outcome), message.note, promises, now)
            calls.end_open_calls_of(session, handoff, Ended.ADVISER_HUNG_UP, now)


def _wrap_up(session: Session, adviser_id: int) -> str:
    """Ends the talk, by voice or in writing; the public id of its handoff."""
    handoff, conversation = access.handoff_in_hand(session, adviser_id)
    handoffs.wrap_up(session, conversation, handoff, "adviser", clock.now())
    calls.end_open_calls_of(session, handoff, Ended.ADVISER_HUNG_UP, clock.now())
    return handoff.public_id


def _due(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError as unclear:
        raise DueTimeUnclear from unclear
