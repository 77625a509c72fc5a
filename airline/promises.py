"""What a deed promises, to the customer of its conversation; a deed that an adviser does outside of one promises to nobody."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from customer_care import commitments
from customer_care.commitments import Commitment, CommitmentStatus, Kind


def promise(
    session: Session, conversation_id: int | None, kind: Kind, text: str, due_at: datetime, now: datetime, subject: str
) -> None:
    """Makes the commitment in the deed's own transaction; `subject` is the number of what it is about. Raises DueInThePast."""
    if conversation_id is not None:
        commitments.make(session, conversation_id, kind, text, due_at, now, subject=subject)


def withdraw(session: Session, kind: Kind, subject: str, now: datetime) -> None:
    """The customer no longer wants what was promised about this subject."""
    about_it = (Commitment.kind == kind, Commitment.subject == subject, Commitment.status == CommitmentStatus.OPEN)
    for promised in session.scalars(select(Commitment).where(*about_it)):
        commitments.release(session, promised, now)
