"""A bag that did not arrive: reported under a number as the field writes it, and traced until it is delivered."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from airline import after_landing, quotes, rulebook
from airline.airports import AIRPORTS
from airline.bookings import Booking, Passenger, Segment
from airline.deeds import deed, receipt_of
from airline.promises import promise
from airline.quotes import Quote
from airline.rulebook import Rule
from customer_care import commitments
from customer_care.commitments import Commitment, CommitmentStatus, Kind
from customer_care.database import Base
from customer_care.errors import NotFound, ReassureError
from customer_care.receipts import Receipt

FIRST_NUMBER = 10200  # after the station and our code, five digits: PTPZE10234


class BagReportKind(StrEnum):
    DELAYED = "delayed"
    DAMAGED = "damaged"


class BagStatus(StrEnum):
    """Where it stands: nobody knows where it is, found somewhere, on its way to the customer, with the customer."""

    SEARCHING = "searching"
    FOUND = "found"
    ON_THE_WAY = "on_the_way"
    DELIVERED = "delivered"


IN_ORDER = list(BagStatus)  # a bag's news go forward: what was found is not lost again under the same number


class OldNews(ReassureError):
    """The report is further than that already."""

    code = "old_news"


class BagReport(Base):
    """`station` is the airport where the bag was missed; `where` the airport, or another place, of the last news, of `since`."""

    __tablename__ = "bag_reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[BagReportKind]
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), index=True)
    passenger_id: Mapped[int] = mapped_column(ForeignKey("passengers.id"))
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"))
    station: Mapped[str] = mapped_column(String(3))
    description: Mapped[str] = mapped_column(String(300))
    status: Mapped[BagStatus]
    where: Mapped[str] = mapped_column(String(100))
    since: Mapped[datetime]
    reported_at: Mapped[datetime]
    news_due_at: Mapped[datetime]
    booking: Mapped[Booking] = relationship(lazy="joined", innerjoin=True)
    segment: Mapped[Segment] = relationship(lazy="joined", innerjoin=True)

    @property
    def place(self) -> str:
        """Where it is, as people say it."""
        return AIRPORTS[self.where].city if self.where in AIRPORTS else self.where

    @property
    def number(self) -> str:
        return f"{self.station}ZE{FIRST_NUMBER + self.id}"


def quote_bag_report(
    session: Session, segment: Segment, passenger: Passenger, description: str, now: datetime, conversation_id: int
) -> Quote:
    """What reporting a bag of this traveller as missing brings. Raises NotLandedYet or AskedTooLate."""
    demand_reportable(segment, now)
    return quotes.make(
        session,
        "report_delayed_bag",
        report_rule(),
        now,
        conversation_id=conversation_id,
        booking=segment.booking,
        facts={"segment_id": segment.id, "passenger_id": passenger.id, "description": description[:300]},
        currency=segment.booking.currency,
    )


@deed("report_delayed_bag")
def report_delayed_bag(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Opens the report, and promises the first news. Raises NotLandedYet or AskedTooLate."""
    segment = session.get_one(Segment, quote.facts["segment_id"])
    passenger = session.get_one(Passenger, quote.facts["passenger_id"])
    demand_reportable(segment, now)
    news_due_at = now + timedelta(hours=report_rule().parameters["news_hours"])
    report = _written(session, quote, segment, news_due_at, now)
    text = f"Tell you where the bag of {passenger.first_name} {passenger.surname} is, report {report.number}"
    promise(session, quote.conversation_id, Kind.BAG_FOUND, text, news_due_at, now, report.number)
    what = f"Reported a bag that did not arrive with {segment.flight.name}: {report.number}"
    next_step = "We search for it and tell you the first news; it is then brought to your address"
    return receipt_of(session, quote, key, now, what, next_step=next_step, due_at=news_due_at)


def report_rule() -> Rule:
    return rulebook.rule("bags.delayed")


def demand_reportable(segment: Segment, now: datetime) -> None:
    """Raises NotLandedYet or AskedTooLate (Montreal Convention, art. 31(2): twenty-one days)."""
    after_landing.demand_landed(segment.flight, now)
    after_landing.demand_in_time(segment.flight, report_rule(), now)


def of_booking(session: Session, booking: Booking) -> list[BagReport]:
    """The reports of this booking, the newest first."""
    return list(session.scalars(select(BagReport).where(BagReport.booking_id == booking.id).order_by(BagReport.id.desc())))


def find(session: Session, booking: Booking, number: str) -> BagReport:
    """The report with this number, if it is this booking's. Raises NotFound."""
    wanted = number.upper().replace(" ", "").replace("-", "")
    for report in of_booking(session, booking):
        if report.number == wanted:
            return report
    raise NotFound("bag report")


def with_number(session: Session, number: str) -> BagReport | None:
    """For our own people, who may see every report; `find` is for customers."""
    return session.get(BagReport, int(number.rpartition("ZE")[2]) - FIRST_NUMBER)


def note_news(session: Session, report: BagReport, status: BagStatus, where: str, now: datetime) -> None:
    """What the search found out; the first keeps the promise of news, and promises the delivery. Raises OldNews."""
    if IN_ORDER.index(status) < IN_ORDER.index(report.status):
        raise OldNews(report.number)
    first = report.status == BagStatus.SEARCHING
    report.status, report.where, report.since = status, where[:100], now
    if status == BagStatus.SEARCHING:
        return
    commitments.keep(session, Kind.BAG_FOUND, report.number, now)
    if status == BagStatus.DELIVERED:
        commitments.keep(session, Kind.BAG_DELIVERED, report.number, now)
    elif first:
        due_at = now + timedelta(days=report_rule().parameters["deliver_days"])
        text = f"Bring you the bag that was found, report {report.number}"
        promise(session, report.conversation_id, Kind.BAG_DELIVERED, text, due_at, now, report.number)


def delivery_due_at(session: Session, report: BagReport) -> datetime | None:
    """By when we promised to bring it; None while it is searched for and when it was brought."""
    open_promise = (Commitment.kind == Kind.BAG_DELIVERED, Commitment.status == CommitmentStatus.OPEN)
    return session.scalar(select(Commitment.due_at).where(Commitment.subject == report.number, *open_promise))


def _written(session: Session, quote: Quote, segment: Segment, news_due_at: datetime, now: datetime) -> BagReport:
    report = BagReport(
        kind=BagReportKind.DELAYED,
        conversation_id=quote.conversation_id,
        booking_id=quote.booking_id,
        passenger_id=quote.facts["passenger_id"],
        segment=segment,
        station=segment.flight.destination,
        description=quote.facts["description"],
        status=BagStatus.SEARCHING,
        where=segment.flight.destination,
        since=now,
        reported_at=now,
        news_due_at=news_due_at,
    )
    session.add(report)
    session.flush()
    return report
