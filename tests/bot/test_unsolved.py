"""What sounds content, or like a mere wait, and complains. Pure: what it was taken for is written down here."""

import pytest

from bot.requests.choice import Reading
from bot.requests.unsolved import unless_it_complains


def heard(text: str, intent: str) -> str:
    taken_for: str = unless_it_complains(Reading(text, intent, 0.9)).intent
    return taken_for


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("it is not solved at all!", "solved"),
        ("it isnt fixed", "solved"),
        ("that did not help", "thank"),
        ("haven't got it sorted", "solved"),
        ("nobody has sorted it out", "solved"),
        ("nothing you said helped", "goodbye"),
        ("you did not solve anything", "solved"),
        ("my question wasn't answered", "solved"),
        ("the problem is still there", "solved"),
        ("it is still not sorted, and I have talked with your colleague", "solved"),
        ("she was no help at all", "not_now"),
        ("the same problem again, thanks", "thank"),
        ("the whole thing is broken again", "solved"),
        ("this is ridiculous", "solved"),
        ("I've been waiting for 3 hours", "wait_a_moment"),
        ("we waited all morning", "wait_a_moment"),
        ("you keep me waiting", "wait_a_moment"),
        ("can't wait any longer", "wait_a_moment"),
        ("I am really angry", "not_the_reason"),
        ("so angry right now", "not_the_reason"),
        ("this makes me furious", "not_now"),
        ("hi, I'm fed up", "greet"),
    ],
)
def test_what_is_not_so_is_no_good_news(text: str, intent: str) -> None:
    assert heard(text, intent) == "not_solved"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("thanks, solved", "solved"),
        ("don't worry, it's fixed", "solved"),
        ("no need, it works", "solved"),
        ("not a problem, all sorted", "solved"),
        ("nothing else I'm sorted", "solved"),
        ("it wasn't working but now it's fixed", "solved"),
        ("it didn't work at first, now it does", "solved"),
        ("if it's not solved I write again, thanks", "thank"),
        ("my phone was still in my coat", "solved"),
        ("no thanks, not now", "not_now"),
        ("I don't need help from a person", "not_now"),
        ("one moment please", "wait_a_moment"),
        ("I'm waiting for my wife, one sec", "wait_a_moment"),
        ("I've been waiting for the mail, hold on", "wait_a_moment"),
        ("I am not angry", "not_the_reason"),
        ("who says I'm angry", "not_the_reason"),
        ("you think that I am upset", "not_the_reason"),
        ("my refund is still not paid", "ask_refund_status"),
    ],
)
def test_what_is_content_or_a_wait_stays_so(text: str, intent: str) -> None:
    assert heard(text, intent) == intent
