"""Animals that do not fly with us are said to, before anybody has to show whose booking it is."""

import pytest

from tests.integration.actions.customers import customer
from tests.integration.actions.talking import Talk

pytestmark = pytest.mark.usefixtures("company")
ALONE = ("ahead", "one_way", "alone", "no_extras")


@pytest.mark.parametrize(
    ("said", "animal"),
    [("I want to bring my hamster", "a hamster"), ("can my two rabbits fly", "rabbits"), ("my iguana comes along", "an iguana")],
)
def test_another_animal_is_told_at_once(said: str, animal: str) -> None:
    talk = Talk()
    talk.say(said, "bring_pet")
    assert (talk.said, talk.form) == (["utter_refused_animal_not_taken"], None)
    assert f"a place for {animal}." in talk.text


@pytest.mark.parametrize(
    "said", ["a hamster", "rabit", "it's a bird", "guinea pig", "neither", "another animal", "it's not a dog or a cat"]
)
def test_another_animal_ends_the_question_for_one(said: str) -> None:
    talk = customer(*ALONE).ask("can I bring my pet", "bring_pet")
    assert talk.asks_for == "animal"
    talk.say(said)
    assert (talk.said, talk.form) == (["utter_refused_animal_not_taken"], None)


@pytest.mark.parametrize(("said", "kind"), [("a puppy", "dog"), ("dogg", "dog"), ("my cat, not a rat", "cat")])
def test_a_dog_or_cat_stays_one(said: str, kind: str) -> None:
    talk = customer(*ALONE).ask("can I bring my pet", "bring_pet")
    talk.say(said)
    assert (talk.slots["animal"], talk.asks_for) == (kind, "kilos")


def test_a_surname_may_be_an_animal() -> None:
    talk = Talk()
    talk.say("can I bring my pet", "bring_pet")
    talk.say("X7K2PL")
    talk.say("Lamb", "bring_pet")
    assert (talk.said[0], talk.asks_for) == ("utter_booking_not_found", "booking_reference")


def test_a_child_who_flies_along_ends_the_service_for_those_alone() -> None:
    talk = customer(*ALONE).ask("my son flies alone", "book_unaccompanied_minor")
    talk.say("no wait, he flies with me", "faq", question="faq/children_along")
    assert (talk.said, talk.form) == (["utter_refused_flies_along"], None)
