"""An adviser's leg that stays gone while a colleague is in the call: what the switchboard does on the line and in the records."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from sqlalchemy import select

from customer_care import clock, database, guests, recordings, settings
from customer_care.calls import CallRecord, CallStatus
from customer_care.conversations import Conversation
from customer_care.handoffs import Handoff
from tests.calls.peers import LOCAL, Tone, until
from tests.integration.test_guests import ask, come, in_a_call
from tests.integration.test_handoffs import NOW, an_adviser
from webrtc_gateway.call import REJOIN_WITHIN, Call, Ended, Side
from webrtc_gateway.http.signalling import call_view
from webrtc_gateway.leg import LegState
from webrtc_gateway.recorder import Recorder
from webrtc_gateway.rtp import gather_loopback_too
from webrtc_gateway.sounds import Sounds
from webrtc_gateway.switchboard import Switchboard

pytestmark = pytest.mark.usefixtures("connected")


class Scene:
    """Ada's call, in which Ben is consulted: all three are on the line."""

    def __init__(self, switchboard: Switchboard, handoff: str, ada: int, ben: int) -> None:
        self.switchboard, self.handoff, self.ada, self.ben = switchboard, handoff, ada, ben
        self.ended: list[Ended] = []
        self.adviser: RTCPeerConnection

    @property
    def call(self) -> Call:
        found = self.switchboard.call_of(self.handoff)
        assert found
        return found[1]

    async def loses_the_adviser(self) -> None:
        await self.adviser.close()
        await until(lambda: self.call.parties[Side.ADVISER].leg is LegState.GONE)
        self.switchboard.time_passed(clock.now() + REJOIN_WITHIN + timedelta(seconds=1))

    def has_it(self) -> int | None:
        with database.reading() as session:
            return session.scalar(select(Handoff.adviser_id).where(Handoff.public_id == self.handoff))


@asynccontextmanager
async def a_consultation() -> AsyncIterator[Scene]:
    handoff_id, ada = in_a_call()
    ben = an_adviser("ben", "Ben")
    come(ben, ask(handoff_id, ben))
    with database.reading() as session:
        handoff = session.get_one(Handoff, handoff_id).public_id
    async with a_process(handoff, ada, ben) as scene, AsyncExitStack() as legs:
        await legs.enter_async_context(on_the_line(scene.switchboard, handoff, Side.CUSTOMER))
        scene.adviser = await legs.enter_async_context(on_the_line(scene.switchboard, handoff, Side.ADVISER))
        await legs.enter_async_context(the_colleague(scene))
        await until(lambda: all(scene.call.parties[side].is_up for side in (Side.CUSTOMER, Side.ADVISER, Side.SECOND)))
        yield scene


@asynccontextmanager
async def a_process(handoff: str, ada: int, ben: int) -> AsyncIterator[Scene]:
    """A gateway's switchboard, in which nobody is yet."""
    recorder = Recorder(recordings.keeping_of(settings.current()), lambda _: None)
    scene: Scene

    async def ended(_: str, because: Ended) -> None:
        scene.ended.append(because)

    switchboard = Switchboard(LOCAL, Sounds(), recorder, lambda _: None, ended)
    scene = Scene(switchboard, handoff, ada, ben)
    keeping = asyncio.create_task(switchboard.keep_records())
    yield scene
    await switchboard.close()
    keeping.cancel()


@asynccontextmanager
async def the_colleague(scene: Scene) -> AsyncIterator[None]:
    await scene.switchboard.admit(scene.handoff, Side.SECOND, "Ben")
    async with on_the_line(scene.switchboard, scene.handoff, Side.SECOND):
        yield


@asynccontextmanager
async def on_the_line(switchboard: Switchboard, handoff: str, side: Side) -> AsyncIterator[RTCPeerConnection]:
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    connection.addTrack(Tone(440.0))
    gather_loopback_too(connection.getSenders()[0].transport.transport._connection)
    await connection.setLocalDescription()
    answer = await switchboard.open_leg(handoff, side, connection.localDescription.sdp)
    await connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))
    try:
        yield connection
    finally:
        await connection.close()


async def test_the_colleagues_leg_is_the_advisers_and_the_records_have_it_too() -> None:
    async with a_consultation() as scene:
        await scene.loses_the_adviser()
        assert scene.call.parties[Side.ADVISER].name == "Ben"
        assert scene.call.parties[Side.ADVISER].is_up
        assert Side.SECOND not in scene.call.parties
        await until(lambda: scene.switchboard.handoffs() == {scene.handoff: scene.ben})
        assert scene.has_it() == scene.ben
        with database.reading() as session:
            record = session.scalars(select(CallRecord)).one()
            assert (record.adviser_id, record.status) == (scene.ben, CallStatus.LIVE)
            replacement = guests.replacement_of(session, scene.ada)
            assert replacement
            assert replacement.adviser_id == scene.ben
        assert scene.ended == []


async def test_lost_together_with_the_gateway_the_adviser_is_replaced_in_the_next_one() -> None:
    async with AsyncExitStack() as places:
        first = await places.enter_async_context(a_consultation())
        await until(live_on_record)
        scene = await places.enter_async_context(a_process(first.handoff, first.ada, first.ben))
        await places.enter_async_context(on_the_line(scene.switchboard, scene.handoff, Side.CUSTOMER))
        await places.enter_async_context(the_colleague(scene))
        await until(lambda: scene.call.parties[Side.CUSTOMER].is_up and scene.call.parties[Side.SECOND].is_up)
        scene.switchboard.time_passed(clock.now() + REJOIN_WITHIN + timedelta(seconds=1))
        await until(lambda: scene.has_it() == scene.ben)
        assert scene.call.parties[Side.ADVISER].name == "Ben"
        assert scene.ended == []


def live_on_record() -> bool:
    with database.reading() as session:
        return session.scalars(select(CallRecord)).one().live_since is not None


def ben_leaves(scene: Scene) -> None:
    with database.unit_of_work() as session:
        guests.leave(session, scene.ben, NOW)


async def test_when_the_records_know_better_the_call_ends_as_without_a_colleague() -> None:
    async with a_consultation() as scene:
        ben_leaves(scene)
        await scene.loses_the_adviser()
        await until(lambda: scene.ended == [Ended.ADVISER_LOST])
        assert scene.has_it() == scene.ada


def the_queue_was_first(scene: Scene) -> None:
    with database.unit_of_work() as session:
        handoff = session.scalars(select(Handoff)).one()
        guests.replace_lost(session, session.get_one(Conversation, handoff.conversation_id), handoff, NOW)


async def test_a_replacement_that_the_queue_has_made_already_is_not_made_twice() -> None:
    async with a_consultation() as scene:
        the_queue_was_first(scene)
        await scene.loses_the_adviser()
        await until(lambda: scene.switchboard.handoffs() == {scene.handoff: scene.ben})
        scene.switchboard.hand_over(scene.handoff, scene.ben)  # as the house does when it sees what the queue has done
        assert scene.call.parties[Side.ADVISER].name == "Ben"
        assert scene.ended == []


async def test_a_colleague_who_is_in_the_records_and_not_in_the_call_any_more_sees_no_call() -> None:
    async with a_consultation() as scene:
        assert call_view(scene.switchboard, scene.handoff, Side.SECOND)
        scene.switchboard.dismiss(scene.handoff, Side.SECOND)
        assert call_view(scene.switchboard, scene.handoff, Side.SECOND) is None
        assert call_view(scene.switchboard, scene.handoff, Side.CUSTOMER)
