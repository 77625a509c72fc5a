"""Something left behind on board or at the airport: what it is, where it was left, and the search for it."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from airline import after_landing, quotes, rulebook
from airline.bookings import Booking, Segment
from airline.deeds import deed, receipt_of
from airline.flights import Flight
from airline.promises import promise
from airline.quotes import Quote
from airline.rulebook import Rule
from customer_care import commitments
from customer_care.commitments import Kind
from customer_care.database import Base
from customer_care.receipts import Receipt

FIRST_NUMBER = 7100  # numbers look like L-7104


class LostItemStatus(StrEnum):
    SEARCHING = "searching"
    FOUND = "found"
    NOT_FOUND = "not_found"


class LostItem(Base):
    """`what` it is and `where` it was left, in the customer's own words."""

    __tablename__ = "lost_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), index=True)
    flight_id: Mapped[int] = mapped_column(ForeignKey("flights.id"))
    what: Mapped[str] = mapped_column(String(200))
    where: Mapped[str] = mapped_column(String(200))
    status: Mapped[LostItemStatus]
    reported_at: Mapped[datetime]
    answer_due_at: Mapped[datetime]
    flight: Mapped[Flight] = relationship(lazy="joined", innerjoin=True)
    booking: Mapped[Booking] = relationship(lazy="joined", innerjoin=True)

    @property
    def number(self) -> str:
        return f"L-{FIRST_NUMBER + self.id}"


def quote_lost_item(session: Session, segment: Segment, what: str, where: str, now: datetime, conversation_id: int) -> Quote:
    """What reporting something left behind on this flight brings. Raises NotLandedYet or AskedTooLate."""
    demand_reportable(segment, now)
    return quotes.make(
        session,
        "report_lost_item",
        search_rule(),
        now,
        conversation_id=conversation_id,
        booking=segment.booking,
        facts={"segment_id": segment.id, "what": what[:200], "where": where[:200]},
        currency=segment.booking.currency,
    )


@deed("report_lost_item")
def report_lost_item(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Opens the search, and promises its result. Raises NotLandedYet or AskedTooLate."""
    segment = session.get_one(Segment, quote.facts["segment_id"])
    demand_reportable(segment, now)
    item = _written(session, quote, segment.flight, now)
    text = f"Search for what you left on {segment.flight.name} and tell you the result, {item.number}"
    promise(session, quote.conversation_id, Kind.ITEM_SEARCHED, text, item.answer_due_at, now, item.number)
    what = f"Reported something left behind on {segment.flight.name}: {item.number}"
    return receipt_of(session, quote, key, now, what, next_step="We search and tell you the result", due_at=item.answer_due_at)


def search_rule() -> Rule:
    return rulebook.rule("bags.lost_items")


def demand_reportable(segment: Segment, now: datetime) -> None:
    """Raises NotLandedYet or AskedTooLate."""
    after_landing.demand_landed(segment.flight, now)
    after_landing.demand_in_time(segment.flight, search_rule(), now)


def of_booking(session: Session, booking: Booking) -> list[LostItem]:
    """What was left behind on this booking's flights, the newest first."""
    return list(session.scalars(select(LostItem).where(LostItem.booking_id == booking.id).order_by(LostItem.id.desc())))


def with_number(session: Session, number: str) -> LostItem | None:
    """For our own people, who may see every search."""
    return session.get(LostItem, int(number.removeprefix("L-")) - FIRST_NUMBER)


def end_search(session: Session, item: LostItem, *, found: bool, now: datetime) -> None:
    """The search is over, and the promise of its result kept."""
    item.status = LostItemStatus.FOUND if found else LostItemStatus.NOT_FOUND
    commitments.keep(session, Kind.ITEM_SEARCHED, item.number, now)


def _written(session: Session, quote: Quote, flight: Flight, now: datetime) -> LostItem:
    item = LostItem(
        conversation_id=quote.conversation_id,
        booking_id=quote.booking_id,
        flight=flight,
        what=quote.facts["what"],
        where=quote.facts["where"],
        status=LostItemStatus.SEARCHING,
        reported_at=now,
        answer_due_at=now + timedelta(days=search_rule().parameters["search_days"]),
    )
    session.add(item)
    session.flush()
    return item
