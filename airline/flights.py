"""A flight: one departure of a number on a day, what is known about it, and where it stands at a moment."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Date, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from airline import rulebook
from airline.airports import AIRPORTS, Airport, Haul, distance_km, haul
from customer_care.database import Base
from customer_care.errors import ReassureError


class FlightStatus(StrEnum):
    SCHEDULED = "scheduled"
    DELAYED = "delayed"
    CANCELLED = "cancelled"
    BOARDING = "boarding"
    DEPARTED = "departed"
    LANDED = "landed"


class UnknownFlight(ReassureError):
    """No flight has this number."""

    code = "unknown_flight"


class NotFlyingThatDay(ReassureError):
    """The number exists but has no departure on that day; `next_day` is its next one, None when there is none."""

    code = "not_flying_that_day"

    def __init__(self, next_day: date | None) -> None:
        super().__init__(str(next_day))
        self.next_day = next_day


class OutsideTimetable(ReassureError):
    """The day is before or after the days we have flights for: `first` to `last`."""

    code = "outside_timetable"

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"{first} to {last}")
        self.first = first
        self.last = last


class Flight(Base):
    """`number` is written without a space ("ZE412"); `day` is the date on the clocks of the airport it leaves from."""

    __tablename__ = "flights"
    __table_args__ = (UniqueConstraint("number", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(6))
    day: Mapped[date] = mapped_column(Date, index=True)
    origin: Mapped[str] = mapped_column(String(3))
    destination: Mapped[str] = mapped_column(String(3))
    scheduled_departure: Mapped[datetime]
    scheduled_arrival: Mapped[datetime]
    estimated_departure: Mapped[datetime]
    estimated_arrival: Mapped[datetime]
    gate: Mapped[str] = mapped_column(String(4))
    cancelled: Mapped[bool] = mapped_column(default=False)

    @property
    def name(self) -> str:
        """The number as people read it: "ZE 412"."""
        return f"{self.number[:2]} {self.number[2:]}"

    @property
    def named_with_departure(self) -> str:
        """ "ZE 412, Friday 4 December 2026 19:40": the planned time, on the clocks where it leaves."""
        return f"{self.name}, {self.day:%A %-d %B %Y} {self.scheduled_departure.astimezone(self.leaves_from.zone):%H:%M}"

    @property
    def leaves_from(self) -> Airport:
        return AIRPORTS[self.origin]

    @property
    def lands_in(self) -> Airport:
        return AIRPORTS[self.destination]

    @property
    def distance_km(self) -> int:
        """The great-circle distance of its two airports."""
        return distance_km(self.leaves_from, self.lands_in)

    @property
    def haul(self) -> Haul:
        return haul(self.leaves_from, self.lands_in)

    @property
    def delay(self) -> timedelta:
        return self.estimated_departure - self.scheduled_departure

    @property
    def boards_at(self) -> datetime:
        minutes = rulebook.rule("deadlines.boarding").parameters["boards_minutes"]
        return self.estimated_departure - timedelta(minutes=minutes)

    def status_at(self, now: datetime) -> FlightStatus:
        """Where the flight stands: what was announced about it, and what the clock says."""
        if self.cancelled:
            return FlightStatus.CANCELLED
        if now >= self.estimated_arrival:
            return FlightStatus.LANDED
        if now >= self.estimated_departure:
            return FlightStatus.DEPARTED
        if now >= self.boards_at:
            return FlightStatus.BOARDING
        return FlightStatus.DELAYED if self.delay else FlightStatus.SCHEDULED

    def has_left(self, now: datetime) -> bool:
        return not self.cancelled and now >= self.estimated_departure


def find(session: Session, number: str, day: date) -> Flight:
    """The departure of `number` on `day`. Raises UnknownFlight, OutsideTimetable or NotFlyingThatDay."""
    found = session.scalar(select(Flight).where(Flight.number == number, Flight.day == day))
    if found:
        return found
    first, last = timetable(session, number)
    if not first <= day <= last:
        raise OutsideTimetable(first, last)
    raise NotFlyingThatDay(session.scalar(select(func.min(Flight.day)).where(Flight.number == number, Flight.day > day)))


def timetable(session: Session, number: str) -> tuple[date, date]:
    """The first and the last day on record for `number`. Raises UnknownFlight."""
    first, last = session.execute(select(func.min(Flight.day), func.max(Flight.day)).where(Flight.number == number)).one()
    if first is None or last is None:
        raise UnknownFlight(number)
    return first, last


def on_route(session: Session, origin: str | None, destination: str | None, day: date) -> list[Flight]:
    """The flights of a day from one airport to another, the earliest first; None stands for any airport."""
    wanted = select(Flight).where(*_between(origin, destination), Flight.day == day)
    return list(session.scalars(wanted.order_by(Flight.scheduled_departure)))


def is_flown(session: Session, origin: str | None, destination: str | None) -> bool:
    """Whether we fly there at all, on any day."""
    return session.scalar(select(Flight.id).where(*_between(origin, destination)).limit(1)) is not None


def _between(origin: str | None, destination: str | None) -> list[ColumnElement[bool]]:
    ends = ((Flight.origin, origin), (Flight.destination, destination))
    return [column == airport for column, airport in ends if airport]


def local_day(flight: Flight, now: datetime) -> date:
    """The date that `now` has on the clocks of the airport that the flight leaves from."""
    return now.astimezone(flight.leaves_from.zone).date()


def today_of(session: Session, number: str, now: datetime) -> date:
    """Today's date where this number leaves from. Raises UnknownFlight."""
    flight = session.scalar(select(Flight).where(Flight.number == number).limit(1))
    if flight is None:
        raise UnknownFlight(number)
    return local_day(flight, now)
