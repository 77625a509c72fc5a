"""What one gateway process is made of, wired in one place, and what time does to it."""

import contextlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from customer_care import advisers, clock, conversations, handoffs, queue, recordings, wording
from customer_care.conversations import Conversation
from customer_care.database import in_thread
from customer_care.handoffs import Handoff
from customer_care.recordings import StoppedBecause
from customer_care.settings import Settings
from webrtc_gateway.assistant import Assistant
from webrtc_gateway.auth import Limits, Visitors
from webrtc_gateway.call import VOICE_FAILED, Ended
from webrtc_gateway.hub import DESK, Hub
from webrtc_gateway.leg import SdpRules
from webrtc_gateway.media_check import MediaCheck
from webrtc_gateway.media_relays import MediaRelays
from webrtc_gateway.outbox_relay import OutboxRelay
from webrtc_gateway.places import Places
from webrtc_gateway.recorder import Recorder
from webrtc_gateway.sounds import Sounds
from webrtc_gateway.switchboard import ANSWERED, STILL_WAITING, NoCall, Switchboard


class OpenDesk(Protocol):
    """A desk that an adviser has open here."""

    adviser_id: int


@dataclass
class House:
    settings: Settings
    hub: Hub
    visitors: Visitors
    limits: Limits
    assistant: Assistant
    relay: OutboxRelay
    sounds: Sounds
    switchboard: Switchboard
    recorder: Recorder
    media_relays: MediaRelays
    media_check: MediaCheck = field(default_factory=MediaCheck)
    places: Places = field(default_factory=Places)
    desks: set[OpenDesk] = field(default_factory=set)

    async def tend(self, now: datetime) -> None:
        """What time does: leases and absences, the next ring, calls that did not connect or whose handoff is over."""
        self.switchboard.time_passed(now)
        ring_for = timedelta(seconds=self.settings.ring_seconds)
        moved, waiting, talking = await in_thread(_tend_queue, ring_for, now)
        await self._follow_handoffs(waiting, talking)
        if moved:
            self.hub.wake_all()

    async def _follow_handoffs(self, waiting: dict[str, str], talking: dict[str, int]) -> None:
        """What became of the handoffs whose calls are carried here: answered, with a colleague, back in the queue, or over."""
        for handoff, adviser in self.switchboard.handoffs().items():
            if handoff in waiting:
                if adviser is not None:
                    self.switchboard.wait_again(handoff)
                self.switchboard.announce(handoff, waiting[handoff])
            elif handoff not in talking:
                self.switchboard.end(handoff, Ended.HANDOFF_OVER)
            elif adviser is None:
                with contextlib.suppress(NoCall):  # it goes on in writing by now
                    await self.switchboard.answer(handoff)
            elif talking[handoff] != adviser:
                with contextlib.suppress(NoCall):  # it has ended by now
                    self.switchboard.hand_over(handoff, talking[handoff])

    async def note_who_is_here(self, now: datetime) -> None:
        """Customers who look and advisers whose desk is open are there; who is not noted for a while has left."""
        here = self.hub.conversations_listened_to()
        at_desks = {desk.adviser_id for desk in self.desks}
        if here or at_desks:
            await in_thread(_note_seen, here, at_desks, now)


def build(settings: Settings) -> House:
    hub = Hub()
    actions_url = f"http://127.0.0.1:{settings.actions_port}"
    assistant = Assistant(settings.rasa_url, settings.rasa_token, actions_url)
    sounds = Sounds(keep_in=settings.state_dir / "speech")
    sdp_rules = SdpRules(allow_loopback=settings.allow_loopback_media, allow_private=settings.allow_private_media)

    def call_changed(conversation: str) -> None:
        hub.wake(conversation, DESK)

    recorder = Recorder(recordings.keeping_of(settings), call_changed)

    async def call_ended(handoff: str, because: Ended) -> None:
        await recorder.stop(handoff, StoppedBecause.CALL_ENDED)
        hub.wake(await in_thread(after_call, handoff, because), DESK)

    return House(
        settings=settings,
        hub=hub,
        visitors=Visitors(settings.secret_key),
        limits=Limits(),
        assistant=assistant,
        relay=OutboxRelay(assistant, hub, settings.assistant_timeout_seconds),
        sounds=sounds,
        switchboard=Switchboard(sdp_rules, sounds, recorder, call_changed, call_ended),
        recorder=recorder,
        media_relays=MediaRelays(settings.turn_urls, settings.turn_secret),
    )


def after_call(session: Session, handoff_id: str, because: Ended) -> str:
    """What a call's end means for its handoff: when the voice failed, it goes on in writing."""
    now = clock.now()
    handoff = session.scalars(select(Handoff).where(Handoff.public_id == handoff_id)).one()
    conversation = session.get_one(Conversation, handoff.conversation_id)
    if because in VOICE_FAILED and handoff.status in ANSWERED and handoff.way == handoffs.Way.VOICE:
        handoffs.continue_by_text(session, conversation, handoff, now)
    return conversation.public_id


def _tend_queue(session: Session, ring_for: timedelta, now: datetime) -> tuple[int, dict[str, str], dict[str, int]]:
    """How many handoffs moved, which wait by voice now and for how long, in words to be spoken, and which talk, with whom."""
    moved = queue.tend(session, ring_for, now)
    by_voice = select(Handoff).where(Handoff.way == handoffs.Way.VOICE)
    waiting = session.scalars(by_voice.where(Handoff.status.in_(STILL_WAITING))).all()
    talking = session.scalars(by_voice.where(Handoff.status.in_(ANSWERED)))
    with_whom = {one.public_id: one.adviser_id for one in talking if one.adviser_id is not None}
    return moved, {one.public_id: _spoken_wait(session, one, now) for one in waiting}, with_whom


def _spoken_wait(session: Session, handoff: Handoff, now: datetime) -> str:
    estimate = queue.wait_for(session, handoff, now)
    return wording.spoken_wait(estimate.low_seconds, estimate.high_seconds)


def _note_seen(session: Session, here: set[str], at_desks: set[int], now: datetime) -> None:
    conversations.note_seen(session, here, now)
    advisers.note_seen(session, at_desks, now)
