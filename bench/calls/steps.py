"""One engine, from few calls to as many as it carries: new ones are set up beside the running ones, then all are timed."""

import gc
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.calls.client import Client
from bench.calls.engines import Engine, cpu_seconds
from bench.calls.generator import Generator, Stalled
from bench.figures import quantile

AT_ONCE = 4  # calls being set up at a time
SETTLE = 1.5  # seconds
ARRIVE = 0.3  # seconds for what was sent last
SET_UP_WITHIN = 45.0  # seconds
GIVE_UP_AFTER = 8.0  # seconds: a call that is not up by then counts as failed, and the next one is tried
TRIES = 2
P95_LIMIT, P99_LIMIT = 3.0, 10.0  # ms
HOPELESS = 500.0  # ms: what comes in is more than what goes out
FULL = 0.985  # of a core

Call = tuple[Client, Client]


@dataclass(frozen=True)
class Step:
    """What was measured with so many calls. Times in milliseconds, unless named otherwise."""

    engine: str
    calls: int
    cpu_ms_per_call_s: float
    added_ms: dict[str, float]
    lost: int
    sent: int
    setups_per_s: float
    failed_setups: int
    setup_cpu_ms_per_call: float
    added_in_setups_p99: float | None
    core: float  # share of it that the engine used
    generator_late_ms: dict[str, float]

    @property
    def holds(self) -> bool:
        return (
            self.added_ms["p95"] <= P95_LIMIT and self.added_ms["p99"] <= P99_LIMIT and self.lost == 0 and self.failed_setups == 0
        )


@dataclass
class SettingUp:
    """How setting up the calls of a step went."""

    per_second: float
    failed: int
    cpu_ms_per_call: float
    added_p99: float | None


def climb(name: str, engine: Engine, levels: Sequence[int], surely: int, seconds: float) -> Iterator[Step]:
    """The steps, until a level does not hold; those up to `surely` are timed anyway while the core is not full."""
    generator = Generator()
    generator.watch(engine.descriptor(), engine.read)
    climber = Climber(name, engine, generator)
    gc.collect()
    gc.disable()
    try:
        for calls in levels:
            step = climber.step(calls, seconds)
            yield step
            if (calls >= surely and not step.holds) or step.core > FULL or step.added_ms["p95"] > HOPELESS:
                return
    except Stalled:
        return
    finally:
        gc.enable()
        generator.close()


class Climber:
    def __init__(self, name: str, engine: Engine, generator: Generator) -> None:
        self._name = name
        self._engine = engine
        self._generator = generator
        self._begun = 0
        self._failed = 0
        self._since: dict[Client, float] = {}
        self._joining: list[Call] = []
        self._running: list[Call] = []

    def step(self, calls: int, seconds: float) -> Step:
        """Others may use this machine, too: a level that does not hold is timed once more, and the better time counts."""
        setting_up = self._set_up(calls)
        self._generator.prepare(SETTLE + TRIES * (seconds + ARRIVE))
        self._generator.run(SETTLE)
        steps = []
        for _ in range(TRIES):
            steps.append(self._time(setting_up, seconds))
            if steps[-1].holds:
                break
        return min(steps, key=lambda step: (step.lost, step.added_ms["p95"]))

    def _set_up(self, calls: int) -> SettingUp:
        before, cpu, began = len(self._running), cpu_seconds(self._engine.pid), time.monotonic()
        self._failed = 0
        self._generator.begin()
        while len(self._running) < calls:
            while len(self._joining) < AT_ONCE and len(self._running) + len(self._joining) < calls:
                self._begin_call()
            self._generator.turn()
            self._see_who_is_up()
            if time.monotonic() - began > SET_UP_WITHIN:
                raise Stalled(f"{calls} calls were not set up within {SET_UP_WITHIN:.0f} s")
        self._generator.end()
        took = time.monotonic() - began
        delays = self._generator.samples.delays if before else []
        cpu = cpu_seconds(self._engine.pid) - cpu
        return SettingUp(
            per_second=(calls - before) / took,
            failed=self._failed,
            cpu_ms_per_call=cpu / (calls - before) * 1000,
            added_p99=quantile(delays, 0.99) / 1000 if delays else None,
        )

    def _begin_call(self) -> None:
        caller, callee = (self._engine.client(2 * self._begun + side) for side in (0, 1))
        caller.other, callee.other = callee, caller
        self._generator.add(caller)
        self._generator.add(callee)
        self._joining.append((caller, callee))
        self._since[caller] = time.monotonic()
        self._engine.call(self._begun, caller, callee)
        self._begun += 1

    def _see_who_is_up(self) -> None:
        """A call is set up when each side has heard the other."""
        for call in list(self._joining):
            for client in call:
                self._generator.speak_once_connected(client)
            if all(client.heard for client in call):
                self._joining.remove(call)
                self._running.append(call)
            elif time.monotonic() - self._since[call[0]] > GIVE_UP_AFTER:
                self._joining.remove(call)
                self._failed += 1

    def _time(self, setting_up: SettingUp, seconds: float) -> Step:
        generator, calls = self._generator, len(self._running)
        generator.begin()
        cpu, began = cpu_seconds(self._engine.pid), time.monotonic()
        generator.run(seconds)
        took, cpu = time.monotonic() - began, cpu_seconds(self._engine.pid) - cpu
        generator.end()
        generator.run(ARRIVE)
        samples = generator.samples
        return Step(
            engine=self._name,
            calls=calls,
            cpu_ms_per_call_s=round(cpu / took / calls * 1000, 2),
            added_ms={name: _ms(samples.delays, share) for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))},
            lost=samples.sent - samples.arrived,
            sent=samples.sent,
            setups_per_s=round(setting_up.per_second, 1),
            failed_setups=setting_up.failed,
            setup_cpu_ms_per_call=round(setting_up.cpu_ms_per_call, 1),
            added_in_setups_p99=setting_up.added_p99,
            core=round(cpu / took, 3),
            generator_late_ms={name: _ms(samples.late, share) for name, share in (("p50", 0.5), ("p99", 0.99))},
        )


def _ms(microseconds: Sequence[int], share: float) -> float:
    return round(quantile(microseconds, share) / 1000, 3) if microseconds else float("inf")
