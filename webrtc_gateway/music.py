"""What we compose ourselves: a soft loop of four chords, a chime, and how samples become the Opus frames that are played."""

import math
from array import array
from collections.abc import Iterator

import av

SAMPLE_RATE = 8_000  # the highest note is at 659 Hz
FRAMES_A_SECOND = 50  # of 20 ms each
BIT_RATE = 24_000

CHORD_SECONDS = 2.0
ENTRY_SECONDS = 0.12  # between the notes of a chord
# C major 9, A minor 7, F major 7, G 6: frequencies in Hz, low to high.
CHORDS = (
    (130.81, 196.00, 246.94, 293.66, 329.63),
    (110.00, 164.81, 196.00, 261.63, 329.63),
    (87.31, 174.61, 220.00, 261.63, 329.63),
    (98.00, 146.83, 196.00, 246.94, 329.63),
)
CHIME = (523.25, 659.25)  # C, E: one after the other
CHIME_SECONDS = 1.0
LOUDNESS = 0.06  # of full scale, a note: quiet enough to talk over


def compose() -> "array[int]":
    """The loop as 16-bit samples: each chord swells, its notes entering one after another, and dies away before the next."""
    samples = array("h")
    for chord in CHORDS:
        samples.extend(_chord(chord, CHORD_SECONDS, ENTRY_SECONDS))
    return samples


def chime() -> "array[int]":
    """Two soft notes, for when a sentence cannot be spoken: something is new, look at the screen."""
    return array("h", _chord(CHIME, CHIME_SECONDS, CHIME_SECONDS / 3))


def encode(samples: "array[int]", sample_rate: int = SAMPLE_RATE) -> Iterator[bytes]:
    """16-bit mono samples as Opus packets of 20 ms. Of the rates, Opus knows 8000, 12000, 16000, 24000 and 48000 Hz."""
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format, encoder.bit_rate = sample_rate, "mono", "s16", BIT_RATE
    encoder.options = {"application": "audio", "frame_duration": "20"}
    step = sample_rate // FRAMES_A_SECOND
    whole = samples[: len(samples) // step * step]
    for start in range(0, len(whole), step):
        frame = av.AudioFrame(format="s16", layout="mono", samples=step)
        frame.sample_rate, frame.pts = sample_rate, start
        frame.planes[0].update(whole[start : start + step].tobytes())
        yield from (bytes(packet) for packet in encoder.encode(frame))


def _chord(notes: tuple[float, ...], seconds: float, entry_seconds: float) -> Iterator[int]:
    length = int(seconds * SAMPLE_RATE)
    level = [0.0] * length
    for number, note in enumerate(notes):
        entry = int(number * entry_seconds * SAMPLE_RATE)
        step = math.tau * note / SAMPLE_RATE
        for n in range(entry, length):
            level[n] += math.sin(step * n) * _swell((n - entry) / (length - entry))
    return (int(sample * LOUDNESS * 32767) for sample in level)


def _swell(part: float) -> float:
    """The loudness of a note after so much of its time: up within a sixth, then slowly down to nothing at its end."""
    return min(1.0, part * 6) * (1.0 - part * part)
