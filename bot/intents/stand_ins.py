"""Which booking and which flight is meant says nothing about what is wanted. But the meaning of a sentence, as the embedding sees
it, moves with every letter of a reference: with some sentences one customer in seven would be misunderstood for having the wrong
one. So all are read as the same.
"""

from __future__ import annotations

from bot.entities.references import booking_references, flight_numbers

REFERENCE, FLIGHT = "X7K2PL", "ZE 412"


def with_stand_ins(text: str, airlines: tuple[str, ...]) -> str:
    """The text with the same reference and the same flight number of ours wherever there is one.

    `airlines` are as for `flight_numbers`. Other airlines' stay, for "EU261" may look like one of theirs.
    """
    flights = [found for found in flight_numbers(text, airlines) if found.value.startswith(airlines)] if airlines else []
    taken = {place for flight in flights for place in range(flight.start, flight.end)}
    stand_ins = [(flight, FLIGHT) for flight in flights]
    stand_ins += [(found, REFERENCE) for found in booking_references(text) if found.start not in taken]
    for found, stand_in in sorted(stand_ins, key=lambda each: -each[0].start):
        text = text[: found.start] + stand_in + text[found.end :]
    return text
