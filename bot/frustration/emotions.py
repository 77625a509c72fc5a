"""Emotions heard in a sentence embedding: one direction an emotion, in emotions.json.

The directions were learned once from GoEmotions (Demszky et al. 2020, Google, Apache-2.0) by logistic regression on our
embeddings, with `python -m bot.frustration.emotions <folder>`; the numbers are kept, none of its texts. They make the detector
understand moods in subjects of which our own conversations know nothing.
"""

from __future__ import annotations

import json
import sys
from functools import lru_cache
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.embedder import the_embedder
from bot.frustration import phrases

DIRECTIONS = Path(__file__).with_name("emotions.json")
# Each is one or more of the data set's 28 labels.
EMOTIONS = {
    "anger": ("anger",),
    "annoyance": ("annoyance",),
    "disgust": ("disgust",),
    "disappointment": ("disappointment",),
    "disapproval": ("disapproval",),
    "sadness": ("sadness", "grief"),
    "fear": ("fear", "nervousness"),
    "confusion": ("confusion",),
    "curiosity": ("curiosity",),
    "remorse": ("remorse",),
    "gratitude": ("gratitude",),
    "joy": ("joy", "excitement", "amusement"),
    "admiration": ("admiration",),
    "hostile": ("anger", "annoyance", "disgust"),
    "warm": ("gratitude", "joy", "admiration", "love", "relief", "approval", "excitement"),
}
SENTENCES = 20_000  # enough: more change the directions little


def felt(meanings: np.ndarray) -> np.ndarray:
    """Log-odds of each emotion, shape (sentences, emotions), for embeddings of shape (sentences, 384)."""
    directions = the_directions()
    return meanings @ directions[:, :-1].T + directions[:, -1]


@lru_cache(maxsize=1)
def the_directions() -> np.ndarray:
    kept = json.loads(DIRECTIONS.read_text(encoding="utf-8"))
    return np.array([kept[name] for name in EMOTIONS], dtype=np.float32)


def learn(folder: Path) -> dict[str, list[float]]:
    """From goemotions_train.tsv and goemotions_labels.txt."""
    labels = (folder / "goemotions_labels.txt").read_text(encoding="utf-8").split()
    lines = (folder / "goemotions_train.tsv").read_text(encoding="utf-8").splitlines()[:SENTENCES]
    rows = [line.split("\t") for line in lines]
    meanings = np.stack([the_embedder().embed(phrases.plain(without_masks(row[0]))) for row in rows])
    shown = [{labels[int(number)] for number in row[1].split(",")} for row in rows]
    return {name: direction(meanings, [bool(set(group) & one) for one in shown]) for name, group in EMOTIONS.items()}


def direction(meanings: np.ndarray, shows: list[bool]) -> list[float]:
    regression = LogisticRegression(C=3.0, max_iter=300).fit(meanings, shows)
    return [round(float(number), 4) for number in (*regression.coef_[0], regression.intercept_[0])]


def without_masks(text: str) -> str:
    """The data set hides names and religions behind masks, which no customer writes."""
    return text.replace("[NAME]", "sam").replace("[RELIGION]", "church")


if __name__ == "__main__":
    DIRECTIONS.write_text(json.dumps(learn(Path(sys.argv[1])), separators=(",", ":")) + "\n", encoding="utf-8")
