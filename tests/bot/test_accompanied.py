"""Children who fly with somebody are not taken for those who fly alone. Pure: the readings are written down here."""

from pathlib import Path

import pytest
import yaml

from bot.requests.accompanied import ALONE, TRAVELS_ALONG, travels_along, unless_accompanied
from bot.requests.choice import Reading

DATA = Path(__file__).parents[2] / "data" / "nlu"


@pytest.mark.parametrize(
    "said",
    [
        *(
            "my kids are travelling with me",
            "two children travelling with their parents",
            "my son is 6 and flies with his mother",
        ),
        *("no wait, he flies with me", "he is not flying alone, I go with him", "me and my two kids fly to Paris"),
        *("I am travelling with my 7 year old daughter", "taking our 3 children with us", "my son will be with his grandmother"),
        *("he is accompanied by his aunt", "she travels together with her mum", "I am coming too", "my daughter comes with us"),
    ],
)
def test_who_travels_along(said: str) -> None:
    found = unless_accompanied(Reading(said, ALONE, 0.9))
    assert (found.intent, found.question) == ("faq", TRAVELS_ALONG)


@pytest.mark.parametrize(
    "said",
    [
        *("my ex picks up our daughter in Paris, I put her on the plane here", "he is 8 and I can't come with him"),
        *("my children fly to their father, nobody goes with them", "my daughter flies without us", "can my kid fly with you"),
        *("my son flies with Alizé alone", "my boy goes to his dad on his own, I travel with my wife"),
    ],
)
def test_who_travels_alone(said: str) -> None:
    assert unless_accompanied(Reading(said, ALONE, 0.9)).intent == ALONE


def test_every_example_of_the_service_for_those_alone_stays_one() -> None:
    written = yaml.safe_load((DATA / "extras.yml").read_text("utf-8"))["nlu"]
    examples = next(entry["examples"] for entry in written if entry["intent"] == ALONE)
    assert [example for example in examples.splitlines() if travels_along(example)] == []


def test_while_it_is_booked_whatever_it_is_taken_for() -> None:
    said = Reading("no wait, he flies with me", "bring_pet", 0.6)
    assert unless_accompanied(said).intent == "bring_pet"
    assert unless_accompanied(said, form=f"{ALONE}_form").question == TRAVELS_ALONG
