"""Waits until the product is ready, saying after two seconds, and then now and again, what is still starting."""

import json
import os
import sys
import time
import urllib.error
import urllib.request

FIRST_WORD_AFTER = 2.0
NEXT_WORD_AFTER = 10.0
PAUSE = 0.5


def main() -> int:
    port = os.environ["PORT"]
    said, say_at = "", time.monotonic() + FIRST_WORD_AFTER
    while missing := still_starting(f"http://127.0.0.1:{port}/readyz"):
        waits_for = ", ".join(missing)
        now = time.monotonic()
        if now >= say_at and (waits_for != said or now >= say_at + NEXT_WORD_AFTER):
            print(f"Still starting: {waits_for} …", flush=True)
            said, say_at = waits_for, now
        time.sleep(PAUSE)
    return 0


def still_starting(address: str) -> list[str]:
    """The names of what is not ready yet; empty when everything is."""
    try:
        with urllib.request.urlopen(address, timeout=5):  # noqa: S310  our own gateway, on loopback
            return []
    except urllib.error.HTTPError as answer:
        return _named(answer.read()) or ["the gateway"]
    except OSError:
        return ["the gateway"]


def _named(body: bytes) -> list[str]:
    """The dependencies that the gateway says it still waits for."""
    try:
        said = json.loads(body)
    except ValueError:
        return []
    return [name for name, state in said.items() if state is False and name != "ready"] if isinstance(said, dict) else []


if __name__ == "__main__":
    sys.exit(main())
