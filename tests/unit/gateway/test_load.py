"""When a process counts as overloaded, and when it is calm again."""

from webrtc_gateway.load import Load

TICK = 0.1


def run(load: Load, late: float, seconds: float, since: float = 0.0) -> float:
    """The time afterwards."""
    ticks = round(seconds / TICK)
    for tick in range(ticks):
        load.note(late, since + tick * TICK)
    return since + ticks * TICK


def test_one_late_moment_is_no_overload() -> None:
    load = Load()
    load.note(0.1, 0.0)
    run(load, 0.0, 1.0)
    assert load.packet_ms is None


def test_a_loop_that_is_late_for_seconds_asks_for_long_packets() -> None:
    load = Load()
    run(load, 0.03, 2.0)
    assert load.packet_ms == 60


def test_packets_that_are_late_count_as_well_and_only_as_long_as_they_are() -> None:
    load = Load()
    for tick in range(20):
        load.forwarded([0.03, 0.001])
        load.note(0.0, tick * TICK)
    assert load.overloaded
    load.forwarded([])
    run(load, 0.0, 60.0, 20 * TICK)
    assert not load.overloaded


def test_a_lateness_between_the_bars_changes_nothing() -> None:
    load = Load()
    now = run(load, 0.01, 60.0)
    assert not load.overloaded
    now = run(load, 0.03, 2.0, now)
    run(load, 0.01, 60.0, now)
    assert load.overloaded


def test_it_is_calm_again_after_half_a_minute_without_lateness_and_not_before() -> None:
    load = Load()
    now = run(load, 0.03, 2.0)
    now = run(load, 0.0, 25.0, now)
    assert load.overloaded
    now = run(load, 0.03, 2.0, now)  # late again: the half minute begins anew
    now = run(load, 0.0, 29.0, now)
    assert load.overloaded
    run(load, 0.0, 8.0, now)
    assert load.packet_ms is None
