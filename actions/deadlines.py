"""When check-in, bag drop and boarding close: for one flight by the clock, else in minutes before departure."""

from datetime import date
from itertools import chain

from actions import reading, routes
from actions.dates import Day, day_in
from actions.reply import Reply
from actions.routes import Route
from actions.routine import Lookup, Matter
from actions.wording import day_of, time_words
from airline import deadlines, flights, rulebook
from airline.airports import AIRPORTS, HOME, Haul, haul
from airline.flights import Flight, NotFlyingThatDay, OutsideTimetable, UnknownFlight
from airline.rulebook import Rule
from customer_care import conditions


class AskDeadlines(Lookup):
    intent = "ask_deadlines"
    goal = "Know the times of check-in, bag drop and boarding"

    def tell(self, matter: Matter, reply: Reply) -> None:
        number = reading.flight_number_in(matter.text)
        try:
            flight = _named_flight(matter, number) if number else _own_flight(matter)
        except UnknownFlight:
            reply.say("utter_flight_unknown", flight=f"{number[:2]} {number[2:]}" if number else "")
            return
        if flight:
            _tell_of_flight(matter, reply, flight)
        else:
            _tell_rules(matter, reply)


def _named_flight(matter: Matter, number: str) -> Flight | None:
    """The departure that is meant: of the day that is named, else the next one. Raises UnknownFlight."""
    today = flights.today_of(matter.session, number, matter.now)
    meant = day_in(matter.text, today, month_first=matter.dialogue.month_first)
    day = meant.day if isinstance(meant, Day) else today
    found = _on(matter, number, day)
    if found and found.has_left(matter.now) and day == today:
        return _on(matter, number, date.fromordinal(day.toordinal() + 1))
    return found


def _on(matter: Matter, number: str, day: date) -> Flight | None:
    """That day's departure, or the first one after it."""
    try:
        return flights.find(matter.session, number, day)
    except NotFlyingThatDay as gap:
        return flights.find(matter.session, number, gap.next_day) if gap.next_day else None
    except OutsideTimetable:
        return None


def _own_flight(matter: Matter) -> Flight | None:
    """The customer's next flight, once the booking is known and no other place is asked about."""
    if matter.booking is None or matter.dialogue.details.places:
        return None
    return next((segment.flight for segment in matter.booking.segments_ahead(matter.now)), None)


def _tell_of_flight(matter: Matter, reply: Reply, flight: Flight) -> None:
    times, airport = deadlines.of_flight(flight), flight.leaves_from
    _note_shown(matter, rulebook.rule("check_in.online"), deadlines.desk_rule(flight.haul), deadlines.boarding_rule())
    reply.say(
        "utter_deadlines_of_flight",
        flight=flight.name,
        day=day_of(flight, matter.now),
        origin=airport.city,
        departs=time_words(flight.estimated_departure, airport),
        check_in_closes=time_words(times.check_in_closes, airport),
        desk_opens=time_words(times.desk_opens, airport),
        bags_until=time_words(times.bags_until, airport),
        boards=time_words(times.boards_at, airport),
        gate_closes=time_words(times.gate_closes, airport),
    )


def _tell_rules(matter: Matter, reply: Reply) -> None:
    """By the kind of route that is named; both kinds when none is."""
    hauls = _hauls(matter)
    check_in, boarding = rulebook.rule("check_in.online"), deadlines.boarding_rule()
    desks = {kind: deadlines.desk_rule(kind) for kind in hauls}
    _note_shown(matter, check_in, boarding, *desks.values())
    minutes = dict(chain(check_in.parameters.items(), boarding.parameters.items()))
    values = {
        "check_in_opens": str(minutes["opens_hours"]),
        "check_in_closes": str(minutes["closes_minutes"]),
        "boards": str(minutes["boards_minutes"]),
        "gate": str(minutes["gate_minutes"]),
    }
    bags = {kind: str(rule.parameters["bags_minutes"]) for kind, rule in desks.items()}
    if len(bags) == 1:
        reply.say("utter_deadlines_route", bags=next(iter(bags.values())), **values)
    else:
        reply.say("utter_deadlines", bags_regional=bags[Haul.REGIONAL], bags_long=bags[Haul.LONG], **values)


def _hauls(matter: Matter) -> list[Haul]:
    if not matter.dialogue.details.places or routes.unknown_place(matter.dialogue.details):
        return list(Haul)
    route = Route.named(matter.dialogue.details)
    ends = [AIRPORTS[code] for code in (route.origin, route.destination or route.either) if code]
    other = ends[1] if len(ends) > 1 else HOME
    return [haul(ends[0], other)] if ends[0] is not other else list(Haul)


def _note_shown(matter: Matter, *rules: Rule) -> None:
    for rule in rules:
        conditions.note_shown(matter.session, matter.talk, rule.id, matter.now)
