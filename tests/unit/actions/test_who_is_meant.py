"""Whom a message means: relations, "me", all of them, and what only tells of somebody."""

import pytest

from actions.who_is_meant import is_for_everybody, is_for_myself, is_nobody_here, relation_in


@pytest.mark.parametrize(
    ("said", "relation"),
    [
        ("a wheelchair for my mother", "mother"),
        ("Wheelchair for my elderly Mum.", "mum"),
        ("wheelchair 4 mum", "mum"),
        ("my old dad is 80 and needs assistance", "dad"),
        ("mum can't climb stairs", "mum"),
        ("hello, mother needs a wheelchair", "mother"),
        ("I need help for my 7 year old daughter", "daughter"),
        ("a seat for my wife please", "wife"),
        ("get my wife a seat next to me", "wife"),
        ("my wife’s bag did not arrive", "wife"),
        ("my mother-in-law needs a wheelchair", "mother-in-law"),
        ("my friend Anna wants a vegan meal", "friend"),
        ("a bag for the baby", "baby"),
    ],
)
def test_whose_need_it_is(said: str, relation: str) -> None:
    assert relation_in(said) == relation


@pytest.mark.parametrize(
    "said",
    [
        *(
            "my wife booked it",
            "use my husband's card",
            "I travel with my wife and need a vegan meal",
            "it is my wife's birthday",
        ),
        *(
            "I want to sit next to my wife",
            "my mother died",
            "I need a wheelchair",
            "we fly to my son's wedding",
            "the partner airline",
        ),
    ],
)
def test_who_is_only_told_of(said: str) -> None:
    assert relation_in(said) is None


@pytest.mark.parametrize("said", ["my mum", "it's for my wife please", "no, for my mother", "the wife", "Mother"])
def test_a_relation_may_be_the_whole_answer(said: str) -> None:
    assert relation_in(said, asked=True)


@pytest.mark.parametrize(
    "said", ["vegan for both of us", "for everyone", "my wife and I need seats", "for me and my husband", "seats for all of them"]
)
def test_all_of_them(said: str) -> None:
    assert is_for_everybody(said)


@pytest.mark.parametrize("said", ["all of them", "both of them", "everyone", "for all of them please"])
def test_to_the_question_for_whom_they_are_people(said: str) -> None:
    assert is_for_everybody(said, asked=True)


@pytest.mark.parametrize("said", ["on both flights", "all the way to Paris", "we need a wheelchair", "for me", "all of them"])
def test_not_all_of_them(said: str) -> None:
    assert not is_for_everybody(said)


@pytest.mark.parametrize("said", ["me", "it's for me", "myself", "just me, please"])
def test_who_is_writing(said: str) -> None:
    assert is_for_myself(said)


@pytest.mark.parametrize("said", ["none of them", "she is not on this booking", "somebody else", "no one listed"])
def test_nobody_of_the_booking(said: str) -> None:
    assert is_nobody_here(said)
