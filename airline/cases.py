"""A case: something that a person of ours looks into and answers by a date, under a number that the customer keeps."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, String, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from airline import quotes, rulebook
from airline.bookings import Booking
from airline.deeds import deed, receipt_of
from airline.promises import promise
from airline.quotes import Quote
from airline.rulebook import Rule
from customer_care import commitments
from customer_care.commitments import Kind
from customer_care.database import Base
from customer_care.errors import NotFound
from customer_care.receipts import Receipt

FIRST_NUMBER = 5200  # numbers look like K-5213


class CaseKind(StrEnum):
    COMPLAINT = "complaint"
    CHARGED_TWICE = "charged_twice"
    PAYMENT_FAILED = "payment_failed"
    OTHER = "other"


RULE_OF_KIND = {
    CaseKind.COMPLAINT: "cases.complaint",
    CaseKind.CHARGED_TWICE: "cases.payment",
    CaseKind.PAYMENT_FAILED: "cases.payment",
    CaseKind.OTHER: "cases.other",
}


class CaseStatus(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Case(Base):
    """`what` is the customer's own account of it; `answer` ours, once there is one."""

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[CaseKind]
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"), index=True)
    what: Mapped[str] = mapped_column(String(1000))
    status: Mapped[CaseStatus]
    answer: Mapped[str | None] = mapped_column(String(1000))
    opened_at: Mapped[datetime]
    answer_due_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    booking: Mapped[Booking | None] = relationship(lazy="joined")

    @property
    def number(self) -> str:
        return f"K-{FIRST_NUMBER + self.id}"


def open(  # noqa: A001  a case is opened; the built-in of that name reads files, and this package has none to read here
    session: Session, kind: CaseKind, conversation_id: int | None, booking: Booking | None, what: str, now: datetime
) -> Case:
    """A new case, and the promise of its answer by the day of its kind's rule. For a deed: it is part of its transaction."""
    case = Case(
        kind=kind,
        conversation_id=conversation_id,
        booking=booking,
        what=what[:1000],
        status=CaseStatus.OPEN,
        opened_at=now,
        answer_due_at=now + timedelta(days=rule_for(kind).parameters["answer_days"]),
    )
    session.add(case)
    session.flush()
    text = f"Answer you about {case.number}"
    promise(session, conversation_id, Kind.CASE_ANSWERED, text, case.answer_due_at, now, case.number)
    return case


def rule_for(kind: CaseKind) -> Rule:
    return rulebook.rule(RULE_OF_KIND[kind])


def quote_complaint(session: Session, booking: Booking | None, what: str, now: datetime, conversation_id: int) -> Quote:
    """What complaining brings: a number, and an answer by a day."""
    return quotes.make(
        session,
        "make_complaint",
        rule_for(CaseKind.COMPLAINT),
        now,
        conversation_id=conversation_id,
        booking=booking,
        facts={"what": what[:1000]},
    )


@deed("make_complaint")
def make_complaint(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Opens the complaint's case."""
    case = open(session, CaseKind.COMPLAINT, quote.conversation_id, quote.booking, quote.facts["what"], now)
    what, next_step = f"Complaint {case.number}", f"A person of ours reads {case.number} and answers you"
    return receipt_of(session, quote, key, now, what, next_step=next_step, due_at=case.answer_due_at)


def known_to(session: Session, conversation_id: int, booking: Booking | None) -> list[Case]:
    """The cases that this customer may see: of this conversation and of this booking, the newest first."""
    of_conversation, of_booking = Case.conversation_id == conversation_id, Case.booking_id == (booking.id if booking else 0)
    return list(session.scalars(select(Case).where(or_(of_conversation, of_booking)).order_by(Case.id.desc())))


def find(session: Session, number: str, conversation_id: int, booking: Booking | None) -> Case:
    """The case with this number, if this customer may see it. Raises NotFound."""
    digits = "".join(sign for sign in number if sign.isdigit())
    for case in known_to(session, conversation_id, booking):
        if case.number == f"K-{digits}":
            return case
    raise NotFound("case")


def with_number(session: Session, number: str) -> Case | None:
    """For our own people, who may see every case; `find` is for customers."""
    return session.get(Case, int(number.removeprefix("K-")) - FIRST_NUMBER)


def answer(session: Session, case: Case, words: str, now: datetime) -> None:
    """A person's answer; the promise of one is kept."""
    case.status, case.answer, case.answered_at = CaseStatus.ANSWERED, words[:1000], now
    commitments.keep(session, Kind.CASE_ANSWERED, case.number, now)
