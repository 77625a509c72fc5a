"""Wakes whoever shows something: a socket looks again when its conversation, or the desk, has changed.

A wake-up carries nothing. Who is woken reads the database and sends what is new, so a lost or doubled wake-up does no harm.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

DESK = "desk"


class Hub:
    """Listeners by topic: a conversation's public id, or DESK."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._busy: set[str] = set()
        self.closing = asyncio.Event()  # set once, when this gateway stops: every socket says goodbye

    @contextmanager
    def listening(self, topic: str, event: asyncio.Event) -> Iterator[None]:
        self._listeners[topic].add(event)
        try:
            yield
        finally:
            self._listeners[topic].discard(event)
            if not self._listeners[topic]:
                del self._listeners[topic]

    def wake(self, *topics: str) -> None:
        for topic in topics:
            for event in self._listeners.get(topic, ()):
                event.set()

    def wake_all(self) -> None:
        self.wake(*self._listeners)

    def conversations_listened_to(self) -> set[str]:
        """Public ids of the conversations that somebody has open here."""
        return {topic for topic in self._listeners if topic != DESK}

    def set_busy(self, conversation: str, busy: bool) -> None:
        """The assistant is working on an answer in this conversation, or has stopped."""
        (self._busy.add if busy else self._busy.discard)(conversation)
        self.wake(conversation)

    def is_busy(self, conversation: str) -> bool:
        return conversation in self._busy
