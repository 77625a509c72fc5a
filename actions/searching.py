"""Flights and prices between two places on a day; the timetable of a route; where we fly at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from actions import routes
from actions.conversation import Slot
from actions.questions import HowMany, Question, WhichDay
from actions.reply import Reply
from actions.routes import Route
from actions.routine import Lookup, Matter, NotThat
from actions.wording import day_words, time_words, travellers_words
from airline import search
from airline.airports import AIRPORTS, HOME, Airport
from airline.flights import OutsideTimetable
from airline.money import money_words
from airline.search import Offer, RouteNotFlown, TimetableLine

DAYS_SUGGESTED = 3
EVERY_DAY = frozenset(range(7))
MONDAY = date(2024, 1, 1)  # any Monday: the names of the days are told by its week


@dataclass
class WhichPlace(Question):
    """One end of a route, kept as the airport's code. A place that is named without a direction is where one wants to go."""

    slot: Slot

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        unknown = routes.unknown_place(matter.dialogue.details)
        if unknown:
            raise NotThat("utter_place_not_served", place=unknown.city, places=cities(list(AIRPORTS.values())))
        route = Route.named(matter.dialogue.details)
        if self.slot == Slot.TO_AIRPORT:
            loose = route.either if asked or matter.dialogue.asked != Slot.FROM_AIRPORT else None
            return route.destination or loose
        return route.origin or (route.either if asked else None)

    def assume(self, matter: Matter) -> str | None:
        """The only place from which we fly there."""
        if self.slot == Slot.TO_AIRPORT:
            return None
        origins = search.origins(matter.session, matter.answer(Slot.TO_AIRPORT))
        return origins[0].iata if len(origins) == 1 else None

    def choices(self, matter: Matter) -> list[tuple[str, str]]:
        if self.slot == Slot.TO_AIRPORT:
            return []
        return [(place.city, place.city) for place in search.origins(matter.session, matter.answer(Slot.TO_AIRPORT))[:4]]


class SearchFlights(Lookup):
    intent = "search_flights"
    goal = "Find a flight and its price"
    questions: ClassVar[Sequence[Question]] = (
        WhichPlace(Slot.TO_AIRPORT),
        WhichPlace(Slot.FROM_AIRPORT),
        WhichDay(Slot.TRAVEL_DAY),
    )

    def tell(self, matter: Matter, reply: Reply) -> None:
        origin, destination = AIRPORTS[matter.answer(Slot.FROM_AIRPORT)], AIRPORTS[matter.answer(Slot.TO_AIRPORT)]
        day, travellers = date.fromisoformat(matter.answer(Slot.TRAVEL_DAY)), _travellers(matter)
        matter.memory.looked_at = day
        today = _today(matter.now, origin)
        values = {
            "origin": origin.city,
            "destination": destination.city,
            "day": day_words(day, today),
            "travellers": travellers_words(travellers),
        }
        try:
            found = search.offers(matter.session, origin.iata, destination.iata, day, matter.now, travellers)
        except RouteNotFlown:
            reply.say("utter_search_not_flown", places=cities(search.destinations(matter.session, origin.iata)), **values)
        except OutsideTimetable as outside:
            reply.say("utter_search_beyond", last_day=day_words(outside.last, today), **values)
        else:
            self._tell_offers(matter, reply, found, day, travellers, values)

    def _tell_offers(
        self, matter: Matter, reply: Reply, found: list[Offer], day: date, travellers: int, values: dict[str, str]
    ) -> None:
        if found:
            reply.say("utter_search_found", flights="; ".join(_offer_words(offer) for offer in found), **values)
            return
        route = matter.answer(Slot.FROM_AIRPORT), matter.answer(Slot.TO_AIRPORT)
        near = search.nearest_days(matter.session, *route, day, matter.now, DAYS_SUGGESTED, travellers)
        if near:
            today = _today(matter.now, AIRPORTS[route[0]])
            reply.say("utter_search_other_days", days=in_a_row([day_words(other, today) for other in near]), **values)
        else:
            reply.say("utter_search_nothing_near", **values)


class AskDestinations(Lookup):
    """With a place or two, when we fly there; without, where we fly."""

    intent = "ask_destinations"
    goal = "Know where and when we fly"

    def tell(self, matter: Matter, reply: Reply) -> None:
        unknown = routes.unknown_place(matter.dialogue.details)
        if unknown:
            routes.tell_unknown_place(reply, unknown)
            return
        route = Route.named(matter.dialogue.details)
        origin = AIRPORTS[route.origin] if route.origin else HOME
        destination = route.destination or route.either
        if destination is None or destination == origin.iata:
            reply.say("utter_destinations", origin=origin.city, places=cities(search.destinations(matter.session, origin.iata)))
            return
        _tell_timetable(matter, reply, origin, AIRPORTS[destination])


def cities(places: Sequence[Airport]) -> str:
    return in_a_row([place.city for place in places])


def in_a_row(words: Sequence[str]) -> str:
    """ "Cayenne, Miami and Paris" """
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def _tell_timetable(matter: Matter, reply: Reply, origin: Airport, destination: Airport) -> None:
    ends = {"origin": origin.city, "destination": destination.city}
    try:
        lines = search.timetable(matter.session, origin.iata, destination.iata, _today(matter.now, origin))
    except RouteNotFlown:
        reply.say("utter_search_not_flown", places=cities(search.destinations(matter.session, origin.iata)), **ends)
        return
    reply.say("utter_timetable", flights="; ".join(_timetable_words(line) for line in lines), **ends)


def _timetable_words(line: TimetableLine) -> str:
    """ "ZE 412 every day at 19:40, landing 10:00 the next day" """
    names = [f"{MONDAY.replace(day=1 + weekday):%A}" for weekday in sorted(line.weekdays)]
    days = "every day" if line.weekdays == EVERY_DAY else f"on {in_a_row(names)}"
    later = " the next day" if line.lands_days_later else ""
    return f"{line.name} {days} at {line.leaves:%H:%M}, landing {line.lands:%H:%M}{later}"


def _offer_words(offer: Offer) -> str:
    """ "ZE 412 at 19:40, Light €389.00, Standard €519.00" """
    flight = offer.flight
    prices = [f"{fare.fare_class.capitalize()} {money_words(fare.price_minor, fare.currency)}" for fare in offer.fares]
    return f"{flight.name} at {time_words(flight.estimated_departure, flight.leaves_from)}, {', '.join(prices)}"


def _travellers(matter: Matter) -> int:
    """How many the message speaks of; one when it does not say."""
    people = ("people", "persons", "travellers", "passengers", "adults", "of us", "tickets", "seats")
    try:
        said = HowMany(Slot.TRAVELLERS, of=people).read(matter, asked=False)
    except NotThat:
        return 1
    return int(said) if said else 1


def _today(now: datetime, origin: Airport) -> date:
    return now.astimezone(origin.zone).date()
