"""Who knocks too often waits, and is told how long; who signs in rightly never does."""

import pytest

from webrtc_gateway.auth import FAILED_SIGN_INS, Limits, TooManyRequests


def test_the_eleventh_wrong_guess_in_a_minute_waits_and_is_told_how_long() -> None:
    limits = Limits()
    for _ in range(10):
        limits.demand_left(FAILED_SIGN_INS, "ada")
        limits.count(FAILED_SIGN_INS, "ada")
    with pytest.raises(TooManyRequests) as refused:
        limits.demand_left(FAILED_SIGN_INS, "ada")
    assert 1 <= refused.value.retry_after <= 60
    limits.demand_left(FAILED_SIGN_INS, "ben")


def test_asking_whether_something_is_left_uses_nothing() -> None:
    limits = Limits()
    for _ in range(50):
        limits.demand_left(FAILED_SIGN_INS, "ada")
