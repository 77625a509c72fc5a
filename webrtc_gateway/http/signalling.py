"""Offer, answer and candidates of one leg, and what its party does in the call; the same for customer and desk."""

from customer_care.errors import ReassureError
from webrtc_gateway import messages, views
from webrtc_gateway.call import Side
from webrtc_gateway.switchboard import Switchboard

Signal = messages.LegOffer | messages.LegCandidate | messages.Mute | messages.Hold | messages.Resume


class NotForThisSide(ReassureError):
    """Only the adviser holds a call and takes it up again."""

    code = "not_for_this_side"


async def signal(switchboard: Switchboard, handoff: str, side: Side, message: Signal) -> messages.LegAnswer | None:
    """Does what a browser asks of its leg or its call; an offer is answered. Raises SdpRefused, NoCall, NotForThisSide."""
    match message:
        case messages.LegOffer(sdp=sdp):
            return messages.LegAnswer(await switchboard.open_leg(handoff, side, sdp))
        case messages.LegCandidate(candidate=candidate):
            await switchboard.add_candidate(handoff, side, candidate)
        case messages.Mute(muted=muted):
            switchboard.mute(handoff, side, muted)
        case messages.Hold() | messages.Resume() if side is not Side.ADVISER:
            raise NotForThisSide
        case messages.Hold():
            switchboard.hold(handoff)
        case messages.Resume():
            switchboard.resume(handoff)
    return None


def call_quality(switchboard: Switchboard, handoff: str) -> messages.CallQuality | None:
    """How good the lines of this handoff's call are, while it is live and carried here."""
    found = switchboard.lines_of(handoff)
    return views.call_quality(*found) if found else None


def call_view(switchboard: Switchboard, handoff: str, side: Side) -> messages.Call | None:
    """The call of this handoff as `side` sees it, if it is carried here and they are in it.

    A guest is in the records a moment longer than in the call, when they leave, and a moment earlier, when they come.
    """
    found = switchboard.call_of(handoff)
    return views.call(*found, side) if found and side in found[1].parties else None
