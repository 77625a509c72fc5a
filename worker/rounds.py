"""The rounds of the worker: every few seconds all jobs, by whoever has the lease; the others wait for it."""

import logging
import secrets
import socket
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from threading import Event

from sqlalchemy.exc import OperationalError

from customer_care import leases
from customer_care.database import unit_of_work
from worker.jobs import Job

LEASE = timedelta(seconds=60)  # longer than any one job takes; it is prolonged before each
PAUSE = 3.0  # seconds

log = logging.getLogger("worker")


class Runner:
    """One of perhaps several: `holder` names it, so that it knows its own lease."""

    def __init__(self, jobs: Mapping[str, Job], clock: Callable[[], datetime], holder: str | None = None) -> None:
        self.holder = holder or f"{socket.gethostname()[:40]}-{secrets.token_hex(4)}"
        self._jobs = jobs
        self._clock = clock

    def run(self, stopping: Event) -> None:
        """Round after round until `stopping` is set; then the lease is given back, so that the next one begins at once."""
        while not stopping.wait(PAUSE):
            try:
                self.round()
            except OperationalError:
                log.warning("the database does not answer")
        with unit_of_work() as session:
            leases.give_back(session, leases.WORKER, self.holder)

    def round(self) -> bool:
        """Does every job once, as long as the lease is ours. False when another one has it."""
        return all(self._do(name, job) for name, job in self._jobs.items())

    def _do(self, name: str, job: Job) -> bool:
        now = self._clock()
        with unit_of_work() as session:
            if not leases.take(session, leases.WORKER, self.holder, LEASE, now):
                return False
        try:
            job(now)
        except Exception as failure:  # the other jobs go on, and this one is tried again at the next round
            log.error("%s failed: %s", name, type(failure).__name__)  # noqa: TRY400  an error's text may hold a customer's words
        return True
