"""Our tracker store beside other users of the same file: what it hands out after each of several accidents."""

# mypy: ignore-errors
# It runs in the bot's environment, whose libraries are not there when types are checked.
import asyncio
import json
import sqlite3
import sys
from pathlib import Path

from bot.light_rasa import log_without_words, prepare

DOMAIN = """
version: "3.1"
intents: [greet]
slots:
  surname:
    type: text
    mappings: [{type: custom}]
"""


async def main(folder):
    from rasa.core.tracker_store import SQLTrackerStore
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet, UserUttered

    from bot import tracker_store

    domain, file = Domain.from_yaml(DOMAIN), str(folder / "tracker.db")
    store, other = tracker_store.LongConversations(domain, db=file), SQLTrackerStore(domain, db=file)

    def turn(number):
        return [UserUttered(f"message {number}"), SlotSet("surname", f"name {number}"), ActionExecuted("action_listen")]

    async def add(through, *events, sender="it"):
        tracker = await through.get_or_create_tracker(sender)
        for event in events:
            tracker.update(event)
        await through.save(tracker)
        return tracker

    async def seen(through=None):
        tracker = await (through or store).retrieve("it")
        return tracker and [tracker.get_slot("surname"), tracker.latest_message.text]

    told = {"nobody": await seen()}
    await add(store, *turn(1))
    told["own"] = await seen()
    await add(other, *turn(2))
    told["others"] = await seen()

    lost = await store.retrieve("it")
    lost.update(SlotSet("surname", "never saved"))
    told["never saved"] = await seen()

    twice = await add(store, *turn(3))
    await store.save(twice)
    told["saved twice"] = sqlite3.connect(file).execute("select count(*) from events").fetchone()[0]

    for number in range(4, 60):
        await add(store, *turn(number))
    told["long"] = [await seen(), await seen(other)]
    told["handed out"] = [len((await each.retrieve("it")).events) for each in (store, other)]
    told["full"] = len((await store.retrieve_full_tracker("it")).events)

    with store.session_scope() as session:
        row = session.query(store.SQLEvent).filter_by(sender_id="it", type_name="user").order_by(store.SQLEvent.id.desc()).first()
        row.data = row.data.replace("message 59", "changed")
        session.commit()
    told["changed"] = await seen()

    await add(store, SessionStarted(), ActionExecuted("action_listen"))
    told["new session"] = [await seen(), await seen(other)]

    tracker_store.REMEMBERED_IN_ALL = 10
    for number in range(5):
        await add(store, *turn(number), sender=f"other {number}")
        await store.retrieve(f"other {number}")
    told["remembered"] = sorted(store._known)

    with sqlite3.connect(file) as connection:
        connection.execute("delete from events where sender_id = 'other 4'")
    connection.close()
    told["deleted"] = await store.retrieve("other 4")
    return told


if __name__ == "__main__":
    prepare()
    log_without_words()
    json.dump(asyncio.run(main(Path(sys.argv[1]))), sys.stdout)
