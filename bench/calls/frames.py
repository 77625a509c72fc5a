"""What the clients say, as Opus packets of 20 ms that were encoded before."""

import random
from array import array
from collections.abc import Iterator

import av

RATE = 48_000
SAMPLES = 960
A_SECOND = 50  # frames
BURST = 10  # frames
VOICE_BIT_RATE = 32_000


def speech() -> list[bytes]:
    """A second of noise at the bit rate of speech: about 80 bytes a packet."""
    return list(_encode(_noise(A_SECOND)))


def bursts() -> list[bytes]:
    """A second of which only the first fifth can be heard."""
    return list(_encode(_noise(BURST) + array("h", bytes(2 * SAMPLES * (A_SECOND - BURST)))))


def _noise(frames: int) -> "array[int]":
    chance = random.Random(1)
    return array("h", (chance.randrange(-8000, 8000) for _ in range(frames * SAMPLES)))


def _encode(samples: "array[int]") -> Iterator[bytes]:
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format, encoder.bit_rate = RATE, "mono", "s16", VOICE_BIT_RATE
    for start in range(0, len(samples), SAMPLES):
        frame = av.AudioFrame(format="s16", layout="mono", samples=SAMPLES)
        frame.sample_rate, frame.pts = RATE, start
        frame.planes[0].update(samples[start : start + SAMPLES].tobytes())
        yield from (bytes(packet) for packet in encoder.encode(frame))
