"""Serves the assistant's actions on loopback: python -m actions"""

import logging
import sys

from actions import dates
from actions.server import make_app
from customer_care import clock, database, migrate, settings
from customer_care.errors import ReassureError


def main() -> str | None:
    config = settings.current()
    logging.basicConfig(level=config.log_level, format="%(levelname)s %(name)s: %(message)s")
    for chatty in ("rasa_sdk", "sanic", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        migrate.demand_current(database.connect())
    except ReassureError as mismatch:
        return str(mismatch)
    dates.day_in("12 December", clock.now().date())  # loads the calendar's language now and not in a customer's first turn
    logging.getLogger("actions").info("listening on 127.0.0.1:%s", config.actions_port)
    make_app().run(host="127.0.0.1", port=config.actions_port, single_process=True, motd=False, access_log=False)
    return None


if __name__ == "__main__":
    sys.exit(main())
