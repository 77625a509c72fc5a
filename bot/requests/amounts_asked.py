"""A question about the amount that was just told: "is that per person?", "for all of us?", "each way or return?". Pure.

Alone these words are about groups, or about flights there and back, and lead away from the open question. Only who is asked for a
yes to a price can mean that price.
"""

from __future__ import annotations

import re

MOST_WORDS = 16
NUMBER = r"(?:two|three|four|five|six|seven|eight|nine|\d)"
AMOUNT = (
    r"(?:that|that['’]?s|this|it|it['’]?s|these|those|the\s+(?:whole\s+|full\s+|total\s+|final\s+)?(?:price|amount|total|fee|fees|cost|costs|fare"
    r"|charge|sum|quote|money)|what\s+you\s+(?:said|quoted)|[€$£]\s?\d[\d.,]*|\d[\d.,]*\s?(?:euros?|eur|€))"
)
PEOPLE = (
    r"(?:(?:per|a|each|every|for\s+(?:one|each|every|a))\s+(?:person|head|passenger|travell?er|adult|pax|body|of\s+us|ticket|seat|bag|single\s+one)"
    rf"|per\s+capita|apiece|(?:for|of)\s+(?:all|both|each|every)(?:\s+{NUMBER})?(?:\s+of\s+(?:us|them))?|for\s+(?:the\s+)?{NUMBER}(?:\s+of\s+(?:us|them)|\s+people)?"
    rf"|for\s+(?:everyone|everybody|us(?:\s+(?:all|both|two))?|(?:just\s+|only\s+)?(?:me|one)|the\s+whole\s+\w+|the\s+(?:family|lot))|each|all\s+of\s+us"
    r"|in\s+total|altogether|all\s+together|all\s+in|combined|total|everything|all\s+inclusive)"
)
WAY = (
    r"(?:each\s+way|one[\s-]way|both\s+(?:ways|flights|directions|legs)|(?:a\s+|the\s+|my\s+)?(?:return|round[\s-]?trip|single|outbound|way\s+(?:back|there))(?:\s+(?:flight|trip|too))?"
    r"|(?:per|a|each|every|for\s+(?:one|each|every))\s+(?:flight|leg|direction|way|trip|segment|journey)|there\s+and\s+back|(?:the\s+)?whole\s+(?:trip|journey))"
)
ABOUT = re.compile(rf"\b(?:{PEOPLE}|{WAY})\b", re.IGNORECASE)
OF_IT = re.compile(rf"(?:^|\s){AMOUNT}(?=\W|$)", re.IGNORECASE)
HOW_MUCH = re.compile(r"\bhow\s+much\b|\bwhat\s+(?:is|does|would|will|do)\b", re.IGNORECASE)
LED_BY = (
    r"\W*(?:(?:and|ok|okay|so|wait|sorry|hm+|but|well|just|hold\s+on|hang\s+on|please|um+|er|oh|also|then|right|one\s+question)"
    r"\W+)*"
)
ASKS = re.compile(
    rf"{LED_BY}(?:is|are|was|does|do|would|will|what|how|which|whether|isn['’]?t|['’]?s\s+that)\b|.*\?\W*$",
    re.IGNORECASE | re.DOTALL,
)
# "Per person or in total", "each way?": nothing else is said.
NOTHING_ELSE = re.compile(
    rf"{LED_BY}(?:for\s+)?(?:{PEOPLE}|{WAY})(?:\W*(?:or|and|/)?\W*(?:(?:is\s+)?(?:it|that)\s+)?(?:{PEOPLE}|{WAY}))*\W*",
    re.IGNORECASE,
)
# An answer, or about something else than what it costs.
ELSE = re.compile(
    r"^\W*(?:yes|yeah|yep|no|nope|nah)\b|\b(?:late|delayed|on\s+time|gate|refund(?:ed|able)?|cancel\w*|change|move|seats?\s+(?:free|left)|person\s+to\s+talk|speak|talk)\b",
    re.IGNORECASE,
)


def asks_about_the_amount(text: str) -> bool:
    """It asks for whom, or for which flights, the amount is that was just told."""
    if len(text.split()) > MOST_WORDS or ELSE.search(text) or not ABOUT.search(text):
        return False
    return NOTHING_ELSE.fullmatch(text) is not None or (
        ASKS.match(text) is not None and (OF_IT.search(text) is not None or HOW_MUCH.search(text) is not None)
    )
