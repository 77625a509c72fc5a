"""Flight numbers and booking references in what a customer wrote. Pure: text in, findings out.

Whether a reference exists is for the database to say. Here only the shape counts, and words never have it: a reference that is
picked out of a sentence holds both letters and digits, and is no day ("14june"), amount ("300usd", "2weeks") or time ("1030am").
"""

import re

from bot.entities.finding import Finding

FLIGHT_NUMBER = "flight_number"
BOOKING_REFERENCE = "booking_reference"
REFERENCE_LENGTH = 6

DAY_OR_AMOUNT = re.compile(
    r"\d+(?:st|nd|rd|th|am|pm|hrs|h|mins|min|kg|kgs|lbs|gbp|eur|usd|euros?|xcd|miles?|km|years?|days|x)"
    r"|\d+(?:hours?|nights?|weeks?|months?|adults?|child|kids|bags|seats?|people|pounds?|quid|cents?)"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|march|april|june|july|gate|seat|room)\d+"
    r"|\d+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|march|april|june|july)\d*",
    re.IGNORECASE,
)
WORD = re.compile(r"(?<![\w@.#£$€/])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?![\w@])")
BARE_FLIGHT_NUMBER = re.compile(r"(?<![\w/.:-])(\d{3,4})(?![\w/:%-])")
YEAR = re.compile(r"20\d\d")


def find(text: str, airlines: tuple[str, ...], asked_for: str | None = None) -> list[Finding]:
    """Everything found, in the order of the text. `asked_for` is the slot that the assistant has just asked for, if any."""
    if asked_for == BOOKING_REFERENCE and (spelled := spelled_out_reference(text)):
        return [spelled]
    flights = flight_numbers(text, airlines) or (bare_flight_number(text, airlines) if asked_for == FLIGHT_NUMBER else [])
    taken = {position for flight in flights for position in range(flight.start, flight.end)}
    references = [found for found in booking_references(text) if found.start not in taken]
    return sorted(flights + references, key=lambda finding: finding.start)


def flight_numbers(text: str, airlines: tuple[str, ...]) -> list[Finding]:
    """Our own numbers in any spelling (`ze 412`, `ZE-412`), other airlines' only in capitals and without a gap (`BA117`)."""
    ours = re.compile(rf"(?<![A-Za-z0-9])({'|'.join(airlines)})\s?-?\s?(\d{{2,4}})(?![A-Za-z0-9])", re.IGNORECASE)
    others = re.compile(r"(?<![A-Za-z0-9])([A-Z]{2})(\d{2,4})(?![A-Za-z0-9])")
    found = {match.start(): match for pattern in (others, ours) for match in pattern.finditer(text)}
    return [Finding(FLIGHT_NUMBER, f"{m[1]}{m[2]}".upper(), m.start(), m.end()) for m in found.values()]


def bare_flight_number(text: str, airlines: tuple[str, ...]) -> list[Finding]:
    """`412` is a flight number only as the answer to the question for one."""
    numbers = [match for match in BARE_FLIGHT_NUMBER.finditer(text) if not YEAR.fullmatch(match[1])]
    return [Finding(FLIGHT_NUMBER, f"{airlines[0]}{m[1]}", m.start(1), m.end(1)) for m in numbers[:1]]


def booking_references(text: str) -> list[Finding]:
    words = [(match, match[0].replace("-", "")) for match in WORD.finditer(text)]
    return [Finding(BOOKING_REFERENCE, word.upper(), m.start(), m.end()) for m, word in words if looks_like_a_reference(word)]


def looks_like_a_reference(word: str) -> bool:
    letters, digits = sum(map(str.isalpha, word)), sum(map(str.isdigit, word))
    return len(word) == REFERENCE_LENGTH and letters > 0 and digits > 0 and not DAY_OR_AMOUNT.fullmatch(word)


def spelled_out_reference(text: str) -> Finding | None:
    """An answer that is nothing but the reference, perhaps with gaps: `X7K 2PL`, `x 7 k 2 p l`, `X-7-K-2-P-L.`"""
    answer = text.strip(" .!,'\"")
    word = re.sub(r"[\s.-]", "", answer)
    if len(word) != REFERENCE_LENGTH or not word.isalnum() or not any(map(str.isdigit, word)):
        return None
    start = text.index(answer)
    return Finding(BOOKING_REFERENCE, word.upper(), start, start + len(answer))
