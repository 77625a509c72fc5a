"""The load generator of `make bench-calls`: what it says about an engine is what went through it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.calls import report
from bench.calls.engines import own_process
from bench.calls.steps import Step, climb

CORE = 0


def a_step(engine: str, calls: int, cost: float, p95: float) -> Step:
    return Step(
        engine, calls, cost, {"p50": 0.2, "p95": p95, "p99": p95 + 1}, 0, 1000, 50.0, 0, 12.0, 4.0, 0.5, {"p50": 0.0, "p99": 0.1}
    )


def test_calls_go_through_our_own_engine_and_are_timed() -> None:
    with own_process("reassure", "127.0.0.1", CORE) as engine:
        steps = list(climb("reassure", engine, (1, 3), surely=3, seconds=0.6))
    assert [step.calls for step in steps] == [1, 3]
    for step in steps:
        assert step.sent == pytest.approx(step.calls * 2 * 50 * 0.6, rel=0.25)
        assert step.lost == 0
        assert 0 < step.added_ms["p50"] <= step.added_ms["p95"] < 100
        assert step.cpu_ms_per_call_s > 0


def test_through_stock_aiortc_the_frames_are_found_again_by_their_sound() -> None:
    with own_process("aiortc", "127.0.0.1", CORE) as engine:
        (step,) = climb("aiortc", engine, (1,), surely=1, seconds=1.0)
    assert 20 < step.added_ms["p50"] < 900  # its jitter buffer alone holds several frames


def test_the_figures_have_the_form_that_others_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "OUT", tmp_path)
    steps = [a_step("reassure", 100, 2.5, 1.0), a_step("reassure", 300, 2.4, 4.0), a_step("janus", 100, 5.0, 2.0)]
    report.write(steps, ["Said."], "a machine", datetime.now(UTC))
    written = json.loads((tmp_path / "calls.json").read_text())
    assert written["machine"] == "a machine"
    assert written["runs"][0] == {
        "engine": "reassure",
        "calls": 100,
        "cpu_ms_per_call_s": 2.5,
        "added_ms": {"p50": 0.2, "p95": 1.0, "p99": 2.0},
        "lost": 0,
        "setups_per_s": 50.0,
    }
    assert "100 calls on one core with p95 ≤ 3 ms, p99 ≤ 10 ms, nothing lost; 300 were too many" in report.aims(steps)[-2]
    assert (tmp_path / "calls.png").stat().st_size > 1000
