"""Other days and other places to which a sample booking can be moved at this moment, in the words of a customer."""

from datetime import datetime

from sqlalchemy.orm import Session

from airline import changes, rerouting, search
from airline.airports import AIRPORTS
from airline.bookings import Booking
from airline.flights import OutsideTimetable
from customer_care.errors import ReassureError


def other_days(session: Session, booking: Booking, now: datetime) -> list[str]:
    """Up to three days to which the first flight can be moved: "Friday 4 December"."""
    segment = booking.segments[0]
    try:
        changes.demand_changeable(segment, now)
    except ReassureError:
        return []
    return [f"{day:%A} {day.day} {day:%B}" for day in changes.days_with_seats(session, segment, now, limit=3)]


def other_flights(session: Session, booking: Booking, now: datetime) -> list[str]:
    """The later flights of the first one's day, with seats for this booking: "ZE 414"."""
    segment = booking.segments[0]
    try:
        changes.demand_changeable(segment, now)
    except ReassureError:
        return []
    later = [
        flight
        for flight in changes.flights_of_day(session, segment, segment.flight.day, now)
        if flight.scheduled_departure > segment.flight.scheduled_departure
    ]
    return [flight.name for flight in later if changes.fare_for(session, segment, flight)]


def other_places(session: Session, booking: Booking, now: datetime) -> list[str]:
    """The cities to which the only flight can go instead, on its own day, with one flight that has seats."""
    segment = booking.segments[0]
    try:
        rerouting.demand_priceable(session, segment, now)
    except ReassureError:
        return []
    reached = search.destinations(session, segment.flight.origin)
    places = [place.iata for place in reached if place.iata != segment.flight.destination]
    return [AIRPORTS[iata].city for iata in places if _has_one_flight(session, booking, iata, now)]


def _has_one_flight(session: Session, booking: Booking, destination: str, now: datetime) -> bool:
    flight = booking.segments[0].flight
    try:
        offers = search.offers(session, flight.origin, destination, flight.day, now, len(booking.seated))
    except OutsideTimetable:
        return False
    return sum(any(fare.fare_class == booking.fare_class for fare in offer.fares) for offer in offers) == 1
