"""Days, times, money and people in the words that customers read. Sentences are in domain.yml, not here."""

from datetime import date, datetime, timedelta

from airline.airports import HOME, Airport
from airline.bookings import Booking, Segment, SegmentStatus
from airline.flights import Flight
from customer_care import wording


def day_words(day: date, today: date) -> str:
    """ "Friday 4 December", with the year when it is not this one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%A} {day.day} {day:%B}{year}"


def time_words(at: datetime, airport: Airport) -> str:
    """The time on that airport's clocks: "19:40"."""
    return f"{at.astimezone(airport.zone):%H:%M}"


def moment_words(at: datetime, airport: Airport, now: datetime) -> str:
    """ "Friday 4 December 19:40, Paris time"."""
    local = at.astimezone(airport.zone)
    return f"{day_words(local.date(), now.astimezone(airport.zone).date())} {local:%H:%M}, {airport.city} time"


def deadline_words(at: datetime, now: datetime) -> str:
    """A deadline of ours, on our own clock: the time alone when it is today."""
    is_today = at.astimezone(HOME.zone).date() == now.astimezone(HOME.zone).date()
    return wording.clock(at) if is_today else wording.moment(at)


def span_words(span: timedelta) -> str:
    """ "35 minutes", "1 h 30"."""
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    if not hours:
        return f"{minutes} minutes"
    return f"{hours} h {minutes:02d}" if minutes else f"{hours} h"


def travellers_words(count: int) -> str:
    return "1 traveller" if count == 1 else f"{count} travellers"


def names_words(booking: Booking) -> str:
    names = [f"{passenger.first_name} {passenger.surname}" for passenger in booking.passengers]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def segment_words(segment: Segment, now: datetime) -> str:
    """One line of a booking: number, route, day, times, and what is unusual about it."""
    flight = segment.flight
    route = f"{flight.name} {flight.leaves_from.city} to {flight.lands_in.city}"
    times = f"{time_words(flight.estimated_departure, flight.leaves_from)} to {lands_words(flight)}"
    return f"{route}, {day_of(flight, now)}, {times}{_state_words(segment, now)}"


def _state_words(segment: Segment, now: datetime) -> str:
    if segment.status == SegmentStatus.CANCELLED:
        return " (given up)"
    if segment.flight.cancelled:
        return " (cancelled)"
    return " (has left)" if segment.flight.has_left(now) else ""


def lands_words(flight: Flight) -> str:
    """The time of arrival, with "the next day" where it is one."""
    arrival = flight.estimated_arrival.astimezone(flight.lands_in.zone)
    later = " the next day" if arrival.date() > flight.day else ""
    return f"{arrival:%H:%M}{later}"


def day_of(flight: Flight, now: datetime) -> str:
    return day_words(flight.day, now.astimezone(flight.leaves_from.zone).date())
