"""The detector: what it learned, put together, and how it is learned from the written conversations."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import joblib

from bot.frustration import risk
from bot.frustration.conversations import Conversation, written
from bot.frustration.signals import Listener, Reading, Turn, mended
from bot.frustration.words import School, Words, texts_and_exchanges

FOLDS = 3
WHAT_IT_IS_MADE_OF = (
    "data/frustration/**/*.yml",
    "bot/frustration/*.py",
    "bot/frustration/*.json",
    "data/short_forms.yml",
    "bot/slips/*.py",
    "bot/embedder.py",
    "bot/minilm_graph.py",
)


@dataclass(frozen=True)
class Detector:
    """Everything that is learned; joblib keeps it."""

    words: Words
    risk: risk.Risk


def present(folder: Path, without_held_out: bool = False) -> Detector:
    """The detector of the present content; what was learned is kept in `folder`, under the content's digest."""
    path = kept(folder, without_held_out)
    if not path.exists():
        detector = learn([one for one in written() if not (without_held_out and one.held_out)])
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"unfinished-{os.getpid()}.detector")
        joblib.dump(detector, unfinished)
        unfinished.replace(path)
    return joblib.load(path)


def kept(folder: Path, without_held_out: bool = False) -> Path:
    """Where the detector of the present content is, or will be."""
    return folder / f"{digest()}{'-held-out' if without_held_out else ''}.detector"


def digest() -> str:
    root = Path(__file__).parents[2]
    made_of = sorted(path for pattern in WHAT_IT_IS_MADE_OF for path in root.glob(pattern))
    total = hashlib.sha256()
    for path in made_of:
        total.update(f"{path.relative_to(root).as_posix()}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return total.hexdigest()[:32]


def learn(conversations: Sequence[Conversation]) -> Detector:
    """The risk learns from readings by words that never saw the conversation, so it does not trust them more than it should."""
    school = School(conversations)
    rows, due = [], []
    for number in range(FOLDS):
        part = frozenset(index for index, one in enumerate(conversations) if fold(one.scenario) == number)
        words = school.teach(without=part)
        for conversation in (conversations[index] for index in sorted(part)):
            readings = listen(words, conversation.turns)
            rows += [reading.features for reading in readings]
            due += [conversation.is_due_at(message) for message in range(1, len(readings) + 1)]
    return Detector(school.teach(), risk.learn(rows, due))


def read_all(words: Words, conversations: Sequence[Sequence[Turn]]) -> None:
    """Scores the words of many conversations at once. Each text alone: no turn hears of another by this."""
    said = [pair for turns in conversations for pair in texts_and_exchanges([mended(turn, words) for turn in turns])]
    words.read([text for text, _ in said], [exchange for _, exchange in said if exchange])


def listen(words: Words, turns: Sequence[Turn]) -> list[Reading]:
    """A reading for each of the customer's turns."""
    listener = Listener(words)
    return [reading for reading in map(listener.hear, turns) if reading]


def fold(scenario: str) -> int:
    """A scenario is always in the same part, so twins of one story never teach each other."""
    return hashlib.sha256(b"fold " + scenario.encode()).digest()[0] % FOLDS
