"""How well customers are understood: these parts, or all of them.

    python -m bench.understanding [intents] [person] [betold] [conversations] [styles] [cost] [--quick]

Tables go to the terminal, numbers to bench/out/understanding.json, and both with plots to bench/out/understanding.html.
A part that cannot be measured says why, and the rest goes on.
"""

import importlib
import sys
from datetime import UTC, datetime

from bench import machine, progress
from bench.understanding import page, report
from bench.understanding.measures import CannotBeMeasured, Section

PARTS = {
    "intents": ("Intents, and what is out of scope", "bench.understanding_intents"),
    "person": ("An explicit wish for a person", "bench.understanding.person"),
    "betold": ("Structure only", "bench.understanding.betold"),
    "conversations": ("Our own held-out conversations", "bench.understanding.conversations"),
    "styles": ("Typed in another style", "bench.understanding.styles"),
    "cost": ("What it costs", "bench.understanding_cost"),
}
QUICK = "--quick"


def main(arguments: list[str]) -> int:
    wanted = [argument for argument in arguments if argument != QUICK]
    if unknown := set(wanted) - PARTS.keys():
        print(f"There is no {', '.join(sorted(unknown))} to measure; there is {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    begun, facts = datetime.now(UTC), machine.facts()
    names = [name for name in PARTS if name in wanted or not wanted]
    sections: list[Section] = []
    for number, name in enumerate(names, start=1):
        sections.append(measured(name, number, len(names), quick=QUICK in arguments))
        # After each part, so that a long run that is stopped leaves what it has found.
        written = report.write(sections, facts, begun), page.write(sections, facts, begun)
    print(report.text(sections), "", *written, sep="\n")
    return 0


def measured(name: str, number: int, of: int, *, quick: bool) -> Section:
    title, module = PARTS[name]
    progress.begin(number, of, title)
    try:
        # Imported only when wanted: each part brings libraries of its own.
        section: Section = importlib.import_module(module).measure(quick=quick)
    except (CannotBeMeasured, ModuleNotFoundError) as missing:
        progress.say(str(missing))
        return Section(name, title, notes=[f"Not measured. {missing}"])
    return section


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
