"""What baggage a fare includes, in general and for the customer's own booking, and what one bag more costs."""

import re

from actions import routes
from actions.reply import Reply
from actions.routes import Route
from actions.routine import Level, Lookup, Matter
from airline import allowances, rulebook
from airline.airports import AIRPORTS, HOME, Haul, haul
from airline.allowances import Allowance, OwnAllowance
from airline.fares import FareClass
from airline.money import money_words
from customer_care import conditions


class AskAllowance(Lookup):
    """By the fares and the kind of route that the message names; all of them when it names none."""

    intent = "ask_allowance"
    goal = "Know what baggage a fare includes"

    def tell(self, matter: Matter, reply: Reply) -> None:
        fares, hauls = _fares_named(matter.text), _hauls_named(matter)
        rule = rulebook.rule("extras.bag")
        matter.memory.rule = rule.id
        _note_shown(matter, [allowances.included(fare, kind) for fare in fares for kind in hauls])
        reply.say(
            "utter_allowance",
            included=" ".join(_fare_words(reply, fare, hauls) for fare in fares),
            cabin=_cabin_words(fares, hauls),
            least=money_words(rule.parameters["short_minor"], rule.currency),
            most=money_words(rule.parameters["long_minor"], rule.currency),
        )


class AskMyAllowance(Lookup):
    intent = "ask_my_allowance"
    goal = "Know what baggage the booking includes"
    level = Level.BOOKING

    def tell(self, matter: Matter, reply: Reply) -> None:
        booking = matter.own_booking
        ahead = booking.segments_ahead(matter.now)
        if not ahead:
            reply.say("utter_my_allowance_none_ahead", reference=booking.reference)
            return
        own = [allowances.of_booking(matter.session, booking, segment) for segment in ahead]
        _note_shown(matter, [one.included for one in own])
        matter.memory.rule = own[0].included.rule.id
        reply.say(
            "utter_my_allowance_with_infant" if allowances.has_infant(booking) else "utter_my_allowance",
            reference=booking.reference,
            fare=booking.fare_class.capitalize(),
            bags=" ".join(_own_words(reply, one) for one in own),
            infant=allowances.infant_rule().words,
        )


def _fares_named(text: str) -> list[FareClass]:
    words = set(re.findall(r"[a-z]+", text.casefold()))
    named = [fare for fare in FareClass if fare in words]
    return named or list(FareClass)


def _hauls_named(matter: Matter) -> list[Haul]:
    """The kind of the route that is named, from where we are at home if one end is missing."""
    details = matter.dialogue.details
    if not details.places or routes.unknown_place(details):
        return list(Haul)
    route = Route.named(details)
    destination = route.destination or route.either
    start = AIRPORTS[route.origin] if route.origin else HOME
    end = AIRPORTS[destination] if destination else HOME
    return [haul(start, end)] if start != end else list(Haul)


def _fare_words(reply: Reply, fare: FareClass, hauls: list[Haul]) -> str:
    """ "Standard: 1 bag of 20 kg within the Caribbean, 1 bag of 23 kg on long flights." """
    included = {kind: allowances.included(fare, kind) for kind in hauls}
    held = [_hold_words(reply, one) for one in included.values()]
    if len(set(held)) == 1:
        return reply.words_of("utter_allowance_of_fare", fare=fare.capitalize(), bags=held[0])
    return reply.words_of("utter_allowance_of_fare_by_route", fare=fare.capitalize(), regional=held[0], long=held[1])


def _hold_words(reply: Reply, one: Allowance) -> str:
    if not one.hold_bags:
        return reply.words_of("utter_bags_none")
    name = "utter_bags_one" if one.hold_bags == 1 else "utter_bags_many"
    return reply.words_of(name, count=str(one.hold_bags), kilos=str(one.hold_kilos))


def _cabin_words(fares: list[FareClass], hauls: list[Haul]) -> str:
    """ "10", or "10 to 12" when it depends."""
    kilos = sorted({allowances.included(fare, kind).cabin_kilos for fare in fares for kind in hauls})
    return str(kilos[0]) if len(kilos) == 1 else f"{kilos[0]} to {kilos[-1]}"


def _own_words(reply: Reply, one: OwnAllowance) -> str:
    name = "utter_my_allowance_on_flight_more" if one.added else "utter_my_allowance_on_flight"
    return reply.words_of(
        name,
        flight=one.segment.flight.name,
        bags=_hold_words(reply, one.included),
        cabin=str(one.included.cabin_kilos),
        added=str(one.added),
        price=money_words(one.next_bag_minor, one.currency),
    )


def _note_shown(matter: Matter, shown: list[Allowance]) -> None:
    for rule_id in sorted({"extras.bag", *(one.rule.id for one in shown)}):
        conditions.note_shown(matter.session, matter.talk, rule_id, matter.now)
