"""What the decisions look like: outcomes by method, reliability, scores around the window, ROC and precision-recall."""

from collections.abc import Sequence
from statistics import median, quantiles

import numpy as np
from sklearn.metrics import precision_recall_curve, roc_curve

from bench.understanding.calibration import Bin, equal_size, equal_width, shifted_to_base_rate
from bench.understanding.drawing import COLOURS, INK, LINES, MARKS, QUIET, png, sheet
from bench.understanding.held_out import Story, turn_by_turn
from bench.understanding.measures import Plot, Row, Table
from bench.understanding.outcomes import Outcome, first_alarm, outcome
from bench.understanding.scoring import Judgement

Judged = dict[str, Sequence[Judgement]]
FALSE_ALARM, SILENCE = "calm: false alarm", "calm: left alone"
PARTS = (*(kind.value for kind in Outcome), SILENCE, FALSE_ALARM)
PART_COLOURS = dict(zip(PARTS, ("#00734f", "#b34700", "#b07a10", "#3d4852", "#5f9c87", "#c0654a"), strict=True))
HATCHES = dict(zip(PARTS, ("", "//", "..", "xx", "", "\\\\"), strict=True))
AROUND = range(-4, 4)  # messages before and after the earliest at which a person is due
LINES_SHOWN = 25
WITH_A_CURVE = 3  # the first methods; the others have no score to speak of
POINTS_IN_TABLE = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)


def all_of(kept: Sequence[Story], methods: Judged, ours: str) -> list[Plot]:
    curves = dict(list(methods.items())[: WITH_A_CURVE if ours in methods else WITH_A_CURVE - 1])
    plots = [outcomes(kept, methods), ranking(kept, curves)]
    if ours not in methods:
        return plots
    return [plots[0], reliability(kept, methods[ours]), around_the_window(kept, methods[ours]), plots[1]]


def outcomes(kept: Sequence[Story], methods: Judged) -> Plot:
    counts = {name: counted(kept, judged) for name, judged in methods.items()}
    figure, axes = sheet(height=1.6 + 0.45 * len(counts))
    names = list(reversed(counts))
    begun = np.zeros(len(names))
    for part in PARTS:
        wide = np.array([counts[name][part] for name in names])
        axes.barh(names, wide, left=begun, color=PART_COLOURS[part], hatch=HATCHES[part], edgecolor="white", label=part)
        begun += wide
    axes.set_xlabel("conversations")
    axes.legend(loc="upper center", bbox_to_anchor=(0.45, -0.18), ncols=6, frameon=False, fontsize=8)
    rows: list[Row] = [(name, *count.values()) for name, count in counts.items()]
    title = "Where the first alarm falls, by method"
    alt = f"Stacked bars, one a method, with the outcomes of {len(kept)} conversations. " + "; ".join(
        f"{name}: {count['inside']} inside the window, {count['missed']} missed, {count[FALSE_ALARM]} false alarms"
        for name, count in counts.items()
    )
    return Plot("outcomes", title, alt + ".", png(figure), Table(title, ["method", *PARTS], rows))


def counted(kept: Sequence[Story], judged: Sequence[Judgement]) -> dict[str, int]:
    ends = [
        outcome(one.decisions, story.window).value
        if story.window
        else (SILENCE if first_alarm(one.decisions) is None else FALSE_ALARM)
        for story, one in zip(kept, judged, strict=True)
    ]
    return {part: ends.count(part) for part in PARTS}


def reliability(kept: Sequence[Story], ours: Sequence[Judgement]) -> Plot:
    scores, due = turn_by_turn(kept, ours)
    shifted = shifted_to_base_rate(scores, due)
    kinds = {"ten equal widths": equal_width(shifted, due), "ten equal sizes": equal_size(shifted, due)}
    figure, axes = sheet(width=6, height=5)
    axes.plot([0, 1], [0, 1], color=QUIET, linewidth=1, linestyle=":", label="says what happens")
    for number, (name, bins) in enumerate(kinds.items()):
        axes.plot(*along(bins), color=COLOURS[number], linestyle=LINES[number], marker=MARKS[number], label=name)
    axes.set_xlabel("the score, shifted to the base rate of the set")
    axes.set_ylabel("share of messages by which a person was due")
    axes.legend(frameon=False)
    rows = [(name, round(one.said, 3), round(one.happened, 3), one.size) for name, bins in kinds.items() for one in bins]
    title = "Reliability of the score"
    alt = "Two lines near the diagonal: in bins of similar scores, the share of messages by which a person was really due."
    return Plot("reliability", title, alt, png(figure), Table(title, ["bins", "mean score", "share due", "messages"], rows))


def along(bins: Sequence[Bin]) -> tuple[list[float], list[float]]:
    return [one.said for one in bins], [one.happened for one in bins]


def around_the_window(kept: Sequence[Story], ours: Sequence[Judgement]) -> Plot:
    """Each line is a conversation, laid so that the first message at which a person is due is at 0."""
    tracks = [
        {number - story.window[0]: score for number, score in enumerate(one.scores, start=1)}
        for story, one in zip(kept, ours, strict=True)
        if story.window
    ]
    figure, axes = sheet()
    for track in tracks[:: max(1, len(tracks) // LINES_SHOWN)]:
        places = [place for place in AROUND if place in track]
        axes.plot(places, [track[place] for place in places], color=QUIET, linewidth=0.8, alpha=0.6)
    rows = [around(place, [track[place] for track in tracks if place in track]) for place in AROUND]
    shown = [row for row in rows if row[4]]
    axes.plot(
        [row[0] for row in shown], [row[2] for row in shown], color=COLOURS[0], linewidth=3, marker="o", label="median of all"
    )
    axes.axvline(0, color=INK, linestyle="--", linewidth=1, label="a person is due from here")
    axes.set_xlabel("messages of the customer, before and after the first at which a person is due")
    axes.set_ylabel("score")
    axes.legend(frameon=False, loc="upper left")
    title = "The score around the moment at which a person is due"
    alt = f"Thin lines of some, and the median of {len(tracks)} conversations: the score before and after a person is due. "
    medians = "Medians: " + ", ".join(f"{row[0]:+}: {row[2]}" for row in shown)
    columns = ["message", "lower quartile", "median", "upper quartile", "conversations"]
    return Plot("around-the-window", title, f"{alt}{medians}.", png(figure), Table(title, columns, rows))


def around(place: int, scores: Sequence[float]) -> tuple[int, float, float, float, int]:
    if len(scores) < 2:
        only = round(scores[0], 3) if scores else 0.0
        return place, only, only, only, len(scores)
    low, _, high = quantiles(scores, n=4, method="inclusive")
    return place, round(low, 3), round(median(scores), 3), round(high, 3), len(scores)


def ranking(kept: Sequence[Story], methods: Judged) -> Plot:
    figure, (left, right) = sheet(2)
    rows: list[Row] = []
    for number, (name, judged) in enumerate(methods.items()):
        scores, due = turn_by_turn(kept, judged)
        style = {"color": COLOURS[number], "linestyle": LINES[number], "label": name}
        wrong, found, _ = roc_curve(due, scores)
        precision, recall, _ = precision_recall_curve(due, scores)
        left.plot(wrong, found, **style)
        right.plot(recall, precision, **style)
        rows.append([name, *(round(float(np.interp(point, wrong, found)), 3) for point in POINTS_IN_TABLE)])
    left.set_xlabel("false positive rate")
    left.set_ylabel("true positive rate")
    right.set_xlabel("recall")
    right.set_ylabel("precision")
    left.legend(frameon=False, loc="lower right")
    title = "ROC and precision-recall by message: is a person due by now?"
    alt = "Left the ROC curves, right precision against recall. True positives at 5 % false ones: " + "; ".join(
        f"{row[0]} {row[1 + POINTS_IN_TABLE.index(0.05)]}" for row in rows
    )
    columns = ["method", *(f"true positives at {point:.0%} false" for point in POINTS_IN_TABLE)]
    return Plot("ranking", title, f"{alt}.", png(figure), Table(title, columns, rows))
