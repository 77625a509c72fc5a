"""When the first alarm is in time, and what Golden Transfer within Tolerance gives for it; worked out by hand."""

from math import exp

import pytest

from bench.understanding.outcomes import Outcome, alarms, first_alarm, golden_transfer, outcome

QUIET = ["none"] * 5


def alarm_at(*numbers: int) -> list[str]:
    return ["offer" if number in numbers else "none" for number in range(1, 6)]


def test_the_first_alarm_is_the_first_offer_or_hand_over() -> None:
    assert first_alarm(["none", "handover", "offer"]) == 2
    assert alarms(["none", "handover", "offer"]) == [2, 3]
    assert first_alarm(QUIET) is None


def test_only_the_first_alarm_says_whether_a_person_came_in_time() -> None:
    window = (3, 4)
    assert outcome(alarm_at(2, 3), window) is Outcome.EARLY
    assert outcome(alarm_at(3), window) is Outcome.INSIDE
    assert outcome(alarm_at(4), window) is Outcome.INSIDE
    assert outcome(alarm_at(5), window) is Outcome.LATE
    assert outcome(QUIET, window) is Outcome.MISSED


def test_a_golden_transfer_falls_off_like_a_bell_with_the_distance_from_the_window() -> None:
    assert golden_transfer([3], (3, 4), 1) == 1
    assert golden_transfer([2], (3, 4), 1) == pytest.approx(exp(-1 / 2))
    assert golden_transfer([5], (2, 3), 1) == pytest.approx(exp(-2))
    assert golden_transfer([5], (2, 3), 2) == pytest.approx(exp(-1 / 2))


def test_every_alarm_counts_for_a_golden_transfer() -> None:
    assert golden_transfer([2, 3], (3, 4), 1) == pytest.approx((exp(-1 / 2) + 1) / 2)


def test_silence_is_golden_only_where_nothing_is_due() -> None:
    assert golden_transfer([], None, 1) == 1
    assert golden_transfer([2], None, 3) == 0
    assert golden_transfer([], (3, 4), 3) == 0
