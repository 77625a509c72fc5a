"""Recording a call: what adviser and customer say about it over their sockets, and who listens to it afterwards."""

import asyncio
from contextlib import aclosing
from dataclasses import asdict, dataclass
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json
from sqlalchemy.orm import Session

from customer_care import access, clock, handoffs
from customer_care import recordings as records
from customer_care.access import ReasonMissing, Visitor
from customer_care.database import in_thread, read_in_thread
from customer_care.handoffs import Handoff
from customer_care.recordings import Keeping, Recording, RecordingStatus, StoppedBecause
from webrtc_gateway import auth, messages, two_channels
from webrtc_gateway.house import House
from webrtc_gateway.hub import DESK
from webrtc_gateway.switchboard import NoCall

recordings = Blueprint("recordings", url_prefix="/api/desk/recordings")

TOLD_FIRST = 0.2  # seconds

FromAdviser = messages.ProposeRecording | messages.PauseRecording | messages.StopRecording
FromCustomer = messages.AnswerRecording | messages.StopRecording


@dataclass(frozen=True)
class Listed:
    """A recording as the desk lists it. Times are ISO 8601 in UTC."""

    id: str
    adviser: str
    started_at: str
    seconds: int
    keep_until: str
    is_whole: bool


@dataclass(frozen=True)
class Agreed:
    """What is needed to begin: of which handoff, and the key of the file."""

    handoff: str
    recording: str
    key: bytes


# ── in the call ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def by_adviser(house: House, adviser_id: int, message: FromAdviser) -> None:
    """Proposes, pauses, goes on, stops. Raises NoCall, OthersTakePart and what `customer_care/recordings.py` raises."""
    handoff, _ = await read_in_thread(access.handoff_in_hand, adviser_id)
    match message:
        case messages.ProposeRecording():
            _demand_two(house, handoff.public_id)
            await in_thread(_propose, adviser_id, house.recorder.keeping)
        case messages.PauseRecording(paused=True):
            # First the sound: nothing that is said after the adviser pressed is on the tape.
            house.recorder.pause(handoff.public_id, True)
            await in_thread(_pause, adviser_id, True)
        case messages.PauseRecording():
            await in_thread(_pause, adviser_id, False)
            house.recorder.pause(handoff.public_id, False)
        case messages.StopRecording():
            await house.recorder.stop(handoff.public_id, StoppedBecause.ADVISER)


async def by_customer(house: House, visitor: Visitor, message: FromCustomer) -> None:
    """Agrees, refuses, stops. Raises NoCall, and OthersTakePart instead of a recording that would end at once."""
    match message:
        case messages.AnswerRecording():
            handoff = await read_in_thread(_handoff_of, visitor)
            if message.agreed:
                _demand_two(house, handoff)
            elif house.switchboard.call_of(handoff) is None:
                raise NoCall
            agreed = await in_thread(_answer, visitor, message, house.recorder.keeping)
            if agreed:
                house.hub.wake(visitor.conversation, DESK)
                await _begin(house, agreed)
        case messages.StopRecording():
            await house.recorder.stop(await read_in_thread(_handoff_of, visitor), StoppedBecause.CUSTOMER)


def _demand_two(house: House, handoff: str) -> None:
    found = house.switchboard.call_of(handoff)
    if found is None:
        raise NoCall
    if not found[1].is_between_two():
        raise records.OthersTakePart


async def _begin(house: House, agreed: Agreed) -> None:
    """Both screens show it before the first sound is on tape; whoever stops or pauses it in that moment has done so."""
    await asyncio.sleep(TOLD_FIRST)
    status = await read_in_thread(_status_of, agreed.recording)
    if status in records.RUNNING:
        house.recorder.begin(agreed.handoff, agreed.recording, agreed.key)
        house.recorder.pause(agreed.handoff, status == RecordingStatus.PAUSED)
        house.recorder.follow(agreed.handoff, house.switchboard.on_record(agreed.handoff))


# ── afterwards ────────────────────────────────────────────────────────────────────────────────────────────────────────


@recordings.get("/")
async def show(request: Request) -> HTTPResponse:
    """Those that whoever is signed in may listen to."""
    return json({"recordings": await read_in_thread(_listed, request.cookies.get(auth.DESK_COOKIE))})


@recordings.post("/<recording:str>")
async def listen(request: Request, recording: str) -> None:
    """The sound, for a reason that is kept with who listened and when."""
    house: House = request.app.ctx.house
    auth.demand_own_page(request)
    found = await in_thread(_heard, request.cookies.get(auth.DESK_COOKIE), recording, _reason(request))
    await _give(request, found, house.recorder.keeping)


async def give_to_customer(request: Request, visitor: Visitor, recording: str) -> None:
    """Answers with the sound. Raises NotFound for what is not theirs."""
    house: House = request.app.ctx.house
    await _give(request, await read_in_thread(access.recording_of_visitor, visitor, recording), house.recorder.keeping)


async def _give(request: Request, recording: Recording, keeping: Keeping) -> None:
    """Nothing leaves before the whole file was found to be as it was sealed."""
    opened = await asyncio.to_thread(_opened, recording, keeping)
    headers = {"Content-Disposition": 'attachment; filename="call.ogg"', "Cache-Control": "no-store"}
    response = await request.respond(content_type="audio/ogg", headers=headers)
    async with aclosing(two_channels.joined(opened)) as pieces:
        async for piece in pieces:
            await response.send(piece)
    await response.eof()


def _opened(recording: Recording, keeping: Keeping) -> bytes:
    return two_channels.opened(records.sealed_in(recording, keeping))


def _reason(request: Request) -> str:
    reason = request.json.get("reason") if isinstance(request.json, dict) else None
    if not isinstance(reason, str):
        raise ReasonMissing
    return reason


def _propose(session: Session, adviser_id: int, keeping: Keeping) -> None:
    handoff, conversation = access.handoff_in_hand(session, adviser_id)
    records.propose(session, conversation, handoff, keeping, clock.now())


def _pause(session: Session, adviser_id: int, paused: bool) -> None:
    handoff, conversation = access.handoff_in_hand(session, adviser_id)
    records.pause(session, conversation, handoff, paused, clock.now())


def _answer(session: Session, visitor: Visitor, message: messages.AnswerRecording, keeping: Keeping) -> Agreed | None:
    conversation = access.conversation_of(session, visitor)
    recording = records.answer(session, conversation, message.recording, message.agreed, keeping, clock.now())
    if not message.agreed:
        return None
    handoff = session.get_one(Handoff, recording.handoff_id)
    return Agreed(handoff.public_id, recording.public_id, records.key_of(recording, keeping))


def _status_of(session: Session, public_id: str) -> RecordingStatus | None:
    recording = records.by_public_id(session, public_id)
    return recording.status if recording else None


def _handoff_of(session: Session, visitor: Visitor) -> str:
    handoff = handoffs.newest(session, access.conversation_of(session, visitor))
    if handoff is None:
        raise records.RecordingOver
    return handoff.public_id


def _heard(session: Session, secret: str | None, recording: str, reason: str) -> Recording:
    now = clock.now()
    return access.recording_to_hear(session, access.adviser_signed_in(session, secret, now), recording, reason, now)


def _listed(session: Session, secret: str | None) -> list[dict[str, Any]]:
    listener = access.adviser_signed_in(session, secret, clock.now())
    return [asdict(_view(recording)) for recording in access.recordings_to_hear(session, listener)]


def _view(recording: Recording) -> Listed:
    return Listed(
        id=recording.public_id,
        adviser=recording.adviser_name,
        started_at=(recording.started_at or recording.proposed_at).isoformat(),
        seconds=recording.seconds or 0,
        keep_until=recording.keep_until.isoformat() if recording.keep_until else "",
        is_whole=recording.is_whole,
    )
