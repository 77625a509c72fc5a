"""Rasa's notes on each conversation in an SQL database, of which each turn reads only what it has not read before.

Rasa's own SQL store reads all events of a conversation at every turn. Here those that were read before are still in memory, as
long as there is room, and what is handed out tells the beginning of a long conversation in short (continued_tracker.py).

The database stays the truth. Tables and rows are Rasa's own, every event is in them, and a restart loses nothing. What others add
is seen at the next turn; so is what they delete. Rows that this process itself changes (bot/forgetting.py) are read anew.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import Event, SessionStarted, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT_NAME_KEY

from bot.continued_tracker import ContinuedTracker, Story

REMEMBERED_IN_ALL = 20_000  # events of all conversations together; each is a few kilobytes


@dataclass
class Known:
    """What has been read of one conversation, up to the row with this id."""

    last_row: int = 0
    story: Story = field(default_factory=Story)


class LongConversations(SQLTrackerStore):
    """Takes the settings of Rasa's SQL store."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known: OrderedDict[str, Known] = OrderedDict()
        if self.engine.dialect.name == "sqlite":
            self._keep_one_connection_open()
        sa.event.listen(self.engine, "before_cursor_execute", self._forget_before_changes)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation since its last session began, the beginning of a long one in short; None if there is none."""
        known = self._read_on(sender_id)
        return known.story.tracker(sender_id, self.domain.slots) if known.last_row else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Adds the events that are new since the tracker was handed out."""
        await self.stream_events(tracker)
        with self.session_scope() as session:
            rows = [as_row(tracker.sender_id, event) for event in self._additional_events(session, tracker)]
            if rows:
                session.execute(sa.insert(self.SQLEvent.__table__), rows)
                session.commit()
        if isinstance(tracker, ContinuedTracker):
            tracker.stored = len(tracker.events)

    def _additional_events(self, session: Any, tracker: DialogueStateTracker) -> Iterable[Event]:
        if isinstance(tracker, ContinuedTracker):
            return islice(tracker.events, tracker.stored, None)
        return super()._additional_events(session, tracker)

    def _read_on(self, sender_id: str) -> Known:
        known = self._known.pop(sender_id, None) or Known()
        with self.session_scope() as session:
            rows = session.execute(self._rows_from(sender_id, known.last_row)).all() if known.last_row else []
            if not follow_on(known, rows):
                known = Known()
                query = self._event_query(session, sender_id, fetch_events_from_all_sessions=False)
                rows = query.with_entities(*columns(self.SQLEvent)).all()
        new = [row for row in rows if row.id > known.last_row]
        known.story.go_on(deserialise_events([json.loads(row.data) for row in new]), self.domain.slots)
        known.last_row = new[-1].id if new else known.last_row
        if known.last_row:
            self._remember(sender_id, known)
        return known

    def _rows_from(self, sender_id: str, row: int) -> Any:
        event = self.SQLEvent
        return sa.select(*columns(event)).where(event.sender_id == sender_id, event.id >= row).order_by(event.id)

    def _remember(self, sender_id: str, known: Known) -> None:
        """When there is too much to remember, the conversations that have been silent for longest are forgotten."""
        self._known[sender_id] = known
        while sum(each.story.size for each in self._known.values()) > REMEMBERED_IN_ALL and len(self._known) > 1:
            self._known.popitem(last=False)

    def _forget_before_changes(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(("UPDATE", "DELETE")):
            self._known.clear()

    def _keep_one_connection_open(self) -> None:
        """A new one reads the whole schema for every query; and with a write-ahead log, a turn waits for the disk once."""
        self.engine = sa.create_engine(self.engine.url, poolclass=sa.pool.StaticPool, connect_args={"check_same_thread": False})
        self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)
        with self.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")


def columns(event: Any) -> tuple[Any, ...]:
    return event.id, event.type_name, event.data


def follow_on(known: Known, rows: list[Any]) -> bool:
    """Whether these rows, which must begin with the last known one, go on in the same session."""
    if not rows or rows[0].id != known.last_row:
        return False
    return not any(row.type_name == SessionStarted.type_name for row in rows[1:])


def as_row(sender_id: str, event: Event) -> dict[str, Any]:
    """As Rasa's own store writes it."""
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get(INTENT_NAME_KEY),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }
