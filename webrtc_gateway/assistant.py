"""The one client of Rasa: say something, resume after a person, ask whether it is there.

Rasa loses messages silently (RASA_NOTES): an empty answer counts as a failure here, a request that has begun is never cancelled,
and what was heard before a crash is looked up by the turn number that goes along as metadata.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import TypeAdapter, ValidationError

from customer_care.errors import ReassureError
from customer_care.frustration import Noticing
from webrtc_gateway.messages import (
    ContestedReasons,
    NoticingSwitched,
    PersonOffer,
    QuoteCard,
    ReceiptCard,
    Step,
    WorkCard,
)

# A request is given up, unheard, only after this long; the customer is told much earlier.
LONGEST_REQUEST = 90.0  # seconds
FINDINGS = "Reassure-Findings"


class AssistantUnreachable(ReassureError):
    """Nobody took the message: nothing was done with it."""

    code = "assistant_unreachable"


class AssistantUncertain(ReassureError):
    """The message was taken and no answer came: something may or may not have been done."""

    code = "assistant_uncertain"


@dataclass(frozen=True)
class Cards:
    """What may go with an answer besides its words; each is checked here, at the edge."""

    work: WorkCard | None = None
    receipt: ReceiptCard | None = None
    quote: QuoteCard | None = None
    step: Step | None = None
    offer: PersonOffer | None = None
    contested: ContestedReasons | None = None
    noticing: NoticingSwitched | None = None


@dataclass
class Reply:
    """One answer: words, quick answers as {title, payload}, and cards as plain JSON that `Cards` has accepted.

    `response` is the name in domain.yml of what was said, None where the assistant did not tell.
    """

    text: str
    buttons: list[dict[str, str]] = field(default_factory=list)
    cards: dict[str, Any] = field(default_factory=dict)
    response: str | None = None


@dataclass(frozen=True)
class Frustration:
    """The frustration component's report on the newest message: score 0 to 1, what it leads to, and reason codes."""

    score: float
    level: str
    reasons: list[str]


@dataclass(frozen=True)
class Answer:
    """What came back for one message. `frustration` is None when none was judged (a pressed button), or nobody told."""

    replies: list[Reply]
    frustration: Frustration | None = None


_cards = TypeAdapter(Cards)


def cards(extras: dict[str, Any]) -> Cards:
    """The cards among what was kept with a turn."""
    return _cards.validate_python({name: extras[name] for name in Cards.__dataclass_fields__ if name in extras})


class Assistant:
    """Rasa over its HTTP API, on loopback."""

    def __init__(self, url: str, token: str, actions_url: str, network: httpx.AsyncBaseTransport | None = None) -> None:
        """`network` is what carries the requests: the real one, unless a test hands in one that fails in a known way."""
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=20)
        self._http = httpx.AsyncClient(base_url=url, timeout=LONGEST_REQUEST, limits=limits, trust_env=False, transport=network)
        self._token = {"token": token}
        self._actions_url = actions_url

    async def close(self) -> None:
        await self._http.aclose()

    async def say(self, conversation: str, text: str, turn: int, noticing: Noticing, waits_for: str | None = None) -> Answer:
        """What the assistant answers, and how the message seemed to it. Raises AssistantUnreachable or AssistantUncertain.

        `waits_for` says what the customer waits for: handoffs.waits_for.
        """
        waiting = {"waits_for": waits_for} if waits_for else {}
        body = {"sender": conversation, "message": text, "metadata": {"turn": turn, "noticing": noticing, **waiting}}
        messages, headers = await self._exchange("POST", "/webhooks/rest/webhook", {}, body)
        findings = _findings(headers)
        return Answer(_named(_replies(messages), findings.get("responses")), _frustration(findings))

    async def say_again(
        self, conversation: str, text: str, turn: int, noticing: Noticing, waits_for: str | None = None
    ) -> Answer:
        """For a message that may have arrived before: its answers from the tracker, or, if it never did, said now."""
        tracker = await self._get(f"/conversations/{conversation}/tracker", {"include_events": "ALL"})
        return _answer_to(turn, tracker.get("events", [])) or await self.say(conversation, text, turn, noticing, waits_for)

    async def resume(self, conversation: str) -> list[Reply]:
        """After an adviser: ends what was open, un-pauses, and lets the assistant say what was agreed."""
        events = [
            {"event": "active_loop", "name": None},
            {"event": "slot", "name": "requested_slot", "value": None},
            {"event": "resume"},
            {"event": "action", "name": "action_listen"},  # without it the handoff is replayed (RASA_NOTES)
        ]
        await self._post(f"/conversations/{conversation}/tracker/events", events, self._token)
        finished = {"name": "EXTERNAL_adviser_finished"}
        params = {**self._token, "output_channel": "latest"}
        answer = await self._post(f"/conversations/{conversation}/trigger_intent", finished, params)
        return _replies(answer["messages"])

    async def forget(self, conversation: str, what: str = "") -> None:
        """Makes Rasa forget the conversation, or only `noticed`. Raises AssistantUnreachable or AssistantUncertain."""
        path = "/".join(filter(None, ["/webhooks/forgetting", conversation, what]))
        try:
            (await self._http.delete(path, params=self._token)).raise_for_status()
        except httpx.ConnectError as nobody:
            raise AssistantUnreachable from nobody
        except httpx.HTTPError as unclear:
            raise AssistantUncertain from unclear

    async def is_ready(self) -> bool:
        """Whether Rasa has a model loaded."""
        try:
            return bool((await self._get("/status", {}))["model_file"])
        except (AssistantUnreachable, AssistantUncertain, KeyError):
            return False

    async def actions_are_ready(self) -> bool:
        try:
            return (await self._http.get(f"{self._actions_url}/health", timeout=2)).is_success
        except httpx.HTTPError:
            return False

    async def _post(self, path: str, body: object, params: dict[str, str]) -> Any:
        return await self._send("POST", path, params, body)

    async def _get(self, path: str, params: dict[str, str]) -> Any:
        return await self._send("GET", path, {**self._token, **params}, None)

    async def _send(self, method: str, path: str, params: dict[str, str], body: object) -> Any:
        return (await self._exchange(method, path, params, body))[0]

    async def _exchange(self, method: str, path: str, params: dict[str, str], body: object) -> tuple[Any, httpx.Headers]:
        try:
            answer = (await self._http.request(method, path, params=params, json=body)).raise_for_status()
            return answer.json(), answer.headers
        except httpx.ConnectError as nobody:
            raise AssistantUnreachable from nobody
        except (httpx.HTTPError, ValueError) as unclear:
            raise AssistantUncertain from unclear


def _replies(messages: list[dict[str, Any]]) -> list[Reply]:
    """Answers out of the rest channel: a `custom` item belongs to the words before it. Raises AssistantUncertain if none."""
    replies: list[Reply] = []
    for message in messages:
        if message.get("text"):
            replies.append(Reply(message["text"], _buttons(message)))
        if message.get("custom"):
            replies = replies or [Reply("")]
            replies[-1].cards |= _accepted(message["custom"])
    if not replies:
        raise AssistantUncertain
    return replies


def _named(replies: list[Reply], responses: object) -> list[Reply]:
    """The answers with the names of their responses, where there is one for each that has words."""
    worded = [reply for reply in replies if reply.text]
    if isinstance(responses, list) and len(responses) == len(worded):
        for reply, response in zip(worded, responses, strict=True):
            reply.response = response if isinstance(response, str) else None
    return replies


def _findings(headers: httpx.Headers) -> dict[str, Any]:
    """What bot/channel.py adds to Rasa's own contract; nothing when another assistant, or Rasa's plain channel, answers."""
    try:
        found = json.loads(headers.get(FINDINGS, "{}"))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _frustration(findings: Mapping[str, Any]) -> Frustration | None:
    said = findings.get("frustration") or {}
    return Frustration(float(said["score"]), str(said["level"]), list(said["reasons"])) if "score" in said else None


def _answer_to(turn: int, events: Iterable[dict[str, Any]]) -> Answer | None:
    """What the assistant said after the customer's turn with this number, out of a tracker's events; None if nothing."""
    replies: list[Reply] = []
    felt, listening = None, False
    for event in events:
        if event["event"] == "user":
            listening = (event.get("metadata") or {}).get("turn") == turn
            felt = _frustration(event.get("parse_data") or {}) if listening else felt
        elif event["event"] == "bot" and listening:
            data = event.get("data") or {}
            custom = data.get("custom") or {}
            response = (event.get("metadata") or {}).get("utter_action")
            replies.append(Reply(event.get("text") or "", _buttons(data), _accepted(custom), response))
    return Answer(replies, felt) if replies else None


def _buttons(message: dict[str, Any]) -> list[dict[str, str]]:
    return [{"title": button["title"], "payload": button["payload"]} for button in message.get("buttons") or []]


def _accepted(custom: dict[str, Any]) -> dict[str, Any]:
    """The cards of a custom message, each that fits its shape; one that does not is left out, the words stay."""
    accepted: dict[str, Any] = {}
    for name, card in custom.items():
        try:
            accepted |= _cards.dump_python(_cards.validate_python({name: card}), exclude_none=True)
        except ValidationError:
            continue
    return accepted
