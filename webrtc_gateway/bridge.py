"""Who hears whom in a call, in packets. Legs stay as they are: only what each of them listens to is switched, so nothing is
renegotiated, and every change takes effect with the next packet.
"""

from collections.abc import Mapping, Sequence

from webrtc_gateway.leg import Leg
from webrtc_gateway.streams import Outbound, Source


class Bridge:
    """The legs of one call and what each hears. Voices are not mixed: each takes a place that the leg's browser offered."""

    def __init__(self) -> None:
        self._legs: tuple[Leg, ...] = ()

    def route(self, heard: Mapping[Leg, Sequence[Source]]) -> None:
        """From now on each leg hears these sources: the first ones, where its browser has too few places. A leg that is left out
        hears nothing.
        """
        for leg in self._legs:
            if leg not in heard:
                _hear(leg, ())
        self._legs = tuple(heard)
        for leg, sources in heard.items():
            _hear(leg, sources)

    def part(self) -> None:
        """Nobody hears anybody any more. The legs stay open; their owner closes them."""
        self.route({})


def _hear(leg: Leg, sources: Sequence[Source]) -> None:
    """Who was heard stays in their place: moving a voice would be a gap in it."""
    wanted = list(sources[: len(leg.outbounds)])
    free: list[Outbound] = []
    for outbound in leg.outbounds:
        if outbound.source in wanted:
            wanted.remove(outbound.source)
        else:
            free.append(outbound)
    for outbound in free:
        outbound.switch(wanted.pop(0) if wanted else None)
