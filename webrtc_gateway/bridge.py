"""Who hears whom in a call. Legs stay as they are: only what each of them listens to is switched, so nothing is renegotiated."""

from collections.abc import Iterable
from typing import ClassVar

from customer_care.errors import ReassureError
from webrtc_gateway.leg import Leg
from webrtc_gateway.streams import Source


class NotInThisCall(ReassureError):
    """A leg was named that does not take part in the conversation of this bridge."""

    code: ClassVar[str] = "not_in_this_call"


class Bridge:
    """Two legs that talk, until they part. Every change takes effect with the next packet, and nothing here waits."""

    def __init__(self, music: Source) -> None:
        self._music = music
        self._legs: tuple[Leg, ...] = ()
        self._held: Leg | None = None
        self._muted: frozenset[Leg] = frozenset()

    def talk(self, a: Leg, b: Leg) -> None:
        """The two hear each other, whoever was held; a leg that was here before and is not one of them hears nobody any more."""
        self._leave_out(leg for leg in self._legs if leg not in (a, b))
        self._legs = (a, b)
        self._held = None
        self._muted &= {a, b}
        self._route()

    def hold(self, leg: Leg) -> None:
        """`leg` hears the music, nobody hears `leg`, and the other one hears silence."""
        self._check(leg)
        self._held = leg
        self._route()

    def resume(self) -> None:
        """Nobody is held any more."""
        self._held = None
        self._route()

    def mute(self, leg: Leg, muted: bool) -> None:
        """Nobody hears a muted leg; it still hears the others, also through a hold."""
        self._check(leg)
        self._muted = self._muted | {leg} if muted else self._muted - {leg}
        self._route()

    def replace(self, old: Leg, new: Leg) -> None:
        """A party is back with another leg, and finds everything as it was, held or muted as before."""
        self._check(old)
        old.outbound.switch(None)
        self._legs = tuple(new if leg is old else leg for leg in self._legs)
        self._held = new if self._held is old else self._held
        self._muted = frozenset(new if leg is old else leg for leg in self._muted)
        self._route()

    def part(self) -> None:
        """Nobody hears anybody any more. The legs stay open; their owner closes them."""
        self._leave_out(self._legs)
        self._legs = ()
        self._held = None
        self._muted = frozenset()

    def _route(self) -> None:
        for leg in self._legs:
            leg.outbound.switch(self._heard_by(leg))

    def _heard_by(self, leg: Leg) -> Source | None:
        if leg is self._held:
            return self._music
        other = next(other for other in self._legs if other is not leg)
        return None if other is self._held or other in self._muted else other.inbound

    def _leave_out(self, legs: Iterable[Leg]) -> None:
        for leg in legs:
            leg.outbound.switch(None)

    def _check(self, leg: Leg) -> None:
        if leg not in self._legs:
            raise NotInThisCall("This leg is not part of the call.")
