"""Names as customers spell them out: the words of a name in a whole sentence about it."""

import re

from actions import reading

# "her name is Lou Martin", "it should be John", "not Jon but John"
BEFORE_A_NAME = re.compile(
    r"^.*\b(?:(?:name|spelling|one|version)\s*(?:is\b|should\s+be\b|:)|called|named|call\s+(?:her|him|it)"
    r"|(?:should|supposed\s+to)\s+(?:be|read|say)|(?:change|correct|fix|update)\s+(?:it\s+)?(?:to|into)"
    r"|(?:sur)?name\s+(?:from\s+[\w'’-]+\s+)?(?:to|into)|spelled|spelt|written|but)\s+",
    re.IGNORECASE,
)
OPENING = re.compile(
    r"^\W*(?:(?:it'?s|it\s+is|she'?s|he'?s|she\s+is|he\s+is|this\s+is|that'?s|to|as|the|yes|no|ok|okay|sure)\b\W*)+",
    re.IGNORECASE,
)
# What ends it: the next clause, an age, a date, a word of politeness.
AFTER_A_NAME = re.compile(
    r"[,;.!?\d(]|\s-\s|\b(?:and|born|instead|not|please|thanks|thank|with|who|is|was|on|in|like|for)\b", re.IGNORECASE
)
LONGEST = 5  # words


def name_spelled_in(text: str) -> str | None:
    """The name that a sentence gives, as it was written; None when there are too many words for one."""
    after = OPENING.sub("", BEFORE_A_NAME.sub("", text.strip(), count=1))
    words = reading.WORD.findall(AFTER_A_NAME.split(after, maxsplit=1)[0])
    fits = len(words) <= LONGEST and sum(map(len, words)) > 1
    return " ".join(_capital(word) for word in words) if fits else None


def _capital(word: str) -> str:
    """ "martin" typed in a hurry is "Martin"; "de" in the middle of a name stays as its bearer writes it."""
    return (
        word.title() if word.islower() and word not in {"de", "la", "du", "des", "van", "von", "da", "dos", "el", "al"} else word
    )
