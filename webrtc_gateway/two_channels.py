"""A recording as it is given out: one Ogg with two channels, the customer left and the adviser right, for any common player.

This is the only place where a recording is decoded, when somebody listens and not while it is made. It runs in a process of its
own, at low priority (`python -m webrtc_gateway.two_channels`: the chunks of the file in, the Ogg out), because Python's lock
would make the calls of the gateway wait for it.
"""

import asyncio
import io
import os
import struct
import sys
from array import array
from collections.abc import AsyncGenerator, Iterable, Iterator
from typing import BinaryIO

import av

from webrtc_gateway.streams import CLOCK_RATE, FRAME
from webrtc_gateway.tape import VOICES

BIT_RATE = 64_000
LENGTH = struct.Struct("!I")
PIECE = 64 * 1024  # bytes
NAME = "webrtc_gateway.two_channels"


class CannotBeDecoded(Exception):
    """The file is as it was sealed, and yet no sound."""


def opened(chunks: Iterable[bytes]) -> bytes:
    """All chunks of a recording's file, read and so checked, as `joined` takes them."""
    return b"".join(LENGTH.pack(len(chunk)) + chunk for chunk in chunks)


async def joined(recording: bytes) -> AsyncGenerator[bytes]:
    """The Ogg of a recording that was `opened`, piece by piece as it is made."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", NAME, stdin=pipe, stdout=pipe)
    stdin, stdout = process.stdin, process.stdout
    if stdin is None or stdout is None:
        raise CannotBeDecoded
    feeding = asyncio.create_task(_feed(stdin, recording))
    try:
        while piece := await stdout.read(PIECE):
            yield piece
    finally:
        feeding.cancel()
        if not stdout.at_eof():
            process.kill()  # whoever listened has gone
        await asyncio.gather(feeding, process.wait(), return_exceptions=True)
    if process.returncode:
        raise CannotBeDecoded


def join(tracks: list[bytes], out: BinaryIO) -> None:
    """Decodes the tracks side by side and writes them as the channels of one stream; what one has too little is silence."""
    with av.open(out, "w", format="ogg") as ogg:
        stream = ogg.add_stream("libopus", rate=CLOCK_RATE, layout="stereo", format="s16")
        stream.bit_rate = BIT_RATE
        place = 0
        for left, right in _together([_samples(track) for track in tracks]):
            frame = av.AudioFrame(format="s16", layout="stereo", samples=FRAME)
            frame.sample_rate, frame.pts = CLOCK_RATE, place
            frame.planes[0].update(_interleaved(left, right))
            ogg.mux(stream.encode(frame))
            place += FRAME
        ogg.mux(stream.encode(None))


def tracks_of(chunks: Iterable[bytes]) -> list[bytes]:
    """The Ogg stream of each voice, out of the chunks of a recording's file."""
    tracks = [bytearray() for _ in VOICES]
    for chunk in chunks:
        if chunk:
            tracks[chunk[0]] += chunk[1:]
    return [bytes(track) for track in tracks]


def _samples(track: bytes) -> Iterator[bytes]:
    """Frames of 20 ms, 16 bit, one channel; the last one filled up with silence."""
    if not track:
        return
    waiting = b""
    convert = av.AudioResampler(format="s16", layout="mono", rate=CLOCK_RATE)
    with av.open(io.BytesIO(track), "r") as ogg:
        for decoded in ogg.decode(audio=0):
            for frame in convert.resample(decoded):
                waiting += bytes(frame.planes[0])[: frame.samples * 2]
                whole = len(waiting) - len(waiting) % (FRAME * 2)
                yield from (waiting[at : at + FRAME * 2] for at in range(0, whole, FRAME * 2))
                waiting = waiting[whole:]
    if waiting:
        yield waiting.ljust(FRAME * 2, b"\0")


def _together(voices: list[Iterator[bytes]]) -> Iterator[list[bytes]]:
    while any(frames := [next(voice, b"") for voice in voices]):
        yield [frame or bytes(FRAME * 2) for frame in frames]


def _interleaved(left: bytes, right: bytes) -> bytes:
    both = array("h", bytes(FRAME * 4))
    both[0::2], both[1::2] = array("h", left), array("h", right)
    return both.tobytes()


async def _feed(stdin: asyncio.StreamWriter, recording: bytes) -> None:
    stdin.write(recording)
    await stdin.drain()
    stdin.close()


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    while head := source.read(LENGTH.size):
        yield source.read(LENGTH.unpack(head)[0])


if __name__ == "__main__":
    os.nice(10)
    join(tracks_of(_chunks(sys.stdin.buffer)), sys.stdout.buffer)
