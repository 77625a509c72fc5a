"""A long conversation told in short: its last turns in full, and before them a few events that lead to the same slots and form.

Whatever Rasa does with a tracker takes longer the more events it has; that the two hundredth turn costs no more than the tenth,
the older ones are told in short (bot/tracker_store.py). Rules, forms and actions look back two turns at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    ConversationPaused,
    Event,
    LoopInterrupted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

IN_FULL = 60  # events, some six turns, that are kept in full at least
ALLOWED_MORE = 30  # telling in short is work too, and waits until there is something to tell
REMEMBERED = 400  # events before them, for those who only read


class ContinuedTracker(DialogueStateTracker):
    """`stored`: how many of its events the database has; `in_short`: how many of them tell in short what `earlier` ended with."""

    stored = 0
    in_short = 0
    earlier: Sequence[Event] = ()


def remembered_events(tracker: DialogueStateTracker) -> list[Event]:
    """The last events as they happened, 400 and more of them if there were so many: `tracker.events` may tell some in short."""
    if isinstance(tracker, ContinuedTracker):
        return [*tracker.earlier, *islice(tracker.events, tracker.in_short, None)]
    return list(tracker.events)


@dataclass
class Story:
    """What is known of one conversation. `in_short` leads to the state in which `in_full` begins."""

    earlier: list[Event] = field(default_factory=list)
    in_short: list[Event] = field(default_factory=list)
    in_full: list[Event] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.earlier) + len(self.in_short) + len(self.in_full)

    def go_on(self, events: Iterable[Event], slots: Iterable[Slot]) -> None:
        """Adds what has happened since, and shortens the rest when it has become long."""
        self.in_full += events
        if len(self.in_full) > IN_FULL + ALLOWED_MORE:
            self._shorten(slots)

    def _shorten(self, slots: Iterable[Slot]) -> None:
        cut = start_of_turn(self.in_full, len(self.in_full) - IN_FULL)
        if cut:
            before = DialogueStateTracker.from_events("", [*self.in_short, *self.in_full[:cut]], slots)
            self.earlier = [*self.earlier, *self.in_full[:cut]][-REMEMBERED:]
            self.in_short = state_in_short(before)
            self.in_full = self.in_full[cut:]

    def tracker(self, sender_id: str, slots: Iterable[Slot]) -> ContinuedTracker:
        tracker = ContinuedTracker.from_events(sender_id, [*self.in_short, *self.in_full], slots)
        tracker.stored, tracker.in_short, tracker.earlier = len(tracker.events), len(self.in_short), self.earlier
        return tracker


def start_of_turn(events: Sequence[Event], latest: int) -> int:
    """The last place, at `latest` or before it, of a message for which the assistant was listening; 0 if there is none."""
    for place in range(latest, 0, -1):
        if isinstance(events[place], UserUttered) and is_listening(events[place - 1]):
            return place
    return 0


def is_listening(event: Event) -> bool:
    return isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME


def state_in_short(tracker: DialogueStateTracker) -> list[Event]:
    """The fewest events that lead to the state of this tracker, which has just begun to listen."""
    slots = [SlotSet(slot.name, slot.value) for slot in tracker.slots.values() if slot.has_been_set]
    paused = [ConversationPaused()] if tracker.is_paused() else []
    events = [SessionStarted(), *slots, *loop_in_short(tracker), *paused, ActionExecuted(ACTION_LISTEN_NAME)]
    for event in events:
        event.timestamp = tracker.events[-1].timestamp
    return events


def loop_in_short(tracker: DialogueStateTracker) -> list[Event]:
    """How the active form came to be active, with the message that began it."""
    loop = tracker.active_loop
    if not loop or not tracker.active_loop_name:
        return []
    begun_by = UserUttered(parse_data=loop.trigger_message) if loop.trigger_message else None
    rejected = ActionExecutionRejected(loop.name) if loop.rejected else None
    interrupted = LoopInterrupted(True) if loop.is_interrupted else None
    return [event for event in (begun_by, ActionExecuted(loop.name), ActiveLoop(loop.name), rejected, interrupted) if event]
