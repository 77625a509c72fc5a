"""Bringing a dog or a cat."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import ClassVar

from actions.conversation import Slot
from actions.orders import WhichFlights, order_of, words_of
from actions.questions import OneOf, Question, WhichTraveller
from actions.routine import Level, Matter, NotThat, Write
from airline import pets
from airline.pets import Animal, PetTooHeavy
from airline.quotes import Quote
from customer_care.errors import ReassureError

ANIMALS: Mapping[str, Sequence[str]] = {
    Animal.DOG: ("Dog", "dogs", "puppy", "doggy", "chihuahua", "terrier", "labrador", "poodle"),
    Animal.CAT: ("Cat", "cats", "kitten", "kitty"),
}
HEAVIEST_KILOS = 120  # of any dog; more is a slip
WEIGHT = re.compile(r"(?<![\w.,])(\d{1,3})(?:[.,](\d))?\s*(kilos?|kilograms?|kgs?|k)?(?![\w.,]*\d)\b", re.IGNORECASE)


@dataclass
class Weight(Question):
    """Whole kilograms, rounded up; without "kg" only when it was asked for."""

    slot: Slot

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        said = [found for found in WEIGHT.finditer(matter.text) if found[3] or asked]
        if not said:
            return None
        kilos = ceil(float(f"{said[-1][1]}.{said[-1][2] or 0}"))
        if not 0 < kilos <= HEAVIEST_KILOS:
            raise NotThat("utter_kilos_out_of_range", kilos=str(kilos))
        return str(kilos)


class BringPet(Write):
    intent = "bring_pet"
    goal = "Bring a pet"
    level = Level.BOOKING
    questions: ClassVar[Sequence[Question]] = (
        WhichFlights(),
        WhichTraveller(),
        OneOf(Slot.ANIMAL, ANIMALS),
        Weight(Slot.KILOS),
    )
    another_answer_may_do: ClassVar[Mapping[type[ReassureError], Slot]] = {PetTooHeavy: Slot.KILOS}

    def quote(self, matter: Matter) -> Quote:
        animal, kilos = Animal(matter.answer(Slot.ANIMAL)), int(matter.answer(Slot.KILOS))
        return pets.quote_pet(matter.session, order_of(matter), animal, kilos, matter.now, matter.talk.id)

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        kilos = quote.facts["kilos"]
        about_it = {"animal": quote.facts["animal"], "kilos": str(kilos), "place": pets.place_for(kilos).value}
        return words_of(order_of(matter)) | about_it
