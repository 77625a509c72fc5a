"""What is said about samples, and when a bar is passed."""

from bench.figures import Bar, Figure, Part, quantile
from bench.report import table

TIMES = [float(time) for time in range(1, 101)]


def test_a_quantile_is_a_sample_that_was_measured() -> None:
    assert quantile(TIMES, 0.5) == 50
    assert quantile(TIMES, 0.95) == 95
    assert quantile([7.0], 0.95) == 7
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2


def test_a_bar_is_passed_by_the_statistic_that_it_is_for() -> None:
    assert Figure("reply", "ms", TIMES, ("p50", "p95"), Bar("p95", 95)).verdict == "pass"
    assert Figure("reply", "ms", TIMES, ("p50", "p95"), Bar("p95", 94)).verdict == "miss"
    assert Figure("reply", "ms", TIMES, ("p50",)).verdict == ""


def test_the_table_says_how_busy_the_machine_was_and_what_was_missed() -> None:
    part = Part("replies", "Replies", [Figure("reply", "ms", TIMES, ("max",), Bar("max", 50))], load_before=0.5, load_after=1.5)
    said = table([part])
    assert "load 0.5 to 1.5" in said
    assert "max 100 ms  [miss: max ≤ 50 ms]" in said
