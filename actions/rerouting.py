"""Flying to or from another place than booked: which place, which day, which flight, what it costs."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

from actions import doubts, routes
from actions.conversation import Slot
from actions.questions import Question, WhichDay, WhichFlight, flight_of
from actions.routine import Level, Matter, NotThat, Write
from actions.searching import DAYS_SUGGESTED, cities
from actions.wording import day_of, day_words, lands_words, time_words, travellers_words
from airline import changes, flights, rerouting, search
from airline.airports import AIRPORTS, HOME
from airline.changes import AlreadyFlown, DateHasPassed, DatesCross, FlightFull, NoFlightThatDay
from airline.flights import Flight, OutsideTimetable
from airline.quotes import Quote
from airline.rerouting import SameRoute
from airline.search import RouteNotFlown
from customer_care.errors import ReassureError


class WhichPlaceInstead(Question):
    """The new route, kept as "PTP-LYS": the place that is named takes the end of the booked route that it can stand for."""

    slot = Slot.NEW_ROUTE

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        booked = _booked_flight(matter)
        if booked is None:
            return None
        unknown = routes.unknown_place(matter.dialogue.details)
        if unknown:
            raise NotThat("utter_place_not_served", place=unknown.city, places=cities(list(AIRPORTS.values())))
        others = [place for place in matter.dialogue.details.places if place.code not in {booked.origin, booked.destination}]
        if not others:
            return None
        place = others[0]
        at_the_start = place.role == "origin" or (place.role is None and booked.destination == HOME.iata)
        return f"{place.code}-{booked.destination}" if at_the_start else f"{booked.origin}-{place.code}"


class WhichNewDay(WhichDay):
    """The booked day, unless another one is wanted or nothing flies then."""

    def __init__(self) -> None:
        super().__init__(Slot.TRAVEL_DAY)

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        answer = super().read(matter, asked=asked)
        if answer:
            self._demand_likely(matter, date.fromisoformat(answer))
        return answer

    def _demand_likely(self, matter: Matter, day: date) -> None:
        """Raises NotThat for a day that is probably a slip."""
        today, booked = matter.now.astimezone(HOME.zone).date(), _booked_flight(matter)
        if booked is None:
            return
        _, last = flights.timetable(matter.session, booked.number)
        doubt = doubts.doubt_about(day, matter.text, matter.memory, today, last)
        if doubt:
            raise NotThat(doubt.response, day=day_words(day, today), likely=day_words(doubt.likely, today))

    def assume(self, matter: Matter) -> str | None:
        day = flight_of(matter).flight.day
        return day.isoformat() if _offered(matter, day) else None

    def choices(self, matter: Matter) -> list[tuple[str, str]]:
        booked, (origin, destination) = flight_of(matter).flight, _ends(matter)
        seats = len(matter.own_booking.seated)
        near = search.nearest_days(matter.session, origin, destination, booked.day, matter.now, DAYS_SUGGESTED, seats)
        words = [day_words(day, matter.now.astimezone(HOME.zone).date()) for day in near]
        return [(day, day) for day in words]


class WhichNewFlight(Question):
    """One of the flights of that day with seats in the booking's fare, kept as its id."""

    slot = Slot.NEW_FLIGHT

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        self._let_go_of_another_days(matter)
        if not asked:
            return None
        flight = routes.picked(self._flights(matter), matter.text)
        return str(flight.id) if flight else None

    def assume(self, matter: Matter) -> str | None:
        flights = self._flights(matter)
        return str(flights[0].id) if len(flights) == 1 else None

    def choices(self, matter: Matter) -> list[tuple[str, str]]:
        return [routes.as_button(flight) for flight in self._flights(matter)]

    def _let_go_of_another_days(self, matter: Matter) -> None:
        """After another day or route was named, the flight that was chosen no longer stands."""
        kept = matter.memory.answers.get(self.slot)
        if kept and kept not in {str(flight.id) for flight in self._flights(matter)}:
            matter.memory.answers = {slot: answer for slot, answer in matter.memory.answers.items() if slot != self.slot}

    def _flights(self, matter: Matter) -> list[Flight]:
        return _offered(matter, date.fromisoformat(matter.answer(Slot.TRAVEL_DAY)))


class ChangeRoute(Write):
    intent = "change_route"
    goal = "Move a flight to another route"
    level = Level.CODE
    questions: ClassVar[Sequence[Question]] = (WhichFlight(), WhichPlaceInstead(), WhichNewDay(), WhichNewFlight())
    another_answer_may_do: ClassVar[Mapping[type[ReassureError], Slot]] = {
        RouteNotFlown: Slot.NEW_ROUTE,
        SameRoute: Slot.NEW_ROUTE,
        NoFlightThatDay: Slot.TRAVEL_DAY,
        OutsideTimetable: Slot.TRAVEL_DAY,
        DateHasPassed: Slot.TRAVEL_DAY,
        FlightFull: Slot.TRAVEL_DAY,
        DatesCross: Slot.TRAVEL_DAY,
    }

    def demand_possible(self, matter: Matter) -> None:
        """Who cannot be priced hears it at once; so does who names a route that nobody flies, or a day on which nobody does."""
        _demand_priceable(matter)
        if matter.has(Slot.NEW_ROUTE):
            search.demand_flown(matter.session, *_ends(matter))
        if matter.has(Slot.TRAVEL_DAY) and not _offered(matter, date.fromisoformat(matter.answer(Slot.TRAVEL_DAY))):
            raise NoFlightThatDay

    def quote(self, matter: Matter) -> Quote:
        flight = matter.session.get_one(Flight, int(matter.answer(Slot.NEW_FLIGHT)))
        return rerouting.quote_route_change(matter.session, flight_of(matter), flight, matter.now, matter.talk.id)

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        change = changes.change_of(matter.session, quote)
        new = change.to_flight
        return {
            "flight": change.from_flight.name,
            "old_day": day_of(change.from_flight, matter.now),
            "old_departs": time_words(change.from_flight.estimated_departure, change.from_flight.leaves_from),
            "new_flight": new.name,
            "origin": new.leaves_from.city,
            "destination": new.lands_in.city,
            "new_day": day_of(new, matter.now),
            "departs": time_words(new.estimated_departure, new.leaves_from),
            "arrives": lands_words(new),
            "travellers": travellers_words(change.travellers),
        }


def _demand_priceable(matter: Matter) -> None:
    """For the flight that was chosen, or, before one is, for some flight of the booking. Raises why not."""
    chosen = [flight_of(matter)] if matter.has(Slot.FLIGHT) else matter.own_booking.segments_ahead(matter.now)
    refusals: list[ReassureError] = []
    for segment in chosen:
        try:
            rerouting.demand_priceable(matter.session, segment, matter.now)
        except ReassureError as refused:
            refusals.append(refused)
    if len(refusals) == len(chosen):
        raise refusals[0] if refusals else AlreadyFlown


def _booked_flight(matter: Matter) -> Flight | None:
    """The flight that was chosen, or the only one there is."""
    if matter.booking is None:
        return None
    ahead = matter.booking.segments_ahead(matter.now)
    if matter.has(Slot.FLIGHT):
        return flight_of(matter).flight
    return ahead[0].flight if len(ahead) == 1 else None


def _ends(matter: Matter) -> tuple[str, str]:
    origin, destination = matter.answer(Slot.NEW_ROUTE).split("-")
    return origin, destination


def _offered(matter: Matter, day: date) -> list[Flight]:
    """The flights of a day on the new route with seats for everybody in the booking's fare. Raises OutsideTimetable."""
    booking = matter.own_booking
    found = search.offers(matter.session, *_ends(matter), day, matter.now, len(booking.seated))
    return [offer.flight for offer in found if any(fare.fare_class == booking.fare_class for fare in offer.fares)]
