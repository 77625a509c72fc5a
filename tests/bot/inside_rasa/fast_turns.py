"""What is done once instead of in every turn (bot/fast_turns.py), beside what Rasa does in its place."""

# mypy: ignore-errors
# It runs in the bot's environment, whose libraries are not there when types are checked.
import asyncio
import json
import sys

from bot.light_rasa import log_without_words, prepare

DOMAIN = {"version": "3.1", "responses": {"utter_hello": [{"text": "Grüß Gott, “you”"}]}}
CALLS = [{"next_action": f"action_{number}", "tracker": {"slots": {"n": number}}, "domain": DOMAIN} for number in range(4)]
GOOD, BAD = (
    {"events": [{"event": "slot", "name": "n", "value": 1}], "responses": []},
    {"events": [{"event": 7}], "responses": "none"},
)


class ActionServer:
    """Counts connections and keeps what it was sent."""

    def __init__(self):
        self.connections, self.bodies = 0, []

    async def serve(self, reader, writer):
        self.connections += 1
        while head := await self.head(reader):
            length = int(dict(line.lower().split(": ", 1) for line in head[1:])["content-length"])
            self.bodies.append(json.loads(await reader.readexactly(length)))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
            await writer.drain()
        writer.close()

    @staticmethod
    async def head(reader):
        try:
            return (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
        except asyncio.IncompleteReadError:
            return []


async def called():
    """How many connections these calls took, and whether they arrived as they were meant."""
    from rasa.utils.endpoints import EndpointConfig

    heard = ActionServer()
    server = await asyncio.start_server(heard.serve, "127.0.0.1", 0)
    endpoint = EndpointConfig(url=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/webhook")
    for call in CALLS:
        await endpoint.request(json=call, method="post")
    server.close()
    return {"connections": heard.connections, "as meant": heard.bodies == CALLS}


def events():
    """The class of each event's name."""
    from rasa.shared.core.events import Event
    from rasa.shared.utils.common import all_subclasses

    return {kind.type_name: Event.resolve_by_type(kind.type_name).__name__ for kind in all_subclasses(Event)}


def steps():
    """The results of a graph whose first step is needed twice, and how often it was run."""
    from rasa.engine.runner import dask

    runs = []

    def first(given):
        runs.append(given)
        return 2

    graph = {"first": (first, "input"), "double": (lambda n: 2 * n, "first"), "sum": (lambda a, b: a + b, "first", "double")}
    found = dask.dask.get({**graph, "input": ("input", "a message")}, ["sum", "double"])
    return [list(found), runs]


def replies():
    """Whether a good and a bad reply of the action server are accepted."""
    from rasa.core.actions.action import RemoteAction

    def accepted(reply):
        try:
            return RemoteAction("action_1", None)._validate_action_result(reply)
        except Exception as refused:
            return type(refused).__name__

    return [accepted(GOOD), accepted(BAD)]


async def main():
    return {"called": await called(), "events": events(), "steps": steps(), "replies": replies()}


if __name__ == "__main__":
    prepare()
    log_without_words()
    own = asyncio.run(main())
    from bot.fast_turns import make_turns_fast

    make_turns_fast()
    json.dump({"own": own, "fast": asyncio.run(main())}, sys.stdout)
