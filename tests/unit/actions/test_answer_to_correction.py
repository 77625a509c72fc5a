"""Sorry is said for mistakes of the assistant; customers may change their mind without being told that it was at fault."""

import pytest

from actions.what_is_wrong import answer_to_correction


@pytest.mark.parametrize(
    "text",
    [
        "Actually, make it Saturday",
        "oops, the 15th",
        "sorry, two bags",
        "my mistake, not Friday but Sunday",
        "on second thoughts the 9th",
        "No, rather the morning flight",
        "I've changed my mind, a cat",
        "I meant the 3rd",
        "I was wrong, two bags",
    ],
)
def test_a_changed_mind_is_no_fault_of_ours(text: str) -> None:
    assert answer_to_correction(text) == "utter_changed_as_wished"


@pytest.mark.parametrize(
    "text",
    [
        "No, I said Saturday",
        "that's wrong, two bags",
        "sorry, but I told you the 15th",
        "actually I already said Sunday",
        "you misunderstood, a cat, not a dog",
        "I never said Friday, Sunday please",
        "no, the 14th",
        "actually that's wrong, two bags",
        "sorry, it is not right, 7 kg",
    ],
)
def test_what_we_got_wrong_is_said_to_be_our_mistake(text: str) -> None:
    assert answer_to_correction(text) == "utter_corrected"
