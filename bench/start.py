"""How long `make run` takes from Enter to ready on a machine that is set up, and `rasa run` alone beside it."""

import tempfile
from pathlib import Path

from bench import stock_rasa
from bench.figures import Figure, Part
from bench.processes import free_port, started
from bench.progress import say
from tests.product import READY_WITHIN, TRAINED

RUNS = 3
READY = "Ctrl-C stops it"
STAGES = {
    "records": "Bringing the records up to date",
    "gateway listens": "sanic.server: Worker ready",
    "actions listen": "actions: listening",
}


def measure() -> Part:
    """Each run has a fresh database, which is made and filled in; the disk's cache is as warm as the runs before left it."""
    ours = [_start_of_the_product(run) for run in range(RUNS)]
    theirs = [_start_of_stock_rasa(run) for run in range(RUNS)]
    figures = [
        Figure("make run, from Enter to ready", "s", [stages["ready"] for stages in ours], ("p50", "max")),
        Figure("rasa run alone, same model, to model loaded", "s", theirs, ("p50", "max")),
    ]
    return Part("start", "Cold start after set-up", figures, details={"stages": ours})


def _start_of_the_product(run: int) -> dict[str, float]:
    """Seconds from the start to each stage."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "models").symlink_to(TRAINED)
        environment = {"PORT": str(free_port(and_next=2)), "STATE_DIR": folder}
        with started(["make", "run"], environment) as product:
            while product.said(READY) is None:
                product.demand_alive(READY_WITHIN)
            stages = {name: product.said(words) for name, words in STAGES.items()} | {"ready": product.said(READY)}
    said = {name: round(at, 2) for name, at in stages.items() if at is not None}
    say(f"make run, {run + 1} of {RUNS}: {said}")
    return said


def _start_of_stock_rasa(run: int) -> float:
    with tempfile.TemporaryDirectory() as folder, stock_rasa.running(Path(folder)) as rasa:
        say(f"rasa run, {run + 1} of {RUNS}: {rasa.seconds_to_start:.1f} s")
        return rasa.seconds_to_start
