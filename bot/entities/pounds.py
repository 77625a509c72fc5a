"""Pounds that are a weight and no money: "a 50 pound suitcase", "23 kg (50 pounds)". Pure: text in, an answer out."""

from __future__ import annotations

import re

AFTER_A_WEIGHT = re.compile(
    r"\s*(?:of\s+(?:bags?|luggage|baggage)|over(?:weight)?\b|too heavy|heav(?:y|ier)|each bag|limit|in weight|more than allowed"
    r"|(?:(?:suit)?case|bag|backpack|box|dog|cat|pet|carrier|luggage|baggage)(?:s|es)?\b(?!\s+(?:fees?|charges?|fine|supplement)))",
    re.IGNORECASE,
)
BEFORE_A_WEIGHT = re.compile(
    r"(?:\bweigh(?:s|ing|ed)?|\b(?:bag|case|suitcase|dog|cat|pet)\s+is|\boverweight by)\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)
WEIGHING = re.compile(
    r"\b(?:weigh\w*|heav(?:y|ier)|overweight|limit|allowance|dog|cat|pet|carrier)\b|(?:\b|\d)(?:kgs?|kilos?)\b", re.IGNORECASE
)
PAYING = re.compile(
    r"\b(?:pa(?:y|id|ying)|charg\w*|costs?|fees?|pric\w*|refund\w*|money|spen[dt]|took|taken|fine[ds]?|vouchers?|compensat\w*|bill\w*"
    r"|expensive|cheap\w*|how much|owe|euros?)\b|[€£$]",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"[^.!?;\n]+(?:\.\d[^.!?;\n]*)*")


def is_weight(text: str, start: int, end: int) -> bool:
    """Whether the pounds at `text[start:end]` are a weight: by the words right beside them, else by the whole sentence."""
    if AFTER_A_WEIGHT.match(text, end) or BEFORE_A_WEIGHT.search(text, 0, start):
        return True
    sentence = next((found[0] for found in SENTENCE.finditer(text) if found.start() <= start < found.end()), "")
    return WEIGHING.search(sentence) is not None and PAYING.search(sentence) is None
