"""The detector: what it learned, put together, and how it is learned from the written conversations."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pickle
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.frustration import risk
from bot.frustration.conversations import Conversation, written
from bot.frustration.signals import Listener, Reading, Turn, mended
from bot.frustration.words import School, Words, texts_and_exchanges
from bot.signs import in_words

FOLDS = 3
WHAT_IT_IS_MADE_OF = (
    "data/frustration/**/*.yml",
    "data/nlu/*.yml",
    "bot/frustration/*.py",
    "bot/frustration/*.json",
    "data/short_forms.yml",
    "data/emojis.yml",
    "data/spelled_out.yml",
    "bot/signs.py",
    "bot/slips/*.py",
    "bot/embedder.py",
    "bot/minilm_graph.py",
    "bot/even_weights.py",
    "bot/tf_idf.py",
)


@dataclass(frozen=True)
class Detector:
    """Everything that is learned."""

    words: Words
    risk: risk.Risk

    def save(self, path: Path) -> None:
        path.write_bytes(pickle.dumps(self, pickle.HIGHEST_PROTOCOL))

    @staticmethod
    def load(path: Path) -> Detector:
        """Only for files of our own making: loading one runs what is in it."""
        detector: Detector = pickle.loads(path.read_bytes())  # noqa: S301  (of our own making)
        return detector


def present(folder: Path, without_held_out: bool = False) -> Detector:
    """The detector of the present content; what was learned is kept in `folder`, under the content's digest."""
    return Detector.load(learned(folder, without_held_out))


def learned(folder: Path, without_held_out: bool = False) -> Path:
    """The file with the detector of the present content. Who asks while another process learns it waits for that one."""
    path = kept(folder, without_held_out)
    with alone(path.with_suffix(".lock")):
        if not path.exists():
            detector = learn([one for one in written() if not (without_held_out and one.held_out)])
            unfinished = path.with_name(f"unfinished-{os.getpid()}.detector")
            detector.save(unfinished)
            unfinished.replace(path)
    return path


def kept(folder: Path, without_held_out: bool = False) -> Path:
    """Where the detector of the present content is, or will be."""
    return folder / f"{digest()}{'-held-out' if without_held_out else ''}.detector"


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """One process at a time; the lock is free again when the process ends, however it ends."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def digest() -> str:
    root = Path(__file__).parents[2]
    made_of = sorted(path for pattern in WHAT_IT_IS_MADE_OF for path in root.glob(pattern))
    total = hashlib.sha256()
    for path in made_of:
        total.update(f"{path.relative_to(root).as_posix()}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return total.hexdigest()[:32]


def learn(conversations: Sequence[Conversation]) -> Detector:
    """The risk learns from readings by words that never saw the conversation, so it does not trust them more than it should."""
    conversations = [heard(conversation) for conversation in conversations]
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


def heard(conversation: Conversation) -> Conversation:
    """With all that customers write beside words in words."""
    turns = [replace(turn, text=in_words(turn.text)) if turn.who == "customer" else turn for turn in conversation.turns]
    return replace(conversation, turns=tuple(turns))


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
