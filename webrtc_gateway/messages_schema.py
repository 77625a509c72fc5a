"""Prints the JSON Schema of all wire messages; `npm run messages` in `web/` turns it into TypeScript."""

import json
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from webrtc_gateway import messages

SOCKETS: list[tuple[str, JsonSchemaMode, TypeAdapter[Any]]] = [
    ("FromCustomer", "validation", messages.from_customer),
    ("FromDesk", "validation", messages.from_desk),
    ("ToCustomer", "serialization", messages.to_customer),
    ("ToDesk", "serialization", messages.to_desk),
]


def schema() -> dict[str, Any]:
    """One schema whose definitions hold every message, and the four unions as its properties."""
    unions, whole = TypeAdapter.json_schemas(SOCKETS)
    properties = {name: unions[(name, mode)] for name, mode, _ in SOCKETS}
    wire = {"title": "Wire", "type": "object", "properties": properties, "required": list(properties), **whole}
    return {**wire, "additionalProperties": False}


if __name__ == "__main__":
    print(json.dumps(schema(), indent=1))
