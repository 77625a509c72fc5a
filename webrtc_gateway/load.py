"""Whether this process keeps up: how late its loop and its packets are, and what is asked of browsers when that is too late."""

from collections.abc import Sequence

from webrtc_gateway import metrics

OVERLOADED_ABOVE = 0.015  # seconds late on average: packets of 20 ms begin to come in bunches
CALM_BELOW = 0.004
CALM_FOR = 30.0  # seconds, so that the mode does not flap
WEIGHT = 0.1  # of the newest lateness in the average: with ten a second, the average follows within one or two
LONG_PACKETS = 60  # ms: a third of the packets for the same speech


class Load:
    """The average lateness, and the mode that follows from it: overloaded above one bar, calm again below another."""

    def __init__(self) -> None:
        self.late = 0.0
        self.overloaded = False
        self._calm_since: float | None = None
        self._held_up = 0.0

    @property
    def packet_ms(self) -> int | None:
        """How much speech a packet shall carry in legs that are opened now; None leaves it to the browser (20 ms)."""
        return LONG_PACKETS if self.overloaded else None

    def forwarded(self, delays: Sequence[float]) -> None:
        """So many seconds packets took from the kernel to the other leg, those timed since the last look.

        They have a thread of their own, which may be late while the loop is not.
        """
        for delay in delays:
            metrics.forward_seconds.observe(delay)
        self._held_up = max(delays, default=0.0)

    def note(self, late: float, now: float) -> None:
        """A timer of the loop fired so late (seconds)."""
        metrics.loop_lag_seconds.observe(late)
        self.late += (max(late, self._held_up) - self.late) * WEIGHT
        if self.late > OVERLOADED_ABOVE:
            self._calm_since = None
            self._change(overloaded=True)
        elif self.late > CALM_BELOW:
            self._calm_since = None
        elif self._calm_since is None:
            self._calm_since = now
        elif now - self._calm_since >= CALM_FOR:
            self._change(overloaded=False)

    def _change(self, *, overloaded: bool) -> None:
        if overloaded is not self.overloaded:
            self.overloaded = overloaded
            metrics.overloaded.set(overloaded)
