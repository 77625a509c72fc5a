"""What Rasa does anew in every turn, and here once. `make_turns_fast()` comes after `light_rasa.prepare()`.

Five small changes, each to one named thing of Rasa 3.6.21; none of them changes what is said or remembered.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any
from weakref import WeakKeyDictionary

# Shorter than any server waits before it closes a silent connection (5 s is common), so that none is used that is just closing.
KEPT_OPEN = 2.0  # seconds


def make_turns_fast() -> None:
    check_action_replies_fast()
    find_events_by_name_once()
    call_actions_over_open_connections()
    run_steps_without_planning()


def check_action_replies_fast() -> None:
    """1. Rasa compiles the JSON schema of an action server's reply anew for every reply (20 ms)."""
    from jsonschema.validators import validator_for  # noqa: PLC0415  (after prepare)
    from rasa.core.actions.action import RemoteAction  # noqa: PLC0415  (after prepare)

    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)(schema)

    def validate(_: RemoteAction, reply: dict[str, Any]) -> bool:
        validator.validate(reply)
        return True

    RemoteAction._validate_action_result = validate


def find_events_by_name_once() -> None:
    """2. Rasa goes through all classes of events for every event that it reads."""
    from rasa.shared.core.events import Event  # noqa: PLC0415  (after prepare)

    Event.resolve_by_type = staticmethod(cache(Event.resolve_by_type))


def call_actions_over_open_connections() -> None:
    """3. Rasa opens a connection to the action server for every call, and a turn has several."""
    import aiohttp  # noqa: PLC0415  (after prepare)
    from rasa.utils import endpoints  # noqa: PLC0415  (after prepare)

    write = with_domain_written_once()
    open_ones: WeakKeyDictionary[asyncio.AbstractEventLoop, aiohttp.TCPConnector] = WeakKeyDictionary()

    def session(endpoint: endpoints.EndpointConfig) -> aiohttp.ClientSession:
        loop = asyncio.get_running_loop()
        if loop not in open_ones:
            open_ones[loop] = aiohttp.TCPConnector(keepalive_timeout=KEPT_OPEN)
        return aiohttp.ClientSession(
            connector=open_ones[loop],
            connector_owner=False,
            headers=endpoint.headers,
            auth=password_of(endpoint),
            timeout=aiohttp.ClientTimeout(total=endpoints.DEFAULT_REQUEST_TIMEOUT),
            json_serialize=write,
        )

    def password_of(endpoint: endpoints.EndpointConfig) -> aiohttp.BasicAuth | None:
        given = endpoint.basic_auth
        return aiohttp.BasicAuth(given["username"], given["password"]) if given else None

    endpoints.EndpointConfig.session = session


def with_domain_written_once() -> Callable[[dict[str, Any]], str]:
    """4. Rasa writes the whole domain, always the same object, into JSON for every call of an action."""
    written: tuple[object, str] = (None, "")

    def dumps(call: dict[str, Any]) -> str:
        nonlocal written
        domain = call.get("domain")
        if domain is None:
            return json.dumps(call)
        if domain is not written[0]:
            written = (domain, json.dumps(domain))
        rest = json.dumps({name: value for name, value in call.items() if name != "domain"})
        return f'{rest[:-1]}, "domain": {written[1]}}}'

    return dumps


def run_steps_without_planning() -> None:
    """5. Rasa has dask plan every run of its few steps anew, as if they were thousands on many machines."""
    from rasa.engine.runner import dask  # noqa: PLC0415  (after prepare)

    dask.dask = SimpleNamespace(get=results_of)


def results_of(graph: dict[str, Any], targets: Sequence[str]) -> list[Any]:
    """The results of the named steps of a dask graph, each step run once, after what it needs."""
    done: dict[str, Any] = {}

    def result(name: str) -> Any:
        if name not in done:
            step, *needs = graph[name]
            done[name] = step(*map(result, needs)) if callable(step) else graph[name]
        return done[name]

    return [result(name) for name in targets]
