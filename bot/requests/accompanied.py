"""Children who travel with somebody, in words that name the service for those who travel alone. Pure.

"My son flies alone" and "my son flies with me" are close to each other in meaning, and opposite in what has to be done. Only a
message that was taken for the service is looked at, and one that is said while it is being booked.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.requests.choice import QUESTION, Reading

ALONE = "book_unaccompanied_minor"
TRAVELS_ALONG = "faq/children_along"

GROWN_UP = (
    r"(?:(?:grand)?(?:mother|father|parents?)|mom|mum|mummy|mommy|dad|daddy|gran|granny|nana|grand(?:ma|pa)|aunt(?:ie|y)?|uncle|wife"
    r"|husband|partner|family|adults?|(?:(?:older|big|grown[\s-]up|adult|elder)\s+)(?:sister|brother|cousin))"
)
CHILDREN = (
    r"(?:kids?|child(?:ren)?|sons?|daughters?|doughters?|boys?|girls?|bab(?:y|ies)|infants?|toddlers?|little\s+ones?|pickney|minors?|teenagers?"
    r"|grand(?:sons?|daughters?|child(?:ren)?|kids?)|nephews?|nieces?|twins?)"
)
TRAVELS = (
    r"(?:travel\w*|fly(?:ing|s)?|flies|going|goes?|com(?:e|es|ing)|journey\w*"
    r"|(?:is|are|['’]s|['’]re|be|sit|sits|sitting)(?:\s+\w+)?)"
)
WITH_THEM = rf"\bwith\s+(?:me|us|both\s+of\s+us|(?:(?:my|our|his|her|their|its|the|both|an?|two)\s+){{1,3}}{GROWN_UP})\b"
ACCOMPANIED = re.compile(
    rf"\b{TRAVELS}(?:\s+\w+){{0,4}}?\s+{WITH_THEM}|{WITH_THEM}\W+(?:\w+\W+){{0,3}}{TRAVELS}\b"
    rf"|\b(?:i|we)(?:\s*['’]?\s*(?:m|am|re|are|ll|will|shall|d|would|want\s+to|plan\s+to))?\s+{TRAVELS}(?:\s+\w+){{0,4}}?\s+with\s+(?:\w+\s+){{0,6}}?{CHILDREN}\b"
    rf"|\b(?:tak(?:e|ing)|bring(?:ing)?)\s+(?:my|our|the|both|two|three|\d)\s+(?:\w+\s+){{0,4}}?{CHILDREN}\s+(?:with\s+(?:me|us)|along)\b"
    rf"|\b(?:accompan(?:y|ied|ies)|together)\s+(?:\w+\s+){{0,2}}?(?:by|with)\s+(?:me|us|(?:(?:his|her|their|my|our|the|an|both)\s+){{1,2}}{GROWN_UP})\b"
    rf"|\b(?:i|we)(?:['’]?(?:m|ll|re)|\s+(?:am|will|are))?\s+(?:be\s+)?(?:accompany(?:ing)?|(?:going|coming|flying|travell?ing)\s+too)\b"
    rf"|\b(?:me|i|my\s+(?:wife|husband|partner)|we)\s+and\s+(?:(?:my|our|the)\s+)?(?:\w+\s+){{0,3}}?{CHILDREN}\b"
    rf"|{CHILDREN}\s+and\s+(?:i|me|myself)\b|\bas\s+a\s+family\b|\bnot\s+(?:travell?ing\s+|flying\s+|going\s+)?(?:alone|by\s+(?:him|her|them)sel(?:f|ves)|unaccompanied)\b",
    re.IGNORECASE,
)
# Nobody goes along, or nobody of ours does.
UNACCOMPANIED = re.compile(
    r"(?<!not )(?<!not travelling )(?<!not traveling )(?<!not flying )(?<!not going )"
    r"(?:\balone\b|\bun-?ac+omp\w+|\bsolo\b|\bby\s+(?:him|her|them|it)sel(?:f|ves)\b|\bon\s+(?:his|her|their|its)\s+own\b)"
    r"|\bwithout\b|\bescort\b|\bchaperone?\b|\bminor\s+service\b|\bUM\b|\b(?:look(?:s|ed|ing)?\s+after|takes?\s+care|hands?\s+over|supervis\w+)\b"
    r"|\b(?:can|could|will|would|do|does|am|are|is)(?:\s+not|n['’]?t|not)\s+(?:be\s+)?(?:com(?:e|ing)|go(?:ing)?|fly(?:ing)?|travel(?:l?ing)?|accompany\w*)\b(?!\s+(?:alone|by|on)\b)"
    r"|\b(?:nobody|no\s?one|no\s+adult|no\s+grown[\s-]up)\b|\bpicks?\s+(?:\w+\s+){1,3}up\b|\bput\s+(?:\w+\s+){1,2}on\s+the\s+plane\b",
    re.IGNORECASE,
)


def travels_along(text: str) -> bool:
    """The child flies with somebody grown-up, by what the message says."""
    return ACCOMPANIED.search(text) is not None and not UNACCOMPANIED.search(text)


def unless_accompanied(reading: Reading, *, form: str | None = None) -> Reading:
    """The reading; as the question about children who fly with an adult, where it was taken for the service for those alone."""
    concerned = reading.intent == ALONE or form == f"{ALONE}_form"
    if not concerned or not travels_along(reading.text):
        return reading
    return replace(reading, intent=QUESTION, question=TRAVELS_ALONG, confidence=1.0, understanding=None)
