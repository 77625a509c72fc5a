"""The music is made by us, the same each time, and is soft, seamless Opus."""

import math
from array import array

import av
import numpy as np
import pytest

from webrtc_gateway.music import SAMPLE_RATE, chime, compose, encode


def test_the_loop_is_eight_seconds_and_the_same_each_time() -> None:
    assert len(compose()) == 8 * SAMPLE_RATE
    assert compose() == compose()


def test_the_loop_is_soft_never_silent_for_long_and_has_no_seam() -> None:
    samples = np.array(compose(), dtype="float64") / 32768
    parts = samples.reshape(32, SAMPLE_RATE // 4)
    assert np.abs(samples).max() < 0.35
    assert np.sqrt((parts**2).mean(axis=1)).min() > 0.005
    assert abs(samples[0]) < 0.001
    assert abs(samples[-1]) < 0.001


def test_the_chime_is_two_soft_notes_that_die_away() -> None:
    samples = np.array(chime(), dtype="float64") / 32768
    early, late = (np.abs(np.fft.rfft(half)) for half in np.split(samples, 2))
    assert np.argmax(early) / 0.5 == pytest.approx(523.25, abs=2)
    assert late[round(659.25 * 0.5)] > 5 * np.median(late)
    assert 0.02 < np.abs(samples).max() < 0.15
    assert abs(samples[-1]) < 0.001


def test_each_frame_is_twenty_milliseconds_of_opus() -> None:
    tone = array("h", (int(8000 * math.sin(math.tau * 400 * n / SAMPLE_RATE)) for n in range(SAMPLE_RATE)))
    frames = list(encode(tone))
    assert len(frames) == 50
    decoder = av.CodecContext.create("opus", "r")
    decoder.sample_rate, decoder.layout = 48_000, "mono"
    sounds = [frame for packet in frames for frame in decoder.decode(av.Packet(packet))]
    assert {sound.samples for sound in sounds[1:]} == {960}
