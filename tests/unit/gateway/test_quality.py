"""How a line is rated, second by second: the formula against ITU-T's tables, both directions, whose losses they are, weakness."""

import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webrtc_gateway.leg import LegStats
from webrtc_gateway.quality import (
    HISTORY,
    Grade,
    Line,
    delay_impairment,
    grade,
    loss_impairment,
    opinion,
    rating,
)

QUIET = LegStats(0, 0, 0, 0, 0, 0.0, None, None, 0, None, None, None)
CLEAN = 93.2


@pytest.mark.parametrize(
    ("rated", "said"), [(100, 4.5), (90, 4.34), (80, 4.03), (70, 3.60), (60, 3.10), (50, 2.58), (0, 1.0), (-5, 1.0)]
)
def test_a_rating_is_the_opinion_that_g107_lists_for_it(rated: float, said: float) -> None:
    """G.107 annex B, table B.1."""
    assert opinion(rated) == pytest.approx(said, abs=0.01)


@pytest.mark.parametrize(
    ("percent", "impairment"), [(0, 0), (1, 5), (2, 7), (3, 10), (5, 15), (7, 20), (10, 25), (15, 35), (20, 45)]
)
def test_a_loss_costs_about_what_g113_lists_for_it(percent: float, impairment: float) -> None:
    """G.113 (02/2001) appendix I, table I.3: G.711 with concealment, random loss; the formula came later and is this near."""
    assert loss_impairment(percent / 100) == pytest.approx(impairment, abs=3)


def test_a_loss_costs_exactly_what_the_formula_says() -> None:
    assert loss_impairment(0.05) == pytest.approx(95 * 5 / (5 + 25.1))
    assert rating(0.05, 0.05) == pytest.approx(CLEAN - 15.78, abs=0.01)


@pytest.mark.parametrize(("milliseconds", "impairment"), [(0, 0), (100, 0), (150, 0.16), (200, 3.04), (300, 14.76), (400, 24.07)])
def test_delay_costs_nothing_up_to_a_tenth_of_a_second_and_then_ever_more(milliseconds: int, impairment: float) -> None:
    """Equations 7-27 and 7-28, worked out by hand."""
    assert delay_impairment(milliseconds / 1000) == pytest.approx(impairment, abs=0.02)


@given(st.floats(0, 1), st.floats(0, 5), st.floats(0, 1), st.floats(0, 5))
def test_more_loss_or_delay_never_makes_a_line_better(loss: float, delay: float, more: float, later: float) -> None:
    assert 1.0 <= opinion(rating(min(1.0, loss + more), delay + later)) <= opinion(rating(loss, delay)) + 1e-9 <= 4.5


def test_words_for_ratings_follow_g109() -> None:
    assert [grade(rated) for rated in (93.2, 80, 79.9, 60, 59.9, 0)] == [
        Grade.GOOD,
        Grade.GOOD,
        Grade.FAIR,
        Grade.FAIR,
        Grade.POOR,
        Grade.POOR,
    ]


def after(line: Line, seconds: int, stats: LegStats, **each_second: int) -> LegStats:
    """The line after some seconds, in each of which the counters grew by so much."""
    for _ in range(seconds):
        grown: dict[str, Any] = {name: getattr(stats, name) + more for name, more in each_second.items()}
        stats = replace(stats, **grown)
        line.take(stats)
    return stats


def rated(line: Line) -> float:
    assert line.newest is not None
    assert line.newest.rating is not None
    return line.newest.rating


def test_a_clean_line_is_as_good_as_can_be() -> None:
    line = Line()
    after(line, 10, QUIET, packets_in=50)
    assert rated(line) == pytest.approx(CLEAN)
    assert not line.weak


def test_what_is_lost_of_the_partys_own_voice_counts() -> None:
    line = Line()
    after(line, 5, QUIET, packets_in=40, lost=10)
    assert line.newest is not None
    assert line.newest.loss_up == pytest.approx(0.2)
    assert rated(line) == pytest.approx(CLEAN - loss_impairment(0.2))


def test_what_the_browser_misses_counts_from_its_reports() -> None:
    line = Line()
    stats = replace(QUIET, lost_there=0, highest_there=1000)
    stats = after(line, 3, stats, packets_in=50)
    stats = replace(stats, lost_there=50, highest_there=1250)
    after(line, 2, stats, packets_in=50)
    assert line.newest is not None
    assert line.newest.loss_down == pytest.approx(0.2)
    assert rated(line) == pytest.approx(CLEAN - loss_impairment(0.2))


def test_losses_on_the_other_partys_line_are_not_laid_at_this_ones_door() -> None:
    """Their gaps are passed on, so this browser reports them as lost, too."""
    line = Line()
    stats = after(line, 3, replace(QUIET, lost_there=0, highest_there=1000), packets_in=50)
    stats = replace(stats, lost_there=50, highest_there=1250, skipped_there=50)
    after(line, 2, stats, packets_in=50)
    assert rated(line) == pytest.approx(CLEAN)


def test_a_report_that_is_long_ago_says_nothing_any_more() -> None:
    line = Line()
    stats = after(line, 3, replace(QUIET, lost_there=0, highest_there=1000), packets_in=50)
    stats = after(line, 9, replace(stats, lost_there=50, highest_there=1250), packets_in=50)
    assert rated(line) < 60
    after(line, 3, stats, packets_in=50)
    assert rated(line) == pytest.approx(CLEAN)


def test_delay_counts_with_half_the_round_trip_and_twice_the_jitter() -> None:
    line = Line()
    after(line, 2, replace(QUIET, round_trip=0.3, jitter=0.04), packets_in=50)
    assert rated(line) == pytest.approx(CLEAN - delay_impairment(0.15 + 0.08 + 0.0265))


def test_a_pause_with_a_packet_now_and_then_is_not_judged() -> None:
    line = Line()
    after(line, 10, QUIET, packets_in=2, lost=1)
    assert line.newest is not None
    assert line.newest.rating is None
    assert not line.weak


def test_duplicates_and_late_packets_are_no_gain() -> None:
    line = Line()
    after(line, 5, QUIET, packets_in=60, lost=-10)
    assert rated(line) == pytest.approx(CLEAN)


def test_a_line_is_weak_when_it_is_poor_for_some_seconds_and_well_when_it_is_good_for_longer() -> None:
    line = Line()
    stats = after(line, 5, QUIET, packets_in=50)
    seconds = [after_one(line, stats := worse(stats)) for _ in range(6)]
    assert seconds.index(True) in {3, 4}
    seconds = [after_one(line, stats := better(stats)) for _ in range(12)]
    assert 6 <= seconds.index(False) <= 9


def test_a_short_dip_is_not_told() -> None:
    line = Line()
    stats = after(line, 5, QUIET, packets_in=50)
    for dips in itertools.repeat(stats, 5):
        stats = after(line, 1, dips, packets_in=30, lost=20)
        stats = after(line, 6, stats, packets_in=50)
        assert not line.weak


def test_a_line_that_hovers_at_the_edge_does_not_flicker() -> None:
    line = Line()
    stats = after(line, 10, QUIET, packets_in=40, lost=10)
    changes = [line.weak]
    for _ in range(20):
        stats = after(line, 3, stats, packets_in=44, lost=6)
        stats = after(line, 3, stats, packets_in=42, lost=8)
        changes.append(line.weak)
    assert set(changes) == {True}


def test_a_minute_is_kept() -> None:
    line = Line()
    after(line, HISTORY + 30, QUIET, packets_in=50)
    assert len(line.history) == HISTORY


def worse(stats: LegStats) -> LegStats:
    return replace(stats, packets_in=stats.packets_in + 40, lost=stats.lost + 10)


def better(stats: LegStats) -> LegStats:
    return replace(stats, packets_in=stats.packets_in + 50)


def after_one(line: Line, stats: LegStats) -> bool:
    line.take(stats)
    return line.weak
