"""What is put on a tape is on it, at its place, in its channel; what is not put there is silence."""

import io
import math
import random
import resource
import signal
import subprocess
import sys
from array import array
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import av
import numpy as np
import psutil
import pytest

from customer_care.recordings import StoppedBecause
from customer_care.sealed_files import chunks, digest, new_key
from webrtc_gateway.music import encode
from webrtc_gateway.streams import CLOCK_RATE, FRAME
from webrtc_gateway.tape import LONGEST_PACKET, MOST_WAITING, SILENCE, Finished, Tape, duration
from webrtc_gateway.two_channels import join, joined, opened, tracks_of

CUSTOMER, ADVISER = 0, 1
LOW, HIGH = 440.0, 1000.0
SECOND = 50  # packets
FAINT = 0.004  # of full scale


@pytest.fixture(scope="module")
def tones() -> tuple[list[bytes], list[bytes]]:
    """Three seconds of the customer's tone and of the adviser's, as packets of 20 ms."""
    return tone(LOW), tone(HIGH)


def tone(hertz: float) -> list[bytes]:
    wave = array("h", (int(9000 * math.sin(math.tau * hertz * n / CLOCK_RATE)) for n in range(3 * CLOCK_RATE)))
    return list(encode(wave, CLOCK_RATE))[: 3 * SECOND]


@pytest.fixture
def key() -> bytes:
    return new_key()


@pytest.fixture
def tape(tmp_path: Path, key: bytes) -> Tape:
    return Tape("one", tmp_path / "recordings" / "one.sealed", key, began=100.0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "recordings" / "one.sealed"


def finish(tape: Tape, seconds: float) -> Finished:
    tape.end(100.0 + seconds)
    finished = tape.write_out(100.0 + seconds)
    assert finished
    return finished


def heard(path: Path, key: bytes, demand_whole: bool = True) -> np.ndarray:
    """Both channels as a common player has them, 1.0 being full scale: rows are left and right."""
    ogg = io.BytesIO()
    join(tracks_of(chunks(path, key, demand_whole)), ogg)
    return decoded(ogg.getvalue())


def decoded(ogg: bytes) -> np.ndarray:
    with av.open(io.BytesIO(ogg), "r") as container:
        assert [stream.codec_context.name for stream in container.streams] == ["opus"]
        assert container.streams.audio[0].channels == 2
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
    return np.concatenate(frames, axis=1)


def loudness(sound: np.ndarray, hertz: float) -> float:
    wave = np.exp(-1j * math.tau * hertz * np.arange(len(sound)) / CLOCK_RATE)
    return float(2 * abs(sound @ wave) / max(1, len(sound)))


def between(sound: np.ndarray, begin: float, end: float) -> np.ndarray:
    return sound[:, int(begin * CLOCK_RATE) : int(end * CLOCK_RATE)]


def test_both_voices_are_in_their_channels(tape: Tape, path: Path, key: bytes, tones: tuple[list[bytes], list[bytes]]) -> None:
    for number in range(3 * SECOND):
        tape.put(CUSTOMER, number * FRAME, tones[0][number])
        tape.put(ADVISER, number * FRAME + 300, tones[1][number])
        if number % 15 == 0:
            tape.write_out(100.0)
    finished = finish(tape, 3.0)
    assert finished == Finished(path.stat().st_size, digest(path), 3, True, None)
    left, right = between(heard(path, key), 0.2, 2.8)
    assert loudness(left, LOW) > 0.2
    assert loudness(right, HIGH) > 0.2
    assert loudness(left, HIGH) < FAINT
    assert loudness(right, LOW) < FAINT


def test_the_packets_are_on_the_tape_as_they_were_sent(
    tape: Tape, path: Path, key: bytes, tones: tuple[list[bytes], list[bytes]]
) -> None:
    for number, packet in enumerate(tones[0]):
        tape.put(CUSTOMER, number * FRAME, packet)
    finish(tape, 3.0)
    with av.open(io.BytesIO(tracks_of(chunks(path, key))[CUSTOMER]), "r") as ogg:
        assert [bytes(packet) for packet in ogg.demux(audio=0) if packet.size] == tones[0]


def test_a_pause_is_silence_of_its_length(tape: Tape, path: Path, key: bytes, tones: tuple[list[bytes], list[bytes]]) -> None:
    for number in [*range(SECOND), *range(2 * SECOND, 3 * SECOND)]:
        tape.put(CUSTOMER, number * FRAME, tones[0][number])
        tape.put(ADVISER, number * FRAME, tones[1][number])
    finish(tape, 3.0)
    sound = heard(path, key)
    assert sound.shape[1] == pytest.approx(3 * CLOCK_RATE, abs=2 * FRAME)
    assert np.abs(between(sound, 1.05, 1.95)).max() < FAINT
    for begin, end in [(0.1, 0.95), (2.05, 2.9)]:
        left, right = between(sound, begin, end)
        assert loudness(left, LOW) > 0.2
        assert loudness(right, HIGH) > 0.2


def test_who_says_nothing_is_a_silent_channel(tape: Tape, path: Path, key: bytes, tones: tuple[list[bytes], list[bytes]]) -> None:
    for number in range(SECOND, 2 * SECOND):
        tape.put(ADVISER, number * FRAME, tones[1][number])
    finish(tape, 3.0)
    left, right = heard(path, key)
    assert np.abs(left).max() < FAINT
    assert loudness(right[int(1.1 * CLOCK_RATE) : int(1.9 * CLOCK_RATE)], HIGH) > 0.2
    assert np.abs(right[: int(0.95 * CLOCK_RATE)]).max() < FAINT


def test_loss_reorder_and_duplicates_keep_their_places(
    tape: Tape, path: Path, key: bytes, tones: tuple[list[bytes], list[bytes]]
) -> None:
    sent = [number for number in range(3 * SECOND) if number % 10]
    sent += random.Random(5).sample(sent, 20)
    for begin in range(0, len(sent), 8):
        turn = sent[begin : begin + 8]
        for number in reversed(turn):
            tape.put(CUSTOMER, number * FRAME, tones[0][number])
        tape.write_out(100.0)
    finish(tape, 3.0)
    with av.open(io.BytesIO(tracks_of(chunks(path, key))[CUSTOMER]), "r") as ogg:
        packets = [bytes(packet) for packet in ogg.demux(audio=0) if packet.size]
    assert len(packets) == 3 * SECOND
    assert [packet == SILENCE for packet in packets] == [number % 10 == 0 for number in range(3 * SECOND)]


@pytest.mark.parametrize("milliseconds", [20, 60])
def test_longer_packets_and_short_ones_go_side_by_side(
    tape: Tape, path: Path, key: bytes, tones: tuple[list[bytes], list[bytes]], milliseconds: int
) -> None:
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = CLOCK_RATE, "mono", "s16"
    encoder.options = {"frame_duration": str(milliseconds)}
    length = milliseconds * CLOCK_RATE // 1000
    place = 0
    for at in range(0, 2 * CLOCK_RATE, length):
        frame = av.AudioFrame(format="s16", layout="mono", samples=length)
        wave = (9000 * np.sin(math.tau * HIGH * (np.arange(length) + at) / CLOCK_RATE)).astype("int16")
        frame.planes[0].update(wave.tobytes())
        frame.sample_rate, frame.pts = CLOCK_RATE, at
        for packet in encoder.encode(frame):
            assert duration(bytes(packet)) == length
            tape.put(ADVISER, place, bytes(packet))
            place += length
    for number in range(2 * SECOND):
        tape.put(CUSTOMER, number * FRAME, tones[0][number])
    finish(tape, 2.0)
    left, right = between(heard(path, key), 0.2, 1.8)
    assert loudness(left, LOW) > 0.2
    assert loudness(right, HIGH) > 0.2


def test_what_is_no_opus_is_left_out(tape: Tape, path: Path, key: bytes) -> None:
    for rubbish in [b"", b"\x03", b"\xff\x3f", b"\x1b\x3f" + bytes(50)]:
        assert duration(rubbish) == 0
        tape.put(CUSTOMER, 0, rubbish)
    assert finish(tape, 1.0).is_whole
    assert np.abs(heard(path, key)).max() < FAINT


def test_no_packet_is_longer_than_the_standard_allows() -> None:
    for first in range(256):
        for second in (0, 1, 3, 48, 63):
            assert 0 <= duration(bytes([first, second])) <= LONGEST_PACKET


# ── when the disk fails ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def small_disk() -> Iterator[int]:
    """No file of this process may grow beyond this many bytes."""
    limits, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, limits[1]))
    yield 8_000
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_ends_the_tape_by_name_and_leaves_what_was_there(
    tape: Tape, path: Path, key: bytes, tones: tuple[list[bytes], list[bytes]], small_disk: int
) -> None:
    finished = None
    for number in range(3 * SECOND):
        tape.put(CUSTOMER, number * FRAME, tones[0][number])
        if number % 10 == 9 and finished is None:
            finished = tape.write_out(100.0)
    assert finished
    assert (finished.problem, finished.is_whole) == (StoppedBecause.DISK_FULL, False)
    assert (finished.size, finished.sha256) == (path.stat().st_size, digest(path))
    assert path.stat().st_size <= small_disk
    left, _ = heard(path, key, demand_whole=False)
    assert loudness(left[int(0.1 * CLOCK_RATE) :], LOW) > 0.2


def test_a_folder_that_cannot_be_written_ends_the_tape_by_name(tmp_path: Path, key: bytes) -> None:
    (tmp_path / "file").write_text("in the way")
    tape = Tape("one", tmp_path / "file" / "one.sealed", key, began=0.0)
    finished = tape.write_out(0.0)
    assert finished
    assert finished.problem == StoppedBecause.DISK_FAILED


def test_a_writer_that_never_comes_costs_no_more_than_so_much_memory(tape: Tape) -> None:
    for number in range(2 * MOST_WAITING):
        tape.put(CUSTOMER, number * FRAME, SILENCE)
    assert len(tape._waiting) == MOST_WAITING


CRASH = """
import os, sys, time
from pathlib import Path
from webrtc_gateway.tape import Tape
from webrtc_gateway.tape_writer import TapeWriter
from webrtc_gateway.streams import FRAME
from tests.unit.gateway.test_tape import HIGH, tone

packets = tone(HIGH)
tape = Tape("one", Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), time.monotonic())
writer = TapeWriter(lambda tape, finished: None)
writer.take(tape)
for number in range(len(packets)):
    time.sleep(max(0, tape.began + number * 0.02 - time.monotonic()))
    tape.put(1, number * FRAME, packets[number])
os._exit(9)
"""


def test_a_crash_loses_less_than_the_last_second(tmp_path: Path, key: bytes) -> None:
    path = tmp_path / "one.sealed"
    crashed = subprocess.run([sys.executable, "-c", CRASH, path, key.hex()], check=False, capture_output=True)
    assert crashed.returncode == 9, crashed.stderr
    _, right = heard(path, key, demand_whole=False)
    assert len(right) / CLOCK_RATE > 2.0
    assert loudness(right[int(0.2 * CLOCK_RATE) :], HIGH) > 0.2


# ── given out ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_it_is_joined_in_a_process_of_its_own(
    tape: Tape, path: Path, key: bytes, tones: tuple[list[bytes], list[bytes]]
) -> None:
    for number in range(SECOND):
        tape.put(ADVISER, number * FRAME, tones[1][number])
    finish(tape, 1.0)
    ogg = b"".join([piece async for piece in joined(opened(chunks(path, key)))])
    left, right = decoded(ogg)
    assert loudness(right[4800:], HIGH) > 0.2
    assert np.abs(left).max() < FAINT


async def test_whoever_stops_listening_leaves_no_process_behind(tape: Tape, path: Path, key: bytes) -> None:
    finish(tape, 600.0)
    before = len(psutil.Process().children())
    async with aclosing(joined(opened(chunks(path, key)))) as pieces:
        assert await anext(pieces)
        assert len(psutil.Process().children()) == before + 1
    assert len(psutil.Process().children()) == before
