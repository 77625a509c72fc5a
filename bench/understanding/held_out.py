"""Our own conversations that were kept from training, with what the product decides in them, as written and disguised."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from bench import progress
from bench.understanding.disguises import DISGUISES
from bench.understanding.measures import CannotBeMeasured
from bench.understanding.outcomes import Window
from bench.understanding.scoring import Judgement, Line, judged
from bot.frustration import conversations

AS_WRITTEN = "as written"


@dataclass(frozen=True)
class Story:
    """A written conversation. `window`: the customer's messages, from 1, at which a person is due; None: never."""

    family: str
    scenario: str
    window: Window
    dialogue: tuple[Line, ...]

    @property
    def messages(self) -> list[str]:
        return [line.text for line in self.dialogue if line.who == "customer"]

    @property
    def due(self) -> list[bool]:
        """For each message of the customer, whether a person is due by then."""
        return [self.window is not None and number >= self.window[0] for number in range(1, len(self.messages) + 1)]

    def typed_as(self, disguise: Callable[[str], str]) -> tuple[Line, ...]:
        return tuple(Line(line.who, disguise(line.text)) if line.who == "customer" else line for line in self.dialogue)


@cache
def stories(*, held_out: bool) -> list[Story]:
    """Raises CannotBeMeasured when one of the files is not written as it should be."""
    try:
        return [as_story(written) for written in conversations.written() if written.held_out is held_out]
    except conversations.UnreadableConversation as problem:
        raise CannotBeMeasured(f"data/frustration/conversations cannot be read: {problem}.") from problem


def as_story(written: Any) -> Story:
    return Story(written.family, written.scenario, written.window, tuple(Line(turn.who, turn.text) for turn in written.turns))


@cache
def judgements() -> dict[str, list[Judgement]]:
    """By style, in the order of the held-out stories. All styles at once, because the command trains before it judges."""
    kept = stories(held_out=True)
    styles: dict[str, Callable[[str], str]] = {AS_WRITTEN: lambda text: text, **DISGUISES}
    progress.say(f"{len(kept)} held-out conversations in {len(styles)} styles, by a model that learns from the others only")
    answers = judged([story.typed_as(style) for style in styles.values() for story in kept], without_held_out=True)
    return {style: answers[number * len(kept) : (number + 1) * len(kept)] for number, style in enumerate(styles)}


def turn_by_turn(of: Sequence[Story], judgements: Sequence[Judgement]) -> tuple[list[float], list[bool]]:
    """All messages of all stories in a row: the scores, and whether a person was due by then."""
    scores = [score for one in judgements for score in one.scores]
    return scores, [due for story in of for due in story.due]
