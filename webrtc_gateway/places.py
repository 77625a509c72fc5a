"""Where a customer has the conversation open: in pages, perhaps in a window of its own; and that a call is in one place only.

Kept in memory: who comes back after a restart says again where it is. Pages of another origin than the window cannot tell
each other in the browser, so that it goes through here.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from webrtc_gateway import messages


class Place(Protocol):
    """One tab or window that shows a conversation."""

    is_window: bool

    def send(self, message: messages.PlaceState | messages.CallTaken | messages.BroughtBack) -> None: ...


class Places:
    """By the public id of the conversation."""

    def __init__(self) -> None:
        self._open: defaultdict[str, list[Place]] = defaultdict(list)

    @contextmanager
    def open_in(self, conversation: str, place: Place) -> Iterator[None]:
        self._open[conversation].append(place)
        try:
            yield
        finally:
            self._open[conversation].remove(place)
            if place.is_window:
                self.tell(conversation)
            if not self._open[conversation]:
                del self._open[conversation]

    def tell(self, conversation: str) -> None:
        """Tells each place whether the conversation has a window of its own."""
        places = self._open.get(conversation, [])
        state = messages.PlaceState(any(place.is_window for place in places))
        for place in places:
            place.send(state)

    def take_call(self, conversation: str, taker: Place) -> None:
        """The call is where its newest leg is; the other places let go, so that they do not try to come back into it."""
        for place in self._open.get(conversation, []):
            if place is not taker:
                place.send(messages.CallTaken())

    def bring_back(self, conversation: str) -> None:
        """The customer wants the conversation in the page again: its windows close."""
        for place in self._open.get(conversation, []):
            if place.is_window:
                place.send(messages.BroughtBack())
