"""The seats of a flight: which there are, which are free, and who chose which, at the price of the fare's rule.

A row of the table is a seat that nobody else can have. Two may choose the same one: the database says who was first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from airline import quotes, rulebook
from airline.airports import distance_km
from airline.before_departure import demand_in_time, undo_until
from airline.bookings import Booking, Passenger, PassengerKind, Segment
from airline.deeds import deed, receipt_of
from airline.flights import Flight
from airline.quotes import Quote, QuoteOutdated
from airline.refusals import Refusal
from airline.rulebook import Rule
from airline.undoing import undo
from customer_care.database import Base
from customer_care.errors import ReassureError
from customer_care.receipts import Receipt

Choice = tuple[Passenger, str]


class Wish(StrEnum):
    WINDOW = "window"
    AISLE = "aisle"


class SeatTaken(ReassureError):
    """Somebody has this seat, or was quicker."""

    code = "seat_taken"

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.label = label
        self.values = {"seat": label}


class NoSuchSeat(ReassureError):
    """This aircraft has no seat of that name."""

    code = "no_such_seat"

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.label = label
        self.values = {"seat": label}


class ExitRow(Refusal):
    """Who sits at an emergency exit must be able to open it and have nobody to look after."""

    code = "exit_row"


class OnALap(Refusal):
    """An infant has no seat of its own."""

    code = "on_a_lap"


class Seat(Base):
    """`label` is "12A"; without a passenger the airline keeps it. `paid_minor` is what was paid for choosing, in minor units."""

    __tablename__ = "seats"
    # A seat has one traveller, and a traveller one seat on a flight.
    __table_args__ = (UniqueConstraint("flight_id", "label"), UniqueConstraint("flight_id", "passenger_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    flight_id: Mapped[int] = mapped_column(ForeignKey("flights.id"))
    label: Mapped[str] = mapped_column(String(4))
    passenger_id: Mapped[int | None] = mapped_column(ForeignKey("passengers.id"), index=True)
    paid_minor: Mapped[int] = mapped_column(default=0)
    taken_at: Mapped[datetime]
    flight: Mapped[Flight] = relationship()
    passenger: Mapped[Passenger | None] = relationship()


@dataclass(frozen=True)
class Place:
    """A seat of an aircraft: its row from 1, its column from 0 at the left window, and between which aisles it is."""

    row: int
    column: int
    block: int
    label: str


@dataclass(frozen=True)
class Layout:
    """The rows of an aircraft and the letters of a row, in blocks that an aisle parts."""

    aircraft: str
    rows: int
    blocks: tuple[str, ...]
    exit_rows: frozenset[int]

    @property
    def places(self) -> list[Place]:
        """Every seat, from the front and from the left."""
        letters = [(block, letter) for block, part in enumerate(self.blocks) for letter in part]
        rows = range(1, self.rows + 1)
        return [Place(row, column, block, f"{row}{letter}") for row in rows for column, (block, letter) in enumerate(letters)]

    def is_at(self, wish: Wish, place: Place) -> bool:
        """Whether this seat is at a window, or at an aisle."""
        letters = "".join(self.blocks)
        at_window = place.column in {0, len(letters) - 1}
        at_end_of_block = letters[place.column] in {self.blocks[place.block][0], self.blocks[place.block][-1]}
        return at_window if wish == Wish.WINDOW else at_end_of_block and not at_window


# Up to how many kilometres each is flown; the first that reaches.
FLEET = (
    (700, Layout("ATR 72", rows=18, blocks=("AB", "CD"), exit_rows=frozenset({1}))),
    (4000, Layout("Airbus A320", rows=29, blocks=("ABC", "DEF"), exit_rows=frozenset({11, 12}))),
    (20000, Layout("Airbus A330", rows=40, blocks=("AB", "CDEF", "GH"), exit_rows=frozenset({9, 24}))),
)


def layout_of(flight: Flight) -> Layout:
    """The aircraft that flies this route."""
    kilometres = distance_km(flight.leaves_from, flight.lands_in)
    return next(layout for reach, layout in FLEET if kilometres <= reach)


def free_places(session: Session, flight: Flight) -> list[Place]:
    """The seats that nobody has, from the front and from the left."""
    taken = set(session.scalars(select(Seat.label).where(Seat.flight_id == flight.id)))
    return [place for place in layout_of(flight).places if place.label not in taken]


def suggest(session: Session, flight: Flight, wish: Wish, limit: int) -> list[str]:
    """Up to `limit` free seats at a window or an aisle, from the front; none in an exit row."""
    layout = layout_of(flight)
    free = (place for place in free_places(session, flight) if place.row not in layout.exit_rows)
    return [place.label for place in free if layout.is_at(wish, place)][:limit]


def together(session: Session, flight: Flight, count: int) -> list[str]:
    """The `count` free seats that are nearest to each other, outside the exit rows; fewer when there are not so many."""
    layout = layout_of(flight)
    free = [place for place in free_places(session, flight) if place.row not in layout.exit_rows]
    groups = [free[first : first + count] for first in range(max(1, len(free) - count + 1))]
    return [place.label for place in min(groups, key=_spread)]


def label_of(session: Session, flight: Flight, traveller: Passenger) -> str | None:
    """The seat that this traveller has on this flight, None while there is none."""
    return session.scalar(select(Seat.label).where(Seat.flight_id == flight.id, Seat.passenger_id == traveller.id))


def quote_seats(
    session: Session, segment: Segment, choices: Sequence[Choice], now: datetime, conversation_id: int | None = None
) -> Quote:
    """What these seats cost their travellers by the fare; what was paid for choosing before counts.

    Raises NotFlying, TooLate, NoSuchSeat, SeatTaken, ExitRow or OnALap.
    """
    rule = rule_for(segment.booking)
    _demand_allowed(segment, choices, rule, now)
    _demand_free(session, segment.flight, choices)
    return quotes.make(
        session,
        "choose_seat",
        rule,
        now,
        conversation_id=conversation_id,
        booking=segment.booking,
        facts={
            "segment_id": segment.id,
            "flight_id": segment.flight_id,
            "seats": [[traveller.id, label] for traveller, label in choices],
            "before": [[traveller.id, label_of(session, segment.flight, traveller)] for traveller, _ in choices],
        },
        lines=[("seat_choice", _fee_minor(session, segment.flight, choices, rule))],
        currency=rule.currency,
    )


@deed("choose_seat")
def choose_seat(session: Session, quote: Quote, key: str, now: datetime) -> Receipt:
    """Gives the travellers these seats in place of those they had. Raises QuoteOutdated, and what quoting raises."""
    segment = session.get_one(Segment, quote.facts["segment_id"], populate_existing=True)
    choices = [(session.get_one(Passenger, traveller_id), label) for traveller_id, label in quote.facts["seats"]]
    rule = rule_for(segment.booking)
    if segment.flight_id != quote.facts["flight_id"]:
        raise QuoteOutdated
    _demand_allowed(segment, choices, rule, now)
    if _fee_minor(session, segment.flight, choices, rule) != quote.total_minor:
        raise QuoteOutdated
    take(session, segment.flight, choices, now, paid_minor=rule.parameters["fee_minor"])
    seats = ", ".join(f"{label} for {traveller.first_name} {traveller.surname}" for traveller, label in choices)
    step, until = "The seat is on the boarding pass", undo_until([segment], rule, now)
    what = f"Seat {seats} on {segment.flight.name}, {segment.flight.day:%A %-d %B %Y}"
    return receipt_of(session, quote, key, now, what, next_step=step, undo_until=until)


@undo("choose_seat")
def put_seats_back(session: Session, done: Quote, now: datetime) -> None:
    """Everybody has again what they had before. Raises QuoteOutdated, or SeatTaken when that seat is somebody else's now."""
    segment = session.get_one(Segment, done.facts["segment_id"], populate_existing=True)
    if segment.flight_id != done.facts["flight_id"]:
        raise QuoteOutdated
    before = [(session.get_one(Passenger, traveller_id), label) for traveller_id, label in done.facts["before"]]
    _give_up(session, segment.flight, [traveller for traveller, _ in before])
    take(session, segment.flight, [(traveller, label) for traveller, label in before if label], now)


def take(session: Session, flight: Flight, choices: Sequence[Choice], now: datetime, *, paid_minor: int = 0) -> None:
    """These seats are theirs, and those that they had are free. Raises SeatTaken; then they have what they had before."""
    before = {traveller.id: _paid_minor(session, flight, traveller) for traveller, _ in choices}
    try:
        with session.begin_nested():
            _give_up(session, flight, [traveller for traveller, _ in choices])
            for traveller, label in choices:
                paid = max(paid_minor, before[traveller.id])
                session.add(Seat(flight_id=flight.id, label=label, passenger_id=traveller.id, paid_minor=paid, taken_at=now))
            session.flush()
    except IntegrityError as quicker:
        raise SeatTaken(_first_taken(session, flight, choices) or choices[0][1]) from quicker


def give_up(session: Session, segment: Segment) -> None:
    """The travellers of this booking leave the flight: their seats are free for others."""
    _give_up(session, segment.flight, segment.booking.passengers)


def rule_for(booking: Booking) -> Rule:
    """The rule that decides what choosing a seat costs this booking."""
    return rulebook.rule(f"seats.{booking.fare_class}")


def _spread(places: Sequence[Place]) -> tuple[int, int, int]:
    """How far apart these seats are: the rows between them, then the aisles, then the seats."""
    if not places:
        return 0, 0, 0
    blocks, columns = [place.block for place in places], [place.column for place in places]
    return places[-1].row - places[0].row, max(blocks) - min(blocks), max(columns) - min(columns)


def _demand_allowed(segment: Segment, choices: Sequence[Choice], rule: Rule, now: datetime) -> None:
    demand_in_time(segment, rule, now)
    layout, everybody = layout_of(segment.flight), segment.booking.passengers
    rows = {place.label: place.row for place in layout.places}
    for traveller, label in choices:
        if label not in rows:
            raise NoSuchSeat(label)
        if traveller.kind == PassengerKind.INFANT:
            raise OnALap(rulebook.rule("seats.lap"), traveller=traveller.first_name)
        if rows[label] in layout.exit_rows and any(other.kind != PassengerKind.ADULT for other in everybody):
            raise ExitRow(rulebook.rule("seats.exit"), seat=label)


def _demand_free(session: Session, flight: Flight, choices: Sequence[Choice]) -> None:
    taken = _first_taken(session, flight, choices)
    if taken:
        raise SeatTaken(taken)


def _first_taken(session: Session, flight: Flight, choices: Sequence[Choice]) -> str | None:
    """The first of these seats that is taken by somebody who is not choosing now."""
    labels, choosing = [label for _, label in choices], [traveller.id for traveller, _ in choices]
    others = Seat.passenger_id.is_(None) | Seat.passenger_id.not_in(choosing)
    wanted = (Seat.flight_id == flight.id, Seat.label.in_(labels), others)
    return session.scalar(select(Seat.label).where(*wanted).order_by(Seat.id).limit(1))


def _fee_minor(session: Session, flight: Flight, choices: Sequence[Choice], rule: Rule) -> int:
    fee = rule.parameters["fee_minor"]
    return sum(max(0, fee - _paid_minor(session, flight, traveller)) for traveller, _ in choices)


def _paid_minor(session: Session, flight: Flight, traveller: Passenger) -> int:
    mine = (Seat.flight_id == flight.id, Seat.passenger_id == traveller.id)
    return session.scalar(select(Seat.paid_minor).where(*mine)) or 0


def _give_up(session: Session, flight: Flight, travellers: Iterable[Passenger]) -> None:
    theirs = [traveller.id for traveller in travellers]
    session.execute(delete(Seat).where(Seat.flight_id == flight.id, Seat.passenger_id.in_(theirs)))
