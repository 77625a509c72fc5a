"""Deadlines: when check-in, bag drop and boarding of a flight open and close, by the rules, from its expected departure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from airline import check_in, rulebook
from airline.airports import Haul
from airline.flights import Flight
from airline.rulebook import Rule


@dataclass(frozen=True)
class Deadlines:
    """The moments of one flight, in the order in which they come."""

    check_in_opens: datetime
    desk_opens: datetime
    check_in_closes: datetime
    bags_until: datetime
    boards_at: datetime
    gate_closes: datetime


def of_flight(flight: Flight) -> Deadlines:
    """A delay moves them all: who comes by the earlier time is never late."""
    desk = desk_rule(flight.haul).parameters
    return Deadlines(
        check_in_opens=check_in.opens_at(flight),
        desk_opens=_before(flight, desk["desk_opens_minutes"]),
        check_in_closes=check_in.closes_at(flight),
        bags_until=_before(flight, desk["bags_minutes"]),
        boards_at=flight.boards_at,
        gate_closes=_before(flight, boarding_rule().parameters["gate_minutes"]),
    )


def desk_rule(haul: Haul) -> Rule:
    return rulebook.rule(f"deadlines.{haul}")


def boarding_rule() -> Rule:
    return rulebook.rule("deadlines.boarding")


def _before(flight: Flight, minutes: int) -> datetime:
    return flight.estimated_departure - timedelta(minutes=minutes)
