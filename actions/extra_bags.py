"""Adding bags to a booking."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from actions.conversation import Slot
from actions.questions import HowMany, Question, WhichFlight, WhichTraveller, flight_of, traveller_of
from actions.routine import Level, Matter, Write
from airline import extra_bags
from airline.ancillaries import Order
from airline.extra_bags import TooManyBags
from airline.quotes import Quote
from customer_care.errors import ReassureError


class AddBag(Write):
    intent = "add_bag"
    goal = "Add a bag"
    level = Level.CODE
    questions: ClassVar[Sequence[Question]] = (
        WhichFlight(),
        WhichTraveller(),
        HowMany(Slot.BAGS, of=("bag", "bags", "suitcase", "suitcases", "luggage", "piece", "pieces")),
    )
    another_answer_may_do: ClassVar[Mapping[type[ReassureError], Slot]] = {TooManyBags: Slot.BAGS}

    def quote(self, matter: Matter) -> Quote:
        order = Order(traveller_of(matter), (flight_of(matter),))
        return extra_bags.quote_bags(matter.session, order, int(matter.answer(Slot.BAGS)), matter.now, matter.talk.id)

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        bags = quote.facts["bags"]
        return {
            "bags": "1 bag" if bags == 1 else f"{bags} bags",
            "flight": flight_of(matter).flight.name,
            "traveller": traveller_of(matter).first_name,
        }
