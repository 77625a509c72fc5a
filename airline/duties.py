"""A duty: what a person of ours still owes a customer, and giving it.

The list is made of the promises themselves, so nothing that was promised is missing on it, and what is given keeps its promise in
the same transaction. The customer reads it at once, in the conversation or, when nobody has that open, by e-mail.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from airline import bag_reports, cases, claims, doing, lost_items, missing_miles, rulebook, sports_equipment
from airline.ancillaries import Ancillary
from airline.bag_reports import BagReport, BagStatus
from airline.bookings import Booking
from airline.cases import Case
from airline.claims import Claim, ClaimKind
from airline.lost_items import LostItem
from airline.money import money_words
from airline.payment_provider import PaymentProvider
from airline.sports_equipment import WORDS, Equipment
from customer_care import commitments, unasked, wording
from customer_care.commitments import Commitment, CommitmentStatus, Kind
from customer_care.conversations import Conversation
from customer_care.database import unit_of_work
from customer_care.errors import NotFound, ReassureError

Record = TypeVar("Record")

LISTED = 100
LONGEST_ANSWER = 1000  # characters


class Answer(StrEnum):
    """What may be given. `LATER` moves a promise that is not due yet to another time; the others keep it."""

    ANSWERED = "answered"
    GRANTED = "granted"
    REFUSED = "refused"
    PAID = "paid"
    FOUND = "found"
    NOT_FOUND = "not_found"
    ON_THE_WAY = "on_the_way"
    DELIVERED = "delivered"
    PLACE = "place"
    NO_PLACE = "no_place"
    DONE = "done"
    LATER = "later"


# What was answered, why, where it is or what went wrong; the others say enough by themselves.
NEEDS_WORDS = {Answer.ANSWERED, Answer.REFUSED, Answer.FOUND, Answer.NOT_FOUND, Answer.ON_THE_WAY, Answer.LATER}


class NotAnAnswer(ReassureError):
    """That cannot be given to this duty."""

    code = "not_an_answer"


class WordsMissing(ReassureError):
    """The customer has to read something with this answer, of at most LONGEST_ANSWER characters."""

    code = "words_missing"


class AmountUnclear(ReassureError):
    """What is granted is more than nothing, and not more than what was claimed."""

    code = "amount_unclear"


@dataclass(frozen=True)
class Given:
    """What an adviser, `by`, gives. `amount_minor` counts where money is granted, `due_at` where the promise is moved."""

    answer: Answer
    words: str
    by: str
    amount_minor: int | None = None
    due_at: datetime | None = None


@dataclass(frozen=True)
class Told:
    """What is known about a duty: the customer's own words, the booking, and what is claimed (0: they named no amount)."""

    words: str
    booking: Booking | None = None
    claimed_minor: int = 0
    currency: str = ""
    grants_money: bool = False


@dataclass(frozen=True)
class Duty:
    """A promise, what is known about it, and what may be given."""

    promise: Commitment
    told: Told
    answers: Sequence[Answer]

    @property
    def late(self) -> bool:
        return self.promise.status == CommitmentStatus.BROKEN


def owed(session: Session) -> list[Duty]:
    """What is owed, what is due first at the top."""
    promises = select(Commitment).where(_is_owed()).order_by(Commitment.due_at, Commitment.id).limit(LISTED)
    duties = (_about(promise).duty(session, promise) for promise in session.scalars(promises))
    return [duty for duty in duties if duty]


def give(promise_id: int, given: Given, now: datetime, provider: PaymentProvider | None = None) -> None:
    """Does what is given, keeps the promise or moves it, and tells the customer.

    Raises NotFound, NotAnAnswer, WordsMissing, AmountUnclear, DueInThePast, and what the deed behind the answer raises: when the
    card is declined for a place that was found, everything stays as it was.
    """
    with unit_of_work() as session:
        duty = _find(session, promise_id)
        _demand_complete(duty, given)
        if given.answer != Answer.PLACE:
            _let_know(session, duty, _about(duty.promise).do(session, duty.promise, given, now), given.by, now)
            return
        quote = sports_equipment.quote_place_for(session, duty.promise.subject, now, duty.promise.conversation_id)
    # Money moves between two transactions of its own (doing.py).
    receipt = doing.carry_out(quote.id, duty.promise.conversation_id, now, provider)
    paid = money_words(receipt.amount_minor, receipt.currency)
    with unit_of_work() as session:
        _let_know(session, duty, _say(given, "place", what=receipt.what, amount=paid, receipt=receipt.number), given.by, now)


# ── each kind of promise ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class About(Generic[Record]):
    """Promises whose subject begins with `subject`: their record, what of it the adviser is told, and what may be given.

    `give` does it and returns what the customer reads. `due` names the column of the record that says by when.
    """

    answers: Sequence[Answer]
    record: Callable[[Session, Commitment], Record | None]
    tell: Callable[[Record], Told]
    give: Callable[[Session, Record, Given, datetime], str]
    subject: str = ""
    due: str = ""

    def duty(self, session: Session, promise: Commitment) -> Duty | None:
        record = self.record(session, promise)
        later = [Answer.LATER] if promise.status == CommitmentStatus.OPEN else []
        return Duty(promise, self.tell(record), [*self.answers, *later]) if record else None

    def do(self, session: Session, promise: Commitment, given: Given, now: datetime) -> str:
        """Raises NotFound, and what `give` and `commitments.renegotiate` raise."""
        record = self.record(session, promise)
        if record is None:
            raise NotFound("duty")
        if given.answer != Answer.LATER or given.due_at is None:
            return self.give(session, record, given, now)
        commitments.renegotiate(session, promise, given.due_at, now)
        if self.due:
            setattr(record, self.due, given.due_at)
        return _say(given, "later", promise=promise.text, due=wording.moment(given.due_at))


def _tell_case(case: Case) -> Told:
    return Told(case.what, case.booking)


def _answer_case(session: Session, case: Case, given: Given, now: datetime) -> str:
    cases.answer(session, case, given.words, now)
    return _say(given, "answered", number=case.number)


def _tell_claim(claim: Claim) -> Told:
    words = str(claim.facts.get("description") or claim.facts.get("kind") or claim.kind)
    return Told(words, claim.booking, claim.amount_minor, claim.currency, grants_money=claim.kind != ClaimKind.MILES)


def _decide_claim(session: Session, claim: Claim, given: Given, now: datetime) -> str:
    if given.answer == Answer.REFUSED:
        claims.refuse(session, claim, now)
        return _say(given, "refused", number=claim.number, rule=rulebook.rule(claim.rule_id).words)
    if claim.kind == ClaimKind.MILES:
        miles = missing_miles.grant(session, claim, now)
        return _say(given, "miles", number=claim.number, miles=f"{miles:,}")
    claims.grant(session, claim, given.amount_minor or 0, now)
    amount = money_words(claim.amount_minor, claim.currency)
    return _say(given, "granted", number=claim.number, amount=amount, due=wording.moment(claim.pay_due_at or now))


def _note_paid(session: Session, claim: Claim, given: Given, now: datetime) -> str:
    claims.note_paid(session, claim, now)
    return _say(given, "paid", number=claim.number, amount=money_words(claim.amount_minor, claim.currency))


def _tell_bag(report: BagReport) -> Told:
    return Told(report.description, report.booking)


def _note_news(session: Session, report: BagReport, given: Given, now: datetime) -> str:
    bag_reports.note_news(session, report, BagStatus(given.answer), given.words or report.where, now)
    due_at = bag_reports.delivery_due_at(session, report)
    return _say(given, f"bag_{given.answer}", number=report.number, where=report.place, due=wording.moment(due_at or now))


def _tell_item(item: LostItem) -> Told:
    return Told(f"{item.what} ({item.where})", item.booking)


def _end_search(session: Session, item: LostItem, given: Given, now: datetime) -> str:
    lost_items.end_search(session, item, found=given.answer == Answer.FOUND, now=now)
    return _say(given, f"item_{given.answer}", number=item.number)


def _tell_place(asked: Ancillary) -> Told:
    return Told(WORDS[Equipment(asked.detail)], asked.booking)


def _decline_place(session: Session, asked: Ancillary, given: Given, now: datetime) -> str:
    sports_equipment.decline_place(session, asked, now)
    return _say(given, "no_place", what=WORDS[Equipment(asked.detail)])


def _tell_promise(promise: Commitment) -> Told:
    return Told(promise.text)


def _fulfil(session: Session, promise: Commitment, given: Given, now: datetime) -> str:
    commitments.fulfil(session, promise, now)
    return _say(given, "done", promise=promise.text)


def _by_number(find: Callable[[Session, str], Record | None]) -> Callable[[Session, Commitment], Record | None]:
    return lambda session, promise: find(session, promise.subject)


NEWS = (Answer.FOUND, Answer.ON_THE_WAY, Answer.DELIVERED)
A_CASE = About((Answer.ANSWERED,), _by_number(cases.with_number), _tell_case, _answer_case, "K-", "answer_due_at")
DECISIONS = (Answer.GRANTED, Answer.REFUSED)
A_CLAIM = About(DECISIONS, _by_number(claims.with_number), _tell_claim, _decide_claim, "C-", "answer_due_at")
A_PAYMENT = About((Answer.PAID,), _by_number(claims.with_number), _tell_claim, _note_paid, "C-", "pay_due_at")
A_SEARCH = About(NEWS, _by_number(bag_reports.with_number), _tell_bag, _note_news, due="news_due_at")
A_DELIVERY = About(NEWS[1:], _by_number(bag_reports.with_number), _tell_bag, _note_news)
RESULTS = (Answer.FOUND, Answer.NOT_FOUND)
AN_ITEM = About(RESULTS, _by_number(lost_items.with_number), _tell_item, _end_search, due="answer_due_at")
PLACES = (Answer.PLACE, Answer.NO_PLACE)
A_PLACE = About(PLACES, _by_number(sports_equipment.asked_by), _tell_place, _decline_place, sports_equipment.SUBJECT)
SOMETHING = About((Answer.DONE,), lambda _, promise: promise, _tell_promise, _fulfil)
HELP_AT_THE_AIRPORT = replace(SOMETHING, subject="assistance ")
# What is not here is seen to by the worker (refunds, notices, payments in doubt) or stands in the queue (call backs).
OWED: dict[Kind, list[About[Any]]] = {
    Kind.CASE_ANSWERED: [A_CASE],
    Kind.CLAIM_ANSWERED: [A_CLAIM],
    Kind.REFUND_PAID: [A_PAYMENT],
    Kind.BAG_FOUND: [A_SEARCH],
    Kind.BAG_DELIVERED: [A_DELIVERY],
    Kind.ITEM_SEARCHED: [AN_ITEM],
    Kind.CONFIRMATION_SENT: [A_PLACE, HELP_AT_THE_AIRPORT],
    Kind.BY_ADVISER: [SOMETHING],
}


# ── helpers ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _is_owed() -> ColumnElement[bool]:
    kinds = (
        and_(Commitment.kind == kind, Commitment.subject.startswith(about.subject, autoescape=True))
        for kind, abouts in OWED.items()
        for about in abouts
    )
    return and_(Commitment.done_at.is_(None), Commitment.status.not_in(commitments.SET_ASIDE), or_(*kinds))


def _about(promise: Commitment) -> About[Any]:
    return next(about for about in OWED[promise.kind] if promise.subject.startswith(about.subject))


def _find(session: Session, promise_id: int) -> Duty:
    """Locked: of two advisers who answer at once, the second finds it done. Raises NotFound for what is not owed any more."""
    promise = session.scalar(select(Commitment).where(Commitment.id == promise_id, _is_owed()).with_for_update())
    duty = _about(promise).duty(session, promise) if promise else None
    if duty is None:
        raise NotFound("duty")
    return duty


def _demand_complete(duty: Duty, given: Given) -> None:
    if given.answer not in duty.answers or (given.answer == Answer.LATER and given.due_at is None):
        raise NotAnAnswer
    if len(given.words) > LONGEST_ANSWER or (given.answer in NEEDS_WORDS and not given.words):
        raise WordsMissing
    if given.answer == Answer.GRANTED and duty.told.grants_money:
        amount_minor, most_minor = given.amount_minor or 0, duty.told.claimed_minor
        if amount_minor <= 0 or (most_minor and amount_minor > most_minor):
            raise AmountUnclear


def _say(given: Given, response: str, **values: str) -> str:
    return wording.say(f"utter_given_{response}", words=given.words, **values).text


def _let_know(session: Session, duty: Duty, words: str, by: str, now: datetime) -> None:
    conversation, booking = session.get_one(Conversation, duty.promise.conversation_id), duty.told.booking
    on_file = booking and (booking.contact_email or (booking.customer.email if booking.customer else None))
    unasked.tell_answer(session, conversation, words, by, now, address=on_file or None)
