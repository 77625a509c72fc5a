"""What shall be moved, where nothing but a word for moving is said: "I want to move it". Pure.

Where the talk is about a booking or a flight, that is the flight. Alone it may be anything, and is asked about; a day that is
named beside it makes the flight likely.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.requests.choice import Reading

MOVES, UNDOES, UNCLEAR = "change_flight_date", "undo_change", "nlu_fallback"
TAKEN_FOR = {MOVES, UNDOES, UNCLEAR}
WORD = r"(?:move|shift|postpone|reschedule|re-?plan|delay|push|put|pull|bring|have)"
ANOTHER_DAY = (
    r"(?:(?:to|on|for|onto|until|till)\s+)?(?:another|a\s+different|a\s+later|an\s+earlier|some\s+other|a\s+new|a\s+better|any\s+other)"
    r"\s+(?:day|date|time|week|moment)|(?:to\s+|for\s+)?(?:later|earlier|sooner|forward)(?:\s+on)?|off"
)
BESIDE = (
    r"(?:i|we|you|can|could|would|will|may|might|want|need|like|have|wanna|got|gotta|d|ll|m|to|please|pls|plz|just|so|and|ok|okay|hi|hello"
    r"|hey|then|now|actually|maybe|possible|possibly|is|be|it\s+possible|how|do|let['’]?s|let\s+me|let\s+us|thanks|thank|you|well|oh|hm+"
    r"|yes|also|rather|instead|me|us|for|there|a\s+way|if|able|must|should|going|try|sorry|help|somehow|a\s+bit|again)"
)
MOVES_IT = re.compile(
    rf"(?:\W*\b{BESIDE}\b)*\W*(?:\b{WORD}\s+(?:it|that|this|them)(?:\s+(?P<day>{ANOTHER_DAY}))?"
    rf"|(?:it|that|this)\s+(?:be\s+)?(?:moved|shifted|postponed|rescheduled)(?:\s+(?P<days>{ANOTHER_DAY}))?)"
    rf"\b(?:\W*\b{BESIDE}\b)*\W*",
    re.IGNORECASE,
)
NEEDS_A_DAY = re.compile(r"\b(?:put|have|pull|push|bring)\s+(?:it|that|this|them)\b", re.IGNORECASE)


def as_moved(reading: Reading, *, about_a_flight: bool) -> Reading:
    """The reading; as a change of the flight where that was talked about or a day is named, as unclear otherwise."""
    found = MOVES_IT.fullmatch(reading.text) if reading.intent in TAKEN_FOR else None
    if found is None:
        return reading
    names_a_day = bool(found["day"] or found["days"])
    if not names_a_day and NEEDS_A_DAY.search(reading.text):
        return reading  # "put it"
    if about_a_flight or names_a_day:
        return replace(reading, intent=MOVES, confidence=1.0)
    return replace(reading, intent=UNCLEAR, confidence=1.0, otherwise=MOVES)
