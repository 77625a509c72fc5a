"""What of a message is read for its intent: not which booking it names, and not how a word was mistyped."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.intents.courtesies import without_courtesies
from bot.intents.stand_ins import with_stand_ins
from bot.signs import in_words, without_signs
from bot.slips.mending import Mender

REPEATED = re.compile(r"([.!?])[.!?]+")


class Reader:
    """Reads a message as it was typed, and as it was meant: with the same booking and flight whichever it names."""

    def __init__(self, examples: Sequence[str], airlines: tuple[str, ...]) -> None:
        self._airlines = airlines
        self._mender = Mender(self.as_typed(text) for text in examples)

    def as_typed(self, text: str) -> str:
        # A thumb alone is an answer; beside words it is only a mood.
        said = without_signs(without_courtesies(text)) or in_words(text)
        return with_stand_ins(REPEATED.sub(r"\1", said), self._airlines)

    def as_meant(self, typed: str) -> str:
        """Without slips of the finger."""
        return self._mender.mended(typed)
