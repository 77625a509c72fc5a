"""Structure only: dialogues of a telephone assistant as intents without words. Which callers hung up or asked to be put through?

BETOLD (valid part): LUHF means "late user-initiated hang-up or forward". Cross-validation by dialogue, stratified; features and
settings are chosen inside the training part only, by another cross-validation, and all is repeated with other seeds.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean, pstdev
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score, roc_curve
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MaxAbsScaler
from threadpoolctl import threadpool_limits

from bench import progress
from bench.understanding.calibration import Numbers, calibration_error, equal_width, shifted_to_base_rate
from bench.understanding.dialogue_shape import TOO_RARE, Features, everything, product_counts, shape_of
from bench.understanding.drawing import COLOURS, LINES, QUIET, png, sheet
from bench.understanding.measures import Measure, Plot, Row, Section, Table, at_least, at_most
from bench.understanding.shared_data import records_of

FOLDS, INNER_FOLDS = 5, 3
SEEDS, QUICK_SEEDS = range(3), range(1)
HIDDEN_END = 2  # utterances, for the question how much the end alone tells
POINTS = (0.01, 0.05, 0.1, 0.2, 0.5)
Labels = NDArray[np.bool_]
Build = Callable[[int], Pipeline]  # from a seed


@dataclass(frozen=True)
class Run:
    """One cross-validation: the area of each fold, and each dialogue's probability from the model that never saw it."""

    areas: Sequence[float]
    predicted: Numbers
    chosen: Sequence[str]


def boosted(leaves: int) -> Build:
    """Gradient boosting of small trees. Each split sees a part of the features, because many say nearly the same."""
    return lambda seed: make_pipeline(
        DictVectorizer(sparse=False),
        HistGradientBoostingClassifier(
            learning_rate=0.05,
            max_iter=200,
            max_leaf_nodes=leaves,
            min_samples_leaf=10,
            l2_regularization=5.0,
            max_features=0.3,
            early_stopping=False,
            random_state=seed,
        ),
    )


def regression(_seed: int) -> Pipeline:
    return make_pipeline(DictVectorizer(), MaxAbsScaler(), LogisticRegression(C=0.1, max_iter=2000))


CANDIDATES: dict[str, Build] = {
    "logistic regression": regression,
    "boosting, 4 leaves": boosted(4),
    "boosting, 8 leaves": boosted(8),
}


def measure(*, quick: bool = False) -> Section:
    """Raises CannotBeMeasured without the data set."""
    records = records_of("frustration/betold_valid.json")
    # Trees as small as these are slower on several cores that others use as well.
    with threadpool_limits(1):
        return compared(records, QUICK_SEEDS if quick else SEEDS)


def compared(records: Sequence[dict[str, Any]], seeds: range) -> Section:
    shapes = [shape_of(record) for record in records]
    due = np.array([record["LUHF"] == "luhf" for record in records])
    whole = repeated("All features of structure", [everything(shape) for shape in shapes], due, seeds, CANDIDATES)
    # The same without what happened last: whoever is to step in before the caller hangs up does not know the end.
    cut = [everything(shape[:-HIDDEN_END]) for shape in shapes]
    without_end = repeated("The same without the last two utterances", cut, due, QUICK_SEEDS, CANDIDATES)
    counted = [product_counts(shape) for shape in shapes]
    own = repeated("What the product counts, as an additive model", counted, due, seeds, {"additive": regression})
    return section(due, whole, without_end, own)


def repeated(title: str, features: Sequence[Features], due: Labels, seeds: range, candidates: dict[str, Build]) -> list[Run]:
    runs = []
    for seed in seeds:
        runs.append(cross_validated(features, due, seed, candidates))
        progress.say(f"{title}, seed {seed}: ROC AUC {mean(runs[-1].areas):.4f}")
    return runs


def cross_validated(features: Sequence[Features], due: Labels, seed: int, candidates: dict[str, Build]) -> Run:
    areas, predicted, chosen = [], np.zeros(len(due)), []
    for learn, test in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(due, due):
        known = common([features[number] for number in learn])
        name = best_of(candidates, known, due[learn], seed)
        model = candidates[name](seed).fit(known, due[learn])
        predicted[test] = model.predict_proba([features[number] for number in test])[:, 1]
        areas.append(float(roc_auc_score(due[test], predicted[test])))
        chosen.append(name)
    return Run(areas, predicted, chosen)


def best_of(candidates: dict[str, Build], features: Sequence[Features], due: Labels, seed: int) -> str:
    """By cross-validation within these dialogues, which are the training part of a fold."""
    if len(candidates) == 1:
        return next(iter(candidates))
    folds = StratifiedKFold(INNER_FOLDS, shuffle=True, random_state=seed)
    areas = {
        name: cross_val_score(build(seed), features, due, cv=folds, scoring="roc_auc").mean()
        for name, build in candidates.items()
    }
    return max(areas, key=lambda name: areas[name])


def common(features: Sequence[Features]) -> list[Features]:
    """Without the features that only a few of these dialogues have."""
    times = Counter(name for one in features for name in one)
    return [{name: value for name, value in one.items() if times[name] >= TOO_RARE} for one in features]


def section(due: Labels, whole: Sequence[Run], without_end: Sequence[Run], own: Sequence[Run]) -> Section:
    chosen = Counter(name for run in whole for name in run.chosen)
    picked = ", ".join(f"{name} {times} times" for name, times in chosen.most_common())
    return Section(
        "betold",
        "Structure only (BETOLD)",
        [
            area("ROC AUC, all features of structure", whole, at_least=0.92),
            area(f"… without the last {HIDDEN_END} utterances", without_end),
            area("… only what the product counts, additive", own),
            Measure("Calibration error after prior shift", expected_error(whole[0], due), "", at_most(0.03), digits=3),
        ],
        plots=[curves(due, {"all features": whole[0], "without the end": without_end[0], "product's counts": own[0]})],
        notes=[
            f"{len(due)} dialogues, {int(due.sum())} of them LUHF; {FOLDS} folds by dialogue, seeds: {len(whole)}; the mean of"
            " all folds and their standard deviation.",
            f"Chosen inside the folds: {picked}.",
            "The model learns from BETOLD's own intents and is no part of the product; the third row is what the product itself"
            " can read from such a structure.",
        ],
    )


def area(what: str, runs: Sequence[Run], **target: Any) -> Measure:
    areas = [one for run in runs for one in run.areas]
    limit = at_least(target["at_least"]) if target else None
    return Measure(what, mean(areas), "", limit, digits=3, spread=pstdev(areas))


def expected_error(run: Run, due: Labels) -> float:
    answers = due.tolist()
    return calibration_error(equal_width(shifted_to_base_rate(run.predicted.tolist(), answers), answers))


def curves(due: Labels, runs: dict[str, Run]) -> Plot:
    figure, axes = sheet(width=6, height=5)
    axes.plot([0, 1], [0, 1], color=QUIET, linewidth=1, linestyle=":")
    rows: list[Row] = []
    for number, (name, run) in enumerate(runs.items()):
        wrong, found, _ = roc_curve(due, run.predicted)
        axes.plot(wrong, found, color=COLOURS[number], linestyle=LINES[number], label=name)
        rows.append([name, *(round(float(np.interp(point, wrong, found)), 3) for point in POINTS)])
    axes.set_xlabel("callers who stayed, taken for leaving")
    axes.set_ylabel("callers who left, found")
    axes.legend(frameon=False, loc="lower right")
    title = "ROC of structure only"
    alt = "Three ROC curves. Found at 10 % false alarms: " + ", ".join(f"{row[0]} {row[1 + POINTS.index(0.1)]}" for row in rows)
    columns = ["features", *(f"found at {point:.0%} false" for point in POINTS)]
    return Plot("structure", title, f"{alt}.", png(figure), Table(title, columns, rows))
