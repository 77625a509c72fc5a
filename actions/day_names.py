"""Names of months and weekdays, numbers in words, and how all of them are mistyped."""

import re
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import yaml

WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
MONTHS = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
]  # fmt: skip
WEEKDAY = r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday|s)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
ORDINALS = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
    "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth", "twenty-first",
    "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth", "twenty-seventh", "twenty-eighth",
    "twenty-ninth", "thirtieth", "thirty-first",
]  # fmt: skip
ORDINAL = "|".join(sorted((word.replace("-", "[ -]") for word in ORDINALS), key=len, reverse=True))
# "The second" says more often which of several, unless a month stands beside it.
SPELLED_ORDINAL = re.compile(
    rf"\b({MONTH}\s+(?:the\s+)?|the\s+(?!(?:first|second|third)\b))({ORDINAL})\b"
    rf"|\b({ORDINAL})\b(?=\s+(?:of\s+)?(?:{MONTH}|(?:the|this|next)\s+month\b))",
    re.IGNORECASE,
)
SPELLED_OUT = Path(__file__).parents[1] / "data" / "spelled_out.yml"
MISTYPED_DAYS = [*WEEKDAYS, "tomorrow", "yesterday"]
MISTYPED_MONTHS = [month for month in MONTHS if len(month) > 4]  # "many" is no slip of "may"
LONG_WORD = re.compile(r"\b[^\W\d_]{5,11}\b")
# A mistyped month is known by the number beside it.
BESIDE_A_NUMBER = re.compile(
    r"(?<=\d)((?:st|nd|rd|th)?\s+(?:of\s+)?)([a-z]{4,11})\b|\b([a-z]{4,11})(\s+(?:the\s+)?\d{1,2}(?:st|nd|rd|th)?\b)",
    re.IGNORECASE,
)
LIKE_A_DAY, LIKE_A_MONTH = 0.86, 0.82  # from which share of the same letters on a word is a slip; lower, and "Munday" is one


def mended(text: str) -> str:
    """`text` with the names of days and months as they should be written, and with "12th" for "the twelfth"."""
    text = re.sub(r"[^\W_]+", lambda found: _short_forms().get(found[0].lower(), found[0]), text)
    text = LONG_WORD.sub(lambda found: _meant_by(found[0], MISTYPED_DAYS, LIKE_A_DAY), text)
    text = BESIDE_A_NUMBER.sub(_month_mended, text)
    return SPELLED_ORDINAL.sub(lambda found: f"{found[1] or ''}{_ordinal_number(found[2] or found[3])}th", text)


def weekday_number(word: str) -> int:
    """0 for "Mondays" and "mon"."""
    return next(number for number, name in enumerate(WEEKDAYS) if name.startswith(word[:3].lower()))


def month_number(word: str) -> int:
    """1 for "January" and "jan."."""
    return next(number for number, name in enumerate(MONTHS, start=1) if name.startswith(word[:3].lower()))


def _ordinal_number(word: str) -> int:
    return ORDINALS.index(word.lower().replace(" ", "-")) + 1


def _month_mended(found: re.Match[str]) -> str:
    before, after = (found[1] or "", found[4] or "")
    return before + _meant_by(found[2] or found[3], MISTYPED_MONTHS, LIKE_A_MONTH) + after


def _meant_by(word: str, names: list[str], alike: float) -> str:
    """The name of which `word` is a slip, such as two letters in each other's place; else the word itself."""
    typed = word.lower()
    likely = [name for name in names if name[0] == typed[0]]
    swapped = next((name for name in likely if sorted(name) == sorted(typed)), None)
    meant = swapped or next(iter(get_close_matches(typed, likely, n=1, cutoff=alike)), typed)
    return word if meant == typed else meant


@cache
def _short_forms() -> dict[str, str]:
    """ "tmr" is "tomorrow": those short forms that are days, from the list that the bot reads, too."""
    forms = yaml.safe_load(SPELLED_OUT.read_text("utf-8"))
    return {form: day for day in ("today", "tonight", "tomorrow") for form in str(forms[day]).split()}
