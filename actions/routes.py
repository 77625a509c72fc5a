"""Which flight is meant by who names places and no number: "the Paris flight", "from Fort-de-France to Miami tonight"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from actions.conversation import Dialogue
from actions.details import Details, Place
from actions.reply import Reply
from actions.times import spans_in
from actions.wording import day_words, time_words
from airline import flights
from airline.airports import AIRPORTS, HOME, Airport
from airline.flights import Flight
from customer_care import database

PLACES_IN_THE_LIST = {
    "first": 0, "earlier": 0, "earliest": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1, "later": -1,
    "latest": -1,
}  # fmt: skip


@dataclass(frozen=True)
class Route:
    """`origin` and `destination` are ours, None where the customer did not say; `either` is a place named without a direction."""

    origin: str | None = None
    destination: str | None = None
    either: str | None = None

    @classmethod
    def named(cls, details: Details) -> "Route":
        """The route that the places of a message make. With one end said, a place without a direction is the other end."""
        start, end = (place.code if place else None for place in (details.origin, details.destination))
        end = None if end == start else end
        loose = list(
            dict.fromkeys(place.code for place in details.places if place.role is None and place.code not in {start, end})
        )
        if loose and start and not end:
            return cls(start, loose[0])
        if loose and end and not start:
            return cls(loose[0], end)
        if len(loose) > 1 and not (start or end):
            return cls(loose[0], loose[1])
        return cls(start, end, loose[0] if loose and not (start or end) else None)

    @classmethod
    def out_of(cls, kept: str) -> "Route":
        """From its slot: "PTP-ORY", "PTP-", "-ORY", or "ORY" for a place without a direction."""
        if "-" not in kept:
            return cls(either=kept)
        origin, destination = kept.split("-")
        return cls(origin or None, destination or None)

    def kept(self) -> str:
        return self.either or f"{self.origin or ''}-{self.destination or ''}"

    def flights(self, session: Session, day: date) -> list[Flight]:
        """Those of the day, on the clocks of where each leaves from, the earliest first."""
        if self.either:
            return sorted(
                [*flights.on_route(session, self.either, None, day), *flights.on_route(session, None, self.either, day)],
                key=lambda flight: flight.scheduled_departure,
            )
        return flights.on_route(session, self.origin, self.destination, day)

    def is_flown(self, session: Session) -> bool:
        if self.either:
            return True
        return flights.is_flown(session, self.origin, self.destination)


def unknown_place(details: Details) -> Place | None:
    """A place that we do not fly to."""
    return next((place for place in details.places if place.code not in AIRPORTS), None)


def at_the_time(found: Sequence[Flight], text: str) -> list[Flight]:
    """Those flights that leave, or else land, at the time that the message names; all when it names none that fits."""
    spans = spans_in(text)
    leaving = [flight for flight in found if any(span.holds(_leaves(flight)) for span in spans)]
    landing = [flight for flight in found if any(span.holds(_lands(flight)) for span in spans)]
    return leaving or landing or list(found)


def picked(found: Sequence[Flight], text: str) -> Flight | None:
    """The one that the customer picks out of those shown: by its time, or as the first, the second, the last."""
    if not found:
        return None
    timed = at_the_time(found, text)
    if len(timed) == 1:
        return timed[0]
    words = text.lower().replace(",", " ").split()
    place = next((PLACES_IN_THE_LIST[word] for word in words if word in PLACES_IN_THE_LIST), None)
    return found[place] if place is not None and place < len(found) else None


def choices(dialogue: Dialogue, now: datetime) -> list[Flight]:
    """The flights among which the customer is asked to choose."""
    if dialogue.memory.route is None:
        return []
    with database.reading() as session:
        return Route.out_of(dialogue.memory.route).flights(session, day_meant(dialogue, now))


def day_meant(dialogue: Dialogue, now: datetime) -> date:
    return dialogue.memory.flight_date or now.astimezone(HOME.zone).date()


def as_button(flight: Flight) -> tuple[str, str]:
    leaves = time_words(flight.scheduled_departure, flight.leaves_from)
    return f"{flight.name}, {flight.leaves_from.city} {leaves} to {flight.lands_in.city}", flight.name


def tell_unknown_place(reply: Reply, place: Place) -> None:
    cities = [airport.city for airport in AIRPORTS.values()]
    reply.say("utter_place_not_served", place=place.city, places=", ".join(cities[:-1]) + " and " + cities[-1])


def tell_none(session: Session, route: Route, day: date, reply: Reply, now: datetime) -> None:
    """There is none that day, or never one."""
    today = now.astimezone(HOME.zone).date()
    if route.either:
        reply.say("utter_no_flight_here_that_day", place=AIRPORTS[route.either].city, day=day_words(day, today))
        return
    origin, destination = _end(route.origin), _end(route.destination)
    if route.is_flown(session):
        reply.say("utter_no_flight_that_day", origin=origin, destination=destination, day=day_words(day, today))
    else:
        reply.say("utter_no_such_route", origin=origin, destination=destination)


def _end(code: str | None) -> str:
    airport: Airport = AIRPORTS[code] if code else HOME
    return airport.city


def _leaves(flight: Flight) -> time:
    return flight.scheduled_departure.astimezone(flight.leaves_from.zone).time()


def _lands(flight: Flight) -> time:
    return flight.scheduled_arrival.astimezone(flight.lands_in.zone).time()
