"""One call of an action, as Rasa makes it, and what comes back."""

import asyncio
import string
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from actions.server import make_executor
from bot.entities import references

WHO = "c0ffee" * 5 + "c0"
DOMAIN: dict[str, Any] = yaml.safe_load((Path(__file__).parents[3] / "domain.yml").read_text("utf-8"))


@dataclass(frozen=True)
class Answer:
    """The responses said, the values of the first and of all, the slots set, and the action that shall follow."""

    said: list[str]
    values: dict[str, Any]
    all_values: list[dict[str, Any]]
    slots: dict[str, Any]
    then: str | None


def ask(
    action: str,
    text: str = "",
    intent: str = "nlu_fallback",
    *,
    task: str | None = None,
    asked: str | None = None,
    said_before: list[str] | None = None,
    guesses: list[str] | None = None,
    understood: dict[str, Any] | None = None,
    **slots: Any,
) -> Answer:
    """Calls `action` on the customer's message. `said_before` are the responses that answered their message before it.

    `understood` is what else the bot found in it: entities, requests, language, understanding.
    """
    said = [{"event": "bot", "text": "…", "metadata": {"utter_action": name}} for name in said_before or ()]
    tracker = {
        "sender_id": WHO,
        "slots": slots | {"requested_slot": asked},
        "latest_message": {
            "text": text or f"/{intent}",
            "intent": {"name": intent},
            "intent_ranking": [{"name": name} for name in guesses or ()],
            **with_references(understood or {}, text, asked),
        },
        "events": [{"event": "user"}, *said, {"event": "user"}],
        "active_loop": {"name": task} if task else {},
        "latest_action_name": "action_listen",
    }
    call = {"next_action": action, "sender_id": WHO, "tracker": tracker, "domain": DOMAIN, "version": "3.6.21"}
    result = asyncio.run(make_executor().run(call))
    assert result is not None
    responses, events = result.responses, result.events
    for response in responses:
        demand_all_values(response)
    return Answer(
        said=[response["response"] for response in responses],
        values=responses[0] if responses else {},
        all_values=responses,
        slots={event["name"]: event["value"] for event in events if event["event"] == "slot"},
        then=next((event["name"] for event in events if event["event"] == "followup"), None),
    )


def with_references(understood: dict[str, Any], text: str, asked: str | None) -> dict[str, Any]:
    """What the bot finds in every message: the booking references, in it and in each of its requests."""
    given = list(understood.get("entities", ()))
    found = [{"entity": found.entity, "value": found.value} for found in references.find(text, ("ZE",), asked)]
    requests = [with_references(request, request["text"], asked) for request in understood.get("requests", ())]
    entities = given + [entity for entity in found if entity not in given]
    return understood | {"entities": entities} | ({"requests": requests} if requests else {})


def demand_all_values(response: dict[str, Any]) -> None:
    """Fails when the wording has a {value} that the action did not give: Rasa would show the braces to the customer."""
    for variation in DOMAIN["responses"][response["response"]]:
        missing = placeholders(variation) - response.keys()
        assert not missing, f"{response['response']} lacks {missing}"


def placeholders(variation: Any) -> set[str]:
    """The {names} in a response, in its buttons and its cards."""
    if isinstance(variation, str):
        return {name for _, name, _, _ in string.Formatter().parse(variation) if name}
    values = variation.values() if isinstance(variation, dict) else variation if isinstance(variation, list) else []
    return set().union(*(placeholders(value) for value in values))
