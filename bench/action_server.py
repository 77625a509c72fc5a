"""An action server that answers every action at once and always alike, so that only Rasa is measured.

It fills the slot that a form asks for with the words of the message, so that forms begin, ask, take answers and end.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

VALIDATION = "validate_"


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections may be kept open
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = json.dumps(answer(call["next_action"], call["tracker"])).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002  (the standard library's name)
        """Nothing to tell."""


def answer(action: str, tracker: dict[str, Any]) -> dict[str, Any]:
    if not action.startswith(VALIDATION):
        return {"events": [], "responses": [{"text": f"This is the answer of {action}."}]}
    asked, text = tracker["slots"].get("requested_slot"), tracker["latest_message"].get("text")
    return {"events": [{"event": "slot", "name": asked, "value": text}] if asked else [], "responses": []}


@contextmanager
def action_server() -> Iterator[int]:
    """Runs it in a thread of this process; gives its port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
