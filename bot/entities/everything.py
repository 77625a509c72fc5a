"""All readers together: where two find something in the same words, the one that is surer of itself keeps it."""

from __future__ import annotations

from bot import vocabulary
from bot.entities import amounts, contacts, names, places, references
from bot.entities.finding import Finding

SURNAME = "surname"
# Who is asked for one of these may answer with a place, misspelled or not.
PLACES_DUE = frozenset({"flight_number", "to_airport", "from_airport", "new_route"})
LONGEST_READ = 8000  # characters


def find(text: str, airlines: tuple[str, ...], asked_for: str | None = None) -> list[Finding]:
    """Everything found, in the order of the text. `asked_for` is the slot that the assistant has just asked for, if any."""
    text = text[:LONGEST_READ]
    flights = references.flight_numbers(text, airlines)
    found: list[Finding] = []
    for findings in (
        contacts.emails(text),
        amounts.find(_without(flights, text)),  # "ZE 412 350 euros" are not 412350
        references.find(text, airlines, asked_for),
        contacts.phones(text),
        names.find(text),
        # Whoever is asked for a surname and says "Paris" is called that.
        [] if asked_for == SURNAME else places.find(text, vocabulary.is_ordinary, due=asked_for in PLACES_DUE),
    ):
        found += [finding for finding in findings if not finding.overlaps(found)]
    return sorted(found, key=lambda finding: finding.start)


def _without(findings: list[Finding], text: str) -> str:
    """Blanks in their place, so that all else stays where it is."""
    for finding in findings:
        text = f"{text[: finding.start]}{' ' * (finding.end - finding.start)}{text[finding.end :]}"
    return text
