"""For whom and on which flights something is ordered: one flight of the booking, or all of them at once."""

import re

from actions.conversation import Slot
from actions.questions import WhichFlight, traveller_of
from actions.routine import Matter
from airline.ancillaries import Order

ALL_OF_THEM = re.compile(
    r"\b(?:both|all|each|every|entire)\b|\bwhole (?:trip|journey|way|thing)\b|\b(?:round trip|there and back|either way)\b",
    re.IGNORECASE,
)


class WhichFlights(WhichFlight):
    """One of the flights ahead, or all of them, kept as the segments' ids with commas between them."""

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        if matter.booking is None:
            return None
        ahead = [str(segment.id) for segment in self.candidates(matter)]
        if len(ahead) > 1 and ALL_OF_THEM.search(matter.text):
            return ",".join(ahead)
        return super().read(matter, asked=asked)

    def choices(self, matter: Matter) -> list[tuple[str, str]]:
        each = super().choices(matter)
        return [*each, ("Both flights" if len(each) == 2 else "All flights", "all of them")]


def order_of(matter: Matter) -> Order:
    """The traveller and the flights that were chosen. Raises LookupError when the booking no longer has them."""
    wanted = {int(segment) for segment in matter.answer(Slot.FLIGHT).split(",")}
    segments = tuple(segment for segment in matter.own_booking.segments if segment.id in wanted)
    if len(segments) < len(wanted):
        raise LookupError("flight")
    return Order(traveller_of(matter), segments)


def words_of(order: Order) -> dict[str, str]:
    """{traveller} and {flights} for the sentences about an order."""
    flights = " and ".join(segment.flight.name for segment in order.segments)
    return {"traveller": order.traveller.first_name, "flights": flights}
