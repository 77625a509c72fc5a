"""The recordings of the calls that this process carries: what is heard goes onto tape, what becomes of a tape into the records.

The switchboard says after each decision whose voice is to be heard (`follow`); so who is muted, on hold or away is never
recorded. A tape that cannot be written ends its recording, and never the call.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from customer_care import clock as wall_clock
from customer_care import recordings
from customer_care.conversations import Conversation
from customer_care.database import in_thread, read_in_thread
from customer_care.handoffs import Handoff
from customer_care.recordings import Keeping, Recording, StoppedBecause
from webrtc_gateway import metrics
from webrtc_gateway.call import Side
from webrtc_gateway.streams import CLOCK_RATE, Source, ahead
from webrtc_gateway.tape import VOICES, Finished, Tape
from webrtc_gateway.tape_writer import TapeWriter

log = structlog.get_logger()

STALLED_AFTER = 6.0  # seconds without the writer having been at a tape: the disk does not answer
SAY_ALIVE_EVERY = 2.0  # seconds
LEFT_BEHIND_AFTER = timedelta(seconds=10)
OUT_OF_STEP = CLOCK_RATE // 2  # samples between a voice's own clock and ours, after which ours counts


class Microphone:
    """Listens to one voice for a tape. Places on the tape follow the speaker's clock, so holes keep their length."""

    def __init__(self, tape: Tape, voice: int) -> None:
        self._tape = tape
        self._voice = voice
        self._source: Source | None = None
        self._place: int | None = None
        self._timestamp = 0

    def switch(self, source: Source | None) -> None:
        if source is self._source:
            return
        if self._source is not None:
            self._source.lose(self)
        self._source = source
        self.begin()
        if source is not None:
            source.gain(self)

    def begin(self) -> None:
        self._place = None

    def send(self, sequence: int, timestamp: int, marker: int, payload: bytes, now: float) -> None:
        by_our_clock = int((now - self._tape.began) * CLOCK_RATE)
        place = by_our_clock if self._place is None else self._place + ahead(timestamp, self._timestamp, 32)
        # Also against a browser whose clock leaps: a tape is never longer than its call.
        place = place if abs(place - by_our_clock) <= OUT_OF_STEP else by_our_clock
        self._place, self._timestamp = place, timestamp
        self._tape.put(self._voice, place, payload)


class Running:
    """A recording that is under way here, with a microphone for each of the two who agreed on it."""

    def __init__(self, handoff: str, tape: Tape) -> None:
        self.handoff = handoff
        self.tape = tape
        self._paused = False
        self._heard: Mapping[Side, Source] = {}
        self._microphones = {Side(voice): Microphone(tape, number) for number, voice in enumerate(VOICES)}

    def listen_to(self, heard: Mapping[Side, Source]) -> None:
        self._heard = heard
        self._listen()

    def pause(self, paused: bool) -> None:
        self._paused = paused
        self._listen()

    def is_between_the_two(self) -> bool:
        """Whether nobody else is heard."""
        return set(self._heard) <= set(self._microphones)

    def _listen(self) -> None:
        for side, microphone in self._microphones.items():
            microphone.switch(None if self._paused else self._heard.get(side))


class Recorder:
    """Recordings by the public id of their handoff. `on_change` gets a conversation's id when the records say something new."""

    def __init__(self, keeping: Keeping, on_change: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self.keeping = keeping
        self._on_change = on_change
        self._clock = clock
        self._running: dict[str, Running] = {}
        self._writer = TapeWriter(self._tape_over, clock)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._records: asyncio.Queue[Callable[[], Awaitable[None]]] = asyncio.Queue()
        self._said_alive_at = 0.0

    def begin(self, handoff: str, recording: str, key: bytes) -> None:
        """The customer has agreed and both were told: from now on who is heard (`follow`) is recorded."""
        self._loop = asyncio.get_running_loop()
        tape = Tape(recording, self.keeping.file_of(recording), key, self._clock())
        self._running[handoff] = Running(handoff, tape)
        self._writer.take(tape)
        metrics.recordings_running.set(len(self._running))

    def follow(self, handoff: str, heard: Mapping[Side, Source]) -> None:
        """What can be heard in this call has (perhaps) changed. When others take part, what was agreed to is over."""
        running = self._running.get(handoff)
        if running is None:
            return
        running.listen_to(heard)
        if not running.is_between_the_two():
            self._break_off(running, StoppedBecause.OTHERS_JOINED)

    def passed_on(self, handoff: str) -> None:
        """Another adviser has this handoff from now on: neither what was agreed to nor what was asked is for them."""
        if running := self._running.get(handoff):
            self._break_off(running, StoppedBecause.TRANSFERRED)
        elif self.keeping.allowed:
            self._records.put_nowait(lambda: self._say_stopped(handoff, StoppedBecause.TRANSFERRED))

    def pause(self, handoff: str, paused: bool) -> None:
        """Nothing is recorded in a pause; its time is silence on the tape."""
        if running := self._running.get(handoff):
            running.pause(paused)

    async def stop(self, handoff: str, because: StoppedBecause) -> None:
        """No packet is recorded after this call; the records say so when it returns. Also takes a question back."""
        running = self._running.get(handoff)
        if running:
            self._end(running)
        if running or self.keeping.allowed:
            await self._say_stopped(handoff, because)

    async def keep_records(self) -> None:
        """Writes down what became of the tapes, in order; until cancelled."""
        while True:
            write = await self._records.get()
            try:
                await write()
            except Exception as failed:
                log.exception("recording's record failed", error=repr(failed))
            finally:
                self._records.task_done()

    async def tend(self, now: datetime, carried: set[str]) -> None:
        """Says that the tapes here are being written, finds disks that do not answer, and what an earlier process left behind.

        `carried` are the handoffs whose calls are in this process.
        """
        if not self.keeping.allowed:
            return
        for running in list(self._running.values()):
            if self._clock() - running.tape.written_at > STALLED_AFTER:
                self._writer.drop(running.tape)
                self._break_off(running, StoppedBecause.DISK_SLOW)
            elif running.handoff not in carried:
                await self.stop(running.handoff, StoppedBecause.CALL_ENDED)
        if self._running and self._clock() - self._said_alive_at >= SAY_ALIVE_EVERY:
            self._said_alive_at = self._clock()
            await self._say_alive(now)
        not_ours = carried - set(self._running)
        left_behind = await read_in_thread(_left_behind, not_ours, now) if not_ours else []
        if left_behind:
            for conversation in await in_thread(_close_left_behind, not_ours, self.keeping, now):
                self._on_change(conversation)

    async def _say_alive(self, now: datetime) -> None:
        """What the records do not know as running (any more) is over here, too."""
        here = {running.tape.recording: running for running in self._running.values()}
        meant = await in_thread(recordings.note_alive, list(here), now)
        for recording in here.keys() - meant:
            self._end(here[recording])

    async def close(self) -> None:
        """Ends all recordings, because this process ends; a call that goes on elsewhere is not recorded there."""
        for handoff in list(self._running):
            await self.stop(handoff, StoppedBecause.INTERRUPTED)
        await asyncio.to_thread(self._writer.close)
        await asyncio.sleep(0)  # after this, what the thread has handed over is in the queue
        await self._records.join()

    def _end(self, running: Running) -> None:
        running.listen_to({})
        running.tape.end(self._clock())
        if self._running.get(running.handoff) is running:
            del self._running[running.handoff]
        metrics.recordings_running.set(len(self._running))

    def _break_off(self, running: Running, because: StoppedBecause) -> None:
        """Ends it without anybody's wish; the call does not wait for the records."""
        self._end(running)
        metrics.recordings_broken_off.labels(because.value).inc()
        log.warning("recording broke off", because=because.value)
        self._records.put_nowait(lambda: self._say_stopped(running.handoff, because))

    async def _say_stopped(self, handoff: str, because: StoppedBecause) -> None:
        if conversation := await in_thread(_stop, handoff, because, self.keeping):
            self._on_change(conversation)

    def _tape_over(self, tape: Tape, finished: Finished) -> None:
        """In the writer's thread."""
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._take_back, tape, finished)

    def _take_back(self, tape: Tape, finished: Finished) -> None:
        if finished.problem:
            for running in [running for running in self._running.values() if running.tape is tape]:
                self._break_off(running, finished.problem)
        self._records.put_nowait(lambda: in_thread(_keep, tape.recording, finished))


def _stop(session: Session, handoff_id: str, because: StoppedBecause, keeping: Keeping) -> str | None:
    """Ends what is open of this handoff. The public id of its conversation, if there was something to end."""
    handoff = session.scalar(select(Handoff).where(Handoff.public_id == handoff_id))
    recording = recordings.of_handoff(session, handoff) if handoff else None
    if recording is None:
        return None
    recordings.stop(session, recording, because, keeping, wall_clock.now())
    return session.get_one(Conversation, recording.conversation_id).public_id


def _keep(session: Session, recording: str, finished: Finished) -> None:
    recordings.finished(session, recording, finished.size, finished.sha256, finished.seconds, finished.is_whole)


def _left_behind(session: Session, handoffs: set[str], now: datetime) -> list[Recording]:
    """Recordings of these handoffs that an earlier process was writing."""
    silent = (Recording.status.in_(recordings.RUNNING), Recording.alive_at < now - LEFT_BEHIND_AFTER)
    theirs = select(Recording).join(Handoff, Handoff.id == Recording.handoff_id).where(Handoff.public_id.in_(handoffs))
    return list(session.scalars(theirs.where(*silent)))


def _close_left_behind(session: Session, handoffs: set[str], keeping: Keeping, now: datetime) -> list[str]:
    closed = _left_behind(session, handoffs, now)
    for recording in closed:
        recordings.close_interrupted(session, recording, keeping, now)
    return [session.get_one(Conversation, recording.conversation_id).public_id for recording in closed]
