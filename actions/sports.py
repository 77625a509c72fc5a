"""Bringing sports equipment."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from actions.conversation import Slot
from actions.orders import WhichFlights, order_of, words_of
from actions.questions import OneOf, Question, WhichTraveller
from actions.routine import Level, Matter, Write
from airline import sports_equipment
from airline.quotes import Quote
from airline.sports_equipment import Equipment

# What people call each of them, the title of its button first.
EQUIPMENT: Mapping[str, Sequence[str]] = {
    Equipment.SURF: ("Surfboard", "surf board", "surfboards", "surf", "surfing", "kiteboard", "kite", "windsurf", "board"),
    Equipment.BIKE: ("Bicycle", "bike", "bikes", "bicycles", "cycle", "mountain bike", "road bike"),
    Equipment.DIVE: ("Diving equipment", "diving", "dive", "scuba", "diving gear", "dive gear"),
    Equipment.GOLF: ("Golf bag", "golf", "golf clubs", "clubs"),
    Equipment.SKI: ("Skis", "ski", "skiing", "snowboard"),
}


class BringSportsEquipment(Write):
    intent = "bring_sports_equipment"
    goal = "Bring sports equipment"
    level = Level.BOOKING
    questions: ClassVar[Sequence[Question]] = (WhichFlights(), WhichTraveller(), OneOf(Slot.EQUIPMENT, EQUIPMENT))

    def quote(self, matter: Matter) -> Quote:
        equipment = Equipment(matter.answer(Slot.EQUIPMENT))
        return sports_equipment.quote_sports_equipment(matter.session, order_of(matter), equipment, matter.now, matter.talk.id)

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        return words_of(order_of(matter)) | {"equipment": sports_equipment.WORDS[Equipment(quote.facts["equipment"])]}
