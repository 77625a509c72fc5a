"""What this gateway answers, as OpenAPI: the HTTP addresses, and the messages of the two sockets as schemas."""

import json
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic import json as json_response

from webrtc_gateway import messages_schema

api_description = Blueprint("api_description")

Security = list[dict[str, list[str]]]

VISITOR: Security = [{"visitor": []}]
ADVISER: Security = [{"adviser": []}]
TICKET = {"name": "ticket", "in": "query", "required": True, "schema": {"type": "string"}}
# method, address, what it does, who may, what it answers
ADDRESSES: list[tuple[str, str, str, Security, dict[str, str]]] = [
    (
        "post",
        "/api/chat/session",
        "A visitor's token: the one shown in the body, if it still holds, or a new one",
        [],
        {"200": "token, conversation"},
    ),
    ("post", "/api/chat/ticket", "A single-use ticket for the visitor's socket, good for 30 s", VISITOR, {"200": "ticket"}),
    ("post", "/api/chat/window/ticket", "A single-use ticket for a window of its own, good for 30 s", VISITOR, {"200": "ticket"}),
    (
        "post",
        "/api/chat/window",
        "The token for the ticket's holder, in a window that an allowed page opened",
        [],
        {"200": "token", "403": "ticket used, foreign origin"},
    ),
    (
        "get",
        "/api/chat/socket",
        "WebSocket: FromCustomer in, ToCustomer out",
        [],
        {"101": "the socket", "403": "ticket used, foreign origin"},
    ),
    (
        "get",
        "/api/chat/admission",
        "Whether a page of this origin may open a chat; readable from every origin",
        [],
        {"204": "it may", "403": "foreign origin"},
    ),
    ("get", "/api/chat/transcript", "The conversation as plain text", VISITOR, {"200": "text/plain"}),
    ("get", "/api/chat/held", "What is held about this visitor", VISITOR, {"200": "items"}),
    ("delete", "/api/chat/conversation", "Deletes the conversation", VISITOR, {"204": "deleted"}),
    ("post", "/api/desk/session", "Signs an adviser in", [], {"200": "name, role, and a cookie", "401": "wrong sign-in"}),
    ("get", "/api/desk/session", "Who is signed in", ADVISER, {"200": "name, role", "401": "nobody"}),
    ("delete", "/api/desk/session", "Signs out", ADVISER, {"204": "signed out"}),
    ("post", "/api/desk/ticket", "A single-use ticket for the desk's socket, good for 30 s", ADVISER, {"200": "ticket"}),
    (
        "get",
        "/api/desk/socket",
        "WebSocket: FromDesk in, ToDesk out",
        [],
        {"101": "the socket", "403": "ticket used, foreign origin"},
    ),
    ("get", "/api/desk/duties", "What is owed to customers, what is due first at the top", ADVISER, {"200": "duties"}),
    (
        "post",
        "/api/desk/duties/{promise}",
        "Gives what is owed, and tells the customer",
        ADVISER,
        {"200": "duties", "400": "not given, and why", "404": "not owed any more"},
    ),
    (
        "get",
        "/api/chat/recordings/{recording}",
        "The visitor's own recording: the customer left, the adviser right",
        VISITOR,
        {"200": "audio/ogg", "404": "none of theirs"},
    ),
    ("get", "/api/desk/recordings", "The recordings that whoever is signed in may listen to", ADVISER, {"200": "recordings"}),
    (
        "post",
        "/api/desk/recordings/{recording}",
        "Listens to a recording, for a reason that is kept",
        ADVISER,
        {"200": "audio/ogg", "400": "reason missing", "404": "none that this person may hear"},
    ),
    ("get", "/healthz", "Alive", [], {"200": "alive"}),
    ("get", "/readyz", "Ready, each dependency by name", [], {"200": "ready", "503": "not all are"}),
    ("get", "/metrics", "Figures for Prometheus", [], {"200": "text/plain"}),
]


@api_description.get("/openapi.json")
async def openapi(_: Request) -> HTTPResponse:
    return json_response(description())


def description() -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    paths: dict[str, dict[str, Any]] = {}
    for method, address, summary, security, answers in ADDRESSES:
        paths.setdefault(address, {})[method] = {
            "summary": summary,
            "security": security,
            "parameters": [TICKET] if address.endswith("/socket") else [],
            "responses": {status: {"description": words} for status, words in answers.items()},
        }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Reassure gateway",
            "version": "0.1.0",
            "description": "Errors are {error, text}: a name and a sentence.",
        },
        "paths": paths,
        "components": {"schemas": _schemas(), "securitySchemes": _security()},
    }


def _schemas() -> dict[str, Any]:
    """The messages of both sockets, with their references where OpenAPI looks for them."""
    wire = messages_schema.schema()
    unions, messages = wire["properties"], wire["$defs"]
    text = json.dumps({**messages, **unions})
    schemas: dict[str, Any] = json.loads(text.replace("#/$defs/", "#/components/schemas/"))
    return schemas


def _security() -> dict[str, Any]:
    return {
        "visitor": {"type": "http", "scheme": "bearer"},
        "adviser": {"type": "apiKey", "in": "cookie", "name": "reassure_desk"},
    }
