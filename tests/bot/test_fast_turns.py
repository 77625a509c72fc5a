"""Each thing that is done once instead of in every turn (bot/fast_turns.py) does what Rasa's own does. Red when Rasa changes."""

from typing import Any

import pytest

from tests.bot.inside import inside_rasa


@pytest.fixture(scope="module")
def told() -> Any:
    return inside_rasa("fast_turns")


def test_calls_of_actions_arrive_as_rasa_writes_them_over_one_connection(told: Any) -> None:
    assert told["own"]["called"] == {"connections": 4, "as meant": True}
    assert told["fast"]["called"] == {"connections": 1, "as meant": True}


def test_every_event_is_found_by_its_name(told: Any) -> None:
    assert told["fast"]["events"] == told["own"]["events"]
    assert told["own"]["events"]["user"] == "UserUttered"


def test_steps_are_run_once_each_and_give_what_dask_gives(told: Any) -> None:
    results, runs = told["fast"]["steps"]
    assert (results, len(runs)) == ([6, 4], 1)
    assert told["fast"]["steps"] == told["own"]["steps"]


def test_a_reply_that_does_not_fit_the_schema_is_refused(told: Any) -> None:
    assert told["fast"]["replies"] == told["own"]["replies"] == [True, "ValidationError"]
