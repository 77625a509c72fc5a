"""Which booking and which flight is meant says nothing about what is wanted. But the meaning of a sentence, as the embedding sees
it, moves with every letter of a reference: with some sentences one customer in seven would be misunderstood for having the wrong
one. So all are read as the same. So are the airlines that are not ours (data/other_airlines.yml).
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

from bot.entities.references import booking_references, flight_numbers

REFERENCE, FLIGHT = "X7K2PL", "ZE 412"
OTHER_AIRLINES = Path(__file__).parents[2] / "data" / "other_airlines.yml"


def with_stand_ins(text: str, airlines: tuple[str, ...]) -> str:
    """The text with the same reference, the same flight number of ours and the same other airline wherever there is one.

    `airlines` are as for `flight_numbers`; without any the text is not about flights. Other airlines' numbers stay, for "EU261"
    may look like one of theirs.
    """
    flights = [found for found in flight_numbers(text, airlines) if found.value.startswith(airlines)] if airlines else []
    taken = {place for flight in flights for place in range(flight.start, flight.end)}
    stand_ins = [(flight, FLIGHT) for flight in flights]
    stand_ins += [(found, REFERENCE) for found in booking_references(text) if found.start not in taken]
    for found, stand_in in sorted(stand_ins, key=lambda each: -each[0].start):
        text = text[: found.start] + stand_in + text[found.end :]
    return _with_one_other_airline(text) if airlines else text


def _with_one_other_airline(text: str) -> str:
    one, pattern = _other_airlines()
    return pattern.sub(one, text)


@lru_cache(maxsize=1)
def _other_airlines() -> tuple[str, re.Pattern[str]]:
    """The first of them, and a pattern that finds any."""
    names: list[str] = yaml.safe_load(OTHER_AIRLINES.read_text(encoding="utf-8"))
    either = "|".join(re.escape(name).replace(r"\ ", r"[\s-]+") for name in sorted(names, key=len, reverse=True))
    return names[0], re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)
