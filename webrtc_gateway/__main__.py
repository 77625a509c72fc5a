"""Starts the gateway:  python -m webrtc_gateway"""

import logging
import sys

import structlog

from customer_care import settings
from customer_care.errors import ReassureError
from webrtc_gateway.app import create_app


def main() -> None:
    try:
        chosen = settings.current()
        log_plainly(chosen.log_level)
        app = create_app(chosen)
    except ReassureError as cannot_start:
        sys.exit(str(cannot_start))
    app.run(host=chosen.host, port=chosen.port, single_process=True, access_log=False, motd=False)


def log_plainly(level: str) -> None:
    """One line an event: what happened, then facts. Never a customer's words, names or references."""
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s", stream=sys.stdout)
    for chatty in ("httpx", "httpcore", "aioice", "websockets"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.dev.ConsoleRenderer(colors=False)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
    )


if __name__ == "__main__":
    main()
