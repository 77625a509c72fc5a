"""The same words typed in other styles, and what is said about the difference."""

import random

import pytest
from rapidfuzz.distance import OSA

from bench.understanding import disguises
from bench.understanding.held_out import Story
from bench.understanding.scoring import Judgement, Line
from bench.understanding.styles import flips, rate_gaps

LONG = "I have asked you three times where my suitcase is and nobody has an answer for me, which is quite remarkable. " * 40


def said(*decisions: str) -> Judgement:
    return Judgement([0.0] * len(decisions), decisions, [False] * len(decisions))


def story(window: tuple[int, int] | None, messages: int) -> Story:
    return Story("slow_burn", "lost-bag", window, tuple(Line("customer", "hello") for _ in range(messages)))


def test_every_sentence_is_exclaimed_also_the_last_without_a_mark() -> None:
    assert disguises.exclaimed("No. Really? I paid 3.50 for it") == "No!!! Really!!! I paid 3.50 for it!!!"


def test_without_punctuation_apostrophes_go_and_words_stay_apart() -> None:
    assert disguises.without_punctuation("Don't… just,don’t.") == "Dont just dont"
    assert disguises.without_punctuation("?!") == "?!"


def test_a_text_is_always_mistyped_in_the_same_way_and_by_about_six_percent() -> None:
    typed = disguises.mistyped(LONG)
    assert typed == disguises.mistyped(LONG)
    letters = sum(map(str.isalpha, LONG))
    assert 0.05 < OSA.distance(LONG, typed) / letters < 0.07


@pytest.mark.parametrize(("slip", "typed"), [(disguises.swapped, "ha"), (disguises.dropped, ""), (disguises.doubled, "aa")])
def test_a_slip_changes_one_place(slip: disguises.Slip, typed: str) -> None:
    assert slip("ah", 0, random.Random(1)) == typed


def test_a_decision_is_flipped_when_it_is_another_one_or_comes_at_another_turn() -> None:
    before = [said("none", "offer"), said("none", "offer"), said("none", "offer"), said("none", "offer", "offer")]
    after = [said("offer", "none"), said("none", "handover"), said("none", "none"), said("none", "offer", "none")]
    assert flips(before, after) == 75


def test_gaps_are_points_by_message_and_an_offer_stays_an_offer() -> None:
    kept = [story((2, 2), 3), story(None, 2)]
    before = [said("none", "offer", "none"), said("none", "none")]  # 0 of 3 false, 2 of 2 true
    after = [said("none", "none", "offer"), said("none", "offer")]  # 1 of 3 false, 1 of 2 true
    false, true = rate_gaps(kept, before, after)
    assert (round(false, 1), round(true, 1)) == (33.3, -50)
