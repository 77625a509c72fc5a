"""Runs in the bot's own environment: learns from public sets as the product learns from its own, and prints the figures as JSON.

.venv-bot/bin/python -m bench.intent_figures ../shared/eval/intents [--quick]
"""

from __future__ import annotations

import csv
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression

from bench.understanding.disguises import mistyped
from bot.embedder import the_embedder
from bot.intents.calibration import calibration_error
from bot.intents.features import Spelling, meanings
from bot.intents.model import IntentModel, Understanding

Example = tuple[str, str]
Examples = Sequence[Example]
SAMPLES, PER_INTENT, FOLDS = 5, 10, 5
PRECISION = 0.8


def main(folder: Path, quick: bool) -> None:
    train, test = rows(folder / "banking77_train.csv"), rows(folder / "banking77_test.csv")
    clinc = {name: [(text, intent) for text, intent in part] for name, part in read_json(folder / "clinc150_full.json").items()}
    figures: dict[str, Any] = {
        "own": cross_validated(own_examples()),
        "own_mistyped": cross_validated(own_examples(), mistyped),
        "ten_shot": [one_set(ten_of_each(train, seed), test) for seed in range(SAMPLES)],
        "off_the_shelf": {"BANKING77, ten an intent": off_the_shelf(ten_of_each(train, 0), test)},
    }
    if not quick:
        figures["banking"] = one_set(train, test)
        figures["clinc"] = with_foreign(clinc["train"], clinc["test"], clinc["oos_test"])
        figures["clinc_with_labelled"] = with_foreign(clinc["train"] + clinc["oos_train"], clinc["test"], clinc["oos_test"])
        figures["max_probability"] = max_probability(clinc["train"], clinc["val"], clinc["test"], clinc["oos_test"])
    print(json.dumps(figures))


def one_set(train: Examples, test: Examples) -> dict[str, Any]:
    started = time.monotonic()
    model = learned(train)
    seconds = time.monotonic() - started
    return {**judged(understood(model, test), test), "seconds_to_learn": seconds}


def with_foreign(train: Examples, test: Examples, foreign: Examples) -> dict[str, Any]:
    """In-scope accuracy, and recall and precision of what is out of scope: as decided, and at the best threshold there is."""
    model = learned(train)
    inside, outside = understood(model, test), understood(model, foreign)
    caught = sum(not one.in_scope for one in outside)
    turned_away = sum(not one.in_scope for one in inside)
    chances = [one.out_of_scope for one in [*inside, *outside]]
    return {
        **judged(inside, test),
        "recall": caught / len(outside),
        "precision": caught / max(1, caught + turned_away),
        "best_recall": best_recall(np.array(chances), np.arange(len(chances)) >= len(inside)),
    }


def judged(found: Sequence[Understanding], test: Examples) -> dict[str, Any]:
    right = np.array([one.intent == intent for one, (_, intent) in zip(found, test, strict=True)])
    said = np.array([one.confidence for one in found])
    bands = np.array([one.band for one in found])
    return {
        "accuracy": float(right.mean()),
        "calibration_error": calibration_error(said, right),
        "bands": {
            band: {"share": float((bands == band).mean()), "right": float(right[bands == band].mean())}
            for band in ("sure", "fairly_sure", "unsure")
            if (bands == band).any()
        },
    }


def best_recall(chances: np.ndarray, foreign: np.ndarray) -> float:
    caught = np.cumsum(foreign[np.argsort(-chances, kind="stable")])
    precise = caught / np.arange(1, len(chances) + 1) >= PRECISION
    return float(caught[precise].max(initial=0) / foreign.sum())


def cross_validated(examples: Examples, typed: Callable[[str], str] = str) -> dict[str, Any]:
    """Every example, as somebody types it, judged by a model that learned from the other four fifths as they are written."""
    order = np.random.default_rng(0).permutation(len(examples))
    found: list[Understanding] = []
    truth: list[Example] = []
    for fold in range(FOLDS):
        left_out = set(order[fold::FOLDS].tolist())
        test = [(typed(text), intent) for index, (text, intent) in enumerate(examples) if index in left_out]
        found += understood(learned([example for index, example in enumerate(examples) if index not in left_out]), test)
        truth += test
    return {**judged(found, truth), "examples": len(examples), "intents": len({intent for _, intent in examples})}


def off_the_shelf(train: Examples, test: Examples) -> dict[str, float]:
    texts, intents = zip(*train, strict=True)
    truth = np.array([intent for _, intent in test])
    spelling = Spelling(texts)
    words = LogisticRegression(C=30, max_iter=200).fit(spelling.of(texts), intents)
    # What Rasa's LogisticRegressionClassifier does with the same embeddings: C = 1, balanced weights, no scaling.
    meaning = LogisticRegression(C=1, class_weight="balanced", max_iter=200).fit(meanings(texts, views()), intents)
    messages = [text for text, _ in test]
    return {
        "the most frequent intent": float(max((truth == intent).mean() for intent in set(intents))),
        "words and letters, logistic regression": float((words.predict(spelling.of(messages)) == truth).mean()),
        "embeddings, Rasa's logistic regression": float((meaning.predict(meanings(messages, views())) == truth).mean()),
    }


def max_probability(train: Examples, known: Examples, test: Examples, foreign: Examples) -> dict[str, float]:
    """The usual way: refuse where the highest probability is below what 5 % of in-scope validation messages have."""
    model = learned(train)
    threshold = np.quantile([one.confidence for one in understood(model, known)], 0.05)
    inside, outside = (np.array([one.confidence for one in understood(model, part)]) < threshold for part in (test, foreign))
    return {"recall": float(outside.mean()), "precision": float(outside.sum() / (outside.sum() + inside.sum()))}


def learned(examples: Examples) -> IntentModel:
    return IntentModel.fit([text for text, _ in examples], [intent for _, intent in examples], views())


def understood(model: IntentModel, messages: Examples) -> list[Understanding]:
    found: list[Understanding] = model.understand_all([text for text, _ in messages], views())
    return found


KEPT: dict[str, tuple[np.ndarray, np.ndarray]] = {}


def views() -> Any:
    """The embedder, each text read once however often it is learned from."""

    def embed(text: str) -> tuple[np.ndarray, np.ndarray]:
        if text not in KEPT:
            KEPT[text] = the_embedder().views(text)
        return KEPT[text]

    return embed


def ten_of_each(examples: Examples, seed: int) -> list[Example]:
    chance = np.random.default_rng(seed)
    intents = np.array([intent for _, intent in examples])
    chosen = [chance.choice(np.flatnonzero(intents == intent), PER_INTENT, replace=False) for intent in np.unique(intents)]
    return [examples[int(index)] for index in np.concatenate(chosen)]


def own_examples() -> list[Example]:
    return [
        (line.removeprefix("- ").strip(), entry["intent"])
        for file in sorted(Path("data/nlu").glob("*.yml"))
        for entry in yaml.safe_load(file.read_text("utf-8"))["nlu"]
        if "intent" in entry
        for line in entry["examples"].splitlines()
        if line.startswith("- ")
    ]


def rows(path: Path) -> list[Example]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["category"]) for row in csv.DictReader(file)]


def read_json(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--quick" in sys.argv)
