"""Asking for help at the airport and on board. It is never refused."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from actions.conversation import Slot
from actions.orders import WhichFlights, order_of, words_of
from actions.questions import OneOf, Question, WhichTraveller
from actions.routine import Level, Matter, Write
from airline import assistance
from airline.assistance import Help
from airline.quotes import Quote

# What people say of themselves, the title of its button first.
NEEDS: Mapping[str, Sequence[str]] = {
    Help.WCHR: (
        "Can climb stairs",
        "can manage stairs",
        "can do stairs",
        "stairs are fine",
        "long distances",
        "long walks",
        "walk far",
    ),
    Help.WCHS: (
        "No stairs",
        "not stairs",
        "cannot climb",
        "can't climb",
        "cannot do stairs",
        "can't do stairs",
        "can't manage stairs",
    ),
    Help.WCHC: (
        "Cannot walk",
        "can't walk",
        "cant walk",
        "can not walk",
        "not walk at all",
        "carried",
        "paralysed",
        "paralyzed",
        "immobile",
    ),
    Help.BLND: ("Blind", "cannot see", "can't see", "visually impaired", "low vision", "guide dog"),
    Help.DEAF: ("Deaf", "cannot hear", "can't hear", "hearing impaired", "hard of hearing"),
}


class RequestAssistance(Write):
    intent = "request_assistance"
    goal = "Ask for assistance at the airport"
    level = Level.BOOKING
    questions: ClassVar[Sequence[Question]] = (WhichFlights(), WhichTraveller(), OneOf(Slot.HELP, NEEDS))

    def quote(self, matter: Matter) -> Quote:
        needed = Help(matter.answer(Slot.HELP))
        return assistance.quote_assistance(matter.session, order_of(matter), needed, matter.now, matter.talk.id)

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        words = assistance.WORDS[Help(quote.facts["help"])]
        return words_of(order_of(matter)) | {"help": words[0].lower() + words[1:]}
