"""Figures that are neither a day nor a time: counts, weights, prices, lengths of time; and which dotted ones are a time.

Days and times are read from what `plain` leaves, so that "the 23 kg bag" is no 23rd and "a 2:30 hour delay" not half past two.
"""

import re

NUMBER_WORDS = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty",
]  # fmt: skip
FIGURE = r"(?<![\w/.:-])\d{1,3}(?:[.,:h]\d{1,2})?"
NUMBER = rf"(?:{FIGURE}|\b(?:{'|'.join(NUMBER_WORDS)})\b)"
RANGE = rf"(?:{NUMBER}\s*(?:to|or|and|-|–|x)\s*)?(?:{NUMBER}|(?<=[-–x])\d{{1,3}})"
# What people count, or number, when they write to an airline.
THING = (
    r"(?:adult|attempt|bab(?=y|ies)|bag|booking|box(?=es)|call|case|change|child|class|connection|customer|departure|e-?mail|euro|flight"
    r"|floor|guest|guy|half|infant|item|kid|leg|letter|line|message|mistake|name|officer|option|page|part|party|passenger|passport"
    r"|people|person|piece|place|plane|question|request|reservation|row|seat|segment|sibling|stop|stopover|suitcase|teenager"
    r"|ticket|time|travell?er|trip|try|visa|voucher)"
)
# What is numbered, and lasts: "in 2 days" is a day, "the 2nd day" is none.
NUMBERED = (
    rf"(?:{THING}|account|address|birthday|card|chance|charge|choice|day|gate|hand|hour|minute|night|payment|refund|week|year)"
)
SORT = (
    r"(?:(?:additional|available|big|cabin|checked|checked-in|connecting|direct|different|empty|extra|free|full|heavy|large|missing"
    r"|next|other|possible|separate|small|spare|young)\s+)?"
)
MONEY_UNIT = r"(?:€|£|\$|euros?\b|eur\b|dollars?\b|usd\b|gbp\b|pounds?\b|quid\b|bucks\b|cents?\b|[ex]cd\b|chf\b|francs?\b)"
UNIT = (
    rf"(?:{MONEY_UNIT}|%|percent\b|kgs?\b|kilos?\b|kilograms?\b|lbs?\b|grams?\b|cms?\b|mm\b|met(?:er|re)s?\b|inch(?:es)?\b|ft\b|feet\b"
    r"|lit(?:er|re)s?\b|ml\b|km\b|kilomet(?:er|re)s?\b|miles?\b|hours?\b|hrs?\b|seconds?\b|secs?\b|months?\b|years?\b|yrs?\b|stars?\b"
    r"|min(?:ute)?s?\b(?!\s+(?:past|to)\b)|points?\b|of\s+(?:us|them|you|those|these|my|our|the)\b)"
)
NEITHER = [
    re.compile(rf"{MONEY_UNIT}\s*\d[\d.,]*", re.IGNORECASE),
    re.compile(
        r"\b(?:paid|pay|paying|costs?|charged?|charges|owed?|refund|fee|fare|price|weighs?|weight|weighing)"
        r"(?:\s+(?:me|us|you|it|is|was|of|only|about|just|another|an?\s+extra))*\s+\d+(?:[.,]\d+)?(?!\d|\s*(?:[ap]\.?m\b|/))",
        re.IGNORECASE,
    ),
    re.compile(rf"{RANGE}[\s-]*{UNIT}", re.IGNORECASE),
    re.compile(rf"{RANGE}\s+{SORT}(?:{THING}(?:s|es|ies|ren)|people|class)\b", re.IGNORECASE),
    re.compile(rf"(?:(?<![\w/.:-])1|\b(?:one|an?))\s+{SORT}{THING}y?\b", re.IGNORECASE),
    re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)[\s-]+{SORT}(?:{NUMBERED}(?:s|y|es|ies|ren)?|one|of\s+all)\b", re.IGNORECASE),
    re.compile(r"\b\d{1,2}[h:]\d\d\s+(?:delay|late|layover|stopover|wait|journey)", re.IGNORECASE),
    re.compile(r"\bdelay(?:ed)?\s+(?:of|by)\s+\d{1,2}[h:.]\d\d", re.IGNORECASE),
    re.compile(r"(?<![\d/])[1-3]/[2-5]\s+(?:of|the|an?|my|our|price|fare|full|hours?|days?|bags?|people)\b", re.IGNORECASE),
    re.compile(r"(?<!\bon )(?<!\bto )(?<!\bfor )(?<!\bfrom )\b24/7(?![/\d])", re.IGNORECASE),
]  # fmt: skip
# "7.30" has no month 30 and is a time; "7.10" is one beside a word that says so, and a date otherwise.
DOTTED = re.compile(r"(?<![\d.:/-])([01]?\d|2[0-3])\.([0-5]\d)(?![\d/-]|\.\d)")
TIME_FOLLOWS = re.compile(
    r"\s*(?:[ap]\.?m\b|o'?clock|h(?:rs?|ours)?\b|(?:in the |at )?(?:morning|afternoon|evening|night)\b"
    r"|flight|one\b|plane|departure)",
    re.IGNORECASE,
)
TIME_LEADS = re.compile(
    r"(?:\bat|@|\b(?:leav|depart|arriv|land)(?:e|s|es|ing)?)\s*(?:about\s+|around\s+|exactly\s+)?$", re.IGNORECASE
)


def plain(text: str) -> str:
    """`text` with "#" for what is counted, weighed or paid, and with colons in the times."""
    for pattern in NEITHER:
        text = pattern.sub(_hidden, text)
    return DOTTED.sub(lambda found: f"{found[1]}:{found[2]}" if _is_time(found) else found[0], text)


def _hidden(found: re.Match[str]) -> str:
    return re.sub(rf"\d|\b(?:{'|'.join(NUMBER_WORDS)})\b", "#", found[0], flags=re.IGNORECASE)


def _is_time(found: re.Match[str]) -> bool:
    no_month = not 1 <= int(found[2]) <= 12
    return no_month or bool(TIME_LEADS.search(found.string[: found.start()]) or TIME_FOLLOWS.match(found.string, found.end()))
