"""One worker of all does the rounds; when it dies, another goes on."""

from datetime import datetime, timedelta
from threading import Event, Thread

import pytest

from customer_care import database, leases
from tests.integration.care.promised import NOW
from worker.rounds import LEASE, Runner

pytestmark = pytest.mark.usefixtures("connected")


class Clock:
    """Time that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def a_runner(holder: str, clock: Clock, done: list[str]) -> Runner:
    return Runner({"job": lambda _: done.append(holder)}, clock, holder)


def test_of_two_runners_only_one_works() -> None:
    clock, done = Clock(), list[str]()
    first, second = a_runner("first", clock, done), a_runner("second", clock, done)
    assert [first.round(), second.round(), first.round(), second.round()] == [True, False, True, False]
    assert done == ["first", "first"]


def test_of_two_who_begin_in_the_same_moment_one_gets_the_lease() -> None:
    taken: list[bool] = []

    def begin(holder: str) -> None:
        with database.unit_of_work() as session:
            taken.append(leases.take(session, leases.WORKER, holder, LEASE, NOW))

    threads = [Thread(target=begin, args=(holder,)) for holder in ("first", "second", "third")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [False, False, True]


def test_when_the_one_that_works_dies_the_other_goes_on_after_its_lease() -> None:
    clock, done = Clock(), list[str]()
    first, second = a_runner("first", clock, done), a_runner("second", clock, done)
    first.round()
    clock.now += LEASE - timedelta(seconds=1)
    assert not second.round()
    clock.now += timedelta(seconds=1)
    assert second.round()
    assert not first.round()


def test_a_job_that_fails_does_not_keep_the_others_from_working() -> None:
    done: list[datetime] = []
    jobs = {"broken": lambda _: 1 / 0, "sound": done.append}
    assert Runner(jobs, Clock()).round()
    assert done == [NOW]


def test_who_stops_in_good_order_lets_the_next_one_begin_at_once() -> None:
    clock, done = Clock(), list[str]()
    a_runner("first", clock, done).round()
    stopped = Event()
    stopped.set()
    a_runner("first", clock, done).run(stopped)
    assert a_runner("second", clock, done).round()
