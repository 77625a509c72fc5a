"""Intents and what is out of scope, on public sets: learned from their training part, as the product learns from data/nlu."""

import json
import os
import statistics
import subprocess
from pathlib import Path
from typing import Any

from bench.processes import ROOT
from bench.progress import say
from bench.understanding.measures import CannotBeMeasured, Measure, Section, Table, at_least, at_most
from bench.understanding.shared_data import file_of

BOT_PYTHON = ROOT / ".venv-bot" / "bin" / "python"
SETS = ("intents/banking77_train.csv", "intents/banking77_test.csv", "intents/clinc150_full.json")


def measure(*, quick: bool = False) -> Section:
    """A quick run leaves out what learns from ten thousand messages. Raises CannotBeMeasured."""
    folder, *_ = [file_of(name).parent for name in SETS]
    say("Learning from public sets in the bot's environment; this takes minutes")
    command: list[str | Path] = [BOT_PYTHON, "-m", "bench.intent_figures", folder, *(["--quick"] if quick else [])]
    one_core = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=one_core, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CannotBeMeasured(f"The intents could not be measured: {done.stderr.strip().splitlines()[-1]}")
    return section(json.loads(done.stdout))


def section(figures: dict[str, Any]) -> Section:
    return Section(
        "intents",
        "Intents, and what is out of scope",
        [*few_examples(figures), *(many_examples(figures) if "banking" in figures else [])],
        [reliability(figures), off_the_shelf(figures)],
        notes=[
            "The threshold for what is out of scope is found without any example of it: it turns away 3 % of the training "
            "messages, each judged as if it had not been learned from. “Best” is the best threshold with a precision of 80 %."
        ],
    )


def few_examples(figures: dict[str, Any]) -> list[Measure]:
    samples = [100 * sample["accuracy"] for sample in figures["ten_shot"]]
    errors = [sample["calibration_error"] for sample in figures["ten_shot"]]
    return [
        Measure("Own examples, five-fold: accuracy", 100 * figures["own"]["accuracy"], "%"),
        Measure("Own examples, five-fold: calibration error", figures["own"]["calibration_error"], "", at_most(0.03), 3),
        Measure("… typed with 6 % slips: accuracy", 100 * figures["own_mistyped"]["accuracy"], "%"),
        Measure("… typed with 6 % slips: calibration error", figures["own_mistyped"]["calibration_error"], "", digits=3),
        Measure("BANKING77, ten an intent: accuracy", statistics.mean(samples), "%", at_least(87), 1, statistics.stdev(samples)),
        Measure("BANKING77, ten an intent: calibration error", statistics.mean(errors), "", at_most(0.03), 3),
    ]


def many_examples(figures: dict[str, Any]) -> list[Measure]:
    banking, clinc, labelled = figures["banking"], figures["clinc"], figures["clinc_with_labelled"]
    return [
        Measure("BANKING77: accuracy", 100 * banking["accuracy"], "%", at_least(94.6)),
        Measure("BANKING77: calibration error", banking["calibration_error"], "", at_most(0.03), 3),
        Measure("BANKING77: learning on one core", banking["seconds_to_learn"], "s", at_most(120), 0),
        Measure("CLINC150: accuracy in scope", 100 * clinc["accuracy"], "%", at_least(96)),
        Measure("CLINC150: calibration error", clinc["calibration_error"], "", at_most(0.03), 3),
        Measure("CLINC150 out of scope: recall as decided", 100 * clinc["recall"], "%", at_least(92)),
        Measure("CLINC150 out of scope: precision as decided", 100 * clinc["precision"], "%", at_least(80)),
        Measure("CLINC150 out of scope: best recall", 100 * clinc["best_recall"], "%", at_least(92)),
        Measure("… with its 100 labelled examples: recall", 100 * labelled["recall"], "%"),
        Measure("… with its 100 labelled examples: precision", 100 * labelled["precision"], "%"),
    ]


def reliability(figures: dict[str, Any]) -> Table:
    own = {"own examples": figures["own"], "own examples with 6 % slips": figures["own_mistyped"]}
    sets = {**own, "BANKING77, ten an intent": figures["ten_shot"][0]}
    sets |= {"BANKING77": figures["banking"], "CLINC150": figures["clinc"]} if "banking" in figures else {}
    rows = [
        (name, band, f"{100 * found['share']:.1f} %", f"{100 * found['right']:.1f} %")
        for name, figure in sets.items()
        for band, found in figure["bands"].items()
    ]
    return Table("How often each band is right", ["set", "band", "share of messages", "right"], rows)


def off_the_shelf(figures: dict[str, Any]) -> Table:
    rows = [(what, f"{100 * share:.1f} %") for what, share in figures["off_the_shelf"]["BANKING77, ten an intent"].items()]
    if "max_probability" in figures:
        found = figures["max_probability"]
        reached = f"{100 * found['recall']:.1f} % at {100 * found['precision']:.1f} %"
        rows.append(("CLINC150 out of scope by the highest probability", reached))
    return Table("Beside ours: BANKING77, ten an intent (accuracy), and recall at precision", ["what", "reached"], rows)
