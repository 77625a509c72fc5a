"""Choosing or changing seats: a label, a window, an aisle, or together."""

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from actions import reading
from actions.conversation import Slot
from actions.questions import EVERYBODY, Question, WhichFlight, WhichTraveller, flight_of
from actions.reply import Reply
from actions.routine import Level, Matter, NotThat, Write
from actions.wished import Mention, without_unwanted
from airline import seats
from airline.bookings import Passenger
from airline.quotes import Quote
from airline.seats import ExitRow, NoSuchSeat, OnALap, SeatTaken, Wish
from customer_care.errors import ReassureError

ALL_OF_US = re.compile(r"\b(?:all|everyone|everybody|both|us|we|our|together|whole family)\b", re.IGNORECASE)
LABEL = re.compile(r"(?:\b(?:the\s+)?seats?\s+)?\b(\d{1,2})([a-h])\b", re.IGNORECASE)
SPACED_LABEL = re.compile(r"(?:\b(?:the\s+)?seats?\s+)?\b(\d{1,2})[\s-]?([a-h])\b", re.IGNORECASE)
# Which seats are free, and no wish for one of them.
ASKS_WHAT_IS_FREE = re.compile(
    r"\b(?:what|what's|whats|which|any|are there|is there|how many|show|see|list|got|have)\b.{0,40}"
    r"\b(?:free|left|available|open)\b(?! of)"
    r"|\b(?:what|which|show me|list|how many)\b.{0,20}\b(?:window|aisle)?\s?seats?\b.{0,20}"
    r"\b(?:are there|there are|do you have|have you got)\b"
    r"|\bshow (?:me )?(?:the |all )?(?:free |other |window |aisle )*seats\b",
    re.IGNORECASE,
)
SHOWN = 6  # seats of a kind
TOGETHER = "together"
WISHES = {
    Wish.WINDOW: re.compile(r"\bwindows?\b", re.IGNORECASE),
    Wish.AISLE: re.compile(r"\b(?:aisle|isle|corridor)\b", re.IGNORECASE),
    TOGETHER: re.compile(
        r"\b(?:together|next to (?:each other|one another|my|me|us|him|her|them)|side by side"
        r"|any(?:where| seat)?\b(?! (?:seat |row |one )?(?:but|except))"
        r"|don'?t (?:care|mind))\b",
        re.IGNORECASE,
    ),
}


class WrongNumberOfSeats(ReassureError):
    """Fewer or more seats were named than there are travellers, or the flight has not as many of them free."""

    code = "wrong_number_of_seats"


class WhoSits(WhichTraveller):
    """One traveller, or all who have a seat, kept as their ids with commas between them."""

    slot = Slot.TRAVELLERS
    one_at_a_time = False

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        if matter.booking is None:
            return None
        one = super().read(matter, asked=asked)
        if one is None and len(self.travellers(matter)) > 1 and self._is_for_all(matter, asked=asked):
            return ",".join(str(who.id) for who in matter.own_booking.seated)
        return one

    def travellers(self, matter: Matter) -> list[Passenger]:
        return matter.own_booking.seated

    def choices(self, matter: Matter) -> list[tuple[str, str]]:
        each = super().choices(matter)
        return [*each, ("All of us", "all of us")] if len(self.travellers(matter)) > 1 else each

    def _is_for_all(self, matter: Matter, *, asked: bool) -> bool:
        for_whom = self._for_whom(matter, asked=asked)
        return for_whom == EVERYBODY or (for_whom is None and ALL_OF_US.search(matter.text) is not None)


class WhichSeats(Question):
    """Labels with commas between them, or "window", "aisle" or "together"; which seats those are, the flight decides."""

    slot = Slot.SEAT

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        named = _named(matter.text, SPACED_LABEL if asked else LABEL)
        wished = [seat.meant for seat in without_unwanted(matter.text, named)]
        labels = [seat for seat in wished if seat not in WISHES]
        if labels:
            return ",".join(dict.fromkeys(labels))
        if ASKS_WHAT_IS_FREE.search(matter.text):
            return None
        if named and not wished and (asked or matter.has(Slot.SEAT)):
            raise NotThat("utter_seat_not_that", forgets=Slot.SEAT, seats=", ".join(dict.fromkeys(seat.meant for seat in named)))
        return next((wish for wish in WISHES if wish in wished), None)

    def choices(self, matter: Matter) -> list[tuple[str, str]]:
        flight, count = flight_of(matter).flight, len(travellers_of(matter))
        unwanted = _unwanted(matter.text)
        if count > 1:
            labels = seats.together(matter.session, flight, count)
            return [] if unwanted.intersection(labels) else [(f"{', '.join(labels)}: together", ", ".join(labels))]
        found = [(wish, seats.suggest(matter.session, flight, wish, 2 + len(unwanted))) for wish in Wish if wish not in unwanted]
        free = [(wish, [label for label in labels if label not in unwanted][:2]) for wish, labels in found]
        return [(f"{label}: {wish}", label) for wish, labels in free for label in labels]


class ChooseSeat(Write):
    intent = "choose_seat"
    goal = "Choose a seat"
    level = Level.BOOKING
    questions: ClassVar[Sequence[Question]] = (WhichFlight(), WhoSits(), WhichSeats())
    another_answer_may_do: ClassVar[Mapping[type[ReassureError], Slot]] = {
        SeatTaken: Slot.SEAT,
        NoSuchSeat: Slot.SEAT,
        ExitRow: Slot.SEAT,
        WrongNumberOfSeats: Slot.SEAT,
        OnALap: Slot.TRAVELLERS,
    }

    def tell_beside(self, matter: Matter, reply: Reply) -> bool:
        """Which seats are free, at the window or at the aisle; the seat that was chosen stays."""
        known = matter.booking is not None and matter.has(Slot.FLIGHT)
        if not known or LABEL.search(matter.text) or not ASKS_WHAT_IS_FREE.search(matter.text):
            return False
        flight = flight_of(matter).flight
        named = [wish for wish in Wish if WISHES[wish].search(matter.text)] or list(Wish)
        free = {wish: seats.suggest(matter.session, flight, wish, SHOWN) for wish in named}
        for wish, labels in free.items():
            response = f"utter_seats_free_{wish}" if labels else f"utter_seats_none_{wish}"
            reply.say(response, flight=flight.name, seats=", ".join(labels))
        return True

    def quote(self, matter: Matter) -> Quote:
        travellers, labels = travellers_of(matter), _labels(matter)
        if len(labels) != len(travellers):
            raise WrongNumberOfSeats
        choices = list(zip(travellers, labels, strict=True))
        return seats.quote_seats(matter.session, flight_of(matter), choices, matter.now, matter.talk.id)

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        labels = [label for _, label in quote.facts["seats"]]
        names = [traveller.first_name for traveller in travellers_of(matter)]
        return {"seats": ", ".join(labels), "travellers": ", ".join(names), "flight": flight_of(matter).flight.name}


def travellers_of(matter: Matter) -> list[Passenger]:
    """The travellers who were chosen. Raises LookupError when the booking no longer has them."""
    wanted = {int(kept) for kept in matter.answer(Slot.TRAVELLERS).split(",")}
    found = [who for who in matter.own_booking.passengers if who.id in wanted]
    if len(found) < len(wanted):
        raise LookupError("traveller")
    return found


def _named(text: str, label: re.Pattern[str]) -> list[Mention[str]]:
    """The seats, and the kinds of seats, that a message names."""
    found = [Mention(seat.start(), seat.end(), f"{int(seat[1])}{seat[2].upper()}") for seat in label.finditer(text)]
    kinds = [Mention(said.start(), said.end(), str(kind)) for kind, words in WISHES.items() for said in words.finditer(text)]
    return sorted([*found, *kinds], key=lambda seat: seat.start)


def _unwanted(text: str) -> set[str]:
    named = _named(text, SPACED_LABEL)
    return {seat.meant for seat in named}.difference(seat.meant for seat in without_unwanted(text, named))


def _labels(matter: Matter) -> list[str]:
    """The seats that were named, or free ones that fit the wish."""
    wanted, flight, count = matter.answer(Slot.SEAT), flight_of(matter).flight, len(travellers_of(matter))
    if wanted in set(Wish) and count == 1:
        return seats.suggest(matter.session, flight, Wish(wanted), 1)
    if reading.WORD.fullmatch(wanted):
        return seats.together(matter.session, flight, count)
    return wanted.split(",")
