"""Who wants to be told when a flight of theirs changes, and how: on the open page and, if they agree, by e-mail too."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from airline import quotes, rulebook
from airline.bookings import Booking, Segment
from airline.deeds import deed, receipt_of
from airline.flights import Flight
from airline.promises import promise
from airline.quotes import Quote
from airline.rebooking import HasLeft
from airline.refusals import Refusal
from airline.rulebook import Rule
from customer_care import commitments, unasked, wording
from customer_care.commitments import Kind
from customer_care.conversations import Conversation
from customer_care.database import Base, reading, unit_of_work
from customer_care.receipts import Receipt
from customer_care.unasked import Manners


class NothingToWatch(Refusal):
    """The flight is cancelled already: what is left is to choose another one."""

    code = "nothing_to_watch"


class AlreadyWatched(Refusal):
    """The customer is told of this flight's changes already, in the way that they ask for."""

    code = "already_watched"


class NoEmailForNotices(Refusal):
    """The booking has no e-mail address to write to."""

    code = "no_email_for_notices"


class ChangeNotice(Base):
    """`by_email` is the customer's consent to e-mail. `known_departure` and `known_cancelled` are what they know of the flight.

    It ends, at `ended_at`, when the flight has left or its cancellation was told.
    """

    __tablename__ = "change_notices"
    __table_args__ = (UniqueConstraint("conversation_id", "flight_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    flight_id: Mapped[int] = mapped_column(ForeignKey("flights.id"), index=True)
    by_email: Mapped[bool]
    asked_at: Mapped[datetime]
    known_departure: Mapped[datetime]
    known_cancelled: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    flight: Mapped[Flight] = relationship(lazy="joined", innerjoin=True)

    @property
    def subject(self) -> str:
        """What its commitment is about."""
        return f"notice-{self.id}"


def quote_notice(session: Session, segment: Segment, now: datetime, conversation_id: int, *, by_email: bool) -> Quote:
    """What asking to be told of this flight's changes brings.

    Raises HasLeft, NothingToWatch, NoEmailForNotices or AlreadyWatched.
    """
    demand_ahead(segment.flight, now)
    if by_email and not segment.booking.contact_email:
        raise NoEmailForNotices(notice_rule())
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
    """Writes down who is told and how, and promises it until the flight leaves. Raises HasLeft or NothingToWatch."""
    flight = session.get_one(Flight, quote.facts["flight_id"])
    demand_ahead(flight, now)
    notice = _of(session, quote.conversation_id, flight)
    if notice is None:
        notice = _written(session, quote, flight, now)
        _promise(session, notice, now)
    notice.by_email = quote.facts["by_email"]
    where = where_words(by_email=notice.by_email)
    what = f"Changes of {flight.name}, {flight.day:%A %-d %B %Y}, are told {where}"
    return receipt_of(session, quote, key, now, what, next_step="We tell you what changes", due_at=flight.estimated_departure)


def where_words(*, by_email: bool) -> str:
    return "here and by e-mail" if by_email else "here on this page"


def notice_rule() -> Rule:
    return rulebook.rule("disruptions.notices")


def watch(now: datetime, manners: Manners) -> None:
    """Tells what changed to whoever asked for it, and ends what is over; one transaction each, so that nobody waits."""
    with reading() as session:
        open_ones = list(
            session.scalars(select(ChangeNotice.id).where(ChangeNotice.ended_at.is_(None)).order_by(ChangeNotice.id))
        )
    for notice_id in open_ones:
        with unit_of_work() as session:
            notice = session.get_one(ChangeNotice, notice_id)
            _tell_news(session, notice, now, manners)
            _end_if_over(session, notice, now)


def of_flight(session: Session, flight: Flight) -> list[ChangeNotice]:
    """Everybody who wants to be told of this flight."""
    return list(session.scalars(select(ChangeNotice).where(ChangeNotice.flight_id == flight.id).order_by(ChangeNotice.id)))


def _tell_news(session: Session, notice: ChangeNotice, now: datetime, manners: Manners) -> None:
    """What is not told now, because it is night or an adviser is speaking, is still news at the next round."""
    news, flight = _news(notice), notice.flight
    if news is None:
        return
    conversation = session.get_one(Conversation, notice.conversation_id)
    booking = session.get_one(Booking, notice.booking_id)
    address = booking.contact_email if notice.by_email else None
    if unasked.tell(session, conversation, news, now, manners, about=notice.subject, address=address):
        notice.known_departure, notice.known_cancelled = flight.estimated_departure, flight.cancelled
        _renew_promise(session, notice, now)


def _renew_promise(session: Session, notice: ChangeNotice, now: datetime) -> None:
    """What was promised until the old departure was kept by telling; the rest of the wait has a promise of its own."""
    commitments.keep(session, Kind.NOTICE_OF_CHANGE, notice.subject, now)
    if not notice.known_cancelled and notice.known_departure > now:
        _promise(session, notice, now)


def _promise(session: Session, notice: ChangeNotice, now: datetime) -> None:
    flight, where = notice.flight, where_words(by_email=notice.by_email)
    text = f"Tell you {where} when {flight.name} of {flight.day:%-d %B %Y} changes"
    promise(session, notice.conversation_id, Kind.NOTICE_OF_CHANGE, text, notice.known_departure, now, notice.subject)


def _news(notice: ChangeNotice) -> str | None:
    """What there is to tell, in the words of domain.yml; None when the customer knows it all."""
    flight = notice.flight
    day = f"{flight.day:%A %-d %B}"
    if flight.cancelled:
        told = notice.known_cancelled
        return None if told else wording.say("utter_news_flight_cancelled", flight=flight.name, day=day).text
    moved = abs(flight.estimated_departure - notice.known_departure)
    if moved < timedelta(minutes=notice_rule().parameters["minutes"]):
        return None
    departs = f"{flight.estimated_departure.astimezone(flight.leaves_from.zone):%H:%M}"
    return wording.say("utter_news_flight_moved", flight=flight.name, day=day, departs=departs, city=flight.leaves_from.city).text


def _end_if_over(session: Session, notice: ChangeNotice, now: datetime) -> None:
    """Over and told: the promise is kept. News that could not be told in time leave it open, and then it is broken."""
    if _news(notice) is None and (notice.known_cancelled or now >= notice.known_departure):
        notice.ended_at = now
        commitments.keep(session, Kind.NOTICE_OF_CHANGE, notice.subject, now)


def _of(session: Session, conversation_id: int | None, flight: Flight) -> ChangeNotice | None:
    mine = (ChangeNotice.conversation_id == conversation_id, ChangeNotice.flight_id == flight.id)
    return session.scalar(select(ChangeNotice).where(*mine))


def demand_ahead(flight: Flight, now: datetime) -> None:
    """Raises NothingToWatch or HasLeft."""
    if flight.cancelled:
        raise NothingToWatch(rulebook.rule("disruptions.rebooking"), flight=flight.name)
    if now >= flight.estimated_departure:
        raise HasLeft(notice_rule(), flight=flight.name)


def _written(session: Session, quote: Quote, flight: Flight, now: datetime) -> ChangeNotice:
    notice = ChangeNotice(
        conversation_id=quote.conversation_id,
        booking_id=quote.booking_id,
        flight=flight,
        by_email=quote.facts["by_email"],
        asked_at=now,
        known_departure=flight.estimated_departure,
        known_cancelled=False,
    )
    session.add(notice)
    session.flush()
    return notice
