"""Widget ↔ journal ↔ assistant: a visitor's session, their socket, and what they may see, keep and delete."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from pydantic import TypeAdapter
from sanic import Blueprint, HTTPResponse, Request, Websocket, empty, json, text
from sqlalchemy.orm import Session

from customer_care import (
    access,
    call_backs,
    clock,
    context,
    conversations,
    frustration,
    handoffs,
    journal,
    outbox,
    privacy,
    queue,
    repair_talk,
    settings,
    unasked,
    wording,
)
from customer_care.access import Visitor
from customer_care.conversations import Conversation
from customer_care.database import in_thread, read_in_thread
from customer_care.errors import NotFound, ReassureError
from customer_care.frustration import Noticing
from customer_care.handoffs import Handoff, Status, Way
from customer_care.journal import Speaker
from customer_care.outbox import Errand
from webrtc_gateway import auth, messages, metrics, views
from webrtc_gateway.call import Ended, Side
from webrtc_gateway.connection import Connection, let_in
from webrtc_gateway.house import House
from webrtc_gateway.http import recordings, signalling
from webrtc_gateway.hub import DESK

chat = Blueprint("chat", url_prefix="/api/chat")

WORD = re.compile(r"\w+")
TALKING = {Status.ACCEPTED, Status.LIVE}
CALL_IS_NEAR = {Status.QUEUED, Status.RINGING, Status.ACCEPTED, Status.LIVE}
FEWEST_DIGITS = 6  # of a telephone number; the shortest that private people have
RING_WITHIN = timedelta(minutes=30)  # when an adviser is with them already


class NoSuchButton(ReassureError):
    """That turn offered no such answer."""

    code = "no_such_button"


class NoHandoff(ReassureError):
    """There is no request for a person under way to which this could belong."""

    code = "no_handoff"


class PhoneMissing(ReassureError):
    """A call back needs a number that can be rung."""

    code = "phone_missing"


@chat.get("/admission")
async def tell_admission(request: Request) -> HTTPResponse:
    """Whether a page may open a chat. The one answer that pages of every origin may read, to say what is missing."""
    house: House = request.app.ctx.house
    auth.demand_admitted(request, house.settings)
    return empty()


@chat.post("/session")
async def open_session(request: Request) -> HTTPResponse:
    """A token for this visitor: the one that is shown, if its conversation is still there, or one for a new conversation."""
    house: House = request.app.ctx.house
    shown = (request.json or {}).get("token")
    visitor = await read_in_thread(_known_visitor, house, shown) if isinstance(shown, str) else None
    if visitor is None:
        house.limits.count(auth.NEW_CONVERSATIONS, auth.address(request))
        visitor = await in_thread(_begin, house.settings.company)
    return json({"token": house.visitors.token(visitor), "conversation": visitor.conversation})


@chat.post("/ticket")
async def issue_ticket(request: Request) -> HTTPResponse:
    house: House = request.app.ctx.house
    visitor = house.visitors.read(auth.bearer(request))
    house.limits.count(auth.TICKETS, visitor.conversation)
    return json({"ticket": await in_thread(_visitor_ticket, visitor)})


@chat.post("/window/ticket")
async def issue_window_ticket(request: Request) -> HTTPResponse:
    """A ticket with which a window of its own comes into this visitor's conversation."""
    house: House = request.app.ctx.house
    visitor = house.visitors.read(auth.bearer(request))
    house.limits.count(auth.TICKETS, visitor.conversation)
    return json({"ticket": await in_thread(_window_ticket, visitor)})


@chat.post("/window")
async def open_window(request: Request) -> HTTPResponse:
    """The token for the holder of such a ticket, if the page that opened the window is one that may open a chat.

    Without that check a foreign page could open our window with a conversation of its own in it, and read what is written there.
    """
    house: House = request.app.ctx.house
    asked = request.json or {}
    auth.demand_public_origin(str(asked.get("opener", "")), request, house.settings)
    conversation = await in_thread(access.use_ticket, "window", str(asked.get("ticket", "")), clock.now())
    return json({"token": house.visitors.token(Visitor(conversation))})


@chat.websocket("/socket")  # type: ignore[untyped-decorator]
async def serve_socket(request: Request, socket: Websocket) -> None:
    house: House = request.app.ctx.house
    public_id = await let_in(socket, auth.show_ticket(request, "visitor", house.settings))
    if public_id is None:
        return
    visitor = Visitor(public_id)
    connection = CustomerConnection(socket, house.hub, house.limits, visitor.conversation, house, visitor)
    with (
        house.hub.listening(visitor.conversation, connection.woken),
        house.places.open_in(visitor.conversation, connection),
        metrics.sockets.labels("customer").track_inprogress(),
    ):
        await connection.run()


@chat.get("/transcript")
async def download_transcript(request: Request) -> HTTPResponse:
    house: House = request.app.ctx.house
    transcript = await read_in_thread(_transcript, house.visitors.read(auth.bearer(request)))
    return text(transcript, headers={"Content-Disposition": 'attachment; filename="conversation.txt"'})


@chat.get("/held")
async def what_we_hold(request: Request) -> HTTPResponse:
    house: House = request.app.ctx.house
    return json({"items": await read_in_thread(_held, house.visitors.read(auth.bearer(request)))})


@chat.get("/recordings/<recording:str>")
async def download_recording(request: Request, recording: str) -> None:
    """The customer's own recording: one Ogg, the customer left and the adviser right."""
    house: House = request.app.ctx.house
    await recordings.give_to_customer(request, house.visitors.read(auth.bearer(request)), recording)


@chat.delete("/conversation")
async def delete_conversation(request: Request) -> HTTPResponse:
    house: House = request.app.ctx.house
    visitor = house.visitors.read(auth.bearer(request))
    await in_thread(_erase, visitor)
    house.relay.wake()
    house.hub.wake(visitor.conversation)
    return empty()


@dataclass(eq=False)
class CustomerConnection(Connection):
    """A widget's socket: one tab of one conversation."""

    house: House
    visitor: Visitor

    incoming: ClassVar[TypeAdapter[Any]] = messages.from_customer
    outgoing: ClassVar[TypeAdapter[Any]] = messages.to_customer
    is_window = False
    _seq = 0

    async def hello(self, message: messages.Hello) -> None:
        last_seq, wait = await in_thread(_arrive, self.visitor)
        self._seq = min(message.after, last_seq)
        self.send(messages.Welcome(self.house.settings.company, last_seq, wait))
        self.is_window = message.window
        self.house.places.tell(self.visitor.conversation)

    async def look(self) -> None:
        shown = await read_in_thread(_look, self.visitor, self._seq, self.house)
        if shown.turns:
            self._seq = shown.turns[-1].seq
            self.send(messages.Turns(shown.turns))
        if shown.handoff and shown.handoff.way == "voice" and shown.handoff.status in CALL_IS_NEAR:
            self.give_relays(self.house.media_relays)
        self.send_state(messages.AssistantBusy(self.hub.is_busy(self.visitor.conversation)))
        self.send_state(messages.HandoffState(shown.handoff))
        self.send_state(messages.NoticingState(shown.noticing.value))
        self.send_state(shown.promises)

    async def handle(self, message: Any) -> None:
        match message:
            case messages.Say():
                self._kept(message, *await in_thread(_say, self.visitor, message))
            case messages.Press():
                self._kept(message, *await in_thread(_press, self.visitor, message))
            case messages.LegOffer() | messages.LegCandidate() | messages.Mute():
                await self._signal(message)
            case messages.AnswerRecording() | messages.StopRecording():
                await recordings.by_customer(self.house, self.visitor, message)
                self._changed()
                await self._show_handoff()
            case messages.HangUp() | messages.LegFailed():
                await self._leave_call(message)
                await self._show_handoff()
            case messages.SwitchNoticing():
                noticing = await in_thread(_switch_noticing, self.visitor, message.on)
                self.send_state(messages.NoticingState(noticing.value), always=True)
                self.house.relay.wake()
                self._changed()
            case messages.BringBack():
                self.house.places.bring_back(self.visitor.conversation)
            case messages.NewsByMail():
                self.send_state(await in_thread(_news_by_mail, self.visitor, message.address), always=True)
                self._changed()
            case _:
                await in_thread(_move_handoff, self.visitor, message)
                if isinstance(message, messages.Meet) and message.because:
                    self.house.switchboard.end(await self._handoff_id(), Ended.NO_AUDIO_PATH)
                self.house.relay.wake()
                self._changed()
                await self._show_handoff()
                # Whoever waits now rings now, and not with the next tick of the clock.
                await self.house.tend(clock.now())

    async def _signal(self, message: messages.LegOffer | messages.LegCandidate | messages.Mute) -> None:
        if isinstance(message, messages.LegOffer):
            self.house.places.take_call(self.visitor.conversation, self)
        if self.in_call is None or not isinstance(message, messages.LegCandidate):
            self.in_call = await self._handoff_id()
        if answer := await signalling.signal(self.house.switchboard, self.in_call, Side.CUSTOMER, message):
            self.send(answer)

    async def _leave_call(self, message: messages.HangUp | messages.LegFailed) -> None:
        """Hanging up ends the talk, also one in writing; a browser without a voice goes on in writing."""
        handoff = await in_thread(_leave, self.visitor, isinstance(message, messages.HangUp))
        because = Ended.CUSTOMER_HUNG_UP if isinstance(message, messages.HangUp) else Ended.NO_AUDIO_PATH
        self.house.switchboard.end(handoff, because)
        self._changed()

    def _kept(self, message: Any, seq: int, conversation_id: int) -> None:
        """It is in the journal: said to the one who sent it, and to everybody who looks."""
        self.send(messages.Received(message.id, seq))
        self.house.relay.wake(conversation_id)
        self._changed()

    def _changed(self) -> None:
        self.hub.wake(self.visitor.conversation, DESK)

    async def _show_handoff(self) -> None:
        """Answers with the whole state, also when it is the same: the widget waits for an answer."""
        shown = await read_in_thread(_look, self.visitor, self._seq, self.house)
        self.send_state(messages.HandoffState(shown.handoff), always=True)

    async def _handoff_id(self) -> str:
        return await read_in_thread(_newest_handoff_id, self.visitor)


@dataclass(frozen=True)
class Shown:
    turns: list[messages.Turn]
    handoff: messages.CustomerHandoff | None
    noticing: Noticing
    promises: messages.PromisesState


def _known_visitor(session: Session, house: House, token: str) -> Visitor | None:
    try:
        visitor = house.visitors.read(token)
        access.conversation_of(session, visitor)
    except (auth.BadToken, NotFound):
        return None
    return visitor


def _begin(session: Session, company: str) -> Visitor:
    """A new conversation, which opens with who speaks, what it can do, and what it cannot."""
    now = clock.now()
    conversation = conversations.start(session, "web", "en", now)
    welcome = wording.say("utter_welcome", company=company)
    extras = {"buttons": list(welcome.buttons)}
    journal.append(session, conversation, Speaker.ASSISTANT, welcome.text, now, client_id="welcome", extras=extras)
    return Visitor(conversation.public_id)


def _visitor_ticket(session: Session, visitor: Visitor) -> str:
    access.conversation_of(session, visitor)
    return access.issue_pass(session, "visitor", visitor.conversation, access.TICKET_FOR, clock.now())


def _window_ticket(session: Session, visitor: Visitor) -> str:
    access.conversation_of(session, visitor)
    return access.issue_pass(session, "window", visitor.conversation, access.TICKET_FOR, clock.now())


def _arrive(session: Session, visitor: Visitor) -> tuple[int, messages.Wait]:
    now = clock.now()
    conversation = access.conversation_of(session, visitor)
    conversation.seen_at = now
    return conversation.last_seq, views.wait(queue.wait_for(session, None, now))


def _look(session: Session, visitor: Visitor, after: int, house: House) -> Shown:
    conversation = access.conversation_of(session, visitor)
    turns = [views.turn(record) for record in journal.read_after(session, conversation, after)]
    newest = handoffs.newest(session, conversation)
    call = signalling.call_view(house.switchboard, newest.public_id, Side.CUSTOMER) if newest else None
    return Shown(
        turns,
        views.customer_handoff(session, conversation, call, clock.now()),
        frustration.noticing(conversation),
        views.promises(session, conversation),
    )


def _say(session: Session, visitor: Visitor, message: messages.Say) -> tuple[int, int]:
    """Who types the words of a quick answer that is still shown, in whatever language, has given it."""
    conversation = access.conversation_of(session, visitor)
    if handoffs.with_adviser(session, conversation) is None:
        for turn in journal.newest_answer(session, conversation):
            for button in turn.extras.get("buttons", []):
                if _in_small_words(button["title"]) == _in_small_words(message.text):
                    return _answer_quickly(session, visitor, message.id, turn, button)
    return _journal(session, visitor, message.id, message.text, None)


def _press(session: Session, visitor: Visitor, message: messages.Press) -> tuple[int, int]:
    conversation = access.conversation_of(session, visitor)
    turn = journal.turn_number(session, conversation, message.turn)
    buttons = turn.extras.get("buttons", []) if turn else []
    if turn is None or message.button >= len(buttons):
        raise NoSuchButton
    return _answer_quickly(session, visitor, message.id, turn, buttons[message.button])


def _answer_quickly(
    session: Session, visitor: Visitor, client_id: str, turn: journal.Turn, button: dict[str, str]
) -> tuple[int, int]:
    """A quick answer: journalled as its title, said to the assistant as the payload that we issued ourselves."""
    _decide_at_once(session, access.conversation_of(session, visitor), turn, button["payload"])
    return _journal(session, visitor, client_id, button["title"], button["payload"])


def _in_small_words(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def _decide_at_once(session: Session, conversation: Conversation, turn: journal.Turn, payload: str) -> None:
    """What is answered to the offer of a person in this turn holds whether or not the assistant can hear it."""
    if payload == "/ask_for_person":
        handoffs.offer(session, conversation, [context.ASKED], clock.now())
    elif payload == handoffs.NOT_NOW:
        handoffs.step_back_from_offer(session, conversation, clock.now())
    elif payload == "/not_the_reason":
        handoffs.contest(session, conversation, turn.extras.get("offer", {}).get("reasons", []), clock.now())


def _journal(session: Session, visitor: Visitor, client_id: str, words: str, payload: str | None) -> tuple[int, int]:
    now = clock.now()
    conversation = access.conversation_of(session, visitor)
    pressed = {context.PRESSED: payload} if payload else {}
    turn, is_new = journal.append(session, conversation, Speaker.CUSTOMER, words, now, client_id=f"c:{client_id}", extras=pressed)
    answered = is_new and payload is not None and repair_talk.answered(session, conversation, payload, now)
    if is_new and not answered and handoffs.with_adviser(session, conversation) is None:
        said = {"payload": payload} if payload else {}
        outbox.put(session, conversation, Errand.SAY, {"turn": turn.seq, **said}, now)
    return turn.seq, conversation.id


def _move_handoff(session: Session, visitor: Visitor, message: Any) -> None:
    """What the customer decides about a person: ask, agree, choose how to meet, step back, say how easy it was."""
    now = clock.now()
    conversation = access.conversation_of(session, visitor)
    if isinstance(message, messages.AskForPerson):
        handoffs.offer(session, conversation, [context.ASKED], now, look_again=True)
        return
    handoff = handoffs.newest(session, conversation)
    if handoff is None:
        raise NoHandoff
    match message:
        case messages.Consent():
            handoffs.agree(session, handoff, message.package, message.shared, message.goal, now)
        case messages.Meet():
            _meet(session, conversation, handoff, message, now)
        case messages.StepBack():
            handoffs.step_back(session, conversation, handoff, now)
        case messages.RateEffort():
            handoffs.rate_effort(session, handoff, message.score)


def _meet(session: Session, conversation: Conversation, handoff: Handoff, message: messages.Meet, now: datetime) -> None:
    way = Way(message.way)
    if way is not Way.CALLBACK:
        queue.demand_room(session)
        wait = _wait_in_words(session, handoff, now)
        handoffs.request(session, conversation, handoff, way, wait, now)
        return
    if not message.phone or sum(map(str.isdigit, message.phone)) < FEWEST_DIGITS:
        raise PhoneMissing
    phone, named = message.phone.strip(), _named_time(message.when)
    if handoff.status in TALKING:
        handoffs.ring_instead(session, conversation, handoff, phone, message.because, named or now + RING_WITHIN, now)
    else:
        due_at = named or _as_soon_as_possible(now)
        handoffs.request_callback(session, conversation, handoff, phone, due_at, now, soon=named is None)


def _as_soon_as_possible(now: datetime) -> datetime:
    company = settings.current()
    return call_backs.as_soon_as_possible(now, timedelta(minutes=company.call_back_minutes), company.quiet_hours)


def _wait_in_words(session: Session, handoff: Handoff, now: datetime) -> str:
    estimate = queue.wait_for(session, handoff, now)
    return wording.wait(estimate.low_seconds, estimate.high_seconds)


def _named_time(when: str | None) -> datetime | None:
    """The time that the widget's date and time field gave, or None when it was left empty."""
    try:
        named = datetime.fromisoformat(when) if when else None
    except ValueError:
        return None
    return named.astimezone() if named else None


def _switch_noticing(session: Session, visitor: Visitor, on: bool) -> Noticing:
    conversation = access.conversation_of(session, visitor)
    handoffs.switch_noticing(session, conversation, on, clock.now())
    return frustration.noticing(conversation)


def _news_by_mail(session: Session, visitor: Visitor, address: str | None) -> messages.PromisesState:
    conversation = access.conversation_of(session, visitor)
    if address:
        unasked.agree_to_mail(session, conversation, address, clock.now())
    else:
        unasked.no_more_mail(session, conversation)
    session.flush()
    return views.promises(session, conversation)


def _leave(session: Session, visitor: Visitor, hung_up: bool) -> str:
    """The customer leaves the call, for good or to go on in writing. The public id of the handoff; raises NoHandoff."""
    now = clock.now()
    conversation = access.conversation_of(session, visitor)
    handoff = handoffs.under_way(session, conversation)
    if handoff is None:
        raise NoHandoff
    if hung_up:
        handoffs.wrap_up(session, conversation, handoff, "customer", now)
    else:
        handoffs.continue_by_text(session, conversation, handoff, now)
    return handoff.public_id


def _newest_handoff_id(session: Session, visitor: Visitor) -> str:
    handoff = handoffs.newest(session, access.conversation_of(session, visitor))
    if handoff is None:
        raise NoHandoff
    return handoff.public_id


def _transcript(session: Session, visitor: Visitor) -> str:
    return privacy.transcript(session, access.conversation_of(session, visitor))


def _held(session: Session, visitor: Visitor) -> list[dict[str, str]]:
    return privacy.held(session, access.conversation_of(session, visitor))


def _erase(session: Session, visitor: Visitor) -> None:
    privacy.erase(session, access.conversation_of(session, visitor), clock.now())
