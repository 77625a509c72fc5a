"""What a held party hears: a soft loop of four chords, made here, encoded once, played to all from one timer."""

import asyncio
import math
import time
from array import array
from collections.abc import Callable, Iterator

import av

from webrtc_gateway.streams import FRAME, Outbound, Source

SAMPLE_RATE = 8_000  # the highest note is at 330 Hz
SAMPLES = SAMPLE_RATE // 50  # in a frame of 20 ms
FRAME_SECONDS = 0.02
BIT_RATE = 24_000
LATE = 0.2  # seconds behind, after which the music skips instead of hurrying

CHORD_SECONDS = 2.0
ENTRY_SECONDS = 0.12  # between the notes of a chord
# C major 9, A minor 7, F major 7, G 6: frequencies in Hz, low to high.
CHORDS = (
    (130.81, 196.00, 246.94, 293.66, 329.63),
    (110.00, 164.81, 196.00, 261.63, 329.63),
    (87.31, 174.61, 220.00, 261.63, 329.63),
    (98.00, 146.83, 196.00, 246.94, 329.63),
)
LOUDNESS = 0.06  # of full scale, a note: quiet enough to talk over


class HoldMusic(Source):
    """A source like any other. Its timer runs only while somebody listens."""

    def __init__(self, frames: tuple[bytes, ...], clock: Callable[[], float] = time.monotonic) -> None:
        """`frames` are Opus packets of 20 ms each, played over and over."""
        super().__init__()
        self._frames = frames
        self._clock = clock
        self._played = 0
        self._due = 0.0
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    def composed(cls) -> "HoldMusic":
        """Our own loop. Takes some tenths of a second of computing, so do it before serving."""
        return cls(tuple(encode(compose())))

    def gain(self, listener: Outbound) -> None:
        super().gain(listener)
        if self._timer is None:
            self._due = self._clock()
            self._timer = asyncio.get_running_loop().call_later(0, self._play)

    def lose(self, listener: Outbound) -> None:
        super().lose(listener)
        if not self.listeners and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _play(self) -> None:
        now = self._clock()
        if now - self._due > LATE:
            self._due = now
        self._due += FRAME_SECONDS
        self._timer = asyncio.get_running_loop().call_later(max(0.0, self._due - now), self._play)
        self._played += 1
        frame = self._frames[self._played % len(self._frames)]
        sequence, timestamp = self._played & 0xFFFF, self._played * FRAME & 0xFFFFFFFF
        for listener in self.listeners:
            listener.send(sequence, timestamp, 0, frame, now)


def compose() -> "array[int]":
    """The loop as 16-bit samples: each chord swells, its notes entering one after another, and dies away before the next."""
    samples = array("h")
    for chord in CHORDS:
        samples.extend(_chord(chord))
    return samples


def encode(samples: "array[int]") -> Iterator[bytes]:
    """The samples as Opus packets of 20 ms."""
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format, encoder.bit_rate = SAMPLE_RATE, "mono", "s16", BIT_RATE
    encoder.options = {"application": "audio", "frame_duration": "20"}
    for start in range(0, len(samples), SAMPLES):
        frame = av.AudioFrame(format="s16", layout="mono", samples=SAMPLES)
        frame.sample_rate, frame.pts = SAMPLE_RATE, start
        frame.planes[0].update(samples[start : start + SAMPLES].tobytes())
        yield from (bytes(packet) for packet in encoder.encode(frame))


def _chord(notes: tuple[float, ...]) -> Iterator[int]:
    length = int(CHORD_SECONDS * SAMPLE_RATE)
    level = [0.0] * length
    for number, note in enumerate(notes):
        entry = int(number * ENTRY_SECONDS * SAMPLE_RATE)
        step = math.tau * note / SAMPLE_RATE
        for n in range(entry, length):
            level[n] += math.sin(step * n) * _swell((n - entry) / (length - entry))
    return (int(sample * LOUDNESS * 32767) for sample in level)


def _swell(part: float) -> float:
    """The loudness of a note after so much of its time: up within a sixth, then slowly down to nothing at the chord's end."""
    return min(1.0, part * 6) * (1.0 - part * part)
