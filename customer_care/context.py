"""The context package: what the adviser receives with a handoff; the exact items that the customer saw and agreed to.

A draft is made from our own records when a person is asked for (so also while the assistant is down), shown, and kept as it was
shown. Consent names the digest of that draft and the items to pass on; what is delivered is those items and nothing else.
"""

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from customer_care import commitments, conversations, frustration, journal, receipts, repairs, wording, worklog
from customer_care.conversations import Conversation
from customer_care.database import Base
from customer_care.errors import ReassureError
from customer_care.frustration import FrustrationReport
from customer_care.money import money_words
from customer_care.receipts import Receipt
from customer_care.worklog import Result

ASKED = "asked_for_person"  # a wish, not a feeling: it is what the handoff itself says
PRESSED = "pressed"  # among the extras of a customer's turn: a quick answer, which says less than what they wrote themselves
UPSET = wording.FELT_FROM[1]  # from this score on a turn counts as a hard moment in the words about feelings


class PackageChanged(ReassureError):
    """The customer agreed to a package that is no longer the one on the table; they are shown the new one."""

    code = "package_changed"


@dataclass(frozen=True)
class Moment:
    """How one turn of the customer seemed to go: `score` from 0 (calm) to 1, the reason codes, and when (ISO 8601)."""

    seq: int
    at: str
    score: float
    reasons: list[str]


@dataclass(frozen=True)
class Item:
    """One thing that the adviser may see; `key` is goal, identity, done, failed, commitments, repairs, feelings or transcript.

    Feelings come with the `moments` of which their lines speak; the desk draws them.
    """

    key: str
    lines: list[str]
    moments: list[Moment] = field(default_factory=list)


class Consent(Base):
    """What the customer agreed to pass on: `items` as delivered, without those struck out, and their SHA-256 `digest`."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoffs.id"), index=True)
    shown_digest: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    items: Mapped[list[Any]] = mapped_column(JSON)
    at: Mapped[datetime]


def draft(session: Session, conversation: Conversation, reasons: list[str]) -> list[Item]:
    """What could be passed on now, and why a person was offered; items with nothing in them are left out."""
    items = [
        Item("goal", _goal(session, conversation)),
        Item("identity", [f"{v.subject}: {v.method}" for v in conversations.verifications(session, conversation)]),
        Item("done", _done(session, conversation)),
        Item("failed", _worked(session, conversation, Result.FAILED)),
        Item("commitments", [f"{c.text} ({wording.moment(c.due_at)})" for c in commitments.unfinished(session, conversation.id)]),
        Item("repairs", [repair.what for repair in repairs.open_ones(session, conversation.id)]),
        feelings(session, conversation, reasons),
        Item("transcript", _transcript(session, conversation)),
    ]
    return [item for item in items if item.lines]


def digest(items: list[Item]) -> str:
    """SHA-256, in hex, of the items as canonical JSON."""
    canonical = json.dumps([asdict(item) for item in items], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def agree(
    session: Session,
    handoff_id: int,
    shown: list[Item],
    agreed_digest: str,
    shared: list[str],
    goal: str | None,
    now: datetime,
) -> Consent:
    """Records the consent to pass on the items named in `shared`, out of those shown. Raises PackageChanged.

    `goal` is what the customer wants in their own words, None where they left it as drafted; one that they emptied is left out.
    """
    if digest(shown) != agreed_digest:
        raise PackageChanged
    delivered = [_in_own_words(item, goal) for item in shown if item.key in shared and not _is_emptied(item, goal)]
    consent = Consent(
        handoff_id=handoff_id,
        shown_digest=agreed_digest,
        digest=digest(delivered),
        items=[asdict(item) for item in delivered],
        at=now,
    )
    session.add(consent)
    session.flush()
    return consent


def delivered(session: Session, handoff_id: int) -> list[Item]:
    """What the adviser of this handoff may see: the newest consent, or nothing."""
    consent = newest_consent(session, handoff_id)
    return from_json(consent.items) if consent else []


def newest_consent(session: Session, handoff_id: int) -> Consent | None:
    return session.scalar(select(Consent).where(Consent.handoff_id == handoff_id).order_by(Consent.id.desc()).limit(1))


def to_json(items: list[Item]) -> list[dict[str, Any]]:
    return [asdict(item) for item in items]


def from_json(items: list[Any]) -> list[Item]:
    return [Item(item["key"], item["lines"], [Moment(**moment) for moment in item.get("moments", [])]) for item in items]


def feelings(session: Session, conversation: Conversation, reasons: list[str]) -> Item:
    """How the conversation seemed to go, in words; empty when nothing was hard. What the customer contested is said with it."""
    reports = frustration.over_time(session, conversation)
    contested = frustration.contested(session, conversation)
    hard = [report for report in reports if report.score >= UPSET]
    codes = dict.fromkeys([*reasons, *(code for report in hard for code in report.reasons), *sorted(contested)])
    lines = [wording.reason_and_answer(code, contested) for code in codes if code != ASKED]
    if not lines:
        return Item("feelings", [])
    course = [wording.say("utter_felt_over_time", course=in_words(reports)).text] if reports else []
    return Item("feelings", [*lines, *course], [_moment(report) for report in reports])


def in_words(reports: Collection[FrustrationReport]) -> str:
    """ "going well (3), hard": one after the other, what is the same put together."""
    runs = [(words, len(list(same))) for words, same in groupby(wording.felt(report.score) for report in reports)]
    return ", ".join(f"{words} ({count})" if count > 1 else words for words, count in runs)


def _moment(report: FrustrationReport) -> Moment:
    return Moment(report.seq, report.at.isoformat(), report.score, list(report.reasons))


def _in_own_words(item: Item, goal: str | None) -> Item:
    return Item("goal", [goal.strip()]) if item.key == "goal" and goal is not None else item


def _is_emptied(item: Item, goal: str | None) -> bool:
    return item.key == "goal" and goal is not None and not goal.strip()


def _goal(session: Session, conversation: Conversation) -> list[str]:
    if conversation.goal:
        return [conversation.goal]
    turns = [turn for turn in journal.read_after(session, conversation, 0) if turn.speaker == journal.Speaker.CUSTOMER]
    written = [turn for turn in turns if PRESSED not in turn.extras]
    return [turn.text[:200] for turn in (written or turns)[-1:]]


def _done(session: Session, conversation: Conversation) -> list[str]:
    proven = receipts.of_conversation(session, conversation.id)
    numbers = [receipt.number for receipt in proven]
    looked_up = [line for line in _worked(session, conversation, Result.DONE) if not any(number in line for number in numbers)]
    return looked_up + [_proof(receipt) for receipt in proven]


def _proof(receipt: Receipt) -> str:
    """What was done, for how much, when, on which booking, and the number under which that is found."""
    moved = "paid" if receipt.amount_minor > 0 else "back" if receipt.amount_minor else "free"
    amount = wording.say(f"utter_package_{moved}", amount=money_words(abs(receipt.amount_minor), receipt.currency)).text
    facts = ", ".join(filter(None, [amount, wording.moment(receipt.at), receipt.subject]))
    return wording.say("utter_package_done", what=receipt.what.rstrip("."), facts=facts, receipt=receipt.number).text


def _worked(session: Session, conversation: Conversation, result: Result) -> list[str]:
    return [
        f"{line.what} ({line.reference})" if line.reference else line.what
        for line in worklog.of_conversation(session, conversation)
        if line.result == result
    ]


def _transcript(session: Session, conversation: Conversation) -> list[str]:
    return [
        f"{wording.say(f'utter_speaker_{turn.speaker}').text}: {turn.text}"
        for turn in journal.read_after(session, conversation, 0)
        if turn.speaker != journal.Speaker.SYSTEM
    ]
