"""A handoff: one request for a person, from the offer to the wrap-up.

Its states are named, and a move has one door, `_move`: a conditional UPDATE, so that when two people act at once the
database says who was first. Every move is kept with who made it and why. See README.md for the diagram.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, select, text, true, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from customer_care import advisers, commitments, context, frustration, journal, outbox, wording
from customer_care.advisers import Adviser
from customer_care.commitments import Commitment
from customer_care.conversations import Conversation
from customer_care.database import Base
from customer_care.errors import ReassureError


class Status(StrEnum):
    OFFERED_TO_CUSTOMER = "OFFERED_TO_CUSTOMER"
    QUEUED = "QUEUED"
    RINGING = "RINGING"
    ACCEPTED = "ACCEPTED"
    LIVE = "LIVE"
    WRAP_UP = "WRAP_UP"
    CLOSED = "CLOSED"
    WITHDRAWN = "WITHDRAWN"
    CALLBACK = "CALLBACK"
    EXPIRED = "EXPIRED"


class Way(StrEnum):
    VOICE = "voice"
    TEXT = "text"
    CALLBACK = "callback"


class Outcome(StrEnum):
    SOLUTION = "solution"
    COMPENSATION = "compensation"
    REASONED_NO = "reasoned_no"
    FOLLOW_UP = "follow_up"


MOVES: dict[Status, set[Status]] = {
    Status.OFFERED_TO_CUSTOMER: {Status.QUEUED, Status.CALLBACK, Status.WITHDRAWN},
    Status.QUEUED: {Status.RINGING, Status.WITHDRAWN, Status.CALLBACK, Status.EXPIRED},
    Status.RINGING: {Status.ACCEPTED, Status.QUEUED, Status.WITHDRAWN, Status.CALLBACK, Status.EXPIRED},
    Status.CALLBACK: {Status.ACCEPTED, Status.WITHDRAWN},
    Status.ACCEPTED: {Status.LIVE, Status.QUEUED, Status.WRAP_UP, Status.CALLBACK},
    Status.LIVE: {Status.WRAP_UP, Status.QUEUED, Status.CALLBACK},
    Status.WRAP_UP: {Status.CLOSED, Status.CALLBACK},
    Status.CLOSED: set(),
    Status.WITHDRAWN: set(),
    Status.EXPIRED: set(),
}
# The customer has asked and nobody has taken it yet; the assistant goes on answering.
WAITING = {Status.OFFERED_TO_CUSTOMER, Status.QUEUED, Status.RINGING}
# A person has it: the assistant is silent.
WITH_ADVISER = {Status.ACCEPTED, Status.LIVE, Status.WRAP_UP}
BUSY_ADVISER = {Status.RINGING, *WITH_ADVISER}
UNDER_WAY = {*WAITING, Status.ACCEPTED, Status.LIVE}
GIVEN_UP = {Status.WITHDRAWN, Status.EXPIRED}
NO_CONDITION = true()
NOT_REACHED = "not_reached"  # why a call back is to be made once more, or is over
# Lines in the conversation that tell what the customer also sees as the state of their handoff.
TOLD_BY_THE_STATE = {"utter_system_queued", "utter_system_connected", "utter_system_wrap_up"}
NOT_NOW = "/not_now"  # what the button beside an offer says to the assistant
STOP_WAITING = "/stop_waiting"  # and the one in the queue
# What the assistant hears when its customer steps back by a button, by where they were.
SAID_BY_STEPPING_BACK = {
    Status.OFFERED_TO_CUSTOMER: NOT_NOW,
    Status.QUEUED: STOP_WAITING,
    Status.RINGING: STOP_WAITING,
}


class WrongMove(ReassureError):
    """The handoff is not in a state from which this can be done (any more)."""

    code = "wrong_move"


class HandoffTaken(ReassureError):
    """Somebody else has this handoff; `by` is their first name, or None when nobody is named."""

    code = "handoff_taken"

    def __init__(self, by: str | None) -> None:
        super().__init__(by)
        self.by = by


class OfferExpired(ReassureError):
    """The offer to this adviser ran out and went back to the queue."""

    code = "offer_expired"


class ConsentMissing(ReassureError):
    """Nobody is put in the queue before the customer has decided what the adviser will see."""

    code = "consent_missing"


def _among(statuses: set[Status]) -> Any:
    """A condition for a partial index; sorted, so that the schema is the same at every start."""
    return text(f"status IN ({', '.join(repr(str(status)) for status in sorted(statuses))})")


class Handoff(Base):
    """`waiting_since` survives a return to the queue: nobody loses their place. `shown` is the package as the customer saw it."""

    __tablename__ = "handoffs"
    __table_args__ = (
        Index(
            "ux_handoffs_one_under_way",
            "conversation_id",
            unique=True,
            sqlite_where=_among(UNDER_WAY),
            postgresql_where=_among(UNDER_WAY),
        ),
        Index(
            "ux_handoffs_one_per_adviser",
            "adviser_id",
            unique=True,
            sqlite_where=_among(BUSY_ADVISER),
            postgresql_where=_among(BUSY_ADVISER),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    status: Mapped[Status] = mapped_column(index=True)
    reasons: Mapped[list[Any]] = mapped_column(JSON)
    shown: Mapped[list[Any]] = mapped_column(JSON)
    way: Mapped[Way | None]
    phone: Mapped[str | None] = mapped_column(String(40))
    requested_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None]
    adviser_id: Mapped[int | None] = mapped_column(ForeignKey("advisers.id"))
    adviser_name: Mapped[str | None] = mapped_column(String(60))
    lease_expires_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    accepted_seq: Mapped[int | None]
    wrap_up_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ending: Mapped[str | None] = mapped_column(String(40))
    outcome: Mapped[Outcome | None]
    note: Mapped[str | None] = mapped_column(Text)
    effort: Mapped[int | None]
    effort_asked: Mapped[bool] = mapped_column(default=False)


class HandoffMove(Base):
    """The log of moves. `by` is "customer", "system" or an adviser's username."""

    __tablename__ = "handoff_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoffs.id"), index=True)
    to: Mapped[Status]
    by: Mapped[str] = mapped_column(String(60))
    because: Mapped[str | None] = mapped_column(String(60))
    at: Mapped[datetime]


@dataclass(frozen=True)
class Promise:
    """A commitment as the adviser typed it at wrap-up."""

    text: str
    due_at: datetime


# ── the customer's side ───────────────────────────────────────────────────────────────────────────────────────────────


def offer(session: Session, conversation: Conversation, reasons: list[str], now: datetime, look_again: bool = False) -> Handoff:
    """The handoff under way, or a new one with a package to look at. Asking twice is harmless; new reasons are added.

    A package that the customer has asked to see stays as it is in front of them, unless they ask to `look_again`.
    """
    current = under_way(session, conversation)
    if current is None:
        current = Handoff(
            public_id=secrets.token_hex(16),
            conversation_id=conversation.id,
            status=Status.OFFERED_TO_CUSTOMER,
            reasons=reasons,
            shown=context.to_json(context.draft(session, conversation, reasons)),
            requested_at=now,
            effort_asked=False,
        )
        session.add(current)
        session.flush()
        _log(session, current.id, Status.OFFERED_TO_CUSTOMER, "customer", None, now)
    elif current.status == Status.OFFERED_TO_CUSTOMER:
        in_front_of_them = context.ASKED in current.reasons and not look_again
        current.reasons = list(dict.fromkeys([*current.reasons, *reasons]))
        if not in_front_of_them:
            current.shown = context.to_json(context.draft(session, conversation, current.reasons))
    return current


def agree(session: Session, handoff: Handoff, package_digest: str, shared: list[str], goal: str | None, now: datetime) -> None:
    """The customer decides what the adviser will see. Raises PackageChanged."""
    if handoff.status not in {*WAITING, Status.CALLBACK}:
        raise WrongMove(handoff.status)
    context.agree(session, handoff.id, context.from_json(handoff.shown), package_digest, shared, goal, now)


def request(session: Session, conversation: Conversation, handoff: Handoff, way: Way, wait: str, now: datetime) -> None:
    """Into the queue, to meet by voice or text, telling the `wait` in words. Another way while waiting keeps the place.

    Raises ConsentMissing.
    """
    _demand_consent(session, handoff)
    if handoff.status in {Status.QUEUED, Status.RINGING}:
        handoff.way = way
        return
    _move(session, handoff, Status.QUEUED, now, by="customer", way=way, waiting_since=now)
    outbox.put(session, conversation, outbox.Errand.HANDOFF_REQUESTED, {"handoff": handoff.public_id}, now)
    _tell(session, conversation, "utter_system_queued", now, wait=wait)


def request_callback(
    session: Session,
    conversation: Conversation,
    handoff: Handoff,
    phone: str,
    due_at: datetime,
    now: datetime,
    *,
    soon: bool = False,
) -> Commitment:
    """A call back instead of waiting: the number, and the commitment to ring it by `due_at`, or as `soon` as somebody can."""
    _demand_consent(session, handoff)
    values: dict[str, Any] = {
        "way": Way.CALLBACK,
        "phone": phone,
        "waiting_since": handoff.waiting_since or now,
        "adviser_id": None,
    }
    _move(session, handoff, Status.CALLBACK, now, by="customer", **values)
    response = "utter_system_callback_soon" if soon else "utter_system_callback"
    _tell(session, conversation, response, now, phone=phone, when=wording.moment(due_at))
    return _promise_to_ring(session, handoff, phone, due_at, now)


def ring_instead(
    session: Session,
    conversation: Conversation,
    handoff: Handoff,
    phone: str,
    because: str | None,
    due_at: datetime,
    now: datetime,
) -> Commitment:
    """The voice fails in the talk: the same adviser rings the customer's phone by `due_at`. Both read why.

    `because` is the typed reason of the browser, None when only the end of the call is known. Raises WrongMove when nobody talks
    any more, or when this is agreed on already.
    """
    if handoff.status not in {Status.ACCEPTED, Status.LIVE} or handoff.way == Way.CALLBACK:
        raise WrongMove(handoff.status)
    handoff.way, handoff.phone = Way.CALLBACK, phone
    go_live(session, handoff, now)
    why = wording.say(f"utter_without_voice_{because}" if because else "utter_without_voice").text
    values = {"why": why, "adviser": handoff.adviser_name, "phone": phone, "when": wording.moment(due_at)}
    _tell(session, conversation, "utter_system_ring_instead", now, **values)
    return _promise_to_ring(session, handoff, phone, due_at, now)


def withdraw(session: Session, conversation: Conversation, handoff: Handoff, now: datetime) -> None:
    """ "Not now" before the queue, "stop waiting" in it, "cancel this call" after asking to be called back."""
    was = handoff.status
    _move(session, handoff, Status.WITHDRAWN, now, by="customer", ended_at=now, ending="customer_withdrew")
    for promise in commitments.open_ones(session, conversation.id):
        if promise.handoff_id == handoff.id:
            commitments.release(session, promise, now)
    if was == Status.CALLBACK:
        _tell(session, conversation, "utter_system_callback_cancelled", now)
    elif was != Status.OFFERED_TO_CUSTOMER:
        taken_before = handoff.accepted_at is not None
        _tell(session, conversation, "utter_system_withdrawn_later" if taken_before else "utter_system_withdrawn", now)


def step_back(session: Session, conversation: Conversation, handoff: Handoff, now: datetime) -> None:
    """Withdraws it by a button of its own. The assistant hears of it as of the same words, asks no more, and goes on."""
    was = handoff.status
    withdraw(session, conversation, handoff, now)
    if said := SAID_BY_STEPPING_BACK.get(was):
        outbox.put(session, conversation, outbox.Errand.SAY, {"payload": said}, now)


def contest(session: Session, conversation: Conversation, reasons: list[str], now: datetime) -> None:
    """ "That's not it": the reasons for this offer are noted as contested, and the offer is withdrawn."""
    frustration.contest(session, conversation, reasons, now)
    step_back_from_offer(session, conversation, now)


def step_back_from_offer(session: Session, conversation: Conversation, now: datetime) -> None:
    """No to a person who was only offered; a request that is under way stays as it is."""
    current = under_way(session, conversation)
    if current and current.status == Status.OFFERED_TO_CUSTOMER:
        withdraw(session, conversation, current, now)


def switch_noticing(session: Session, conversation: Conversation, on: bool, now: datetime) -> None:
    """The customer's decision. Switched off, what was noticed is gone from the requests for a person, too."""
    frustration.switch(session, conversation, on, now)
    if on:
        return
    for handoff in session.scalars(select(Handoff).where(Handoff.conversation_id == conversation.id)):
        handoff.reasons = [code for code in handoff.reasons if code == context.ASKED]
        if handoff.status == Status.OFFERED_TO_CUSTOMER:
            handoff.shown = context.to_json(context.draft(session, conversation, handoff.reasons))


def rate_effort(session: Session, handoff: Handoff, score: int | None) -> None:
    """How easy it was, 1 (very hard) to 5 (very easy), or None for no answer; asked once."""
    if handoff.status != Status.CLOSED:
        raise WrongMove(handoff.status)
    handoff.effort, handoff.effort_asked = score, True


# ── the adviser's side ────────────────────────────────────────────────────────────────────────────────────────────────


def ring(session: Session, handoff: Handoff, adviser: Adviser, lease: timedelta, now: datetime) -> bool:
    """Offers the handoff to this adviser for `lease`. False when one of the two was taken in the same moment."""
    values: dict[str, Any] = {"adviser_id": adviser.id, "adviser_name": adviser.name, "lease_expires_at": now + lease}
    try:
        with session.begin_nested():
            _move(session, handoff, Status.RINGING, now, by="system", **values)
    except (IntegrityError, WrongMove):
        return False
    return True


def accept(session: Session, conversation: Conversation, handoff: Handoff, adviser: Adviser, now: datetime) -> None:
    """This adviser takes it. Raises HandoffTaken with the name of who was first, or OfferExpired."""
    # After a transfer the next adviser may read on from where the first one began, and nothing needs to be told twice.
    first_seen = conversation.last_seq if handoff.accepted_seq is None else handoff.accepted_seq
    values: dict[str, Any] = {"accepted_at": now, "accepted_seq": first_seen}
    called_back = handoff.status == Status.CALLBACK
    if called_back:
        values |= {"adviser_id": adviser.id, "adviser_name": adviser.name}
    mine = Handoff.adviser_id.is_(None) if called_back else (Handoff.adviser_id == adviser.id)
    still_mine = mine if called_back else mine & (Handoff.lease_expires_at > now)
    try:
        with session.begin_nested():
            _move(session, handoff, Status.ACCEPTED, now, by=adviser.username, only_if=still_mine, **values)
    except (IntegrityError, WrongMove) as late:
        session.refresh(handoff)
        if handoff.status in WITH_ADVISER and handoff.adviser_id != adviser.id:
            raise HandoffTaken(handoff.adviser_name) from late
        raise OfferExpired from late
    _tell(session, conversation, "utter_system_connected", now, adviser=adviser.name)
    if handoff.way != Way.VOICE:
        go_live(session, handoff, now)


def decline(session: Session, handoff: Handoff, adviser: Adviser, now: datetime) -> None:
    """Back to the queue at the same place; the adviser counts as busy until they say otherwise."""
    mine = Handoff.adviser_id == adviser.id
    if handoff.status != Status.RINGING or handoff.adviser_id != adviser.id:
        raise OfferExpired
    _back_to_queue(session, handoff, now, by=adviser.username, because="declined", only_if=mine)
    advisers.set_presence(session, adviser.id, advisers.Presence.BUSY, now)


def go_live(session: Session, handoff: Handoff, now: datetime) -> None:
    """Both can talk: the text handoff at once, a call when both legs are up. Harmless when it is live already."""
    if handoff.status == Status.ACCEPTED:
        _move(session, handoff, Status.LIVE, now, by="system")


def continue_by_text(session: Session, conversation: Conversation, handoff: Handoff, now: datetime) -> None:
    """The voice did not come about, or ended without wrapping up: the same adviser, or the one to come, meets in writing."""
    handoff.way = Way.TEXT
    if handoff.status not in {Status.ACCEPTED, Status.LIVE}:
        return
    go_live(session, handoff, now)
    _tell(session, conversation, "utter_system_by_text", now, adviser=handoff.adviser_name)


def hand_over(
    session: Session, conversation: Conversation, handoff: Handoff, to: Adviser, now: datetime, lost: bool = False
) -> None:
    """A warm transfer: `to`, who has been consulted, has the handoff from now on. Raises HandoffTaken if they have another.

    `lost` says that it is not by the wish of the one before, whose connection was lost.
    """
    was, theirs = handoff.adviser_name, Handoff.adviser_id == handoff.adviser_id
    passing = update(Handoff).where(Handoff.id == handoff.id, Handoff.status.in_({Status.ACCEPTED, Status.LIVE}), theirs)
    try:
        with session.begin_nested():
            passed = session.execute(
                passing.values(adviser_id=to.id, adviser_name=to.name).execution_options(synchronize_session=False)
            )
    except IntegrityError as engaged:
        raise HandoffTaken(to.name) from engaged
    if passed.rowcount != 1:  # type: ignore[attr-defined]
        raise WrongMove(handoff.status)
    session.refresh(handoff)
    _log(session, handoff.id, handoff.status, to.username, "adviser_lost" if lost else "warm_transfer", now)
    response = "utter_system_taken_over" if lost else "utter_system_handed_over"
    _tell(session, conversation, response, now, adviser=to.name, before=was)


def wrap_up(session: Session, conversation: Conversation, handoff: Handoff, by: str, now: datetime) -> None:
    """The talking is over; the adviser writes down what was agreed. Harmless when that has begun already."""
    if handoff.status in {Status.ACCEPTED, Status.LIVE}:
        _move(session, handoff, Status.WRAP_UP, now, by=by, wrap_up_at=now)
        _tell(session, conversation, "utter_system_wrap_up", now, adviser=handoff.adviser_name)


def finish(
    session: Session,
    conversation: Conversation,
    handoff: Handoff,
    outcome: Outcome,
    note: str,
    promises: list[Promise],
    now: datetime,
) -> None:
    """Wrap-up done: outcome, note and commitments are kept, and the assistant takes over knowing them. Raises DueInThePast."""
    wrap_up(session, conversation, handoff, "adviser", now)
    for made in commitments.unfinished_of_handoff(session, handoff.id):
        commitments.fulfil(session, made, now)  # the call back that led here has happened
    for promise in promises:
        made_by = handoff.adviser_name or "adviser"
        by_adviser = commitments.Kind.BY_ADVISER
        commitments.make(
            session, conversation.id, by_adviser, promise.text, promise.due_at, now, made_by=made_by, handoff_id=handoff.id
        )
    close(session, conversation, handoff, "finished", now, outcome=outcome, note=note)


def close(session: Session, conversation: Conversation, handoff: Handoff, ending: str, now: datetime, **values: Any) -> None:
    """Ends the wrap-up, finished or not, and lets the assistant speak again."""
    _move(session, handoff, Status.CLOSED, now, by="adviser", ended_at=now, ending=ending, **values)
    session.execute(update(Adviser).where(Adviser.id == handoff.adviser_id).values(idle_since=now))
    _tell(session, conversation, "utter_system_finished", now, adviser=handoff.adviser_name)
    outbox.put(session, conversation, outbox.Errand.ADVISER_FINISHED, {"handoff": handoff.public_id}, now)
    _let_the_assistant_answer(session, conversation, handoff, now)


def back_to_callback(session: Session, handoff: Handoff, by: str, now: datetime) -> None:
    """Nobody was reached: it stands in the queue for another try, at nobody's desk (call_backs.py tells the customer)."""
    values = {"adviser_id": None, "adviser_name": None, "wrap_up_at": None}
    _move(session, handoff, Status.CALLBACK, now, by=by, because=NOT_REACHED, **values)


def end_unreached(session: Session, handoff: Handoff, by: str, now: datetime) -> None:
    """Nobody was reached at the last try: over, and nobody is asked how easy it was."""
    if handoff.status != Status.WRAP_UP:
        _move(session, handoff, Status.WRAP_UP, now, by=by, wrap_up_at=now)
    ended = {"ended_at": now, "ending": NOT_REACHED, "effort_asked": True}
    _move(session, handoff, Status.CLOSED, now, by=by, because=NOT_REACHED, **ended)


def requeue(session: Session, conversation: Conversation, handoff: Handoff, because: str, now: datetime) -> None:
    """Back to the front of the queue: transferred, or the adviser was lost. The customer is told."""
    _back_to_queue(session, handoff, now, by="system", because=because)
    outbox.put(session, conversation, outbox.Errand.HANDOFF_REQUESTED, {"handoff": handoff.public_id}, now)
    _tell(session, conversation, "utter_system_requeued", now)


def return_to_queue(session: Session, handoff: Handoff, now: datetime) -> None:
    """The lease ran out without an answer: the next adviser is asked."""
    _back_to_queue(session, handoff, now, by="system", because="lease_expired")


def expire(session: Session, conversation: Conversation, handoff: Handoff, because: str, now: datetime) -> None:
    _move(session, handoff, Status.EXPIRED, now, by="system", because=because, ended_at=now, ending=because)
    _tell(session, conversation, "utter_system_expired", now)


# ── finding them ──────────────────────────────────────────────────────────────────────────────────────────────────────


def under_way(session: Session, conversation: Conversation) -> Handoff | None:
    """The one handoff that is asked for or live; wrap-up does not count, so a customer can ask again during it."""
    mine = (Handoff.conversation_id == conversation.id, Handoff.status.in_(UNDER_WAY))
    return session.scalar(select(Handoff).where(*mine))


def newest(session: Session, conversation: Conversation) -> Handoff | None:
    """A call back that is noted still counts when another request was made after it and given up."""
    mine = Handoff.conversation_id == conversation.id
    last = session.scalar(select(Handoff).where(mine).order_by(Handoff.id.desc()).limit(1))
    if last is None or last.status not in GIVEN_UP:
        return last
    noted = select(Handoff).where(mine, Handoff.status == Status.CALLBACK).order_by(Handoff.id.desc()).limit(1)
    return session.scalar(noted) or last


def call_backs(session: Session, conversation: Conversation) -> list[Handoff]:
    """The handoffs of which a call back is noted and nobody has taken yet, newest first."""
    mine = (Handoff.conversation_id == conversation.id, Handoff.status == Status.CALLBACK)
    return list(session.scalars(select(Handoff).where(*mine).order_by(Handoff.id.desc())))


def with_adviser(session: Session, conversation: Conversation) -> Handoff | None:
    """The handoff in which a person is speaking with this customer, so that the assistant is silent."""
    mine = (Handoff.conversation_id == conversation.id, Handoff.status.in_(WITH_ADVISER))
    return session.scalar(select(Handoff).where(*mine).order_by(Handoff.id.desc()).limit(1))


def waits_for(session: Session, conversation: Conversation) -> str | None:
    """ "adviser" while the customer is in the queue, "call_back" when one is noted; the assistant is told with each message."""
    waiting = under_way(session, conversation)
    if waiting and waiting.status in {Status.QUEUED, Status.RINGING}:
        return "adviser"
    return "call_back" if call_backs(session, conversation) else None


def latest_closed(session: Session, conversation: Conversation) -> Handoff | None:
    mine = (Handoff.conversation_id == conversation.id, Handoff.status == Status.CLOSED)
    return session.scalar(select(Handoff).where(*mine).order_by(Handoff.id.desc()).limit(1))


def in_calls(session: Session) -> list[Handoff]:
    """The handoffs that are talked through by voice now, longest first."""
    talking = (Handoff.way == Way.VOICE, Handoff.status.in_({Status.ACCEPTED, Status.LIVE}))
    return list(session.scalars(select(Handoff).where(*talking).order_by(Handoff.accepted_at)))


def of_adviser(session: Session, adviser_id: int) -> Handoff | None:
    """The handoff that rings at, or is with, this adviser."""
    return session.scalar(select(Handoff).where(Handoff.adviser_id == adviser_id, Handoff.status.in_(BUSY_ADVISER)))


# ── the one door ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _move(
    session: Session,
    handoff: Handoff,
    to: Status,
    now: datetime,
    *,
    by: str,
    because: str | None = None,
    only_if: Any = NO_CONDITION,
    **values: Any,
) -> None:
    """Moves the handoff to `to` if the database still has it in a state that allows that. Raises WrongMove."""
    session.flush()
    sources = [status for status, targets in MOVES.items() if to in targets]
    moved = session.execute(
        update(Handoff)
        .where(Handoff.id == handoff.id, Handoff.status.in_(sources), only_if)
        .values(status=to, **values)
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise WrongMove(f"{handoff.status} to {to}")
    session.refresh(handoff)
    _log(session, handoff.id, to, by, because, now)


def _back_to_queue(
    session: Session, handoff: Handoff, now: datetime, *, by: str, because: str, only_if: Any = NO_CONDITION
) -> None:
    values = {"adviser_id": None, "adviser_name": None, "lease_expires_at": None}
    _move(session, handoff, Status.QUEUED, now, by=by, because=because, only_if=only_if, **values)


def _let_the_assistant_answer(session: Session, conversation: Conversation, handoff: Handoff, now: datetime) -> None:
    """What the customer wrote while the adviser was noting the outcome: nobody has answered that."""
    for turn in journal.read_after(session, conversation, handoff.accepted_seq or 0):
        if turn.speaker is journal.Speaker.CUSTOMER and handoff.wrap_up_at and turn.at > handoff.wrap_up_at:
            outbox.put(session, conversation, outbox.Errand.SAY, {"turn": turn.seq}, now)


def _log(session: Session, handoff_id: int, to: Status, by: str, because: str | None, now: datetime) -> None:
    session.add(HandoffMove(handoff_id=handoff_id, to=to, by=by, because=because, at=now))


def _tell(session: Session, conversation: Conversation, response: str, now: datetime, **values: object) -> None:
    """A line in the conversation that says what just happened to the handoff."""
    said = wording.say(response, **values)
    journal.append(session, conversation, journal.Speaker.SYSTEM, said.text, now, extras={journal.RESPONSE: response})


def _promise_to_ring(session: Session, handoff: Handoff, phone: str, due_at: datetime, now: datetime) -> Commitment:
    promise = wording.say("utter_commitment_callback", phone=phone).text
    talk = handoff.conversation_id
    return commitments.make(session, talk, commitments.Kind.CALL_BACK, promise, due_at, now, handoff_id=handoff.id)


def _demand_consent(session: Session, handoff: Handoff) -> None:
    if context.newest_consent(session, handoff.id) is None:
        raise ConsentMissing
