"""What is said about a commitment by ourselves: before it is due, when it is at risk, and after it was broken.

A broken one opens its repair by itself. The apology says what was promised, that it was not done, and what we do about it.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from customer_care import commitments, repair_talk, repairs, unasked, wording
from customer_care.commitments import Commitment, CommitmentStatus, Kind
from customer_care.conversations import Conversation
from customer_care.database import reading, unit_of_work
from customer_care.repairs import Mistake
from customer_care.unasked import Manners

LONGEST_WARNING = timedelta(days=1)
SHORTEST_WARNING = timedelta(minutes=10)
# "We tell you when your flight changes" is kept by nothing happening: nobody is warned of that.
NEVER_AT_RISK = {Kind.NOTICE_OF_CHANGE}
PART_LEFT = 4  # with a quarter of its time left, what is not done is at risk


def tend(now: datetime, manners: Manners) -> None:
    """What time does to promises: overdue ones are broken, and customers are told what is at risk and what was not kept."""
    break_overdue(now)
    if manners.quiet.hold(now):
        return
    with reading() as session:
        waiting = _conversations_to_tell(session, now)
    for conversation_id in waiting:
        with unit_of_work() as session:
            _tell(session, session.get_one(Conversation, conversation_id), now, manners)


def break_overdue(now: datetime) -> None:
    """Every open commitment that is past its time is broken, and has a remedy and a repair; one transaction each."""
    overdue = (Commitment.status == CommitmentStatus.OPEN, Commitment.due_at <= now)
    with reading() as session:
        found = list(session.scalars(select(Commitment.id).where(*overdue).order_by(Commitment.due_at).limit(100)))
    for commitment_id in found:
        with unit_of_work() as session:
            _break(session, session.get_one(Commitment, commitment_id, with_for_update=True), now)


def at_risk_from(commitment: Commitment) -> datetime:
    """When a commitment that is not kept yet is at risk: with a quarter of its time left, at least 10 minutes, at most a day."""
    left = (commitment.due_at - commitment.made_at) / PART_LEFT
    return commitment.due_at - min(max(left, SHORTEST_WARNING), LONGEST_WARNING)


def _break(session: Session, commitment: Commitment, now: datetime) -> None:
    if commitment.status != CommitmentStatus.OPEN:
        return  # kept in the meantime
    commitments.break_off(session, commitment, now)
    commitment.remedy = wording.say(f"utter_remedy_{commitment.kind.lower()}").text
    if session.get_one(Conversation, commitment.conversation_id).erased_at is None:
        repair_of(session, commitment, now)


def repair_of(session: Session, commitment: Commitment, now: datetime) -> repairs.Repair:
    """The repair of a broken commitment."""
    subject = f"commitment-{commitment.id}"
    what = wording.say("utter_repair_broken_commitment", promise=commitment.text).text
    return repairs.open_for(session, commitment.conversation_id, Mistake.BROKEN_COMMITMENT, subject, what, now)


def _conversations_to_tell(session: Session, now: datetime) -> list[int]:
    return list(dict.fromkeys(made.conversation_id for made in [*_at_risk(session, now), *_not_apologised_for(session)]))


def _at_risk(session: Session, now: datetime, *only: ColumnElement[bool]) -> list[Commitment]:
    soon = (Commitment.status == CommitmentStatus.OPEN, Commitment.due_at <= now + LONGEST_WARNING)
    can_be = (Commitment.warned_at.is_(None), Commitment.kind.not_in(NEVER_AT_RISK))
    unwarned = _of_present_customers().where(*soon, *can_be, *only).order_by(Commitment.due_at)
    return [commitment for commitment in session.scalars(unwarned) if at_risk_from(commitment) <= now < commitment.due_at]


def _not_apologised_for(session: Session, *only: ColumnElement[bool]) -> list[Commitment]:
    broken = (Commitment.status == CommitmentStatus.BROKEN, Commitment.apologised_at.is_(None))
    return list(session.scalars(_of_present_customers().where(*broken, *only).order_by(Commitment.due_at)))


def _of_present_customers() -> Select[Commitment]:
    """Commitments to customers who have not had their conversation deleted."""
    theirs = Conversation.id == Commitment.conversation_id
    return select(Commitment).join(Conversation, theirs).where(Conversation.erased_at.is_(None))


def _tell(session: Session, conversation: Conversation, now: datetime, manners: Manners) -> None:
    """All that there is to say to one customer, in one message; again at the next round when it may not be said now."""
    theirs = Commitment.conversation_id == conversation.id
    late, at_risk = _not_apologised_for(session, theirs), _at_risk(session, now, theirs)
    words = [*(_sorry_for(commitment) for commitment in late), *(_warning_of(commitment) for commitment in at_risk)]
    about = " ".join(f"commitment-{commitment.id}" for commitment in [*late, *at_risk])
    buttons = repair_talk.answers_to_an_offer() if late else ()
    if not unasked.tell(session, conversation, "\n\n".join(words), now, manners, about=about, buttons=buttons):
        return
    for commitment in late:
        _apologised(session, commitment, now)
    for commitment in at_risk:
        commitment.warned_at = now


def _apologised(session: Session, commitment: Commitment, now: datetime) -> None:
    """The one message has said what happened, that we are sorry, and what we do: three steps of the repair."""
    commitment.apologised_at = now
    repair = repair_of(session, commitment, now)
    if repair.status == repairs.RepairStatus.OPEN:
        repairs.told_in_one(session, repair, _sorry_for(commitment), commitment.remedy or "", now)


def _warning_of(commitment: Commitment) -> str:
    return wording.say("utter_promise_at_risk", promise=commitment.text, due=wording.moment(commitment.due_at)).text


def _sorry_for(commitment: Commitment) -> str:
    response = "utter_promise_done_late" if commitment.done_at else "utter_promise_late"
    due = wording.moment(commitment.due_at)
    return wording.say(response, promise=commitment.text, due=due, remedy=commitment.remedy).text
