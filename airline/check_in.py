"""Online check-in: when it is open, what it needs, and the boarding passes that it makes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from airline import ancillaries, quotes, rulebook, seats, travel_documents
from airline.ancillaries import AncillaryKind
from airline.before_departure import demand_flying
from airline.bookings import Passenger, PassengerKind, Segment
from airline.deeds import deed, receipt_of
from airline.flights import Flight
from airline.quotes import Quote, QuoteOutdated
from airline.refusals import Refusal
from airline.rulebook import Rule
from airline.seats import SeatTaken
from customer_care.database import Base
from customer_care.errors import ReassureError
from customer_care.receipts import Receipt


class CheckInNotOpen(Refusal):
    """Too early; it opens at `opens_at`."""

    code = "check_in_not_open"

    def __init__(self, rule: Rule, opens_at: datetime, **values: str) -> None:
        super().__init__(rule, **values)
        self.opens_at = opens_at


class CheckInClosed(Refusal):
    """Too late for the page; the desk at the airport may still be open."""

    code = "check_in_closed"


class CheckInAtDesk(Refusal):
    """A child who travels alone is handed over at the desk, so it is checked in there."""

    code = "check_in_at_desk"


class PassportMissing(Refusal):
    """The flight crosses a border, and these travellers' passports are not known or end before it; see `travellers`."""

    code = "passport_missing"

    def __init__(self, rule: Rule, travellers: Sequence[Passenger], **values: str) -> None:
        super().__init__(rule, **values)
        self.travellers = travellers


class AlreadyCheckedIn(ReassureError):
    """The boarding passes are made already; `values` are words about them for who shows them again."""

    code = "already_checked_in"

    def __init__(self, **values: str) -> None:
        super().__init__()
        self.values = values


class BoardingPass(Base):
    """`sequence` counts the travellers of a flight from 1, in the order of their check-in."""

    __tablename__ = "boarding_passes"
    __table_args__ = (UniqueConstraint("flight_id", "passenger_id"), UniqueConstraint("flight_id", "sequence"))

    id: Mapped[int] = mapped_column(primary_key=True)
    flight_id: Mapped[int] = mapped_column(ForeignKey("flights.id"))
    passenger_id: Mapped[int] = mapped_column(ForeignKey("passengers.id"), index=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"), index=True)
    sequence: Mapped[int]
    issued_at: Mapped[datetime]
    flight: Mapped[Flight] = relationship()
    passenger: Mapped[Passenger] = relationship()
    segment: Mapped[Segment] = relationship()

    @property
    def number(self) -> str:
        """As gates read it: "007"."""
        return f"{self.sequence:03}"


@dataclass(frozen=True)
class Card:
    """What is printed on a boarding pass. `seat` is None for an infant on a lap."""

    number: str
    traveller: str
    flight: Flight
    seat: str | None
    gate: str
    boards_at: datetime


def quote_check_in(session: Session, segment: Segment, now: datetime, conversation_id: int | None = None) -> Quote:
    """Checking in everybody of the booking for this flight; it is free.

    Raises NotFlying, AlreadyCheckedIn, CheckInNotOpen, CheckInClosed, CheckInAtDesk or PassportMissing.
    """
    demand_possible(session, segment, now)
    rule = rulebook.rule("check_in.online")
    return quotes.make(
        session,
        "check_in",
        rule,
        now,
        conversation_id=conversation_id,
        booking=segment.booking,
        facts={"segment_id": segment.id, "flight_id": segment.flight_id},
        currency=rule.currency,
    )


@deed("check_in")
def check_in(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Makes everybody's boarding pass; who has no seat gets one. Raises QuoteOutdated, SeatTaken, and what quoting raises."""
    segment = session.get_one(Segment, quote.facts["segment_id"], populate_existing=True)
    if segment.flight_id != quote.facts["flight_id"]:
        raise QuoteOutdated
    # Locked, so that the passes of a flight are counted one after the other.
    session.execute(select(Flight.id).where(Flight.id == segment.flight_id).with_for_update())
    demand_possible(session, segment, now)
    _seat_everybody(session, segment, now)
    _issue_passes(session, segment, now)
    segment.checked_in_at = now
    flight = segment.flight
    what = f"Checked in for {flight.name}, {flight.day:%A %-d %B %Y}"
    gate = f"Be at gate {flight.gate} when boarding begins"
    return receipt_of(session, quote, key, now, what, next_step=gate, due_at=flight.boards_at)


def cards(session: Session, segment: Segment) -> list[Card]:
    """The boarding passes of this flight of the booking; empty until it is checked in."""
    mine = (BoardingPass.segment_id == segment.id, BoardingPass.flight_id == segment.flight_id)
    passes = session.scalars(select(BoardingPass).where(*mine).order_by(BoardingPass.sequence))
    return [_card(session, boarding_pass) for boarding_pass in passes]


def opens_at(flight: Flight) -> datetime:
    return flight.estimated_departure - timedelta(hours=rulebook.rule("check_in.online").parameters["opens_hours"])


def closes_at(flight: Flight) -> datetime:
    return flight.estimated_departure - timedelta(minutes=rulebook.rule("check_in.online").parameters["closes_minutes"])


def without_passport(session: Session, segment: Segment) -> list[Passenger]:
    """The travellers whose passport this flight needs and who have not given one that is valid on its day."""
    if not travel_documents.needs_passport(segment.flight):
        return []
    return [traveller for traveller in segment.booking.passengers if not _has_passport(session, traveller, segment.flight)]


def leave_flight(session: Session, segment: Segment) -> None:
    """The booking no longer flies this flight: its seats are free and its boarding passes are void. Call it before the flight
    of a segment is changed."""
    seats.give_up(session, segment)
    session.execute(delete(BoardingPass).where(BoardingPass.segment_id == segment.id))
    segment.checked_in_at = None


def demand_possible(session: Session, segment: Segment, now: datetime) -> None:
    """Raises NotFlying, AlreadyCheckedIn, CheckInNotOpen, CheckInClosed, CheckInAtDesk or PassportMissing."""
    flight, rule = segment.flight, rulebook.rule("check_in.online")
    demand_flying(segment, now)
    if segment.checked_in_at:
        raise AlreadyCheckedIn
    if now < opens_at(flight):
        raise CheckInNotOpen(rule, opens_at(flight), flight=flight.name)
    if now >= closes_at(flight):
        raise CheckInClosed(rule, flight=flight.name)
    if any(_travels_alone(session, segment, traveller) for traveller in segment.booking.passengers):
        raise CheckInAtDesk(rulebook.rule("check_in.alone"), flight=flight.name)
    missing = without_passport(session, segment)
    if missing:
        names = ", ".join(traveller.first_name for traveller in missing)
        raise PassportMissing(rulebook.rule("check_in.passport"), missing, flight=flight.name, names=names)


def _travels_alone(session: Session, segment: Segment, traveller: Passenger) -> bool:
    return bool(ancillaries.of_traveller(session, segment, traveller, AncillaryKind.UNACCOMPANIED_MINOR))


def _has_passport(session: Session, traveller: Passenger, flight: Flight) -> bool:
    document = travel_documents.of_traveller(session, traveller)
    return document is not None and document.expires_on >= flight.day


def _seat_everybody(session: Session, segment: Segment, now: datetime) -> None:
    """Seats near each other for those who chose none. Raises SeatTaken when another was quicker three times over."""
    flight, seated = segment.flight, segment.booking.seated
    for attempt in range(3):
        standing = [traveller for traveller in seated if seats.label_of(session, flight, traveller) is None]
        labels = seats.together(session, flight, len(standing)) if standing else []
        try:
            # When there are not enough, the gate finds them.
            return seats.take(session, flight, list(zip(standing, labels, strict=False)), now)
        except SeatTaken:
            if attempt == 2:
                raise
    return None


def _issue_passes(session: Session, segment: Segment, now: datetime) -> None:
    issued = select(func.coalesce(func.max(BoardingPass.sequence), 0)).where(BoardingPass.flight_id == segment.flight_id)
    last = session.scalars(issued).one()
    for sequence, traveller in enumerate(segment.booking.passengers, start=last + 1):
        of_traveller = {"flight_id": segment.flight_id, "segment_id": segment.id, "passenger_id": traveller.id}
        session.add(BoardingPass(**of_traveller, sequence=sequence, issued_at=now))
    session.flush()


def _card(session: Session, boarding_pass: BoardingPass) -> Card:
    traveller, flight = boarding_pass.passenger, boarding_pass.flight
    return Card(
        number=boarding_pass.number,
        traveller=f"{traveller.first_name} {traveller.surname}",
        flight=flight,
        seat=None if traveller.kind == PassengerKind.INFANT else seats.label_of(session, flight, traveller),
        gate=flight.gate,
        boards_at=flight.boards_at,
    )
