"""What may still be asked for before a flight leaves: only on a flight that is booked and flies, and until the rule's hour."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from airline import rulebook
from airline.bookings import Segment, SegmentStatus
from airline.refusals import Refusal
from airline.rulebook import Rule


class NotFlying(Refusal):
    """The flight has left, was cancelled by us, or is no longer booked."""

    code = "not_flying"


class TooLate(Refusal):
    """The rule's hour before departure has passed."""

    code = "too_late"


def demand_flying(segment: Segment, now: datetime) -> None:
    """Raises NotFlying."""
    flight = segment.flight
    if segment.status == SegmentStatus.CANCELLED or flight.cancelled or flight.has_left(now):
        raise NotFlying(rulebook.rule("extras.flight"), flight=flight.name)


def demand_in_time(segment: Segment, rule: Rule, now: datetime) -> None:
    """Raises NotFlying, or TooLate when it is later than the rule's `hours_before`."""
    demand_flying(segment, now)
    if now > segment.flight.estimated_departure - timedelta(hours=rule.parameters["hours_before"]):
        raise TooLate(rule, flight=segment.flight.name)


def undo_until(segments: Sequence[Segment], rule: Rule, now: datetime) -> datetime:
    """Until when it can be put back: for the rule's `undo_hours`, and no longer than the first flight's time for asking lasts."""
    first = min(segment.flight.estimated_departure for segment in segments)
    last = first - timedelta(hours=rule.parameters["hours_before"])
    return min(now + timedelta(hours=rule.parameters["undo_hours"]), last)
