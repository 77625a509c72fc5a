"""What a party hears when nobody speaks to it: music, and sentences in a voice. Encoded once, played to all from one timer.

Each listener hears a sound from its beginning: who joins late misses no sentence. Sentences are spoken by a program of its own
(`speech.py`), off the event loop, and kept on disk; where that cannot be had, a soft chime takes their place, because whatever is
spoken is on the screen, too.
"""

import asyncio
import contextlib
import hashlib
import io
import math
import os
import sys
import time
import wave
from array import array
from collections.abc import Callable
from pathlib import Path

import av
import structlog

from customer_care import wording
from webrtc_gateway import music, speech
from webrtc_gateway.streams import FRAME, Listener, Source

log = structlog.get_logger()

Frames = tuple[bytes, ...]

FRAME_SECONDS = 0.02
LATE = 0.2  # seconds behind, after which a sound skips instead of hurrying
MUSIC_BETWEEN = 20.0  # seconds, at least: between two times of a sentence for who waits
SPEECH_RATE = 24_000  # samples a second
SPEAKS_WITHIN = 10.0  # seconds
KEPT_SOUNDS = 32  # in memory
KEPT_FILES = 64  # on disk
ROOT = Path(__file__).parents[1]


class Player:
    """The one timer. It runs only while somebody listens to a sound of its."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._audible: dict[Sound, None] = {}
        self._tick = 0
        self._played = 0
        self._due = 0.0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def tick(self) -> int:
        """The number of the next frame. One that is skipped has a number, too."""
        return self._tick

    def begin(self, sound: "Sound") -> None:
        self._audible[sound] = None
        if self._timer is None:
            self._due = self._clock()
            self._timer = asyncio.get_running_loop().call_later(0, self._play)

    def end(self, sound: "Sound") -> None:
        self._audible.pop(sound, None)
        if not self._audible and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _play(self) -> None:
        now = self._clock()
        if now - self._due > LATE:
            missed = int((now - self._due) / FRAME_SECONDS)
            self._tick += missed
            self._due += missed * FRAME_SECONDS
        self._due += FRAME_SECONDS
        self._timer = asyncio.get_running_loop().call_later(max(0.0, self._due - now), self._play)
        # Sequence numbers count what is sent, the clock what should have been: a skip is a pause and not a loss.
        sequence, timestamp = self._played & 0xFFFF, self._tick * FRAME & 0xFFFFFFFF
        for sound in tuple(self._audible):
            sound.play(self._tick, sequence, timestamp, now)
        self._tick += 1
        self._played += 1


class Sound(Source):
    """Frames to hear `once`, and then others over and over, from their beginning for each listener."""

    def __init__(self, player: Player, over_and_over: Frames, once: Frames = ()) -> None:
        super().__init__()
        self.over_and_over = over_and_over
        self.once = once
        self._player = player
        self._began: dict[Listener, int] = {}

    def gain(self, listener: Listener) -> None:
        super().gain(listener)
        self._began[listener] = self._player.tick
        self._player.begin(self)

    def lose(self, listener: Listener) -> None:
        super().lose(listener)
        self._began.pop(listener, None)
        if not self._began:
            self._player.end(self)

    def play(self, tick: int, sequence: int, timestamp: int, now: float) -> None:
        """The next frame of each listener."""
        for listener, began in tuple(self._began.items()):
            listener.send(sequence, timestamp, 0, self._frame(max(0, tick - began)), now)

    def _frame(self, number: int) -> bytes:
        if number < len(self.once):
            return self.once[number]
        return self.over_and_over[(number - len(self.once)) % len(self.over_and_over)]


class Sounds:
    """All sounds of this process. Composing takes some tenths of a second, so make it before serving.

    `music` is for who is held, `interrupted` for whose partner is lost. `keep_in` is a folder for what was spoken.
    """

    def __init__(self, keep_in: Path | None = None, player: Player | None = None) -> None:
        self._player = player or Player()
        self._keep_in = keep_in
        self._chime = tuple(music.encode(music.chime()))
        self._loop = tuple(music.encode(music.compose()))
        self._speaking = asyncio.Lock()
        self._kept: dict[tuple[str, Source | None], Sound] = {}
        self.music = Sound(self._player, self._loop)
        self.interrupted = Sound(self._player, self._chime + self._loop)

    async def prepare(self) -> None:
        """Speaks what is known beforehand. Until then, and where there is no voice, it is a chime."""
        sentence = wording.say("utter_spoken_interrupted").text
        self.interrupted.over_and_over = await self._spoken(sentence) + self._loop

    async def waiting(self, text: str) -> Sound:
        """For who waits: the sentence, then some music, over and over. The same sound for the same text."""
        between = math.ceil(MUSIC_BETWEEN / FRAME_SECONDS / len(self._loop)) * self._loop
        return await self._made(text, None, lambda spoken: Sound(self._player, spoken + between))

    async def say(self, text: str, then: Sound) -> Sound:
        """The sentence once, and then what `then` plays. The same sound for the same text and the same `then`."""
        return await self._made(text, then, lambda spoken: Sound(self._player, then.over_and_over, once=spoken))

    async def _made(self, text: str, then: Sound | None, make: Callable[[Frames], Sound]) -> Sound:
        if (text, then) not in self._kept:
            spoken = await self._spoken(text)
            # Somebody else may have asked for the same meanwhile.
            self._kept.setdefault((text, then), make(spoken))
            if len(self._kept) > KEPT_SOUNDS:
                self._kept.pop(next(iter(self._kept)))
        return self._kept[text, then]

    async def _spoken(self, text: str) -> Frames:
        """The frames of a sentence; of a chime when it cannot be spoken."""
        try:
            async with self._speaking, asyncio.timeout(SPEAKS_WITHIN):
                return await asyncio.to_thread(_frames_of, await self._recording(text))
        except (OSError, EOFError, wave.Error, TimeoutError) as silent:
            log.warning("no voice for a sentence", error=repr(silent))
            return self._chime

    async def _recording(self, text: str) -> bytes:
        """The sentence as a WAV file: as it was kept, or spoken now. Raises OSError, wave.Error, TimeoutError."""
        if self._keep_in is None:
            return await _speak(text)
        path = self._keep_in / f"{hashlib.sha256(f'{speech.VOICE} {speech.WORDS_A_MINUTE} {text}'.encode()).hexdigest()[:32]}.wav"
        with contextlib.suppress(FileNotFoundError):
            return await asyncio.to_thread(path.read_bytes)
        recording = await _speak(text)
        await asyncio.to_thread(_keep, path, recording)
        return recording


async def _speak(text: str) -> bytes:
    """Has a program of its own speak. Raises OSError when it cannot."""
    program = (sys.executable, "-m", speech.__name__)
    pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    # It gets no environment: the gateway's secrets are none of its business.
    speaker = await asyncio.create_subprocess_exec(*program, stdin=pipe, stdout=pipe, stderr=nothing, cwd=ROOT, env={})
    try:
        recording, _ = await speaker.communicate(text.encode())
    except BaseException:
        speaker.kill()
        await speaker.wait()
        raise
    if speaker.returncode:
        raise OSError(f"the voice ended with {speaker.returncode}")
    return recording


def _keep(path: Path, recording: bytes) -> None:
    """Write it whole or not at all, and let go of what was not asked for in the longest time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = path.with_suffix(f".{os.getpid()}")
    whole.write_bytes(recording)
    whole.replace(path)
    for old in sorted(path.parent.glob("*.wav"), key=lambda file: file.stat().st_mtime)[:-KEPT_FILES]:
        old.unlink(missing_ok=True)


def _frames_of(recording: bytes) -> Frames:
    """A WAV file of one channel as Opus. Raises wave.Error, EOFError."""
    with wave.open(io.BytesIO(recording)) as file:
        rate, count, samples = file.getframerate(), file.getnframes(), file.readframes(file.getnframes())
    frame = av.AudioFrame(format="s16", layout="mono", samples=count)
    frame.sample_rate = rate
    frame.planes[0].update(samples)
    resampler = av.AudioResampler("s16", "mono", SPEECH_RATE)
    resampled = array("h")
    for part in (*resampler.resample(frame), *resampler.resample(None)):
        resampled.frombytes(bytes(part.planes[0])[: 2 * part.samples])
    return tuple(music.encode(resampled, SPEECH_RATE))
