"""Calibration error and the shift to a base rate; worked out by hand."""

import numpy as np
import pytest

from bench.understanding.calibration import Bin, calibration_error, equal_size, equal_width, log_odds, shifted_to_base_rate

SCORES = [0.1, 0.1, 0.1, 0.1, 0.9, 0.9]
DUE = [False, False, False, True, True, True]


def test_the_calibration_error_weighs_each_bin_by_its_size() -> None:
    assert calibration_error([Bin(0.1, 0.25, 4), Bin(0.9, 1.0, 2)]) == pytest.approx((4 * 0.15 + 2 * 0.1) / 6)


def test_bins_of_equal_width_hold_scores_that_are_near_each_other() -> None:
    low, high = equal_width(SCORES, DUE)
    assert (round(low.said, 9), low.happened, low.size) == (0.1, 0.25, 4)
    assert (round(high.said, 9), high.happened, high.size) == (0.9, 1.0, 2)


def test_a_certain_score_falls_into_the_last_bin() -> None:
    (only,) = equal_width([1.0, 0.95], [True, False])
    assert (only.happened, only.size) == (0.5, 2)


def test_bins_of_equal_size_are_cut_by_rank() -> None:
    assert [(one.size, one.happened) for one in equal_size(SCORES, DUE, bins=3)] == [(2, 0.0), (2, 0.5), (2, 1.0)]


def test_the_shift_brings_the_mean_to_the_base_rate_and_moves_all_log_odds_alike() -> None:
    shifted = shifted_to_base_rate([0.2, 0.5, 0.9, 0.4], [False, False, False, True])
    assert float(shifted.mean()) == pytest.approx(0.25)
    moved = log_odds(shifted) - log_odds([0.2, 0.5, 0.9, 0.4])
    assert np.ptp(moved) == pytest.approx(0, abs=1e-9)


def test_a_score_at_the_base_rate_is_left_as_it_is() -> None:
    assert shifted_to_base_rate([0.25, 0.75], [False, True]) == pytest.approx([0.25, 0.75])


def test_where_nothing_or_everything_is_due_there_is_only_the_rate_to_say() -> None:
    assert shifted_to_base_rate([0.2, 0.7], [False, False]).tolist() == [0, 0]
