"""The recorder on both databases: from a yes to the finished file, whatever happens to the call, the disk or the process."""

import asyncio
import io
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import av
import pytest

from customer_care import clock, database, recordings, sealed_files
from customer_care.conversations import Conversation
from customer_care.handoffs import Handoff
from customer_care.recordings import Keeping, Recording, RecordingStatus, StoppedBecause
from tests.integration.care.test_recordings import ada, answer, found, handoff, keeping, pause, propose, said
from webrtc_gateway.call import Side
from webrtc_gateway.recorder import Recorder
from webrtc_gateway.streams import CLOCK_RATE, FRAME, Source
from webrtc_gateway.tape import SILENCE
from webrtc_gateway.two_channels import tracks_of

__all__ = ["ada", "handoff", "keeping"]  # fixtures

pytestmark = pytest.mark.usefixtures("connected")

CUSTOMER, ADVISER = 0, 1
SOUND = b"\xf8" + bytes(range(40))  # as long as 20 ms, and told from silence


class Voice(Source):
    """Somebody who speaks, packet by packet, as a leg's inbound would pass it on."""

    def __init__(self, recorder_clock: "Clock") -> None:
        super().__init__()
        self._clock = recorder_clock
        self._sent = 0

    def speaks(self, packets: int) -> None:
        for _ in range(packets):
            self._sent += 1
            for listener in self.listeners:
                listener.send(self._sent & 0xFFFF, (self._sent * FRAME) & 0xFFFFFFFF, 0, SOUND, self._clock())


class Clock:
    """Monotonic seconds, moved by the test."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Scene:
    """A recording that was agreed on, of two who talk."""

    def __init__(self, recorder: Recorder, time: Clock, handoff_id: int, changed: list[str]) -> None:
        self.recorder = recorder
        self.time = time
        self.handoff_id = handoff_id
        self.changed = changed
        self.customer, self.adviser = Voice(time), Voice(time)
        with database.reading() as session:
            self.handoff = session.get_one(Handoff, handoff_id).public_id
        self.recording = propose(handoff_id, recorder.keeping)
        answer(handoff_id, self.recording, True, recorder.keeping)

    @property
    def both(self) -> dict[Side, Source]:
        return {Side.CUSTOMER: self.customer, Side.ADVISER: self.adviser}

    @property
    def file(self) -> Path:
        return self.recorder.keeping.file_of(self.recording)

    def begins(self) -> None:
        key = recordings.key_of(found(self.recording), self.recorder.keeping)
        self.recorder.begin(self.handoff, self.recording, key)
        self.recorder.follow(self.handoff, self.both)

    def they_talk(self, packets: int) -> None:
        for _ in range(packets):
            self.customer.speaks(1)
            self.adviser.speaks(1)
            self.time.now += FRAME / CLOCK_RATE

    async def is_finished(self) -> Recording:
        """The record, once the file is complete."""
        await until(lambda: found(self.recording).size is not None)
        return found(self.recording)

    def on_tape(self, voice: int, demand_whole: bool = True) -> str:
        """The packets of one voice: s for sound, . for silence, each 20 ms."""
        key = recordings.key_of(found(self.recording), self.recorder.keeping)
        track = tracks_of(sealed_files.chunks(self.file, key, demand_whole))[voice]
        with av.open(io.BytesIO(track), "r") as ogg:
            packets = [bytes(packet) for packet in ogg.demux(audio=0) if packet.size]
        assert set(packets) <= {SOUND, SILENCE}
        return "".join("s" if packet == SOUND else "." for packet in packets)


async def until(true: Callable[[], bool], within: float = 10.0) -> None:
    end = asyncio.get_running_loop().time() + within
    while not true():
        assert asyncio.get_running_loop().time() < end, "it did not come true in time"
        await asyncio.sleep(0.02)


@asynccontextmanager
async def running(recorder: Recorder) -> AsyncIterator[None]:
    keeping_records = asyncio.create_task(recorder.keep_records())
    try:
        yield
        await recorder.close()
    finally:
        keeping_records.cancel()


@pytest.fixture
async def scene(handoff: int, keeping: Keeping) -> AsyncIterator[Scene]:
    time, changed = Clock(), list[str]()
    recorder = Recorder(keeping, changed.append, time)
    async with running(recorder):
        yield Scene(recorder, time, handoff, changed)


async def test_from_a_yes_to_the_finished_file(scene: Scene) -> None:
    scene.begins()
    scene.they_talk(100)
    await scene.recorder.stop(scene.handoff, StoppedBecause.ADVISER)
    scene.they_talk(50)
    record = await scene.is_finished()
    assert scene.on_tape(CUSTOMER) == scene.on_tape(ADVISER) == "s" * 100
    assert (record.status, record.is_whole, record.seconds) == (RecordingStatus.STOPPED, True, 2)
    assert (record.size, record.sha256) == (scene.file.stat().st_size, sealed_files.digest(scene.file))
    assert said(scene.handoff_id)[-1] == "The recording was stopped. The call goes on."
    assert scene.changed


async def test_nothing_is_on_tape_of_a_pause_a_hold_or_a_muted_voice(scene: Scene) -> None:
    scene.begins()
    scene.they_talk(50)
    scene.recorder.pause(scene.handoff, True)
    pause(scene.handoff_id, True)
    scene.recorder.follow(scene.handoff, scene.both)  # whatever the call decides meanwhile
    scene.they_talk(40)
    pause(scene.handoff_id, False)
    scene.recorder.pause(scene.handoff, False)
    scene.they_talk(30)
    scene.recorder.follow(scene.handoff, {})
    scene.they_talk(20)
    scene.recorder.follow(scene.handoff, {Side.ADVISER: scene.adviser})
    scene.they_talk(10)
    await scene.recorder.stop(scene.handoff, StoppedBecause.CUSTOMER)
    await scene.is_finished()
    assert scene.on_tape(CUSTOMER) == "s" * 50 + "." * 40 + "s" * 30 + "." * 30
    assert scene.on_tape(ADVISER) == "s" * 50 + "." * 40 + "s" * 30 + "." * 20 + "s" * 10


async def test_who_comes_back_with_another_leg_is_on_tape_again(scene: Scene) -> None:
    scene.begins()
    scene.they_talk(50)
    scene.recorder.follow(scene.handoff, {})
    scene.time.now += 1.0
    scene.customer = Voice(scene.time)
    scene.recorder.follow(scene.handoff, scene.both)
    scene.they_talk(50)
    await scene.recorder.stop(scene.handoff, StoppedBecause.ADVISER)
    await scene.is_finished()
    assert scene.on_tape(CUSTOMER) == "s" * 50 + "." * 50 + "s" * 50


async def test_a_clock_that_leaps_makes_no_tape_longer_than_its_call(scene: Scene) -> None:
    scene.begins()
    scene.they_talk(10)
    scene.customer._sent += 2**31 // FRAME
    scene.they_talk(10)
    scene.customer._sent -= 10**6
    scene.they_talk(10)
    await scene.recorder.stop(scene.handoff, StoppedBecause.ADVISER)
    await scene.is_finished()
    assert scene.on_tape(CUSTOMER) == "s" * 30


async def test_when_somebody_else_is_heard_it_is_over(scene: Scene) -> None:
    scene.begins()
    scene.they_talk(50)
    scene.recorder.follow(scene.handoff, {**scene.both, Side.SECOND: Voice(scene.time)})
    scene.they_talk(50)
    await scene.is_finished()
    await until(lambda: found(scene.recording).status == RecordingStatus.STOPPED)
    record = found(scene.recording)
    assert record.stopped_because == StoppedBecause.OTHERS_JOINED
    assert scene.on_tape(CUSTOMER) == "s" * 50
    assert said(scene.handoff_id)[-1] == "Somebody else is in the call now, so the recording has stopped."


async def test_another_adviser_is_not_who_was_agreed_on(scene: Scene) -> None:
    scene.begins()
    scene.they_talk(10)
    scene.recorder.passed_on(scene.handoff)
    scene.they_talk(10)
    await until(lambda: found(scene.recording).stopped_because == StoppedBecause.TRANSFERRED)
    await scene.is_finished()
    assert scene.on_tape(ADVISER) == "s" * 10


async def test_a_question_does_not_wait_for_the_next_adviser(handoff: int, keeping: Keeping) -> None:
    recorder = Recorder(keeping, lambda _: None)
    async with running(recorder):
        recording = propose(handoff, keeping)
        with database.reading() as session:
            recorder.passed_on(session.get_one(Handoff, handoff).public_id)
        await until(lambda: found(recording).status == RecordingStatus.WITHDRAWN)


# ── when something fails ──────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_folder_that_takes_no_files_ends_the_recording_with_a_line_for_both(scene: Scene) -> None:
    scene.recorder.keeping.folder.rmdir()
    scene.recorder.keeping.folder.write_text("in the way")
    scene.begins()
    scene.they_talk(50)
    await until(lambda: found(scene.recording).status == RecordingStatus.STOPPED)
    assert found(scene.recording).stopped_because == StoppedBecause.DISK_FAILED
    assert said(scene.handoff_id)[-1].startswith("A fault on our side has ended the recording.")
    assert scene.customer.listeners == scene.adviser.listeners == ()


async def test_a_disk_that_does_not_answer_is_noticed_and_said(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = threading.Event()
    write = sealed_files.SealedFile.seal

    def waits_for_the_disk(file: sealed_files.SealedFile, plain: bytes) -> None:
        answers.wait(20)
        write(file, plain)

    monkeypatch.setattr(sealed_files.SealedFile, "seal", waits_for_the_disk)
    scene.begins()
    scene.they_talk(50)
    await asyncio.sleep(0.5)
    await scene.recorder.tend(clock.now(), {scene.handoff})
    assert found(scene.recording).status == RecordingStatus.ON
    scene.time.now += 10.0
    await scene.recorder.tend(clock.now(), {scene.handoff})
    await until(lambda: found(scene.recording).stopped_because == StoppedBecause.DISK_SLOW)
    assert scene.customer.listeners == ()
    answers.set()


async def test_the_end_of_the_process_ends_it_and_the_file_is_whole(handoff: int, keeping: Keeping) -> None:
    time = Clock()
    recorder = Recorder(keeping, lambda _: None, time)
    async with running(recorder):
        scene = Scene(recorder, time, handoff, [])
        scene.begins()
        scene.they_talk(60)
    record = found(scene.recording)
    assert (record.stopped_because, record.is_whole) == (StoppedBecause.INTERRUPTED, True)
    assert scene.on_tape(CUSTOMER) == "s" * 60
    assert not [thread for thread in threading.enumerate() if thread.name == "tape-writer"]


async def test_what_an_earlier_process_was_writing_is_closed_when_its_call_is_taken_up(scene: Scene) -> None:
    later = clock.now()
    await scene.recorder.tend(later, {scene.handoff})
    with database.unit_of_work() as session:
        recordings.note_alive(session, [scene.recording], later)
    await scene.recorder.tend(later + timedelta(seconds=5), {scene.handoff})
    assert found(scene.recording).status == RecordingStatus.ON
    await scene.recorder.tend(later + timedelta(seconds=11), {"another"})
    assert found(scene.recording).status == RecordingStatus.ON
    await scene.recorder.tend(later + timedelta(seconds=11), {scene.handoff})
    assert found(scene.recording).stopped_because == StoppedBecause.INTERRUPTED


async def test_a_recording_whose_call_is_not_here_any_more_is_over(scene: Scene) -> None:
    scene.begins()
    await scene.recorder.tend(clock.now(), set())
    assert found(scene.recording).stopped_because == StoppedBecause.CALL_ENDED


async def test_a_recording_that_the_records_call_over_is_over_here_too(scene: Scene) -> None:
    scene.begins()
    scene.they_talk(20)
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, session.get_one(Handoff, scene.handoff_id).conversation_id)
        recordings.forget(session, conversation)  # as the customer does in the same moment
    await scene.recorder.tend(clock.now(), {scene.handoff})
    assert scene.customer.listeners == scene.adviser.listeners == ()
