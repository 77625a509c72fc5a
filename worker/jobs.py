"""The jobs of the worker, in the order in which a round does them. A company that replaces `airline/` puts its own here."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from airline import notices, sandbox_provider
from airline.reconciliation import reconcile
from airline.refund_payout import pay_due
from customer_care import mail, mail_server, promise_keeping, recordings, repair_talk, unasked
from customer_care.settings import Settings

# Does what is due at this moment, in transactions of its own; safe to do again, and beside itself.
Job = Callable[[datetime], object]


def all_of(settings: Settings) -> Mapping[str, Job]:
    """Every job by the name that stands in the logs: first what the airline settles, then what is said about it."""
    manners = unasked.manners_of(settings)
    return {
        "payments": partial(reconcile, provider=sandbox_provider.of_this_process()),
        "refunds": partial(pay_due, provider=sandbox_provider.of_this_process()),
        "notices": partial(notices.watch, manners=manners),
        "promises": partial(promise_keeping.tend, manners=manners),
        "repairs": partial(repair_talk.own_up, manners=manners),
        "rechecks": partial(repair_talk.ask_whether_well, manners=manners),
        "recordings": partial(recordings.tend, keeping=recordings.keeping_of(settings)),
        "mails": partial(mail.send_due, mail_server.of(settings), settings.mail_from),
    }
