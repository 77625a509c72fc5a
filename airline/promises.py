"""What a deed promises, to the customer of its conversation; a deed that an adviser does outside of one promises to nobody."""

from datetime import datetime

from sqlalchemy.orm import Session

from customer_care import commitments
from customer_care.commitments import Kind


def promise(
    session: Session, conversation_id: int | None, kind: Kind, text: str, due_at: datetime, now: datetime, subject: str
) -> None:
    """Makes the commitment in the deed's own transaction; `subject` is the number of what it is about. Raises DueInThePast."""
    if conversation_id is not None:
        commitments.make(session, conversation_id, kind, text, due_at, now, subject=subject)
