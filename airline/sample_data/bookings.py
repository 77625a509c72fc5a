"""Writes the journeys down: bookings, travellers, segments and tickets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from airline import rulebook
from airline.bookings import Booking, BookingStatus, Passenger, PassengerKind, Segment, SegmentStatus
from airline.fares import FareClass
from airline.flights import Flight
from airline.sample_data.adding import add, add_for_ids
from airline.sample_data.journeys import Fate, Journey
from airline.sample_data.schedule import CURRENCY
from airline.tickets import Ticket, TicketStatus, number, taxes_within

PERCENT_OF_ADULT = {
    PassengerKind.ADULT: 100,
    PassengerKind.CHILD: rulebook.rule("children.child").parameters["share_percent"],
    PassengerKind.INFANT: rulebook.rule("children.infant").parameters["share_percent"],
}


@dataclass(frozen=True)
class Written:
    """A journey that is on record, with the ids of its travellers and segments in their order."""

    journey: Journey
    booking_id: int
    passenger_ids: list[int]
    segment_ids: list[int]
    cancelled_at: datetime | None

    @property
    def flown(self) -> bool:
        return self.cancelled_at is None and not self.journey.no_show

    @property
    def paid_minor(self) -> int:
        """What everybody paid when the booking was made."""
        return sum(_price(paid, kind) for paid in self.journey.paid_minor for kind in self.journey.kinds)

    @property
    def taxes_minor(self) -> int:
        """How much of that was airport taxes."""
        priced = zip(self.journey.flights, self.journey.paid_minor, strict=True)
        return sum(
            _parts(_price(paid, kind), flight, kind)["taxes_minor"] for flight, paid in priced for kind in self.journey.kinds
        )


def write(session: Session, journeys: Sequence[Journey], now: datetime) -> list[Written]:
    ends = [_cancelled_at(journey, now) for journey in journeys]
    ids = add_for_ids(session, Booking, (_booking(journey, end) for journey, end in zip(journeys, ends, strict=True)))
    passengers = _add_passengers(session, journeys, ids)
    segments = _add_segments(session, journeys, ids, ends, now)
    facts = zip(journeys, ids, passengers, segments, ends, strict=True)
    written = [Written(*fact) for fact in facts]
    first_number = 1 + (session.scalar(select(func.max(Ticket.id))) or 0)
    tickets = [ticket for one in written for ticket in _tickets(one, now)]
    add(session, Ticket, ({**ticket, "number": number(first_number + index)} for index, ticket in enumerate(tickets)))
    return written


def change_costs(journey: Journey) -> tuple[int, int]:
    """What moving the first flight cost each traveller: the fee and the difference, in minor units."""
    rule = rulebook.rule(f"changes.{journey.fare_class}").parameters
    return rule["fee_minor"], DIFFERENCE_MINOR if rule["charges_difference"] else 0


DIFFERENCE_MINOR = 1800


def was_changed(journey: Journey) -> bool:
    return journey.fate is Fate.CHANGED and journey.fare_class != FareClass.LIGHT


# ── rows ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _booking(journey: Journey, cancelled_at: datetime | None) -> dict[str, Any]:
    return {
        "reference": journey.reference,
        "fare_class": journey.fare_class,
        "currency": CURRENCY,
        "booked_at": journey.booked_at,
        "customer_id": journey.customer.id,
        "kind": journey.kind,
        "status": BookingStatus.CANCELLED if cancelled_at else BookingStatus.CONFIRMED,
        "cancelled_at": cancelled_at,
        "contact_email": journey.customer.email,
        "contact_phone": journey.customer.phone,
    }


def _cancelled_at(journey: Journey, now: datetime) -> datetime | None:
    """Some days ago, while the first flight was still ahead."""
    if journey.fate is not Fate.CANCELLED:
        return None
    latest = min(now, journey.flights[0].scheduled_departure - timedelta(days=2))
    return max(journey.booked_at + timedelta(minutes=5), latest - timedelta(days=journey.luck.randint(1, 10)))


def _add_passengers(session: Session, journeys: Sequence[Journey], ids: Sequence[int]) -> list[list[int]]:
    rows = [
        {**row, "booking_id": booking_id} for journey, booking_id in zip(journeys, ids, strict=True) for row in journey.travellers
    ]
    return _in_lots(add_for_ids(session, Passenger, rows), [len(journey.travellers) for journey in journeys])


def _add_segments(
    session: Session, journeys: Sequence[Journey], ids: Sequence[int], ends: Sequence[datetime | None], now: datetime
) -> list[list[int]]:
    rows = [
        row
        for journey, booking_id, end in zip(journeys, ids, ends, strict=True)
        for row in _segments(journey, booking_id, end, now)
    ]
    return _in_lots(add_for_ids(session, Segment, rows), [len(journey.flights) for journey in journeys])


def _segments(journey: Journey, booking_id: int, end: datetime | None, now: datetime) -> Iterator[dict[str, Any]]:
    for position, (flight, paid_minor) in enumerate(zip(journey.flights, journey.paid_minor, strict=True), start=1):
        boarded = end is None and flight.has_left(now) and not journey.no_show
        yield {
            "booking_id": booking_id,
            "position": position,
            "flight_id": flight.id,
            "paid_minor": paid_minor + _difference(journey, position),
            "status": SegmentStatus.CANCELLED if end else SegmentStatus.BOOKED,
            "checked_in_at": flight.scheduled_departure - timedelta(hours=20) if boarded else None,
        }


def _difference(journey: Journey, position: int) -> int:
    return change_costs(journey)[1] if was_changed(journey) and position == 1 else 0


def _tickets(one: Written, now: datetime) -> Iterator[dict[str, Any]]:
    """One for each traveller and flight, and the one before a change, which was exchanged for it."""
    journey = one.journey
    for position, (flight, segment_id) in enumerate(zip(journey.flights, one.segment_ids, strict=True), start=1):
        paid_minor, difference = journey.paid_minor[position - 1], _difference(journey, position)
        for passenger_id, kind in zip(one.passenger_ids, journey.kinds, strict=True):
            who = {"passenger_id": passenger_id, "segment_id": segment_id, "currency": CURRENCY}
            price = _price(paid_minor, kind)
            if was_changed(journey) and position == 1:
                yield {**who, **_parts(price, flight, kind), "status": TicketStatus.EXCHANGED}
                price += difference if kind != PassengerKind.INFANT else 0
            yield {**who, **_parts(price, flight, kind), "status": _status(one, flight, now)}


def _status(one: Written, flight: Flight, now: datetime) -> TicketStatus:
    if one.cancelled_at:
        return TicketStatus.REFUNDED
    return TicketStatus.USED if flight.has_left(now) and one.flown else TicketStatus.OPEN


def _parts(price_minor: int, flight: Flight, kind: PassengerKind) -> dict[str, int]:
    taxes_minor = taxes_within(price_minor, flight, kind)
    return {"fare_minor": price_minor - taxes_minor, "taxes_minor": taxes_minor}


def _price(paid_minor: int, kind: PassengerKind) -> int:
    return paid_minor * PERCENT_OF_ADULT[kind] // 100


def _in_lots(ids: Sequence[int], sizes: Sequence[int]) -> list[list[int]]:
    given = iter(ids)
    return [[next(given) for _ in range(size)] for size in sizes]
