"""Which flight of a day somebody wants instead of theirs: "ZE 414", "the evening flight", "a later one the same day"."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.reading import flight_numbers_in
from actions.times import Span, spans_in
from airline import changes
from airline.bookings import Segment
from airline.flights import Flight

FLIGHT = r"(?:\s+(?:possible|available))?\s+(?:flight|plane|one|departure|connection)\b"
EARLIER = re.compile(rf"\bearlier{FLIGHT}|\bearlier (?:that|the|on the) same day\b", re.IGNORECASE)
LATER = re.compile(rf"\b(?:later|next){FLIGHT}|\blater (?:that|the|on the) same day\b|\blater (?:in|on) the day\b", re.IGNORECASE)
FIRST = re.compile(rf"\b(?:first|earliest){FLIGHT}", re.IGNORECASE)
LAST = re.compile(rf"\b(?:last|latest){FLIGHT}", re.IGNORECASE)


@dataclass(frozen=True)
class Wanted:
    """By number, by the time of day, or by its place among the flights of the day."""

    numbers: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    place: re.Pattern[str] | None = None

    def __bool__(self) -> bool:
        return bool(self.numbers or self.spans or self.place)

    def instead_of(self, booked: Flight) -> "Wanted":
        """Without the number of the flight that they have."""
        return replace(self, numbers=tuple(number for number in self.numbers if number != booked.number))

    def fits(self, flight: Flight, about: Flight) -> bool:
        """Whether this flight is meant, the first and the last aside; earlier and later is seen from the flight talked about."""
        if self.numbers:
            return flight.number in self.numbers
        leaves = flight.scheduled_departure.astimezone(flight.leaves_from.zone).time()
        if self.spans and not any(span.holds(leaves) for span in self.spans):
            return False
        if self.place is EARLIER and flight.day == about.day:
            return flight.scheduled_departure < about.scheduled_departure
        if self.place is LATER and flight.day == about.day:
            return flight.scheduled_departure > about.scheduled_departure
        return True


def wanted_in(text: str) -> Wanted:
    """What the message says about the flight itself; nothing when it speaks of a day alone."""
    place = next((pattern for pattern in (EARLIER, LATER, FIRST, LAST) if pattern.search(text)), None)
    return Wanted(tuple(flight_numbers_in(text)), tuple(spans_in(text, instead=True)), place)


def find(session: Session, segment: Segment, wanted: Wanted, day: date, about: Flight, now: datetime) -> Flight | None:
    """The flight of this day that is wanted instead of the one talked about; None when none is, or only the one they have."""
    others = [flight for flight in changes.flights_of_day(session, segment, day, now) if flight.id != segment.flight_id]
    fitting = [flight for flight in others if wanted.fits(flight, about)]
    nearest_is_last = wanted.place is LAST or (wanted.place is EARLIER and day == about.day)
    return next(iter(reversed(fitting) if nearest_is_last else fitting), None)
