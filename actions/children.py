"""Adding an infant or a child to a booking."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from actions.birthdays import Birthday
from actions.conversation import Slot
from actions.questions import NO_ANSWERS, Question
from actions.routine import Level, Matter, Write
from actions.spelling import name_spelled_in
from actions.wording import day_words
from airline import children
from airline.ages import ImpossibleBirthday
from airline.airports import HOME
from airline.children import AlreadyOnBooking, NotAChild
from airline.quotes import Quote
from customer_care.errors import ReassureError

# "The name is Léa, not Lou", before the yes.
SPELLS_A_NAME = re.compile(r"\b(?:name(?:'s|’s| is| should be)|called|named|spell(?:ed|t))\s", re.IGNORECASE)


@dataclass
class ChildName(Question):
    """First name and surname; a first name alone has the surname of the booking's first traveller."""

    slot: Slot

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        put_right = matter.dialogue.asked == Slot.CONFIRMED and SPELLS_A_NAME.search(matter.text)
        if not (asked or put_right) or matter.booking is None or matter.dialogue.intent in NO_ANSWERS:
            return None
        name = name_spelled_in(matter.text)
        if name is None or " " in name:
            return name
        return f"{name} {matter.own_booking.passengers[0].surname}"


class AddChild(Write):
    intent = "add_child"
    goal = "Add an infant or a child"
    level = Level.CODE
    questions: ClassVar[Sequence[Question]] = (ChildName(Slot.CHILD_NAME), Birthday(Slot.BORN_ON))
    another_answer_may_do: ClassVar[Mapping[type[ReassureError], Slot]] = {
        AlreadyOnBooking: Slot.CHILD_NAME,
        ImpossibleBirthday: Slot.BORN_ON,
        NotAChild: Slot.BORN_ON,
    }

    def quote(self, matter: Matter) -> Quote:
        first_name, _, surname = matter.answer(Slot.CHILD_NAME).partition(" ")
        born_on = date.fromisoformat(matter.answer(Slot.BORN_ON))
        return children.quote_child(matter.session, matter.own_booking, first_name, surname, born_on, matter.now, matter.talk.id)

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        today = matter.now.astimezone(HOME.zone).date()
        ((line, _),) = quote.lines
        return {
            "child": f"{quote.facts['first_name']} {quote.facts['surname']}",
            "kind": line.removesuffix("_fare"),
            "born_on": day_words(date.fromisoformat(quote.facts["born_on"]), today),
        }
