"""The time of day that a customer means."""

from datetime import time

import pytest

from actions.times import spans_in


def points_to(text: str, *times: str) -> list[bool]:
    return [any(span.holds(time.fromisoformat(at)) for span in spans_in(text)) for at in times]


@pytest.mark.parametrize(
    ("said", "inside", "outside"),
    [
        ("the 19:40", "19:40", "07:40"),
        ("at 7.30 pm", "19:30", "07:30"),
        ("the 7am flight", "07:30", "19:00"),
        ("seven in the evening", "19:00", "07:00"),
        ("half past three", "15:30", "12:00"),
        ("half past three in the afternoon", "15:30", "03:30"),
        ("quarter to nine in the morning", "08:45", "20:45"),
        ("half nine", "09:30", "12:00"),
        ("noon", "12:10", "17:00"),
        ("midnight", "23:30", "12:00"),
        ("the evening flight", "19:40", "11:20"),
        ("this morning", "09:00", "15:45"),
        ("the 9 o'clock one", "09:00", "15:00"),
        ("tonight", "22:10", "11:20"),
        ("in the afternoon", "15:45", "11:20"),
        ("ten o'clock", "22:10", "15:45"),
    ],
)
def test_times_in_words(said: str, inside: str, outside: str) -> None:
    assert points_to(said, inside, outside) == [True, False]


@pytest.mark.parametrize(
    "said",
    [
        "", "ZE 412", "12/12/2026", "4.12.2026", "X7K2PL", "two bags", "half a day", "a quarter of them", "seven euros",
        "the first one", "tomorrow", "Friday", "half past", "10 people", "one of them", "25:70",
    ],
)  # fmt: skip
def test_what_is_no_time(said: str) -> None:
    assert spans_in(said) == []
