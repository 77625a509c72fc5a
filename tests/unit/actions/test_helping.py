"""What is asked about a question, and is no answer to it."""

import re
from pathlib import Path

import pytest
import yaml

from actions.conversation import Slot
from actions.helping import ASKS, LACKS, WHY, _bare, as_spelled
from actions.pets import ASKED_BESIDE
from actions.seats import ASKS_WHAT_IS_FREE

DOMAIN = yaml.safe_load((Path(__file__).parents[3] / "domain.yml").read_text("utf-8"))


@pytest.mark.parametrize("slot", Slot)
def test_every_question_has_its_help(slot: Slot) -> None:
    assert f"utter_about_{slot}" in DOMAIN["responses"]


@pytest.mark.parametrize(
    "said",
    [
        *("where do I find that?", "Where can I see it", "where is it written?", "wheres that", "hm ok, where?"),
        *("what is that?", "what's this", "what do you mean?", "what does it look like", "and how does it look?"),
        *("how do I know that", "how do I find out?", "how can I measure it", "what should I put here", "which one?"),
        *("I don't understand the question", "can you give me an example?", "sorry, what does that mean please"),
    ],
)
def test_questions_about_the_question(said: str) -> None:
    assert ASKS.fullmatch(_bare(said))


@pytest.mark.parametrize(
    "said",
    [
        *("I don't know", "dont know", "i don’t know where that is", "I don't have it", "I lost it", "sorry I've lost it"),
        *("no idea", "no idea tbh..", "I have no clue", "I can't find it anywhere", "not sure", "I haven't got it", "it's gone"),
        *("I forgot it", "can't remember", "idk"),
    ],
)
def test_who_has_no_answer(said: str) -> None:
    assert LACKS.fullmatch(_bare(said))


@pytest.mark.parametrize("said", ["why do you need it?", "why that", "what do you need it for"])
def test_who_wants_to_know_why(said: str) -> None:
    assert WHY.fullmatch(_bare(said))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        *((said, WHY) for said in ("y u need that", "why do u need to kno that", "wat 4", "why u need the wieght", "why?")),
        *((said, WHY) for said in ("May I ask what you need that for?", "why do you need that")),
        *((said, ASKS) for said in ("wher do i find it", "wot r the options", "how shoud i no", "wats that")),
        *((said, ASKS) for said in ("Where might I find it, please?", "could you kindly tell me where I can find it, dear?")),
        *((said, LACKS) for said in ("dont hav it on me", "dunno wher it is", "i havnt got it with me", "I've lost my ticket")),
        *(
            (said, LACKS)
            for said in ("I'm afraid I do not have the paper with me at the moment", "I don't know how heavy she is")
        ),
        ("I have not got it to hand, I'm afraid", LACKS),
    ],
)
def test_slips_short_forms_and_long_courtesies(said: str, words: re.Pattern[str]) -> None:
    assert words.fullmatch(_bare(said)) or words.fullmatch(_bare(as_spelled(said)))


@pytest.mark.parametrize("said", ["Whyte", "Wheeler", "Know", "the first", "vegan", "12 kg", "dog", "no", "X7K2PL"])
def test_an_answer_is_no_slip_of_a_question(said: str) -> None:
    assert not any(words.fullmatch(_bare(as_spelled(said))) for words in (ASKS, LACKS, WHY))


@pytest.mark.parametrize(
    "said",
    [
        *("X7K2PL", "Lebrun", "where is my bag?", "I lost it at the gate", "I don't have any bags", "what is the limit"),
        *("which flights are free?", "I don't know her well but it is Lebrun", "How", "no", "not sure it is Lebrun"),
    ],
)
def test_what_is_about_something_else(said: str) -> None:
    assert not any(words.fullmatch(_bare(said)) for words in (ASKS, LACKS, WHY))


@pytest.mark.parametrize(
    ("said", "response"),
    [
        *((said, "utter_pet_one_each") for said in ("and for two dogs?", "can I bring 2 cats", "how many dogs can I take?")),
        *((said, "utter_pet_one_each") for said in ("what about a dog and a cat?", "can both of them come?")),
        *((said, "utter_pet_weights") for said in ("how heavy can it be?", "what is the limit", "is there a maximum weight?")),
        *((said, "utter_pet_papers") for said in ("does it need a passport?", "which papers?", "does she have to be vaccinated")),
    ],
)
def test_what_is_asked_about_a_pet(said: str, response: str) -> None:
    assert [name for name, words in ASKED_BESIDE.items() if words.search(said)] == [response]


@pytest.mark.parametrize("said", ["is 7 kg ok?", "my dog, 5 kg", "can my cat come with me?", "a small dog"])
def test_an_answer_about_a_pet_is_no_such_question(said: str) -> None:
    assert not any(words.search(said) for words in ASKED_BESIDE.values())


@pytest.mark.parametrize(
    "said",
    [
        *("what's free at the window?", "which seats are free", "any window seats left?", "are there aisle seats available"),
        *("show me the window seats", "what window seats do you have?", "which seats are open at the aisle"),
    ],
)
def test_who_asks_what_is_free_wants_to_see(said: str) -> None:
    assert ASKS_WHAT_IS_FREE.search(said)


@pytest.mark.parametrize("said", ["window please", "any window seat", "can I have an aisle seat?", "I have a window seat"])
def test_who_names_a_wish_has_one(said: str) -> None:
    assert not ASKS_WHAT_IS_FREE.search(said)
