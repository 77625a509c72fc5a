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

from actions import reading, who_is_meant
from actions.conversation import FOR_WHOM, Slot
from actions.dates import Day, NoSuchDay, WrongWeekday, day_in
from actions.routine import Matter, NotThat
from actions.wished import Mention, without_unwanted
from actions.wording import day_of, day_words, names_words
from airline.airports import HOME
from airline.bookings import Booking, Passenger, PassengerKind, Segment, surname_key
from customer_care.errors import ReassureError

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
EVERYBODY = "everybody"
NAMES_ASKED = {Slot.BOOKING_REFERENCE, Slot.SURNAME}  # what these are answered with says who is writing
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

    def noted(self, matter: Matter, *, asked: bool) -> Mapping[str, str]:
        """What the message says towards an answer, to be kept with the answers until it is one."""
        return {}

    def wording(self, matter: Matter) -> str | None:
        """The response that asks for it where the usual ones do not fit."""
        return None

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
    """One traveller of the booking, kept as the passenger's id.

    "For my mother" names none of them. Until it is known who that is, her word is kept with the answers (`FOR_WHOM`), and nobody
    is taken for her, not even who is alone on the booking.
    """

    slot = Slot.TRAVELLER
    one_at_a_time = True

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        found = self._meant(matter, asked=asked) if matter.booking else None
        return str(found.id) if found else None

    def noted(self, matter: Matter, *, asked: bool) -> Mapping[str, str]:
        for_whom = self._for_whom(matter, asked=asked) if matter.booking else None
        return {FOR_WHOM: for_whom} if for_whom else {}

    def travellers(self, matter: Matter) -> list[Passenger]:
        """Among whom the one is."""
        return matter.own_booking.passengers

    def assume(self, matter: Matter) -> str | None:
        travellers = self.travellers(matter)
        return str(travellers[0].id) if len(travellers) == 1 and not matter.memory.answers.get(FOR_WHOM) else None

    def choices(self, matter: Matter) -> list[tuple[str, str]]:
        each = [(f"{who.first_name} {who.surname}", who.first_name) for who in self.travellers(matter)]
        for_whom = matter.memory.answers.get(FOR_WHOM)
        return [*each, ("Somebody else", "somebody else")] if for_whom and for_whom != EVERYBODY else each

    def wording(self, matter: Matter) -> str | None:
        for_whom, travellers = matter.memory.answers.get(FOR_WHOM), self.travellers(matter)
        if for_whom is None:
            return None
        if len(travellers) == 1:
            return "utter_which_traveller_alone"
        if for_whom == EVERYBODY:
            return "utter_which_traveller_one_at_a_time" if self.one_at_a_time else None
        grown_up = all(who.kind == PassengerKind.ADULT for who in travellers)
        return (
            "utter_which_traveller_no_child" if grown_up and who_is_meant.is_child(for_whom) else "utter_which_traveller_relation"
        )

    def values(self, matter: Matter) -> dict[str, str]:
        booking = matter.own_booking
        return {
            "relation": matter.memory.answers.get(FOR_WHOM) or "",
            "reference": booking.reference,
            "travellers": names_words(booking),
        }

    def _meant(self, matter: Matter, *, asked: bool) -> Passenger | None:
        """Raises NotOnBooking, and NotThat for who cannot be told from the booking."""
        travellers, text = matter.own_booking.passengers, matter.text
        for_whom = self._for_whom(matter, asked=asked)
        relation = for_whom if for_whom != EVERYBODY else None
        named = who_is_meant.named_with(relation, text, travellers) if relation else self._named(matter, asked=asked)
        if len(named) == 1:
            return named[0]
        if asked and self._is_nobody_here(matter):
            raise NotOnBooking(matter.own_booking)
        child = who_is_meant.only_child(relation, travellers) if relation else None
        if child or for_whom is None:
            return child or (self._told(matter) if asked else None)
        if asked and relation and relation == matter.memory.answers.get(FOR_WHOM):
            raise NotThat("utter_traveller_not_told")
        return None

    def _told(self, matter: Matter) -> Passenger | None:
        """ "Me", and "yes" where there is only one whom it can be."""
        travellers = self.travellers(matter)
        if len(travellers) == 1 and _says_yes(matter):
            return travellers[0]
        return self._writing(matter) if who_is_meant.is_for_myself(matter.text) else None

    def _for_whom(self, matter: Matter, *, asked: bool) -> str | None:
        """A word for them. Once somebody was chosen it must be all that is said: "no, for my mother"."""
        text = matter.text
        if who_is_meant.is_for_everybody(text, asked=asked):
            return EVERYBODY if asked or not matter.has(self.slot) else None
        return who_is_meant.relation_in(text, asked=asked or matter.has(self.slot), in_passing=not matter.has(self.slot))

    def _named(self, matter: Matter, *, asked: bool) -> list[Passenger]:
        if matter.dialogue.asked in NAMES_ASKED and FOR_WHOM in matter.memory.answers:
            return []  # it tells who is writing
        travellers = matter.own_booking.passengers
        words = {word.casefold() for word in reading.WORD.findall(matter.text)}
        named = [who for who in travellers if who.first_name.casefold() in words]
        if not named and asked:
            firsts = {who.first_name.casefold(): who for who in travellers}
            named = [firsts[close] for word in words for close in get_close_matches(word, list(firsts), 1, CLOSE)]
        return named

    def _is_nobody_here(self, matter: Matter) -> bool:
        """ "No" to the one traveller that there is; "none of them" to several."""
        alone = len(self.travellers(matter)) == 1 and FOR_WHOM in matter.memory.answers
        says_no = matter.dialogue.intent in {"deny", "decline_deed"} or reading.says_yes_or_no(matter.text) is False
        return who_is_meant.is_nobody_here(matter.text) or (alone and says_no)

    def _writing(self, matter: Matter) -> Passenger:
        """The booking does not say who is writing, unless only one of them has the surname that they gave."""
        given = surname_key(matter.memory.surname or "")
        theirs = [who for who in self.travellers(matter) if who.surname_key == given]
        if len(theirs) != 1:
            raise NotThat("utter_traveller_who_is_writing")
        return theirs[0]


def _says_yes(matter: Matter) -> bool:
    return matter.dialogue.intent == "affirm" or reading.says_yes_or_no(matter.text) is True


class NotOnBooking(ReassureError):
    """Who is meant does not fly on this booking."""

    code = "not_on_booking"

    def __init__(self, booking: Booking) -> None:
        super().__init__("another traveller")
        self.values = {"reference": booking.reference, "travellers": names_words(booking)}


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
        if len(said) > 1:
            said = self._wanted(text) or said
        if not said and asked:
            said = self._nearly(text)
        return said[0] if len(said) == 1 else None

    def choices(self, matter: Matter) -> list[tuple[str, str]]:
        return [(words[0], words[0]) for words in self.kinds.values()]

    def _wanted(self, text: str) -> list[str]:
        """Without what is ruled out: "a cat, not a dog"."""
        places = ((kind, text.find(f" {word.casefold()} "), word) for kind, words in self.kinds.items() for word in words)
        named = [Mention(start + 1, start + 1 + len(word), kind) for kind, start, word in places if start >= 0]
        wanted = without_unwanted(text, sorted(named, key=lambda mention: mention.start))
        return list(dict.fromkeys(mention.meant for mention in wanted))

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
