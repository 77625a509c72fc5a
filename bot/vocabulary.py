"""Which words are ordinary: those that the embedding's tokenizer knows as a whole (some 24,000 of English).

A slip of the pen is rarely one of them, so they tell "pairs" from "Pariss".
"""

import json
from functools import lru_cache
from pathlib import Path

TOKENIZER = Path(__file__).parent / "weights" / "tokenizer.json"


def is_ordinary(word: str) -> bool:
    """Whether `word`, in small letters, is an ordinary word."""
    return word in _ordinary_words()


@lru_cache(maxsize=1)
def _ordinary_words() -> frozenset[str]:
    with TOKENIZER.open(encoding="utf-8") as file:
        known = json.load(file)["model"]["vocab"]
    return frozenset(word for word in known if word.isalpha())
