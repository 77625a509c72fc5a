"""What is heard of music and sentences, by listeners who come and go; and when, from how many timers."""

import asyncio
import itertools
import selectors
import sys
import wave
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from aiortc.rtp import RtpPacket

from webrtc_gateway import sounds as sounds_module
from webrtc_gateway.sounds import FRAME_SECONDS, Player, Sound, Sounds
from webrtc_gateway.streams import FRAME, Outbound

RATE = 48_000
SENTENCE = "You are next. We usually answer within two minutes."


class NoWaiting(selectors.DefaultSelector):
    """Time jumps to when something is due."""

    now = 100.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.now += timeout or 0.0
        return super().select(0)


class HastyLoop(asyncio.SelectorEventLoop):
    """An event loop in which an hour takes a moment. For what waits for nothing but time."""

    def __init__(self) -> None:
        self.hasty = NoWaiting()
        super().__init__(self.hasty)

    def time(self) -> float:
        return self.hasty.now


class Listener:
    """Who listens to one outbound stream: packets, when they came, and the sound of them."""

    def __init__(self) -> None:
        self.packets: list[RtpPacket] = []
        self.arrived: list[float] = []
        self.outbound = Outbound(7, 111, 100, 5000)
        self.outbound.tap(self._take)

    def _take(self, packet: bytes) -> None:
        self.packets.append(RtpPacket.parse(packet))
        self.arrived.append(asyncio.get_running_loop().time())

    def heard(self, begin: float, end: float) -> np.ndarray:
        """The samples between two moments, in seconds since the first packet."""
        decoder = av.CodecContext.create("opus", "r")
        decoder.sample_rate, decoder.layout = RATE, "mono"
        frames = [frame for packet in self.packets for frame in decoder.decode(av.Packet(packet.payload))]
        samples = np.concatenate([frame.to_ndarray().reshape(-1, len(frame.layout.channels))[:, 0] for frame in frames])
        part = samples[int(begin * RATE) : int(end * RATE)].astype("float64")
        return part / 32768 if frames[0].format.name.startswith("s16") else part

    def hears_speech(self, begin: float, end: float) -> bool:
        return loudness(self.heard(begin, end)) > 0.01 and high_part(self.heard(begin, end)) > 0.02

    def hears_music(self, begin: float, end: float) -> bool:
        return loudness(self.heard(begin, end)) > 0.005 and high_part(self.heard(begin, end)) < 0.002


def loudness(samples: np.ndarray) -> float:
    return float(np.sqrt((samples**2).mean()))


def high_part(samples: np.ndarray) -> float:
    """How much of the energy is above 800 Hz: nothing of our music, much of a voice."""
    energy = np.abs(np.fft.rfft(samples)) ** 2
    return float(energy[int(800 * len(samples) / RATE) :].sum() / energy.sum())


def in_haste(work: Coroutine[Any, Any, None], loop: HastyLoop) -> None:
    try:
        loop.run_until_complete(work)
    finally:
        loop.close()


@pytest.fixture
def loop() -> HastyLoop:
    return HastyLoop()


@pytest.fixture
def sounds(loop: HastyLoop) -> Sounds:
    return Sounds(player=Player(loop.time))


def spoken_length(sound: Sound) -> float:
    return (len(sound.over_and_over) - 3 * 400) * FRAME_SECONDS


def test_who_waits_hears_the_sentence_then_twenty_seconds_of_music_and_the_sentence_again(
    sounds: Sounds, loop: HastyLoop
) -> None:
    waiting = asyncio.run(sounds.waiting(SENTENCE))
    sentence = spoken_length(waiting)
    assert 2 < sentence < 6
    listener = Listener()

    async def listen() -> None:
        listener.outbound.switch(waiting)
        await asyncio.sleep(sentence + 24 + sentence)
        listener.outbound.switch(None)

    in_haste(listen(), loop)
    assert listener.hears_speech(0.0, sentence - 0.3)
    assert listener.hears_music(sentence + 0.3, sentence + 23.5)
    assert not listener.hears_speech(sentence + 0.3, sentence + 23.5)
    assert listener.hears_speech(sentence + 24.1, 2 * sentence + 23.8)


def test_who_joins_later_hears_the_sentence_from_its_beginning_too(sounds: Sounds, loop: HastyLoop) -> None:
    waiting = asyncio.run(sounds.waiting(SENTENCE))
    first, second = Listener(), Listener()

    async def listen() -> None:
        first.outbound.switch(waiting)
        await asyncio.sleep(10.0)
        second.outbound.switch(waiting)
        await asyncio.sleep(2.0)

    in_haste(listen(), loop)
    assert [p.payload for p in second.packets[:90]] == [p.payload for p in first.packets[:90]]
    assert first.hears_music(10.0, 11.5)
    assert second.hears_speech(0.0, 1.5)


def test_a_partner_of_a_lost_party_hears_words_and_music_in_turn(sounds: Sounds, loop: HastyLoop) -> None:
    asyncio.run(sounds.prepare())
    listener = Listener()
    sentence = (len(sounds.interrupted.over_and_over) - 400) * FRAME_SECONDS

    async def listen() -> None:
        listener.outbound.switch(sounds.interrupted)
        await asyncio.sleep(sentence + 8 + 2)

    in_haste(listen(), loop)
    assert listener.hears_speech(0.0, sentence - 0.3)
    assert listener.hears_music(sentence + 0.3, sentence + 7.7)
    assert listener.hears_speech(sentence + 8.1, sentence + 9.9)


def test_a_sentence_is_said_once_and_then_comes_what_was_asked_for(sounds: Sounds, loop: HastyLoop) -> None:
    sound = asyncio.run(sounds.say(SENTENCE, then=sounds.music))
    listener = Listener()
    sentence = len(sound.once) * FRAME_SECONDS

    async def listen() -> None:
        listener.outbound.switch(sound)
        await asyncio.sleep(sentence + 20)

    in_haste(listen(), loop)
    assert listener.hears_speech(0.0, sentence - 0.3)
    assert listener.hears_music(sentence + 0.3, sentence + 19.5)


def test_a_voice_is_a_little_louder_than_the_music_and_never_shouts(sounds: Sounds, loop: HastyLoop) -> None:
    sound = asyncio.run(sounds.say(SENTENCE, then=sounds.music))
    listener = Listener()
    sentence = len(sound.once) * FRAME_SECONDS

    async def listen() -> None:
        listener.outbound.switch(sound)
        await asyncio.sleep(sentence + 8)

    in_haste(listen(), loop)
    voice, music = listener.heard(0.1, sentence - 0.2), listener.heard(sentence, sentence + 8)
    assert 1 < loudness(voice) / loudness(music) < 4
    assert np.abs(voice).max() < 0.9


def test_all_sounds_and_listeners_are_played_from_one_timer_that_stops_without_them(sounds: Sounds, loop: HastyLoop) -> None:
    listeners = [Listener() for _ in range(20)]

    async def listen() -> None:
        for number, listener in enumerate(listeners):
            listener.outbound.switch(sounds.music if number % 2 else sounds.interrupted)
        await asyncio.sleep(1.0)
        assert len(pending(loop)) == 1
        for listener in listeners:
            listener.outbound.switch(None)
        heard = [len(listener.packets) for listener in listeners]
        await asyncio.sleep(1.0)
        assert [len(listener.packets) for listener in listeners] == heard
        assert pending(loop) == []

    def pending(loop: HastyLoop) -> list[asyncio.TimerHandle]:
        return [timer for timer in loop._scheduled if not timer.cancelled()]  # type: ignore[attr-defined]

    in_haste(listen(), loop)
    assert {len(listener.packets) for listener in listeners} == {51}


async def test_frames_come_every_twenty_milliseconds() -> None:
    listener = Listener()
    listener.outbound.switch(Sounds().music)
    await asyncio.sleep(2.0)
    listener.outbound.switch(None)
    due = [listener.arrived[0] + n * FRAME_SECONDS for n in range(len(listener.arrived))]
    late = [arrived - at for arrived, at in zip(listener.arrived, due, strict=True)]
    assert len(listener.packets) == pytest.approx(100, abs=3)
    assert min(late) > -FRAME_SECONDS
    assert sorted(late)[len(late) // 2] < 0.01
    assert {(b.timestamp - a.timestamp) & 0xFFFFFFFF for a, b in itertools.pairwise(listener.packets)} == {FRAME}


def test_after_a_stall_a_sound_goes_on_in_time_and_nothing_counts_as_lost(sounds: Sounds, loop: HastyLoop) -> None:
    listener = Listener()

    async def listen() -> None:
        listener.outbound.switch(sounds.music)
        await asyncio.sleep(1.0)
        loop.hasty.now += 3.0  # something held the loop up
        await asyncio.sleep(1.0)

    in_haste(listen(), loop)
    numbers = {(b.sequence_number - a.sequence_number) & 0xFFFF for a, b in itertools.pairwise(listener.packets)}
    clock = listener.packets[-1].timestamp - listener.packets[0].timestamp
    assert numbers == {1}
    assert clock / RATE == pytest.approx(listener.arrived[-1] - listener.arrived[0], abs=0.2)
    assert len(listener.packets) < 120


async def test_the_same_words_are_the_same_sound_and_only_few_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sounds_module, "KEPT_SOUNDS", 2)
    sounds = Sounds()
    first, twin = await asyncio.gather(sounds.waiting("One."), sounds.waiting("One."))
    assert first is twin
    assert await sounds.waiting("One.") is first
    await sounds.waiting("Two.")
    await sounds.waiting("Three.")
    assert await sounds.waiting("One.") is not first


def test_what_was_spoken_is_kept_and_needs_no_voice_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = asyncio.run(Sounds(tmp_path).waiting(SENTENCE)).over_and_over
    (kept,) = tmp_path.iterdir()
    with wave.open(str(kept)) as file:
        assert file.getnframes() / file.getframerate() > 2  # a designer can listen to it
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert asyncio.run(Sounds(tmp_path).waiting(SENTENCE)).over_and_over == spoken


def test_only_so_many_recordings_stay_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sounds_module, "KEPT_FILES", 2)
    for number in ("One.", "Two.", "Three."):
        asyncio.run(Sounds(tmp_path).waiting(number))
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("program", ["/nowhere/python", "/bin/false", "/bin/echo"])
async def test_without_a_voice_there_is_a_chime(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", program)
    sounds = Sounds()
    sound = await sounds.say(SENTENCE, then=sounds.music)
    assert len(sound.once) == 50  # the chime's second
    await sounds.prepare()
    assert len(sounds.interrupted.over_and_over) == 450


async def test_a_voice_that_hangs_is_ended_and_a_chime_takes_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = tmp_path / "hanging"
    hanging.write_text("#!/bin/sh\nexec sleep 60\n")
    hanging.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(hanging))
    monkeypatch.setattr(sounds_module, "SPEAKS_WITHIN", 0.3)
    sounds = Sounds()
    async with asyncio.timeout(3):
        assert len((await sounds.say(SENTENCE, then=sounds.music)).once) == 50


async def test_the_loop_is_not_held_up_while_something_is_spoken() -> None:
    sounds = Sounds()
    gaps: list[float] = []

    async def beat() -> None:
        loop = asyncio.get_running_loop()
        before = loop.time()
        while True:
            await asyncio.sleep(0.005)
            gaps.append(loop.time() - before)
            before = loop.time()

    beating = asyncio.create_task(beat())
    await sounds.waiting("This is a rather long sentence, so that speaking it and encoding it takes its time. " * 3)
    beating.cancel()
    assert len(gaps) > 10
    assert sorted(gaps)[len(gaps) * 9 // 10] < 0.05
    assert max(gaps) < 0.3


def test_the_gateway_itself_does_not_load_the_voice() -> None:
    asyncio.run(Sounds().waiting(SENTENCE))
    assert "espeakng_loader" not in sys.modules
    assert "libespeak" not in Path("/proc/self/maps").read_text()
