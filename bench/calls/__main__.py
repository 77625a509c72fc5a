"""`python -m bench.calls [reassure] [aiortc] [janus] [janus-event-loops] [--quick]`: these engines, or all, one after another.

The engine has one core, the load generator the other. Nothing leaves this machine.
"""

import os
import socket
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

from bench import machine, progress
from bench.calls import report
from bench.calls.engines import CannotBeMeasured, Engine, own_process, pin
from bench.calls.janus import janus
from bench.calls.steps import Step, climb
from bench.processes import DidNotStart

QUICK = "--quick"
FEW = (1, 2, 5)  # of aiortc as it comes: it holds no more
LEVELS = (5, 10, 50, 100, 200, 300, 350, 400, 500, 600)
SURELY = 300
SECONDS, QUICK_SECONDS = 4.0, 2.0
QUICK_LEVELS = (5, 10, 50, 100)

Start = Callable[[str, int], AbstractContextManager[Engine]]
ENGINES: dict[str, Start] = {
    "reassure": lambda address, core: own_process("reassure", address, core),
    "aiortc": lambda address, core: own_process("aiortc", address, core),
    "janus": lambda address, core: janus(address, core, event_loops=None),
    "janus-event-loops": lambda address, core: janus(address, core, event_loops=1),
}


def main(arguments: list[str]) -> int:
    wanted = [argument for argument in arguments if argument != QUICK]
    if unknown := set(wanted) - ENGINES.keys():
        print(f"There is no {', '.join(sorted(unknown))} to measure; there is {', '.join(ENGINES)}.", file=sys.stderr)
        return 2
    begun, names = datetime.now(UTC), [name for name in ENGINES if name in wanted or not wanted]
    cores = sorted(os.sched_getaffinity(0))
    pin(os.getpid(), cores[-1])
    steps: list[Step] = []
    notes: list[str] = []
    for number, name in enumerate(names, start=1):
        progress.begin(number, len(names), report.TITLES[name])
        measure(name, cores, steps, notes, quick=QUICK in arguments)
    if len(cores) < 2:
        notes.append("There was one core for engine and generator: delays and lateness are those of a shared core.")
    facts = f"{machine_line()}; load before {load:.1f}" if (load := machine.load()) else machine_line()
    files = report.write(steps, notes, facts, begun)
    print(report.table(steps), "", *report.aims(steps), *notes, facts, "", *files, sep="\n")
    return 0


def measure(name: str, cores: list[int], steps: list[Step], notes: list[str], *, quick: bool) -> None:
    levels = FEW if name == "aiortc" else QUICK_LEVELS if quick else LEVELS
    surely = max(FEW) if name == "aiortc" else SURELY
    try:
        with ENGINES[name](own_address(), cores[0]) as engine:
            for step in climb(name, engine, levels, surely, QUICK_SECONDS if quick else SECONDS):
                progress.say(report.row(step))
                steps.append(step)
    except (CannotBeMeasured, DidNotStart) as missing:
        notes.append(f"{report.TITLES[name]} was not measured. {missing}")
        progress.say(notes[-1])


def own_address() -> str:
    """An address of this machine that all engines name in their descriptions; what goes there never leaves it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: only asks which way one would go
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def machine_line() -> str:
    facts = machine.facts()
    return ", ".join(f"{name} {facts[name]}" for name in ("processor", "cores", "memory_gb", "system", "python", "commit"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
