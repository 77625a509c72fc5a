"""Flight status: which flight, which day, and how it stands."""

from datetime import date, datetime
from typing import ClassVar

from actions import reading
from actions.care_action import CareAction
from actions.conversation import Dialogue, Slot, Task
from actions.dates import Day, day_in
from actions.flight_status import tell_flight_status
from actions.reply import Reply
from actions.tasks import AskAction, TaskForm
from airline import flights
from airline.airports import HOME
from airline.flights import UnknownFlight
from customer_care import conversations, database


class BeginFlightStatus(CareAction):
    action_name = "action_begin_flight_status"
    deed = "Looking up a flight"

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        with database.unit_of_work() as session:
            talk = conversations.by_public_id(session, dialogue.public_id)
            conversations.note_goal(session, talk, "Know how a flight stands")
        dialogue.memory.flight_number = dialogue.memory.flight_date = None
        dialogue.memory.misses = 0
        _take_flight(dialogue, reply, now)


class FlightStatusForm(TaskForm):
    task = Task.FLIGHT_STATUS
    deed = "Looking up a flight"

    def holds_answer(self, dialogue: Dialogue, now: datetime) -> bool:
        return reading.flight_number_in(dialogue.text, expected=True) is not None

    def take(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        _take_flight(dialogue, reply, now)


class AskFlightNumber(AskAction):
    slot = Slot.FLIGHT_NUMBER
    steps: ClassVar[dict[Task, tuple[int, int]]] = {}


class TellFlightStatus(CareAction):
    action_name = "action_tell_flight_status"
    deed = "Looking up a flight"

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        memory = dialogue.memory
        if memory.flight_number:
            tell_flight_status(dialogue, reply, memory.flight_number, memory.flight_date, now)


def _take_flight(dialogue: Dialogue, reply: Reply, now: datetime) -> None:
    """Keeps the number if it is ours, and the day if one is named."""
    memory = dialogue.memory
    number = reading.flight_number_in(dialogue.text, expected=dialogue.asked == Slot.FLIGHT_NUMBER)
    if number is None:
        _take_day(dialogue, now.astimezone(HOME.zone).date())
        return
    try:
        with database.reading() as session:
            _take_day(dialogue, flights.today_of(session, number, now))
    except UnknownFlight:
        memory.misses += 1
        reply.say("utter_flight_unknown", flight=f"{number[:2]} {number[2:]}")
    else:
        memory.flight_number, memory.misses = number, 0


def _take_day(dialogue: Dialogue, today: date) -> None:
    meant = day_in(dialogue.text, today)
    if isinstance(meant, Day):
        dialogue.memory.flight_date = meant.day
