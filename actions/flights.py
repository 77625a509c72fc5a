"""Flight status: which flight, which day, and how it stands. A flight is named by its number, its places, or "my flight"."""

from datetime import date, datetime
from typing import ClassVar

from actions import reading, routes
from actions.care_action import CareAction
from actions.conversation import Dialogue, Slot, Task
from actions.dates import Day, day_in
from actions.flight_status import tell_flight_status
from actions.reply import Reply
from actions.requests import BeginTask, go_on
from actions.routes import Route
from actions.tasks import AskAction, TaskForm
from airline import bookings, flights
from airline.airports import HOME
from airline.flights import Flight, UnknownFlight
from customer_care import database

TOLD = "utter_flight_"


class BeginFlightStatus(BeginTask):
    action_name = "action_begin_flight_status"
    intent = "ask_flight_status"
    deed = "Looking up a flight"

    def begin(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        if reading.tells_of_trouble(dialogue.text):
            reply.say("utter_sorry_for_trouble")
        if not asks_about_the_same(dialogue):
            dialogue.memory.flight_number = dialogue.memory.flight_date = None
        dialogue.memory.route = None
        _take_flight(dialogue, reply, now)


class FlightStatusForm(TaskForm):
    task = Task.FLIGHT_STATUS
    deed = "Looking up a flight"

    def holds_answer(self, dialogue: Dialogue, now: datetime) -> bool:
        if reading.flight_number_in(dialogue.text, expected=True) or dialogue.details.places:
            return True
        return routes.picked(routes.choices(dialogue, now), dialogue.text) is not None

    def take(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        _take_flight(dialogue, reply, now)


class AskFlightNumber(AskAction):
    slot = Slot.FLIGHT_NUMBER
    steps: ClassVar[dict[Task, tuple[int, int]]] = {}

    def ask(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        """With places and a day known, which of those flights; otherwise the number."""
        found = routes.choices(dialogue, now)
        if found:
            reply.ask("utter_ask_which_flight", buttons=[routes.as_button(flight) for flight in found])
        else:
            super().ask(dialogue, reply, now)


class TellFlightStatus(CareAction):
    action_name = "action_tell_flight_status"
    deed = "Looking up a flight"

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        memory = dialogue.memory
        if memory.flight_number:
            tell_flight_status(dialogue, reply, memory.flight_number, memory.flight_date, now)
            for number in _also_named(dialogue, memory.flight_number):
                _tell_another(dialogue, reply, number, now)
            go_on(dialogue, reply)


def _also_named(dialogue: Dialogue, told: str) -> list[str]:
    """The other flights of "are ZE 412 and ZE 414 on time?"."""
    own = next((request.text for request in dialogue.requests if request.intent == BeginFlightStatus.intent), dialogue.text)
    named = reading.flight_numbers_in(own)
    return [number for number in named if number != told] if told in named else []


def _tell_another(dialogue: Dialogue, reply: Reply, number: str, now: datetime) -> None:
    try:
        tell_flight_status(dialogue, reply, number, dialogue.memory.flight_date, now)
    except UnknownFlight:
        reply.say("utter_flight_unknown", flight=f"{number[:2]} {number[2:]}")


def asks_about_the_same(dialogue: Dialogue) -> bool:
    """ "And tomorrow?", right after a flight was told."""
    just_told = any((said.response or "").startswith(TOLD) for said in dialogue.said_before)
    names_another = dialogue.details.places or reading.flight_number_in(dialogue.text)
    return just_told and not names_another and dialogue.memory.flight_number is not None and reading.is_follow_up(dialogue.text)


def _take_flight(dialogue: Dialogue, reply: Reply, now: datetime) -> None:
    """Keeps the number if it is ours, and the day if one is named."""
    memory = dialogue.memory
    number = reading.flight_number_in(dialogue.text, expected=dialogue.asked == Slot.FLIGHT_NUMBER)
    if number:
        _take_number(dialogue, reply, number, now)
        return
    _take_day(dialogue, now.astimezone(HOME.zone).date())
    if dialogue.details.places:
        _take_route(dialogue, reply, now)
    elif memory.route:
        _take(dialogue, routes.picked(routes.choices(dialogue, now), dialogue.text))
    elif memory.flight_number is None and memory.verified and reading.is_about_own_flight(dialogue.text):
        _take(dialogue, _next_booked(dialogue, now))


def _take_number(dialogue: Dialogue, reply: Reply, number: str, now: datetime) -> None:
    memory = dialogue.memory
    try:
        with database.reading() as session:
            _take_day(dialogue, flights.today_of(session, number, now))
    except UnknownFlight:
        memory.misses += 1
        reply.say("utter_flight_unknown", flight=f"{number[:2]} {number[2:]}")
    else:
        memory.flight_number, memory.route, memory.misses = number, None, 0


def _take_route(dialogue: Dialogue, reply: Reply, now: datetime) -> None:
    """Looks up what flies there that day: one flight is taken, several are asked about, none is said."""
    memory, route = dialogue.memory, Route.named(dialogue.details)
    unknown = routes.unknown_place(dialogue.details)
    if unknown:
        routes.tell_unknown_place(reply, unknown)
        return
    day = routes.day_meant(dialogue, now)
    with database.reading() as session:
        all_day = route.flights(session, day)
        found = routes.at_the_time(all_day, dialogue.text)
        if not found:
            routes.tell_none(session, route, day, reply, now)
            if not go_on(dialogue, reply):
                reply.end_task()
                reply.then_listen()
        elif len(found) == 1:
            _take(dialogue, found[0])
        else:
            memory.route, memory.misses = route.kept(), 0


def _take(dialogue: Dialogue, flight: Flight | None) -> None:
    if flight:
        memory = dialogue.memory
        memory.flight_number, memory.flight_date, memory.route, memory.misses = flight.number, flight.day, None, 0


def _next_booked(dialogue: Dialogue, now: datetime) -> Flight | None:
    """The next flight of the booking that the customer has shown to be theirs."""
    with database.reading() as session:
        booking = bookings.find(session, dialogue.memory.booking_reference or "", dialogue.memory.surname or "")
        return next((segment.flight for segment in booking.segments_ahead(now)), None)


def _take_day(dialogue: Dialogue, today: date) -> None:
    meant = day_in(dialogue.text, today, booked=dialogue.memory.flight_date, month_first=dialogue.month_first)
    if isinstance(meant, Day):
        dialogue.memory.flight_date = meant.day
