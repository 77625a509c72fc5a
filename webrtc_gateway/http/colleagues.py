"""Colleagues in a call: who is asked, comes, takes over or supervises, first in the records and then on the line."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from customer_care import access, advisers, clock, guests
from customer_care.advisers import Presence
from customer_care.database import in_thread, read_in_thread
from customer_care.errors import NotFound
from customer_care.guests import CallGuest, GuestStatus
from webrtc_gateway import messages
from webrtc_gateway.call import Side, Supervising
from webrtc_gateway.house import House
from webrtc_gateway.views import PARTS

Message = (
    messages.AskColleague
    | messages.AnswerColleague
    | messages.DismissColleague
    | messages.BringTogether
    | messages.HandOver
    | messages.Supervise
    | messages.LeaveCall
)


@dataclass(frozen=True)
class Place:
    """Where an adviser sits: in the call of which handoff (its public id and its row), on which side, and under which name."""

    handoff: str
    row: int
    side: Side
    name: str = ""


async def carry_out(house: House, adviser_id: int, message: Message) -> None:
    """Does what a desk asks. Raises ColleagueNotFree, NoConsultation, ForLeadsOnly, NoCall, NotFound (no handoff in hand)."""
    match message:
        case messages.AskColleague(colleague=colleague):
            await in_thread(_ask, adviser_id, colleague, house.settings.ring_seconds)
        case messages.AnswerColleague(comes=False):
            await in_thread(guests.decline, adviser_id, message.consultation, clock.now())
        case messages.AnswerColleague():
            place = await in_thread(_accept, adviser_id, message.consultation)
            await house.switchboard.admit(place.handoff, place.side, place.name)
        case messages.DismissColleague():
            house.switchboard.dismiss(await in_thread(_send_away, adviser_id), Side.SECOND)
        case messages.BringTogether():
            house.switchboard.bring_together(await read_in_thread(_handoff_in_hand, adviser_id))
        case messages.HandOver():
            house.switchboard.hand_over(*await in_thread(_take_over, adviser_id))
        case messages.Supervise():
            place = await in_thread(_supervise, adviser_id, message.handoff)
            await house.switchboard.admit(place.handoff, place.side, place.name, Supervising(message.how))
        case messages.LeaveCall():
            await leave(house, adviser_id)


async def leave(house: House, adviser_id: int) -> None:
    """A guest is out. Raises NoConsultation."""
    place = await in_thread(_leave, adviser_id)
    house.switchboard.dismiss(place.handoff, place.side)


async def replace_lost(house: House, adviser_id: int) -> None:
    """This adviser's voice has failed for good; the colleague on the line takes over. Raises NoConsultation, NotFound."""
    house.switchboard.hand_over(*await in_thread(_replace_lost, adviser_id))


def place_of(session: Session, adviser_id: int) -> Place:
    """The call in which this adviser has a part: that of their own handoff, or one where they are a guest. Raises NotFound."""
    try:
        handoff, _ = access.handoff_in_hand(session, adviser_id)
        return Place(handoff.public_id, handoff.id, Side.ADVISER)
    except NotFound:
        guest = guests.guest_of(session, adviser_id)
        if guest is None or guest.status != GuestStatus.IN:
            raise
        return _place(session, guest)


def _ask(session: Session, adviser_id: int, colleague: int, ring_seconds: int) -> None:
    handoff, _ = access.handoff_in_hand(session, adviser_id)
    guests.ask(session, handoff, colleague, timedelta(seconds=ring_seconds), clock.now())


def _accept(session: Session, adviser_id: int, consultation: str) -> Place:
    return _place(session, guests.accept(session, adviser_id, consultation, clock.now()))


def _send_away(session: Session, adviser_id: int) -> str:
    handoff, _ = access.handoff_in_hand(session, adviser_id)
    guests.send_away(session, handoff, clock.now())
    return handoff.public_id


def _take_over(session: Session, adviser_id: int) -> tuple[str, int]:
    """The handoff, and who has it now."""
    now = clock.now()
    handoff, conversation = access.handoff_in_hand(session, adviser_id)
    colleague = guests.take_over(session, conversation, handoff, now)
    # The next one must not ring in the moment in which this adviser says goodbye.
    advisers.set_presence(session, adviser_id, Presence.BUSY, now)
    return handoff.public_id, colleague.adviser_id


def _replace_lost(session: Session, adviser_id: int) -> tuple[str, int]:
    handoff, conversation = access.handoff_in_hand(session, adviser_id)
    colleague = guests.replace_lost(session, conversation, handoff, clock.now())
    return handoff.public_id, colleague.adviser_id


def _supervise(session: Session, adviser_id: int, public_id: str) -> Place:
    handoff, _ = access.handoff_to_answer(session, public_id)
    return _place(session, guests.supervise(session, handoff, access.adviser(session, adviser_id), clock.now()))


def _leave(session: Session, adviser_id: int) -> Place:
    return _place(session, guests.leave(session, adviser_id, clock.now()))


def _handoff_in_hand(session: Session, adviser_id: int) -> str:
    return access.handoff_in_hand(session, adviser_id)[0].public_id


def _place(session: Session, guest: CallGuest) -> Place:
    handoff, _ = access.handoff_taken_part_in(session, guest.handoff_id)
    return Place(handoff.public_id, handoff.id, PARTS[guest.part], guest.name)
