"""Showing a booking to who knows its reference and a surname on it."""

from datetime import datetime
from typing import ClassVar

from actions.booking_view import tell_booking
from actions.care_action import CareAction
from actions.conversation import Dialogue, Slot, Task
from actions.identification import holds_identity, identify
from actions.reply import Reply
from actions.requests import BeginTask, go_on
from actions.tasks import AskAction, TaskForm


class BeginBooking(BeginTask):
    action_name = "action_begin_booking"
    intent = "view_booking"
    deed = "Looking up a booking"

    def begin(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        identify(dialogue, reply, now)


class BookingForm(TaskForm):
    task = Task.BOOKING
    deed = "Looking up a booking"

    def holds_answer(self, dialogue: Dialogue, now: datetime) -> bool:
        return holds_identity(dialogue)

    def take(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        identify(dialogue, reply, now)


class AskBookingReference(AskAction):
    slot = Slot.BOOKING_REFERENCE
    steps: ClassVar[dict[Task, tuple[int, int]]] = {Task.BOOKING: (1, 2), Task.CHANGE_DATE: (1, 6)}


class AskSurname(AskAction):
    slot = Slot.SURNAME
    steps: ClassVar[dict[Task, tuple[int, int]]] = {Task.BOOKING: (2, 2), Task.CHANGE_DATE: (2, 6)}


class ShowBooking(CareAction):
    action_name = "action_show_booking"
    deed = "Looking up a booking"

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        if dialogue.memory.verified:
            tell_booking(dialogue, reply, now)
            go_on(dialogue, reply)
