"""Bringing a dog or a cat."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from math import ceil
from typing import ClassVar

from actions import reading
from actions.conversation import Slot
from actions.orders import WhichFlights, order_of, words_of
from actions.questions import CLOSE, NAMES_ASKED, OneOf, Question, WhichTraveller
from actions.reply import Reply
from actions.routine import Level, Matter, NotThat, Write
from airline import pets
from airline.pets import Animal, PetTooHeavy
from airline.quotes import Quote
from airline.refusals import Refusal
from customer_care.errors import ReassureError

ANIMALS: Mapping[str, Sequence[str]] = {
    Animal.DOG: ("Dog", "dogs", "puppy", "doggy", "chihuahua", "terrier", "labrador", "poodle"),
    Animal.CAT: ("Cat", "cats", "kitten", "kitty"),
}
OTHER_ANIMALS = frozenset(
    """
    amphibian bat bee bird budgerigar budgie bunny calf canary chameleon chick chicken chinchilla cockatiel cockatoo cow
    crab degu donkey duck duckling ferret fish foal frog gecko gerbil goat goldfish goose guinea-pig guineapig hamster hare
    hedgehog hen horse iguana insect kangaroo lamb lizard macaw mice monkey mouse owl parakeet parrot peacock pig pigeon
    piglet pony python rabbit raccoon rat reptile rodent rooster sheep snail snake spider squirrel tarantula terrapin toad
    tortoise turtle
    """.split()  # noqa: SIM905  a word list reads better than a list of strings
)
TAKEN = frozenset(word.casefold().removesuffix("s") for words in ANIMALS.values() for word in words)
NO_SUCH = re.compile(
    r"\b(?:neither|none|another (?:animal|pet|kind)|other animal|something else"
    r"|(?:no|not|n't)(?: an?)? (?:dog|cat)\b.*\b(?:cat|dog)\b)",
    re.IGNORECASE,
)
HEAVIEST_KILOS = 120  # of any dog; more is a slip
WEIGHT = re.compile(
    r"(?<![\w.,])(\d{1,3})(?:[.,](\d))?\s*(kilos?|kilograms?|kgs?|k)?(?![\w.,]*\d)\b"
    r"(?!\s*(?:of them|dogs?|cats?|pets?|animals?))",
    re.IGNORECASE,
)
# What is asked about the journey of an animal; a weight or an age that is told is no question about it.
ASKED_BESIDE: Mapping[str, re.Pattern[str]] = {
    "utter_pet_one_each": re.compile(
        r"\b(?:(?:two|2|three|3|both|several|more than one|another|second|other) (?:small |big |little )?"
        r"(?:dogs?|cats?|pets?|animals?|puppies|kittens?|of them|of those)|how many (?:dogs|cats|pets|animals|can i|may i)"
        r"|(?:a|one) (?:dog|cat) and a (?:dog|cat)|both of them)\b",
        re.IGNORECASE,
    ),
    "utter_pet_weights": re.compile(
        r"^(?!.*\d)(?=.*\b(?:how heavy|how much (?:can|may|is|does) (?:it|he|she|they|a|my|the) (?:\w+ )?(?:allowed to )?weigh"
        r"|(?:what|which|any|is|the|a)\b.{0,20}\b(?:limit|weights?|maximum|max)\b|too heavy|how (?:big|large)|allowed to weigh))",
        re.IGNORECASE | re.DOTALL,
    ),
    "utter_pet_papers": re.compile(
        r"\b(?:passports?|papers?|documents?|vaccin\w+|vaccs?|jabs?|shots?|rabies|(?:micro)?chip(?:ped)?|certificates?|vet)\b",
        re.IGNORECASE,
    ),
}


class AnimalNotTaken(Refusal):
    """Neither a dog nor a cat."""

    code = "animal_not_taken"


class WhichAnimal(OneOf):
    """A dog or a cat. Raises AnimalNotTaken for any other."""

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        found = super().read(matter, asked=asked)
        if found is None and asked and (NO_SUCH.search(matter.text) or matter.dialogue.intent == "deny"):
            raise AnimalNotTaken(pets.rule_for(pets.Place.CABIN), animal="another animal")
        return found

    def choices(self, matter: Matter) -> list[tuple[str, str]]:
        return [*super().choices(matter), ("Another animal", "another animal")]


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
        WhichAnimal(Slot.ANIMAL, ANIMALS),
        Weight(Slot.KILOS),
    )
    another_answer_may_do: ClassVar[Mapping[type[ReassureError], Slot]] = {PetTooHeavy: Slot.KILOS}

    def demand_sensible(self, matter: Matter) -> None:
        other = _other_animal(matter)
        if other:
            raise AnimalNotTaken(pets.rule_for(pets.Place.CABIN), animal=other)

    def tell_beside(self, matter: Matter, reply: Reply) -> bool:
        """How many, how heavy and with which papers, by the rules."""
        asked = [said for said, words in ASKED_BESIDE.items() if words.search(matter.text)] if reading.asks(matter.text) else []
        cabin, hold = (pets.rule_for(place) for place in pets.Place)
        for response in asked:
            reply.say(response, cabin=cabin.words, hold=hold.words)
        return bool(asked)

    def quote(self, matter: Matter) -> Quote:
        animal, kilos = Animal(matter.answer(Slot.ANIMAL)), int(matter.answer(Slot.KILOS))
        return pets.quote_pet(matter.session, order_of(matter), animal, kilos, matter.now, matter.talk.id)

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        kilos = quote.facts["kilos"]
        about_it = {"animal": quote.facts["animal"], "kilos": str(kilos), "place": pets.place_for(kilos).value}
        return words_of(order_of(matter)) | about_it


def _other_animal(matter: Matter) -> str | None:
    """The animal that is named where no dog or cat is, with its article. A surname may be Lamb or Fish."""
    asked = matter.dialogue.asked == Slot.ANIMAL
    if matter.dialogue.asked in NAMES_ASKED or not (asked or matter.dialogue.intent == BringPet.intent):
        return None
    words = re.findall(r"[a-z]+(?:-[a-z]+)?", matter.text.casefold().replace("guinea pig", "guinea-pig"))
    if any(word.removesuffix("s") in TAKEN for word in words):
        return None
    found = next((word for word in words if word in OTHER_ANIMALS or word.removesuffix("s") in OTHER_ANIMALS), None)
    if found is None and asked:
        nearest = (get_close_matches(word, [*OTHER_ANIMALS, *TAKEN], 1, CLOSE) for word in words)
        found = next((close[0] for close in nearest if close and close[0] in OTHER_ANIMALS), None)
    if found is None or (found not in OTHER_ANIMALS or found == "mice"):
        return found
    return f"{'an' if found[0] in 'aeiou' else 'a'} {found}".replace("-", " ")
