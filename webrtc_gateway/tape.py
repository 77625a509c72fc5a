"""A tape: the voices of a call as they were sent, each an Ogg stream of its own, sealed in one file.

Packets of Opus are written as they came and never decoded (RFC 7845). What did not arrive, was muted, on hold or in a pause is
silence of the same length, so both voices keep to the clock of the call. Two voices cannot share one Opus stream without
decoding; whoever listens gets them as the two channels of one (`two_channels.py`).

The media loop only puts packets down (`Tape.put`); everything else happens in the thread of `tape_writer.py`.
"""

import errno
from collections import deque
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.container import OutputContainer

from customer_care.recordings import StoppedBecause
from customer_care.sealed_files import SealedFile
from webrtc_gateway.streams import CLOCK_RATE, FRAME

VOICES = ("customer", "adviser")  # a chunk of the file begins with the number of its voice
SILENCE = b"\xf8\xff\xfe"  # 20 ms: CELT, full band, mono, with the flag for silence (RFC 6716 §3.1, §4.3)
LONGEST_PACKET = 120 * CLOCK_RATE // 1000  # RFC 6716 §3.2.5
PAGE = "100000"  # microseconds of sound in an Ogg page: what a crash loses at the most, besides what waits for its turn
MOST_WAITING = 2_000  # packets: two voices for twenty seconds
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True)
class Finished:
    """What became of a tape; `problem` is None when it was ended by somebody's wish."""

    size: int
    sha256: str
    seconds: int
    is_whole: bool
    problem: StoppedBecause | None


def duration(packet: bytes) -> int:
    """How long a packet of Opus sounds, in samples at 48 kHz; 0 for what is none (RFC 6716 §3.1, §3.2)."""
    if not packet:
        return 0
    config, code = packet[0] >> 3, packet[0] & 3
    if config < 12:
        frame = (480, 960, 1920, 2880)[config & 3]
    elif config < 16:
        frame = (480, 960)[config & 1]
    else:
        frame = (120, 240, 480, 960)[config & 3]
    count = (1, 2, 2, packet[1] & 0x3F if len(packet) > 1 else 0)[code]
    return count * frame if count * frame <= LONGEST_PACKET else 0


class Track:
    """One voice as Ogg. Places are in samples at 48 kHz since the tape began."""

    def __init__(self) -> None:
        self.end = 0
        self._ogg = bytearray()
        self._container: OutputContainer = av.open(self, "w", format="ogg", options={"page_duration": PAGE})
        self._stream = self._container.add_stream("libopus", rate=CLOCK_RATE, layout="mono")

    def add(self, place: int, packet: bytes) -> None:
        """A packet at its place, after as much silence as is missing. One that comes late, or twice, is left out."""
        length = duration(packet)
        if length == 0 or place < self.end - FRAME // 2:
            return
        self.fill(place)
        self._write(packet, length)

    def fill(self, place: int) -> None:
        """Silence up to there, in whole frames."""
        for _ in range((place - self.end + FRAME // 2) // FRAME):
            self._write(SILENCE, FRAME)

    def take(self) -> bytes:
        """The Ogg pages that are ready."""
        ready = bytes(self._ogg)
        self._ogg.clear()
        return ready

    def close(self) -> None:
        self._container.close()

    def write(self, pages: bytes) -> int:
        """Called by the container."""
        self._ogg += pages
        return len(pages)

    def _write(self, payload: bytes, length: int) -> None:
        packet = av.Packet(payload)
        packet.stream, packet.time_base = self._stream, Fraction(1, CLOCK_RATE)
        packet.pts = packet.dts = self.end
        packet.duration = length
        self._container.mux(packet)
        self.end += length


class Tape:
    """One recording while it is made. `put` and `end` are for the media loop, the rest for the writer's thread.

    `began` is in seconds of the monotonic clock. Nothing is on the disk before the first call of `write_out`.
    """

    def __init__(self, recording: str, path: Path, key: bytes, began: float) -> None:
        self.recording = recording
        self.began = began
        self.written_at = began
        self.ended_at: float | None = None
        self.finished: Finished | None = None
        self._path = path
        self._key = key
        self._waiting: deque[tuple[int, int, bytes]] = deque()
        self._file: SealedFile | None = None
        self._tracks: list[Track] = []

    def put(self, voice: int, place: int, packet: bytes) -> None:
        """A packet of this voice; left out when the writer is so far behind that it will never catch up."""
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append((place, voice, packet))

    def end(self, now: float) -> None:
        """Nothing more comes."""
        self.ended_at = now

    def write_out(self, now: float) -> Finished | None:
        """Seals what waits. Says what became of the tape when that was the last of it, or when it could not be written."""
        try:
            file = self._open()
            self._write_waiting(file)
            if self.ended_at is not None:
                self._finish(file, self.ended_at)
        except OSError as failed:
            full = failed.errno in FULL
            self._break_off(StoppedBecause.DISK_FULL if full else StoppedBecause.DISK_FAILED)
        self.written_at = now
        return self.finished

    def _open(self) -> SealedFile:
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = SealedFile(self._path, self._key)
            self._tracks = [Track() for _ in VOICES]
        return self._file

    def _write_waiting(self, file: SealedFile) -> None:
        # What came out of order within this turn is in order again.
        for place, voice, packet in sorted(self._waiting.popleft() for _ in range(len(self._waiting))):
            self._tracks[voice].add(place, packet)
        self._seal(file)

    def _seal(self, file: SealedFile) -> None:
        for voice, track in enumerate(self._tracks):
            if pages := track.take():
                file.seal(bytes([voice]) + pages)

    def _finish(self, file: SealedFile, ended_at: float) -> None:
        for track in self._tracks:
            track.fill(int((ended_at - self.began) * CLOCK_RATE))
            track.close()
        self._seal(file)
        file.finish()
        self.finished = self._result(None)

    def _break_off(self, problem: StoppedBecause) -> None:
        """What was sealed stays as it is."""
        if self._file:
            self._file.abandon()
        self.finished = self._result(problem)

    def _result(self, problem: StoppedBecause | None) -> Finished:
        seconds = max((track.end for track in self._tracks), default=0) // CLOCK_RATE
        size, sha256 = (self._file.size, self._file.sha256) if self._file else (0, "")
        return Finished(size, sha256, seconds, problem is None, problem)
