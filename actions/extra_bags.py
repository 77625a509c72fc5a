"""Adding bags to a booking."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from actions.conversation import Slot
from actions.orders import WhichFlights, order_of, words_of
from actions.questions import HowMany, Question, WhichTraveller
from actions.routine import Level, Matter, Write
from airline import extra_bags
from airline.extra_bags import TooManyBags
from airline.quotes import Quote
from customer_care.errors import ReassureError


class AddBag(Write):
    intent = "add_bag"
    goal = "Add a bag"
    level = Level.CODE
    questions: ClassVar[Sequence[Question]] = (
        WhichFlights(),
        WhichTraveller(),
        HowMany(Slot.BAGS, of=("bag", "bags", "suitcase", "suitcases", "luggage", "piece", "pieces")),
    )
    another_answer_may_do: ClassVar[Mapping[type[ReassureError], Slot]] = {TooManyBags: Slot.BAGS}

    def quote(self, matter: Matter) -> Quote:
        return extra_bags.quote_bags(matter.session, order_of(matter), int(matter.answer(Slot.BAGS)), matter.now, matter.talk.id)

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        bags = quote.facts["bags"]
        return words_of(order_of(matter)) | {"bags": "1 bag" if bags == 1 else f"{bags} bags"}
