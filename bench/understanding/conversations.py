"""The decision itself, on our own held-out conversations: does a person come in time, and nobody where nobody is due?

Beside the product stand methods that anybody could use instead.
"""

from collections.abc import Iterator, Sequence
from statistics import mean

from sklearn.metrics import average_precision_score, roc_auc_score

from bench import progress
from bench.report import OUT
from bench.understanding import baselines, conversation_plots
from bench.understanding.calibration import calibration_error, equal_size, equal_width, shifted_to_base_rate
from bench.understanding.held_out import AS_WRITTEN, Story, judgements, stories, turn_by_turn
from bench.understanding.measures import CannotBeMeasured, Measure, Row, Section, Table, at_least, at_most
from bench.understanding.outcomes import Outcome, alarms, first_alarm, golden_transfer, outcome
from bench.understanding.scoring import Judgement

OURS = "Reassure"
WRONG = OUT / "understanding-conversations.txt"
LEFT_ALONE = "left alone"
RIGHT = (Outcome.INSIDE.value, LEFT_ALONE)
TOLERANCES = (1, 2, 3)
Judged = dict[str, Sequence[Judgement]]  # by method, in the order of the stories


def measure(*, quick: bool = False) -> Section:
    """Without the command the other methods are measured alone. `quick` changes nothing: it is quick."""
    kept = stories(held_out=True)
    methods, notes = by_other_methods(kept)
    progress.say("The product's own command")
    try:
        ours = judgements()[AS_WRITTEN]
    except CannotBeMeasured as missing:
        return section(kept, methods, [], [str(missing), *notes])
    keep_for_reading(kept, ours)
    return section(
        kept, {OURS: ours, **methods}, measures(kept, ours), [*notes, f"What went wrong, word for word: {WRONG.name}."]
    )


def by_other_methods(kept: Sequence[Story]) -> tuple[Judged, list[str]]:
    progress.say("VADER, a keyword list, never, always at turn one, always at turn three")
    learned_from = [(story.messages, story.due) for story in stories(held_out=False)]
    vader, threshold = baselines.learned_vader(learned_from)
    methods: dict[str, baselines.Method] = {
        "VADER": vader,
        "keyword list": baselines.keywords,
        "never": baselines.never,
        "always at turn 1": baselines.at_turn(1),
        "always at turn 3": baselines.at_turn(3),
    }
    note = (
        f"VADER offers a person from a compound score of {threshold:g} down, chosen on {len(learned_from)} other conversations."
    )
    return {name: [method(story.messages) for story in kept] for name, method in methods.items()}, [note]


def section(kept: Sequence[Story], methods: Judged, measured: list[Measure], notes: list[str]) -> Section:
    due = sum(story.window is not None for story in kept)
    size = f"{len(kept)} conversations, {due} with a window and {len(kept) - due} calm; split by scenario."
    families = [by_family(kept, methods[OURS])] if OURS in methods else []
    return Section(
        "conversations",
        "Our own held-out conversations",
        measured,
        [first_alarms(kept, methods), golden_transfers(kept, methods), turn_level(kept, methods), *families],
        conversation_plots.all_of(kept, methods, OURS),
        [size, *notes, "GT-T counts every alarm of a conversation, or its first alone; silence in a calm conversation earns 1."],
    )


def measures(kept: Sequence[Story], ours: Sequence[Judgement]) -> list[Measure]:
    shares = outcome_shares(kept, ours)
    handovers, offers = calm_shares(kept, ours)
    scores, due = turn_by_turn(kept, ours)
    shifted = shifted_to_base_rate(scores, due)
    return [
        Measure("First decision inside the window", shares[Outcome.INSIDE], "%", at_least(88)),
        Measure("… early", shares[Outcome.EARLY], "%", at_most(4)),
        Measure("… late", shares[Outcome.LATE], "%", at_most(6)),
        Measure("… missed", shares[Outcome.MISSED], "%", at_most(2)),
        Measure("Calm conversations handed over", handovers, "%", at_most(1)),
        Measure("Calm conversations with an offer", offers, "%", at_most(4)),
        Measure("Calibration error after prior shift, ten equal widths", calibration_error(equal_width(shifted, due)), "",
                at_most(0.03), digits=3),
        Measure("… ten equal sizes", calibration_error(equal_size(shifted, due)), "", digits=3),
        Measure("ROC AUC of the score, by turn", roc_auc_score(due, scores), digits=3),
        Measure("Average precision of the score, by turn", average_precision_score(due, scores), digits=3),
    ]  # fmt: skip


def outcome_shares(kept: Sequence[Story], judged: Sequence[Judgement]) -> dict[Outcome, float]:
    """Percent of the conversations that have a window."""
    found = [outcome(one.decisions, story.window) for story, one in zip(kept, judged, strict=True) if story.window]
    return {kind: percent([one is kind for one in found]) for kind in Outcome}


def calm_shares(kept: Sequence[Story], judged: Sequence[Judgement]) -> tuple[float, float]:
    """Percent of the calm conversations with a hand-over, and with an offer, at any turn."""
    calm = [one.decisions for story, one in zip(kept, judged, strict=True) if story.window is None]
    return percent(["handover" in decisions for decisions in calm]), percent(["offer" in decisions for decisions in calm])


def first_alarms(kept: Sequence[Story], methods: Judged) -> Table:
    rows: list[Row] = []
    for name, judged in methods.items():
        shares, calm = outcome_shares(kept, judged), calm_shares(kept, judged)
        rows.append([name, *(round(shares[kind], 1) for kind in Outcome), *(round(one, 1) for one in calm)])
    columns = ["method", *(kind.value for kind in Outcome), "calm: handed over", "calm: offered"]
    return Table("The first alarm of a conversation, in percent", columns, rows)


def golden_transfers(kept: Sequence[Story], methods: Judged) -> Table:
    rows: list[Row] = [
        (name, *(golden(kept, judged, tolerance, only_first=first) for first in (False, True) for tolerance in TOLERANCES))
        for name, judged in methods.items()
    ]
    numerals = ["I", "II", "III"]
    columns = ["method", *(f"GT-{one}" for one in numerals), *(f"GT-{one}, first alarm only" for one in numerals)]
    return Table("Golden Transfer within Tolerance (Liu et al., AAAI 2021), in percent", columns, rows)


def golden(kept: Sequence[Story], judged: Sequence[Judgement], tolerance: int, *, only_first: bool) -> float:
    until = 1 if only_first else None
    earned = [
        golden_transfer(alarms(one.decisions)[:until], story.window, tolerance) for story, one in zip(kept, judged, strict=True)
    ]
    return round(100 * mean(earned), 1)


def turn_level(kept: Sequence[Story], methods: Judged) -> Table:
    rows: list[Row] = []
    for name, judged in methods.items():
        scores, due = turn_by_turn(kept, judged)
        rows.append([name, round(roc_auc_score(due, scores), 3), round(average_precision_score(due, scores), 3)])
    caption = "The score against “a person is due by this turn” (the others' score is their worst so far)"
    return Table(caption, ["method", "ROC AUC", "average precision"], rows)


def by_family(kept: Sequence[Story], judged: Sequence[Judgement]) -> Table:
    rows: list[Row] = []
    for family in sorted({story.family for story in kept}):
        pairs = [(story, one) for story, one in zip(kept, judged, strict=True) if story.family == family]
        mine, theirs = [story for story, _ in pairs], [one for _, one in pairs]
        counts = [outcome(one.decisions, story.window) for story, one in pairs if story.window]
        calm = [one for story, one in pairs if story.window is None]
        wrong = sum(any(decision != "none" for decision in one.decisions) for one in calm)
        rows.append([family.replace("_", " "), *(counts.count(kind) for kind in Outcome), len(calm), wrong,
                     golden(mine, theirs, 1, only_first=True)])  # fmt: skip
    columns = ["family", *(kind.value for kind in Outcome), "calm", "of these with an alarm", "GT-I, first alarm only"]
    return Table(f"{OURS} by family: conversations", columns, rows)


def keep_for_reading(kept: Sequence[Story], ours: Sequence[Judgement]) -> None:
    """The conversations that did not come out right, for whoever works on the detector."""
    OUT.mkdir(exist_ok=True)
    wrong = [
        "\n".join([f"{story.family}, {story.scenario}, due {story.window or 'never'}: {ended}", *told(story, one), ""])
        for story, one in zip(kept, ours, strict=True)
        if (ended := ending(story, one)) not in RIGHT
    ]
    WRONG.write_text("\n".join(wrong), "utf-8")


def ending(story: Story, one: Judgement) -> str:
    if story.window:
        return outcome(one.decisions, story.window).value
    return LEFT_ALONE if first_alarm(one.decisions) is None else "false alarm"


def told(story: Story, one: Judgement) -> Iterator[str]:
    judged = iter(zip(one.scores, one.decisions, strict=True))
    for line in story.dialogue:
        beside = "" if line.who == "bot" else "{:.2f} {}".format(*next(judged))
        yield f"    {beside:<14} {line.who}: {line.text}"


def percent(found: Sequence[bool]) -> float:
    return 100 * sum(found) / max(1, len(found))
