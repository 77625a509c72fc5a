"""Who wants to be told when a flight of theirs changes, and how: on the open page and, if they agree, by e-mail too."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from airline import quotes, rulebook
from airline.bookings import Segment
from airline.changes import AlreadyFlown
from airline.deeds import deed, receipt_of
from airline.flights import Flight
from airline.promises import promise
from airline.quotes import Quote
from airline.refusals import Refusal
from airline.rulebook import Rule
from customer_care.commitments import Kind
from customer_care.database import Base
from customer_care.receipts import Receipt


class NothingToWatch(Refusal):
    """The flight is cancelled already: what is left is to choose another one."""

    code = "nothing_to_watch"


class AlreadyWatched(Refusal):
    """The customer is told of this flight's changes already, in the way that they ask for."""

    code = "already_watched"


class ChangeNotice(Base):
    """`by_email` is the customer's consent to e-mail; `until` is when the flight leaves and there is nothing left to tell."""

    __tablename__ = "change_notices"
    __table_args__ = (UniqueConstraint("conversation_id", "flight_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    flight_id: Mapped[int] = mapped_column(ForeignKey("flights.id"), index=True)
    by_email: Mapped[bool]
    asked_at: Mapped[datetime]
    until: Mapped[datetime]
    flight: Mapped[Flight] = relationship(lazy="joined", innerjoin=True)


def quote_notice(session: Session, segment: Segment, now: datetime, conversation_id: int, *, by_email: bool) -> Quote:
    """What asking to be told of this flight's changes brings. Raises AlreadyFlown, NothingToWatch or AlreadyWatched."""
    _demand_ahead(segment.flight, now)
    known = _of(session, conversation_id, segment.flight)
    if known and known.by_email == by_email:
        raise AlreadyWatched(notice_rule(), flight=segment.flight.name)
    return quotes.make(
        session,
        "notify_me",
        notice_rule(),
        now,
        conversation_id=conversation_id,
        booking=segment.booking,
        facts={"flight_id": segment.flight_id, "by_email": by_email},
        currency=segment.booking.currency,
    )


@deed("notify_me")
def notify_me(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Writes down who is told and how, and promises it until the flight leaves. Raises AlreadyFlown or NothingToWatch."""
    flight = session.get_one(Flight, quote.facts["flight_id"])
    _demand_ahead(flight, now)
    _write(session, quote, flight, now)
    where = "here and by e-mail" if quote.facts["by_email"] else "here on this page"
    subject = f"{flight.number} {flight.day}"
    text = f"Tell you {where} when {flight.name} of {flight.day:%-d %B %Y} changes"
    promise(session, quote.conversation_id, Kind.NOTICE_OF_CHANGE, text, flight.estimated_departure, now, subject)
    what = f"Changes of {flight.name}, {flight.day:%A %-d %B %Y}, are told {where}"
    return receipt_of(session, quote, key, now, what, next_step="We tell you what changes", due_at=flight.estimated_departure)


def notice_rule() -> Rule:
    return rulebook.rule("disruptions.notices")


def of_flight(session: Session, flight: Flight) -> list[ChangeNotice]:
    """Everybody who wants to be told of this flight."""
    return list(session.scalars(select(ChangeNotice).where(ChangeNotice.flight_id == flight.id).order_by(ChangeNotice.id)))


def _of(session: Session, conversation_id: int | None, flight: Flight) -> ChangeNotice | None:
    mine = (ChangeNotice.conversation_id == conversation_id, ChangeNotice.flight_id == flight.id)
    return session.scalar(select(ChangeNotice).where(*mine))


def _demand_ahead(flight: Flight, now: datetime) -> None:
    if flight.cancelled:
        raise NothingToWatch(rulebook.rule("disruptions.rebooking"), flight=flight.name)
    if now >= flight.estimated_departure:
        raise AlreadyFlown


def _write(session: Session, quote: Quote, flight: Flight, now: datetime) -> None:
    """One row for each conversation and flight: whoever asks again changes the way in which they are told."""
    notice = _of(session, quote.conversation_id, flight)
    if notice:
        notice.by_email = quote.facts["by_email"]
        return
    session.add(
        ChangeNotice(
            conversation_id=quote.conversation_id,
            booking_id=quote.booking_id,
            flight=flight,
            by_email=quote.facts["by_email"],
            asked_at=now,
            until=flight.estimated_departure,
        )
    )
    session.flush()
