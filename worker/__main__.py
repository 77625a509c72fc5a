"""Does in the background what time demands: python -m worker"""

import logging
import signal
import sys
from threading import Event

from customer_care import clock, database, migrate, settings
from customer_care.errors import ReassureError
from worker import jobs, mailbox
from worker.rounds import Runner


def main() -> str | None:
    try:
        config = settings.current()
        logging.basicConfig(level=config.log_level, format="%(levelname)s %(name)s: %(message)s")
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # it would write addresses
        migrate.demand_current(database.connect())
    except ReassureError as cannot_start:
        return str(cannot_start)
    stopping = Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: stopping.set())
    with mailbox.catching(config):
        logging.getLogger("worker").info("working")
        Runner(jobs.all_of(config), clock.now).run(stopping)
    return None


if __name__ == "__main__":
    sys.exit(main())
