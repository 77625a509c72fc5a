"""Correcting a slip in a traveller's name."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from actions.conversation import Memory, Slot
from actions.questions import NO_ANSWERS, Question, WhichTraveller, traveller_of
from actions.routine import Level, Matter, Write
from actions.spelling import name_spelled_in
from airline import names
from airline.bookings import Passenger, surname_key
from airline.names import NotAName, SameName, letters_apart
from airline.quotes import Quote
from customer_care.errors import ReassureError

SPELLS_IT = re.compile(
    r"\b(?:should (?:be|read|say)|supposed to (?:be|read|say)|correct (?:name|spelling) is|not \w+ but)\b"
    r"|name (?:from [\w'’-]+ )?(?:to|into) (?-i:[A-ZÀ-Þ])",
    re.IGNORECASE,
)


@dataclass
class NewName(Question):
    """The name as it should be, kept as it was written; unasked only where somebody says how it should be."""

    slot: Slot

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        if matter.dialogue.intent in NO_ANSWERS or not (asked or SPELLS_IT.search(matter.text)):
            return None
        return name_spelled_in(matter.text)


class CorrectName(Write):
    intent = "correct_name"
    goal = "Correct a name"
    level = Level.CODE
    questions: ClassVar[Sequence[Question]] = (WhichTraveller(), NewName(Slot.NEW_NAME))
    another_answer_may_do: ClassVar[Mapping[type[ReassureError], Slot]] = {NotAName: Slot.NEW_NAME, SameName: Slot.NEW_NAME}

    def quote(self, matter: Matter) -> Quote:
        traveller = traveller_of(matter)
        first_name, surname = as_first_and_last(matter.answer(Slot.NEW_NAME), traveller)
        return names.quote_name_correction(matter.session, traveller, first_name, surname, matter.now, matter.talk.id)

    def remember(self, memory: Memory, quote: Quote) -> None:
        """The booking opens with the new surname from now on."""
        if surname_key(memory.surname or "") == surname_key(quote.facts["before"][1]):
            memory.surname = quote.facts["surname"]

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        return {
            "before": " ".join(quote.facts["before"]),
            "after": f"{quote.facts['first_name']} {quote.facts['surname']}",
        }


def as_first_and_last(name: str, traveller: Passenger) -> tuple[str, str]:
    """The way of reading it that is nearest to the name as it is: one word corrects the first name or the surname."""
    words = name.split()
    readings = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    if len(words) == 1:
        readings = [(name, traveller.surname), (traveller.first_name, name)]
    elif letters_apart(name, traveller.surname) <= letters_apart(name, f"{traveller.first_name} {traveller.surname}"):
        readings.append((traveller.first_name, name))

    def apart(reading: tuple[str, str]) -> int:
        return letters_apart(reading[0], traveller.first_name) + letters_apart(reading[1], traveller.surname)

    first_name, surname = min(readings, key=apart)
    if names.differs_in_letters(surname, traveller.surname):
        first_name = _as_on_record(first_name, traveller.first_name)
    elif names.differs_in_letters(first_name, traveller.first_name):
        surname = _as_on_record(surname, traveller.surname)
    return first_name, surname


def _as_on_record(said: str, known: str) -> str:
    """The half that is not to be corrected keeps the accents that were left out in typing."""
    without = "".join(letter for letter in unicodedata.normalize("NFKD", known) if not unicodedata.combining(letter))
    return known if said.casefold() == without.casefold() else said
