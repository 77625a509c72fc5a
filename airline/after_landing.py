"""What can be asked for only once a flight has landed, and only for so long."""

from datetime import datetime, timedelta

from airline import rulebook
from airline.bookings import Booking
from airline.flights import Flight, FlightStatus
from airline.refusals import Refusal
from airline.rulebook import Rule


class NotLandedYet(Refusal):
    """The flight has not landed: nobody knows yet what will have happened."""

    code = "not_landed_yet"


class AskedTooLate(Refusal):
    """More days have passed since the landing than the rule gives."""

    code = "asked_too_late"


def demand_landed(flight: Flight, now: datetime) -> None:
    """Raises NotLandedYet, also for a flight that was cancelled and never will land."""
    if flight.status_at(now) != FlightStatus.LANDED:
        raise NotLandedYet(rulebook.rule("claims.after_landing"), flight=flight.name)


def demand_in_time(flight: Flight, rule: Rule, now: datetime) -> None:
    """Raises AskedTooLate when the rule's `within_days` since the landing are over."""
    days = rule.parameters["within_days"]
    if now > flight.estimated_arrival + timedelta(days=days):
        raise AskedTooLate(rule, flight=flight.name, days=str(days))


def demand_flown(booking: Booking, now: datetime) -> None:
    """Raises NotLandedYet when no flight of the booking has left."""
    if not any(segment.flight.has_left(now) for segment in booking.segments):
        raise NotLandedYet(rulebook.rule("claims.after_landing"), flight=booking.segments[0].flight.name)
