"""A child who travels alone, with who brings and who fetches it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from actions.birthdays import Birthday
from actions.conversation import Slot
from actions.orders import WhichFlights, order_of, words_of
from actions.questions import NO_ANSWERS, Question, WhichTraveller
from actions.routine import Level, Matter, NotThat, Write
from airline import contact_details, unaccompanied_minors
from airline.ages import ImpossibleBirthday
from airline.contact_details import NotAPhone
from airline.quotes import Quote
from airline.unaccompanied_minors import Contact, Role
from customer_care.errors import ReassureError

LATER = "later"
# What a message asks that speaks of children who fly with somebody (bot/requests/accompanied.py).
FREQUENT, CHILDREN_ALONG = "faq", "faq/children_along"
NOT_YET = re.compile(r"\b(?:later|not yet|don'?t know|do not know|not sure|no idea|unknown)\b", re.IGNORECASE)
DIGITS = re.compile(r"\+?\d[\d\s().\-/]{6,}\d")
LONGEST_NAME = 120
MOST_NAME_WORDS = 12


@dataclass
class ContactPerson(Question):
    """A name and a telephone number, kept as "+590690123456 Léa Lebrun"; "later" where it is not known yet."""

    slot: Slot

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        if not asked or matter.dialogue.intent in NO_ANSWERS:
            return None
        if NOT_YET.search(matter.text):
            return LATER
        phone, name = _phone_in(matter), _name_in(matter.text)
        if phone is None and name is None:
            return None
        if phone is None or name is None:
            raise NotThat("utter_contact_needs_both")
        return f"{phone} {name}"

    def choices(self, matter: Matter) -> list[tuple[str, str]]:
        return [("I tell you later", LATER)]


class FliesAlong(ReassureError):
    """The child flies with somebody grown-up, so that nobody has to look after it."""

    code = "flies_along"


class WhichChild(WhichTraveller):
    """ "My son flies alone": who is alone on the booking is that son."""

    def noted(self, matter: Matter, *, asked: bool) -> Mapping[str, str]:
        return {}


class BookUnaccompaniedMinor(Write):
    intent = "book_unaccompanied_minor"
    goal = "Look after a child who travels alone"
    level = Level.BOOKING
    questions: ClassVar[Sequence[Question]] = (
        WhichFlights(),
        WhichChild(),
        Birthday(Slot.BORN_ON),
        ContactPerson(Slot.BROUGHT_BY),
        ContactPerson(Slot.FETCHED_BY),
    )
    another_answer_may_do: ClassVar[Mapping[type[ReassureError], Slot]] = {ImpossibleBirthday: Slot.BORN_ON}

    def demand_sensible(self, matter: Matter) -> None:
        if matter.dialogue.intent == FREQUENT and matter.dialogue.question == CHILDREN_ALONG:
            raise FliesAlong

    def quote(self, matter: Matter) -> Quote:
        given = {Role.BRINGS: matter.answer(Slot.BROUGHT_BY), Role.FETCHES: matter.answer(Slot.FETCHED_BY)}
        contacts = {role: _contact(kept) for role, kept in given.items() if kept != LATER}
        born_on = date.fromisoformat(matter.answer(Slot.BORN_ON))
        return unaccompanied_minors.quote_unaccompanied_minor(
            matter.session, order_of(matter), born_on, contacts, matter.now, matter.talk.id
        )

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        return words_of(order_of(matter))


def _contact(kept: str) -> Contact:
    phone, _, name = kept.partition(" ")
    return Contact(name=name, phone=phone)


def _phone_in(matter: Matter) -> str | None:
    if matter.dialogue.details.phones:
        return matter.dialogue.details.phones[0]
    found = DIGITS.search(matter.text)
    try:
        return contact_details.phone_as_kept(found[0]) if found else None
    except NotAPhone:
        return None


def _name_in(text: str) -> str | None:
    """Who it is, as it was written, without the number and without marks at the ends."""
    name = " ".join(DIGITS.sub(" ", text).split()).strip(" ,;:.-–")
    fits = any(letter.isalpha() for letter in name) and len(name.split()) <= MOST_NAME_WORDS
    return name[:LONGEST_NAME] if fits else None
