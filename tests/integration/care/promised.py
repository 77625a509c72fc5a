"""A customer to whom something was promised, and the manners in which the tests write to them."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from customer_care import advisers, commitments, context, conversations, database, handoffs, journal
from customer_care.advisers import Role
from customer_care.commitments import Commitment, Kind
from customer_care.conversations import Conversation
from customer_care.handoffs import Way
from customer_care.settings import QuietHours
from customer_care.unasked import Manners

NOW = datetime(2026, 12, 4, 14, 0, tzinfo=UTC)  # 10:00 in Guadeloupe
QUIET = QuietHours(time(21), time(8), ZoneInfo("America/Guadeloupe"))
MANNERS = Manners(a_day=2, quiet=QUIET)
REFUND = "refund-7"


def a_customer(now: datetime = NOW) -> int:
    with database.unit_of_work() as session:
        return conversations.start(session, "web", "en", now).id


def promised(conversation_id: int, due_in: timedelta, subject: str = REFUND, now: datetime = NOW) -> int:
    """Promises a refund, due after this time; its number."""
    with database.unit_of_work() as session:
        text = "Your refund of 80.00 euros is on your card"
        return commitments.make(session, conversation_id, Kind.REFUND_PAID, text, now + due_in, now, subject=subject).id


def commitment(commitment_id: int) -> Commitment:
    with database.reading() as session:
        return session.get_one(Commitment, commitment_id)


def said_to(conversation_id: int) -> list[journal.Turn]:
    with database.reading() as session:
        return journal.read_after(session, session.get_one(Conversation, conversation_id), 0)


def speaks_with_an_adviser(conversation_id: int, now: datetime) -> None:
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        ada = advisers.enrol(session, "ada", "Ada", "secret", Role.ADVISER, now)
        handoff = handoffs.offer(session, conversation, [context.ASKED], now)
        package = context.digest(context.from_json(handoff.shown))
        handoffs.agree(session, handoff, package, [], None, now)
        handoffs.request(session, conversation, handoff, Way.TEXT, "soon", now)
        handoffs.ring(session, handoff, ada, timedelta(seconds=30), now)
        handoffs.accept(session, conversation, handoff, ada, now)
