"""The thread that writes all tapes of this process, so that no disk ever makes the audio wait.

It turns up a few times a second, takes what waits and seals it. Between two tapes it sleeps a little: muxing holds Python's lock,
and hundreds of them in one go would be heard by everybody who talks.
"""

import threading
import time
from collections.abc import Callable

import structlog

from customer_care.recordings import StoppedBecause
from webrtc_gateway.tape import Finished, Tape

log = structlog.get_logger()

TURN = 0.3  # seconds
BETWEEN_TAPES = 0.001
LAST_WORDS = 3.0  # seconds that a shutdown waits for the disk


class TapeWriter:
    """`on_finished` is called in the writer's thread with each tape that is over."""

    def __init__(self, on_finished: Callable[[Tape, Finished], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._on_finished = on_finished
        self._clock = clock
        self._tapes: list[Tape] = []
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def take(self, tape: Tape) -> None:
        """Writes this tape from now on."""
        self._tapes.append(tape)
        if self._thread is None:
            # A daemon, because a disk that never answers must not keep the process from ending.
            self._thread = threading.Thread(target=self._run, name="tape-writer", daemon=True)
            self._thread.start()

    def drop(self, tape: Tape) -> None:
        """Somebody else has said what became of it: the disk does not answer."""
        if tape in self._tapes:
            self._tapes.remove(tape)

    def close(self) -> None:
        """Writes what is left, for a short while at the most, and ends the thread."""
        self._stopping.set()
        if self._thread:
            self._thread.join(LAST_WORDS)

    def _run(self) -> None:
        while not self._stopping.wait(TURN):
            self._turn()
        self._turn()

    def _turn(self) -> None:
        for tape in list(self._tapes):
            finished = self._written(tape)
            if finished and tape in self._tapes:
                self._tapes.remove(tape)
                self._on_finished(tape, finished)
            time.sleep(BETWEEN_TAPES)

    def _written(self, tape: Tape) -> Finished | None:
        try:
            return tape.write_out(self._clock())
        except Exception as mistake:  # of ours; the other tapes go on
            log.exception("tape failed", error=repr(mistake))
            return Finished(0, "", 0, False, StoppedBecause.DISK_FAILED)
