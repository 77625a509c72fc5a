"""The held-out conversations typed in other styles: the same words should lead to the same decisions."""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from bench.understanding.calibration import Numbers
from bench.understanding.disguises import DISGUISES
from bench.understanding.held_out import AS_WRITTEN, Story, judgements, stories
from bench.understanding.measures import Measure, Row, Section, Table, at_most
from bench.understanding.outcomes import NOTHING
from bench.understanding.scoring import Judgement

FALSE_ALARMS = 0.05  # the share of turns that are not due at which scores are compared
Flags = NDArray[np.bool_]
Rates = tuple[float, float]  # of false and of true positives
READING = (
    "A gap is the rate in this style less the rate as written, by message, in points. A message counts as positive when a person"
    f" was offered or got by then; by score, when the score passes what {FALSE_ALARMS:.0%} of the messages that are not due pass"
    " as they were written."
)


def measure(*, quick: bool = False) -> Section:
    """Raises CannotBeMeasured without the command. `quick` changes nothing."""
    kept, by_style = stories(held_out=True), judgements()
    untouched = by_style[AS_WRITTEN]
    measured: list[Measure] = []
    rows: list[Row] = []
    for style in DISGUISES:
        flipped, gaps = flips(untouched, by_style[style]), rate_gaps(kept, untouched, by_style[style])
        measured += measures(style, flipped, gaps)
        rows.append([style, *(round(one, 2) for one in (flipped, *gaps, *score_gaps(kept, untouched, by_style[style])))])
    columns = ["style", "first decision changed, %", "FPR gap", "TPR gap", "FPR gap by score", "TPR gap by score"]
    table = Table("Each style against the texts as written", columns, rows)
    return Section("styles", "Typed in another style", measured, [table], notes=[READING])


def measures(style: str, flipped: float, gaps: Rates) -> list[Measure]:
    return [
        Measure(f"{style}: first decision changed", flipped, "%", at_most(2)),
        Measure(f"{style}: false positives, difference", abs(gaps[0]), "points", at_most(2)),
        Measure(f"{style}: true positives, difference", abs(gaps[1]), "points", at_most(5)),
    ]


def flips(one: Sequence[Judgement], other: Sequence[Judgement]) -> float:
    """Percent of the conversations whose first decision is another one, or comes at another turn."""
    changed = [first_decision(a) != first_decision(b) for a, b in zip(one, other, strict=True)]
    return 100 * sum(changed) / max(1, len(changed))


def first_decision(judgement: Judgement) -> tuple[int, str] | None:
    taken = enumerate(judgement.decisions, start=1)
    return next(((number, decision) for number, decision in taken if decision != NOTHING), None)


def rate_gaps(kept: Sequence[Story], one: Sequence[Judgement], other: Sequence[Judgement]) -> Rates:
    due = all_due(kept)
    return gap(rates(alarm_so_far(one), due), rates(alarm_so_far(other), due))


def score_gaps(kept: Sequence[Story], one: Sequence[Judgement], other: Sequence[Judgement]) -> Rates:
    due, (before, after) = all_due(kept), (scores(one), scores(other))
    threshold = float(np.quantile(before[~due], 1 - FALSE_ALARMS))
    return gap(rates(before > threshold, due), rates(after > threshold, due))


def gap(before: Rates, after: Rates) -> Rates:
    return 100 * (after[0] - before[0]), 100 * (after[1] - before[1])


def rates(positive: Flags, due: Flags) -> Rates:
    return float(positive[~due].mean()), float(positive[due].mean())


def alarm_so_far(judged: Sequence[Judgement]) -> Flags:
    """For each message, whether there was an alarm at it or before: somebody who was offered a person stays offered."""
    return np.array([so_far for one in judged for so_far in accumulate((decision != NOTHING for decision in one.decisions), max)])


def all_due(kept: Sequence[Story]) -> Flags:
    return np.array([due for story in kept for due in story.due])


def scores(judged: Sequence[Judgement]) -> Numbers:
    return np.array([score for one in judged for score in one.scores])
