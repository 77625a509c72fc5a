"""Chance that depends on nothing but the seed and what it is for: the same airline for the same clock."""

import random

SEED = 412


def chance(*what: object) -> random.Random:
    return random.Random(":".join(str(part) for part in (SEED, *what)))  # noqa: S311  believable, not secret
