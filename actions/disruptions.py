"""After a cancelled or late flight: what may be chosen, and another flight free of charge."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import ClassVar

from actions import reading, routes
from actions.conversation import Slot
from actions.dates import Day, day_in
from actions.questions import Question, WhichFlight, flight_of
from actions.reply import Reply
from actions.routine import Level, Lookup, Matter, NotThat, Write
from actions.times import spans_in
from actions.wording import day_of, lands_words, span_words, time_words
from airline import rebooking, rulebook
from airline.bookings import Segment
from airline.flights import Flight, local_day
from airline.money import money_words
from airline.quotes import Quote
from airline.rebooking import NotAnOption, Options
from customer_care import conditions
from customer_care.errors import ReassureError

NEXT = ("earliest", "soonest", "next available", "next flight", "next one", "next plane", "first available", "asap", "as soon as")
TOLD = 3
CHOICES = 4


class WhichDisrupted(WhichFlight):
    """One of the flights that do not go as planned."""

    def candidates(self, matter: Matter) -> list[Segment]:
        return rebooking.disrupted_segments(matter.session, matter.own_booking, matter.now)


class WhichOther(Question):
    """The flight to take instead, kept as its id: by its day, its number, or "the next one"."""

    slot = Slot.OTHER_FLIGHT

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        offered = _offered(matter)
        if not offered:
            return None
        text = matter.text.lower()
        if any(words in text for words in NEXT):
            return str(_next(flight_of(matter).flight, offered).id)
        said = self._day(matter, asked=asked)
        day = said or (self._day_before(matter) if asked else None)
        number = reading.flight_number_in(matter.text, expected=asked and day is None)
        if not asked and (day is None or _is_the_booked_one(flight_of(matter).flight, day, number)):
            return None
        if day is None and number is None:
            return self._by_time(matter) if asked else None
        fitting = [flight for flight in offered if day in {None, flight.day} and number in {None, flight.number}]
        if not fitting and asked:
            raise NotThat("utter_other_flight_not_offered")
        fitting.sort(key=lambda flight: flight.scheduled_departure)
        chosen = routes.picked(fitting, matter.text)
        if chosen is None and said and len(fitting) > 1:
            self._ask_which(matter, said, fitting)
        return str(chosen.id) if chosen else None

    def choices(self, matter: Matter) -> list[tuple[str, str]]:
        day, offered = self._day_before(matter), _offered(matter)
        that_day = [flight for flight in offered if flight.day == day]
        nearest = sorted((that_day or offered)[:CHOICES], key=lambda flight: flight.scheduled_departure)
        return [(_title(flight, matter), f"{flight.name} on {flight.day:%-d %B}") for flight in nearest]

    def _day(self, matter: Matter, *, asked: bool) -> date | None:
        booked = flight_of(matter).flight
        today = local_day(booked, matter.now)
        expected = asked and not spans_in(matter.text)  # "17:30" is no seventeenth
        meant = day_in(matter.text, today, booked=booked.day, expected=expected, month_first=matter.dialogue.month_first)
        return meant.day if isinstance(meant, Day) else None

    def _day_before(self, matter: Matter) -> date | None:
        """The day that was named, while it is open which of its flights is wanted."""
        kept = matter.memory.answers.get(Slot.TRAVEL_DAY)
        return date.fromisoformat(kept) if kept else None

    def _by_time(self, matter: Matter) -> str | None:
        """ "17:30", of the flights on the buttons."""
        shown = _offered(matter)[:CHOICES]
        at_that_time = routes.at_the_time(shown, matter.text) if spans_in(matter.text) else []
        return str(at_that_time[0].id) if len(at_that_time) == 1 else None

    def _ask_which(self, matter: Matter, day: date, fitting: Sequence[Flight]) -> None:
        """Raises NotThat: several leave that day."""
        matter.memory.answers = matter.memory.answers | {Slot.TRAVEL_DAY: day.isoformat()}
        flights = " · ".join(f"{flight.name}, {time_words(flight.estimated_departure, flight.leaves_from)}" for flight in fitting)
        words = day_of(fitting[0], matter.now)
        raise NotThat("utter_other_flight_several_that_day", forgets=self.slot, day=words, flights=flights)


class AskDisruptionOptions(Lookup):
    intent = "ask_disruption_options"
    goal = "Know the choices after a cancellation or a delay"
    level = Level.BOOKING
    covers = frozenset({"ask_flight_status", "change_flight_date"})

    def tell(self, matter: Matter, reply: Reply) -> None:
        disrupted = rebooking.disrupted_segments(matter.session, matter.own_booking, matter.now)
        if not disrupted:
            rule = _note_rule(matter, "disruptions.rebooking")
            reply.say("utter_options_none", reference=matter.own_booking.reference, rule=rule)
        for segment in disrupted:
            self._tell_one(rebooking.options(matter.session, segment, matter.now), matter, reply)

    def _tell_one(self, options: Options, matter: Matter, reply: Reply) -> None:
        _note_rule(matter, "disruptions.refund" if options.refund_minor else "disruptions.rebooking")
        flight, booking = options.segment.flight, options.segment.booking
        what = "cancelled" if options.cancelled else "late"
        choice = _choice(options)
        reply.say(
            f"utter_options_{what}_{choice}",
            reference=booking.reference,
            flight=flight.name,
            day=day_of(flight, matter.now),
            late=span_words(timedelta(minutes=options.minutes_late)),
            flights=" · ".join(_title(other, matter) for other in options.flights[:TOLD]),
            refund=money_words(options.refund_minor or 0, booking.currency),
        )


class RebookDisruption(Write):
    intent = "rebook_disruption"
    goal = "Another flight after a disruption"
    level = Level.CODE
    # "My flight is cancelled" may sound like asking for the choices, or like cancelling; "put me on the next one" has chosen.
    covers = frozenset({"ask_flight_status", "change_flight_date", "ask_disruption_options", "cancel_booking"})
    questions: ClassVar[Sequence[Question]] = (WhichDisrupted(), WhichOther())
    another_answer_may_do: ClassVar[Mapping[type[ReassureError], Slot]] = {NotAnOption: Slot.OTHER_FLIGHT}

    def demand_possible(self, matter: Matter) -> None:
        booking = matter.own_booking
        if not rebooking.disrupted_segments(matter.session, booking, matter.now):
            for segment in booking.segments_ahead(matter.now) or booking.segments:
                rebooking.demand_disrupted(matter.session, segment, matter.now)
        if matter.has(Slot.FLIGHT):
            rebooking.demand_choice(matter.session, flight_of(matter), matter.now)

    def quote(self, matter: Matter) -> Quote:
        other = matter.session.get_one(Flight, int(matter.answer(Slot.OTHER_FLIGHT)))
        return rebooking.quote_rebooking(matter.session, flight_of(matter), other, matter.now, matter.talk.id)

    def wording(self, matter: Matter, quote: Quote) -> str:
        """Who gives up a refund hears it before the yes."""
        return f"{self.intent}_not_refund" if quote.facts.get("refund_minor") else self.intent

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        old = matter.session.get_one(Flight, quote.facts["from_flight_id"])
        new = matter.session.get_one(Flight, quote.facts["to_flight_id"])
        return {
            "flight": old.name,
            "old_day": day_of(old, matter.now),
            "old_departs": time_words(old.scheduled_departure, old.leaves_from),
            "other": new.name,
            "new_day": day_of(new, matter.now),
            "departs": time_words(new.estimated_departure, new.leaves_from),
            "lands": lands_words(new),
            "city": new.lands_in.city,
            "refund": money_words(quote.facts.get("refund_minor") or 0, quote.currency),
        }


def _is_the_booked_one(booked: Flight, day: date, number: str | None) -> bool:
    """ "My flight on Friday was cancelled" names the flight that is left, not the one that is wanted."""
    return day == booked.day and number in {None, booked.number}


def _choice(options: Options) -> str:
    """What is left to choose: "both", another of the "flights", the "refund", or a "person" finds something."""
    if options.flights:
        return "both" if options.refund_minor else "flights"
    return "refund" if options.refund_minor else "person"


def _offered(matter: Matter) -> list[Flight]:
    if matter.booking is None or not matter.has(Slot.FLIGHT):
        return []
    return rebooking.flights_instead(matter.session, flight_of(matter), matter.now)


def _next(booked: Flight, offered: Sequence[Flight]) -> Flight:
    """The first that leaves after the booked one; the nearest when there is none."""
    later = [flight for flight in offered if flight.scheduled_departure > booked.scheduled_departure]
    return min(later, key=lambda flight: flight.scheduled_departure, default=offered[0])


def _title(flight: Flight, matter: Matter) -> str:
    departs = time_words(flight.estimated_departure, flight.leaves_from)
    return f"{flight.name}, {day_of(flight, matter.now)}, {departs}"


def _note_rule(matter: Matter, rule_id: str) -> str:
    """The words of the rule that decides, noted as shown, for a "why?" and for the adviser."""
    matter.memory.rule = rule_id
    conditions.note_shown(matter.session, matter.talk, rule_id, matter.now)
    return rulebook.rule(rule_id).words
