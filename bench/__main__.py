"""`python -m bench [start] [replies] [requests] [desk] [audio] [memory]`: measures these parts, or all of them."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bench import audio, handoffs, machine, memory, page, progress, replies, report, requests, start
from bench.figures import Part
from tests.product import Product, running

IN_THE_PRODUCT: dict[str, Callable[[Product], Part]] = {
    "replies": replies.measure,
    "requests": requests.measure,
    "desk": handoffs.measure,
    "audio": audio.measure,
}
PARTS = {
    "start": "Cold start",
    "replies": "From Send to the reply",
    "requests": "Requests",
    "desk": "From “Talk to a human” to the desk",
    "audio": "From Accept to first audio",
    "memory": "Memory",
}


def main(wanted: list[str]) -> int:
    if unknown := set(wanted) - PARTS.keys():
        print(f"There is no {', '.join(sorted(unknown))} to measure; there is {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    begun = datetime.now(UTC)
    parts = measure([name for name in PARTS if name in wanted or not wanted])
    facts = machine.facts()
    kept = report.write(parts, facts, begun)
    print(report.table(parts))
    print(f"\n{kept}\n{page.write(parts, facts, begun)}")
    return 0


def measure(names: list[str]) -> list[Part]:
    parts: list[Part] = []

    def keep(name: str, how: Callable[[], Part]) -> None:
        progress.begin(names.index(name) + 1, len(names), PARTS[name])
        load = machine.load()
        part = how()
        part.load_before, part.load_after = load, machine.load()
        parts.append(part)

    if "start" in names:
        keep("start", start.measure)
    if set(names) == {"start"}:
        return parts
    with product() as running_one:
        idle = memory.held(running_one)
        for name in names:
            if name in IN_THE_PRODUCT:
                how = IN_THE_PRODUCT[name]
                keep(name, lambda how=how: how(running_one))  # type: ignore[misc]
        if "memory" in names:
            keep("memory", lambda: memory.measure(running_one, idle))
    return parts


@contextmanager
def product() -> Iterator[Product]:
    """The whole product with a fresh state folder, which is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as started:
        yield started


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
