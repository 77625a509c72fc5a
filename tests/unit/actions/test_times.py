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
        ("the one in the evening", "19:40", "13:00"),
        ("the one in the morning", "09:00", "01:00"),
        ("at one in the afternoon", "13:10", "15:00"),
        ("December 4 in the morning", "09:00", "16:00"),
        ("Friday 4 in the evening", "19:40", "16:00"),
        ("Dec 12 evening", "19:40", "12:00"),
        ("two evening flights", "19:40", "14:00"),
        ("seven thirty pm", "19:30", "07:30"),
        ("eight fifteen in the morning", "08:15", "11:30"),
        ("twenty-five to nine", "08:35", "12:00"),
        ("5 past 8", "20:05", "12:00"),
        ("around 6ish", "18:00", "12:00"),
        ("at 19h", "19:00", "07:00"),
        ("the 1940 flight", "19:40", "07:40"),
        ("2 at night", "02:00", "14:00"),
        ("first thing tomorrow", "07:00", "11:20"),
        ("after 6pm", "20:30", "17:30"),
        ("any time after 18:00", "22:00", "17:00"),
        ("no later than 6pm", "09:00", "18:30"),
        ("before noon", "09:00", "12:20"),
        ("not before 10am", "15:00", "09:30"),
        ("I can't leave before noon", "15:00", "11:30"),
        ("between 2 and 5 pm", "14:10", "17:30"),
        ("between 14:00 and 17:00", "14:10", "13:30"),
        ("9am-5pm", "12:00", "18:00"),
        ("from the 7am to the 9am", "09:10", "07:00"),
        ("change my 7am flight to the evening one", "19:40", "07:00"),
        ("evening instead of morning", "19:40", "09:00"),
        ("7am is too early, the 9am please", "09:10", "07:00"),
        ("the morning or the evening one", "19:40", "14:00"),
        ("I'd like the evening flight at 19:40", "19:40", "22:00"),
        ("Good morning, the evening flight please", "19:40", "09:00"),
        ("a good morning flight", "09:00", "15:00"),
        ("Evening", "19:40", "11:20"),
        ("morning, please", "09:00", "15:00"),
    ],
)
def test_times_in_words(said: str, inside: str, outside: str) -> None:
    assert points_to(said, inside, outside) == [True, False]


@pytest.mark.parametrize(
    "said",
    [
        "", "ZE 412", "12/12/2026", "4.12.2026", "X7K2PL", "two bags", "half a day", "a quarter of them", "seven euros",
        "the first one", "tomorrow", "Friday", "half past", "10 people", "one of them", "25:70",
        "Good morning, can you move me to Sunday", "Good evening! is ZE 412 on time", "evening all", "Morning, is it late?",
        "not the morning one", "7am is too early", "I paid 12.50", "EUR 19.40 was taken", "a 2:30 hour delay", "2h30 late",
        "one night in a hotel", "last night", "five to ten people", "from five to ten", "a bag of 23.45 kg", "5.12.", "on 7.10",
        "flight four twenty", "3h late", "19h",
    ],
)  # fmt: skip
def test_what_is_no_time(said: str) -> None:
    assert spans_in(said) == []


@pytest.mark.parametrize(
    "said",
    [
        "change my evening flight to Sunday", "my flight is at 7am, can I get a later one", "this morning's flight to Sunday",
        "I have a morning flight",
    ],
)  # fmt: skip
def test_their_own_flight_says_nothing_of_the_one_that_they_want_instead(said: str) -> None:
    assert spans_in(said)
    assert spans_in(said, instead=True) == []


@pytest.mark.parametrize(
    "said",
    [
        "change to Sunday morning",
        "I'd rather have the morning flight",
        "can I have the morning one",
        "from the evening to the morning",
    ],
)
def test_the_flight_that_they_want_instead_is_known_by_its_time(said: str) -> None:
    assert spans_in(said, instead=True) == spans_in("morning")
