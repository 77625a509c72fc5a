"""The same words typed in another style. Who shouts, hurries or mistypes should be understood like everybody else."""

import random
import re
from collections.abc import Callable

MISTYPED_SHARE = 0.06  # of the letters
KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def capitals(text: str) -> str:
    return text.upper()


def lower_case(text: str) -> str:
    return text.lower()


def exclaimed(text: str) -> str:
    """Every sentence ends with "!!!", also the last one that has no mark."""
    return re.sub(r"[.!?…]+(?=\s|$)|(?<=[^\s.!?…])$", "!!!", text.strip())


def without_punctuation(text: str) -> str:
    """Apostrophes go too: people who leave out points write "dont"."""
    return " ".join(re.sub(r"[^\w\s]", " ", re.sub(r"['’]", "", text)).split()) or text


def mistyped(text: str) -> str:
    """6 % of the letters swapped with the next, dropped, doubled, or hit on a neighbouring key."""
    # The text is the seed: every run finds the same slips.
    chance = random.Random(text)
    typed, letters = [], iter(range(len(text)))
    for place in letters:
        slip = chance.random() < MISTYPED_SHARE and text[place].isalpha()
        kind = chance.choice(SLIPS) if slip else None
        if kind is swapped and place + 1 < len(text):
            next(letters)
        typed.append(kind(text, place, chance) if kind else text[place])
    return "".join(typed)


def swapped(text: str, place: int, _chance: random.Random) -> str:
    return text[place : place + 2][::-1]


def dropped(_text: str, _place: int, _chance: random.Random) -> str:
    return ""


def doubled(text: str, place: int, _chance: random.Random) -> str:
    return text[place] * 2


def neighbour(text: str, place: int, chance: random.Random) -> str:
    letter = text[place]
    row = next((row for row in KEYBOARD if letter.lower() in row), letter.lower())
    where = row.find(letter.lower())
    hit = chance.choice([row[near] for near in (where - 1, where + 1) if 0 <= near < len(row)] or [letter])
    return hit.upper() if letter.isupper() else hit


Slip = Callable[[str, int, random.Random], str]
SLIPS: list[Slip] = [swapped, dropped, doubled, neighbour]
DISGUISES: dict[str, Callable[[str], str]] = {
    "capitals": capitals,
    "lower case": lower_case,
    "“!!!”": exclaimed,
    "no punctuation": without_punctuation,
    "6 % typing errors": mistyped,
}
