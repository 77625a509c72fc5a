"""How often English words are said, from the list of pyspellchecker (some 55,000 words, counted in film subtitles).

The list is from talk, so it knows "bloke", "refund" and every swear word. A few words that it lacks are in the embedding's list,
and others are in data/short_forms.yml.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import lru_cache
from pathlib import Path

import yaml
from spellchecker import SpellChecker

from bot.vocabulary import TOKENIZER

SHORT_FORMS, SPELLED_OUT = (Path(__file__).parents[2] / "data" / name for name in ("short_forms.yml", "spelled_out.yml"))
LEAST_SAID = 51  # times; the list has another 100,000 words that hardly anybody says, such as "allopathist"
SELDOM = 1e-6  # of the embedding's words that nobody says in films; they are written, so they are words
WRITTEN_OFTEN = 1e-4  # of the short forms
SHORTEST_TAKEN = 4  # letters; the embedding knows pieces such as "ot" and "fo" as words


@lru_cache(maxsize=1)
def shares() -> dict[str, float]:
    """Of all words that are said, the share that each word is. Small letters, without apostrophes: "dont"."""
    counts: Counter[str] = Counter()
    for word, count in SpellChecker(language="en").word_frequency.items():
        if count >= LEAST_SAID:
            counts[bare(word)] += count
    total = sum(counts.values())
    said = {word: count / total for word, count in counts.items()}
    return dict.fromkeys(written(), SELDOM) | dict.fromkeys(short_forms(), WRITTEN_OFTEN) | said


def bare(word: str) -> str:
    return word.lower().replace("'", "").replace("’", "")


def written() -> list[str]:
    known = json.loads(TOKENIZER.read_text(encoding="utf-8"))["model"]["vocab"]
    return [word for word in known if word.isalpha() and word.isascii() and len(word) >= SHORTEST_TAKEN]


def short_forms() -> list[str]:
    """Also those that are read as what they stand for (bot/signs.py)."""
    lists = [yaml.safe_load(path.read_text(encoding="utf-8")).values() for path in (SHORT_FORMS, SPELLED_OUT)]
    return " ".join(words.lower() for each in lists for words in each).split()
