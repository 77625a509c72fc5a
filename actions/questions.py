"""Questions: what a routine must know before it can begin, and how an answer is found in what a customer types.

A question looks at every message of its task: an answer may come before it is asked ("two bags on ZE 412"), and may be corrected
later ("no, three"). What was asked for is read generously, everything else only when it is unmistakable.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches

from actions import reading
from actions.conversation import Slot
from actions.dates import Day, NoSuchDay, WrongWeekday, day_in
from actions.routine import Matter, NotThat
from actions.wording import day_of, day_words
from airline.airports import HOME
from airline.bookings import Passenger, Segment

CLOSE = 0.8  # likeness of two words from which one is a slip of the other
WORD_OR_NUMBER = re.compile(r"[\w'’-]+")
WHOLE_NUMBER = re.compile(r"(?<![\w.,])(\d{1,3})(?![\w%]|[.,]\d)")
# "35", "35.5", "1,250", "1.250,00": groups of three are thousands, one or two digits at the end are cents.
BARE_AMOUNT = re.compile(r"(?<![\w.,])(\d{1,3}(?:[ .,'’]\d{3})+|\d{1,5})(?:[.,](\d{1,2}))?(?![\w]|[.,]\d)")
SMALL_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# "Yes but only one", "no, make it two instead of three": nothing else is in it.
COUNT = rf"(?:\d{{1,2}}|{'|'.join(SMALL_NUMBERS)})"
CORRECTED_COUNT = re.compile(
    rf"""\W*(?:(?:yes|yeah|yep|yup|sure|ok|okay|fine|no|nope|nah|well|sorry|oh|hm+|but|only|just|rather|actually|please|and|then|better
    |i
    |i'd|i’d|we|need|want|would|like|meant|mean|said|will|take|have|do|add
    |give\ me|give\ us|let'?s|let’s|say|for|with|not\ {COUNT}
    |instead\ of\ {COUNT}|(?:can|could)\ (?:you|we|i)|(?:make|change|set)\ (?:it|that|them)
    |to|be|should|it|it's|it’s|is|a\ total\ of
    )\b\W*)*
    \b(?P<count>{COUNT})\b(?:\W+(?:please|pls|then|thanks|thank\ you|instead|only|rather|not\ {COUNT}|instead\ of\ {COUNT}
    |after\ all
    |in\ total|altogether|for\ now|is\ enough|will\ do|is\ fine)\b)*\W*""",
    re.IGNORECASE | re.VERBOSE,
)
# What is said instead of an answer, however freely one may be worded.
NO_ANSWERS = frozenset(
    {
        "cancel_task", "ask_why", "repeat", "go_back", "wait_a_moment", "bot_challenge", "ask_capabilities", "not_now", "thank",
        "ask_for_person", "goodbye",
    }
)  # fmt: skip


class Question(ABC):
    """One thing to know. An answer is kept in its slot as text; what it means, the routine knows.

    A routine's own wording is `utter_ask_<intent>_<slot>`, the common one `utter_ask_<slot>`.
    """

    slot: Slot

    @abstractmethod
    def read(self, matter: Matter, *, asked: bool) -> str | None:
        """The answer in this message, None when it holds none. Raises NotThat for one that cannot be."""

    def assume(self, matter: Matter) -> str | None:
        """The only answer there can be, when there is only one. Called when all questions before it are answered."""
        return None

    def choices(self, matter: Matter) -> list[tuple[str, str]]:
        """Quick answers: a title, and what a press says."""
        return []

    def values(self, matter: Matter) -> dict[str, str]:
        """Words for its wording."""
        return {}


class WhichFlight(Question):
    """One of the booking's flights ahead, kept as the segment's id. `flown`: one that has left instead."""

    slot = Slot.FLIGHT

    def __init__(self, *, flown: bool = False) -> None:
        self._flown = flown

    def candidates(self, matter: Matter) -> list[Segment]:
        if self._flown:
            return [segment for segment in matter.own_booking.segments if segment.flight.has_left(matter.now)]
        return matter.own_booking.segments_ahead(matter.now)

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        if matter.booking is None:
            return None
        candidates = self.candidates(matter)
        number = reading.flight_number_in(matter.text, expected=asked)
        named = [segment for segment in candidates if segment.flight.number == number] or self._by_place(matter, candidates)
        if not named and (asked or len(candidates) > 1):
            named = self._by_order(matter.text, candidates)
        return str(named[0].id) if len(named) == 1 else None

    def assume(self, matter: Matter) -> str | None:
        candidates = self.candidates(matter)
        return str(candidates[0].id) if len(candidates) == 1 else None

    def choices(self, matter: Matter) -> list[tuple[str, str]]:
        return [(f"{s.flight.name}, {day_of(s.flight, matter.now)}", s.flight.name) for s in self.candidates(matter)]

    def _by_place(self, matter: Matter, candidates: Sequence[Segment]) -> list[Segment]:
        to, origin = matter.dialogue.details.destination, matter.dialogue.details.origin
        return [
            segment
            for segment in candidates
            if (to and segment.flight.destination == to.code) or (origin and segment.flight.origin == origin.code)
        ]

    def _by_order(self, text: str, candidates: Sequence[Segment]) -> list[Segment]:
        place = reading.place_among_flights(text)
        return [candidates[place]] if place is not None and candidates else []


def flight_of(matter: Matter) -> Segment:
    """The flight that was chosen. Raises LookupError when the booking no longer has it."""
    wanted = int(matter.answer(Slot.FLIGHT))
    found = next((segment for segment in matter.own_booking.segments if segment.id == wanted), None)
    if found is None:
        raise LookupError("flight")
    return found


class WhichTraveller(Question):
    """One traveller of the booking, kept as the passenger's id."""

    slot = Slot.TRAVELLER

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        if matter.booking is None:
            return None
        words = {word.casefold() for word in reading.WORD.findall(matter.text)}
        named = [who for who in matter.booking.passengers if who.first_name.casefold() in words]
        if not named and asked:
            firsts = {who.first_name.casefold(): who for who in matter.booking.passengers}
            named = [firsts[close] for word in words for close in get_close_matches(word, list(firsts), 1, CLOSE)]
        return str(named[0].id) if len(named) == 1 else None

    def assume(self, matter: Matter) -> str | None:
        travellers = matter.own_booking.passengers
        return str(travellers[0].id) if len(travellers) == 1 else None

    def choices(self, matter: Matter) -> list[tuple[str, str]]:
        return [(f"{who.first_name} {who.surname}", who.first_name) for who in matter.own_booking.passengers]


def traveller_of(matter: Matter) -> Passenger:
    """The traveller that was chosen. Raises LookupError when the booking no longer has them."""
    wanted = int(matter.answer(Slot.TRAVELLER))
    found = next((who for who in matter.own_booking.passengers if who.id == wanted), None)
    if found is None:
        raise LookupError("traveller")
    return found


@dataclass
class OneOf(Question):
    """One of several kinds, kept by its name. `kinds` gives the words that people say for each, the title of its button first."""

    slot: Slot
    kinds: Mapping[str, Sequence[str]]

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        text = f" {' '.join(WORD_OR_NUMBER.findall(matter.text.casefold()))} "
        said = [kind for kind, words in self.kinds.items() if any(f" {word.casefold()} " in text for word in words)]
        if not said and asked:
            said = self._nearly(text)
        return said[0] if len(said) == 1 else None

    def choices(self, matter: Matter) -> list[tuple[str, str]]:
        return [(words[0], words[0]) for words in self.kinds.values()]

    def _nearly(self, text: str) -> list[str]:
        by_word = {word.casefold(): kind for kind, words in self.kinds.items() for word in words}
        close = (get_close_matches(word, list(by_word), 1, CLOSE) for word in text.split())
        return list(dict.fromkeys(by_word[found[0]] for found in close if found))


@dataclass
class HowMany(Question):
    """A count from `least` to `most`; unasked only right before one of the words in `of`, as in "two bags".

    After the quote it may be corrected without them: "yes, but make it two".
    """

    slot: Slot
    of: Sequence[str]
    least: int = 1
    most: int = 9

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        unit = "|".join(re.escape(word) for word in self.of)
        number = rf"\d{{1,2}}|an?|{'|'.join(SMALL_NUMBERS)}"
        found = re.search(rf"\b({number})\s+(?:\w+\s+)?(?:{unit})\b", matter.text, re.IGNORECASE)
        said = found[1] if found else self._alone(matter.text) if asked else self._corrected(matter)
        if said is None:
            return None
        count = _count(said.casefold())
        if not self.least <= count <= self.most:
            raise NotThat("utter_count_out_of_range", count=str(count), least=str(self.least), most=str(self.most))
        return str(count)

    def choices(self, matter: Matter) -> list[tuple[str, str]]:
        return [(str(count), str(count)) for count in range(self.least, min(self.most, self.least + 3) + 1)]

    def _corrected(self, matter: Matter) -> str | None:
        found = CORRECTED_COUNT.fullmatch(matter.text) if matter.dialogue.asked == Slot.CONFIRMED else None
        return found["count"] if found else None

    def _alone(self, text: str) -> str | None:
        found = WHOLE_NUMBER.search(text) or re.search(rf"\b({'|'.join(SMALL_NUMBERS)})\b", text, re.IGNORECASE)
        return found[1] if found else None


def _count(said: str) -> int:
    if said.isdecimal():
        return int(said)
    return 1 if said in {"a", "an"} else SMALL_NUMBERS.index(said) + 1


@dataclass
class InOwnWords(Question):
    """Anything that the customer writes when asked, of at least `words` words, kept as it is (at most 300 characters)."""

    slot: Slot
    words: int = 1

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        if not asked or matter.dialogue.intent in NO_ANSWERS or len(matter.text.split()) < self.words:
            return None
        return matter.text.strip()[:300]


@dataclass
class WhichDay(Question):
    """A day, kept as ISO 8601. Unlikely ones are questioned by the routine, impossible ones here. `past`: it lies behind us."""

    slot: Slot
    past: bool = False

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        today = matter.now.astimezone(HOME.zone).date()
        kept = matter.memory.answers.get(self.slot)
        about = date.fromisoformat(kept) if kept else today
        meant = day_in(matter.text, today, booked=about, expected=asked, month_first=matter.dialogue.month_first)
        if isinstance(meant, NoSuchDay):
            raise NotThat("utter_date_impossible", said=meant.said)
        if isinstance(meant, WrongWeekday):
            raise NotThat("utter_date_mismatch", day=day_words(meant.day, today), weekday=meant.weekday)
        if not isinstance(meant, Day):
            return None
        day = self._behind(meant.day, today) if self.past else meant.day
        return day.isoformat()

    def _behind(self, day: date, today: date) -> date:
        """ "Friday" is the last one when it is about what has happened."""
        return day - timedelta(days=7) if today < day <= today + timedelta(days=7) else day


@dataclass
class HowMuch(Question):
    """An amount, kept as "EUR 35.00"; a bare number counts in euros when it was asked for."""

    slot: Slot

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        if matter.dialogue.details.amounts:
            return matter.dialogue.details.amounts[0]
        found = BARE_AMOUNT.search(matter.text) if asked else None
        return f"EUR {re.sub(r'[^0-9]', '', found[1])}.{(found[2] or '').ljust(2, '0')}" if found else None


def amount_of(matter: Matter, slot: Slot) -> tuple[int, str]:
    """An amount that was answered, in minor units, with its currency."""
    currency, amount = matter.answer(slot).split(" ", 1)
    whole, _, cents = amount.replace(",", "").partition(".")
    return int(whole) * 100 + int((cents or "0").ljust(2, "0")[:2]), currency
