"""What a number or a code is said to be by the words right before it: "booking ref: …", "bag tag no. …".

Pure: text in, an answer out.
"""

from __future__ import annotations

import re
from functools import lru_cache

BOOKING = ("ref", "reference", "booking", "reservation", "pnr", "locator", "confirmation", "code")
# No booking and no telephone.
THINGS = (
    "tag",
    "case",
    "voucher",
    "passport",
    "visa",
    "serial",
    "model",
    "card",
    "iban",
    "account",
    "member",
    "membership",
    "flyer",
)
# People say these of their booking as well.
PAPERS = ("claim", "file", "ticket", "order", "receipt", "invoice", "report")
LONGEST = 40  # characters


def is_called(text: str, start: int, labels: tuple[str, ...]) -> bool:
    """One of these labels announces what begins at `start`."""
    return _ending_in(labels).search(text[max(0, start - LONGEST) : start]) is not None


@lru_cache
def _ending_in(labels: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!in )\b(?:{'|'.join(labels)})\b(?:\s|[.:#=/-]|\b(?:ref(?:erence)?|number|numbers|no|nr|code|id|is|was|it'?s)\b)*$",
        re.IGNORECASE,
    )
