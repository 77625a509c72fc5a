"""Finds flight numbers and surnames in what a customer typed. Whether they exist, the airline knows."""

import re
from collections.abc import Collection

from actions.consent import has_doubts
from actions.dates import without_days

NO_UNIT = (
    r"(?![\w/:%€£$-]|[.,]\d|\s*(?:[%€£$]|(?:eur|euros?|usd|gbp|xcd|dollars?|pounds?|quid|bucks|min|minutes?|hours?|days?|people"
    r"|passengers?|miles|kms?|kgs?|kilos?)\b))"
)
FLIGHT_NUMBER = re.compile(
    rf"\b(?:ZE[\s#.–-]{{0,3}}0?(?=\d{{3}}\b)|flights?\s+(?:(?:number|no|nr)\b\.?\s*)?#?(?=\d{{3}}{NO_UNIT}))(\d{{3}})",
    re.IGNORECASE,
)
THREE_DIGITS = re.compile(
    r"^(?!.*\b(?:paid|pay|paying|costs?|charged?|spent|price|row|seat|gate|room)\b)"
    rf"\D{{0,20}}(?<![\w/.:€£$-])(\d{{3}}){NO_UNIT}\D{{0,10}}$",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", re.UNICODE)
YES_OR_NO = {"yes": True, "yeah": True, "yep": True, "ok": True, "okay": True, "sure": True, "no": False, "nope": False}
LONGEST_NAME = 4  # words
TROUBLE = re.compile(
    r"\b(?:stuck|stranded|trapped|waiting (?:here )?(?:for|since)|(?:been|sitting|sat|still) (?:here )?(?:waiting|at the airport)"
    r"|miss(?:ed|ing)? (?:my|our|the) (?:connection|connecting|flight|plane)|hours? late|delayed (?:again|for hours)"
    r"|no idea (?:what|when)|nobody (?:tells|knows|is telling))\b",
    re.IGNORECASE,
)
OWN_FLIGHT = re.compile(r"\b(?:my|our|mine|ours|i|we|i'm|we're)\b", re.IGNORECASE)
FOLLOW_UP = re.compile(r"^\W*(?:and|what about|how about|or|then|also|the day|same)\b", re.IGNORECASE)
LONGEST_FOLLOW_UP = 8  # words
# Words around a name that are none, so that "my name is Martin please" leaves "Martin".
NOT_NAMES = frozenset(
    """
    a about actually again alize alizé am an and another any are as ask at available be because been before booked booking but by
    call called can cancel change changing check code could date day days dear departure details did different do does don't
    earlier family fare find first flight flights fly flying for forget from get give go going good got have hello help hey hi how
    i i'd i'm i've if in instead into is it it's its just know last later like look looking made make may me mean meant mine move
    moved moving mr mrs ms my name named need new next no nope not now number of off ok okay old on one only or other our out
    outbound over passenger please possible postpone pull rather reference request reschedule return right see seat sent shift
    show sir sorry status still stop sure surname switch take tell thank thanks that that's the their them then there these they
    thing this ticket time to today trip try two under up update us view want wanted was way we week what what's when where which
    who whole why will wish with would wrong yeah yep yes you your ze
    """.split()  # noqa: SIM905  a word list reads better than a list of strings
)
# Of these, what stands around a name that is given: "it's under the name of Martin please". All others make a sentence.
AROUND_A_NAME = frozenset(
    """
    a am an and be booked booking by called for hello hey hi i i'm in is it it's its made may mr mrs ms my name named of off oh ok
    okay on or our please probably reference request reservation right should sir sorry spelled spelt sure surname thank thanks
    that that's the their there think this ticket try under was will would yeah yep yes you
    """.split()  # noqa: SIM905
)
# Said about whose name it is, and no name themselves.
WHOSE = frozenset(
    """
    aunt believe boss boyfriend brother child colleague dad dad's daughter family father fiance fiancee friend friend's
    girlfriend guess her his husband husband's i've idea kid kids last maiden married maybe mother mum mum's parents partner
    partner's passenger perhaps probably same sister son spelled spelt spouse suppose surely think traveller uncle wife wife's
    """.split()  # noqa: SIM905
)
QUESTION = re.compile(
    r"(?:^|(?<=[,;:.!?\n-])|\b(?:and|but|so|or|ok|okay|well|hi|hello|hey|wait|sorry|then|also|please)\b)\W*"
    r"(?:(?:how|what|what's|whats|where|where's|when|which|who|who's|whose|why)\b"
    r"|(?:is|are|was|were|do|does|did|can|could|will|would|should|shall|may|might|must|has|have|am)\s+"
    r"(?:i|you|we|they|he|she|it|that|this|there|the|my|our|a|any)\b)[^.!?;\n]*\?*",
    re.IGNORECASE,
)
ENDS_AS_QUESTION = re.compile(r"[^.!?;\n]*\?+")


PLACES = {
    "outbound": 0, "first": 0, "out": 0,
    "return": -1, "second": -1, "back": -1, "last": -1, "home": -1,
}  # fmt: skip
NO_PLACE = re.compile(
    r"\b(?:last|first|second)\s+(?:weeks?|nights?|months?|years?|times?|minute|summer|winter|spring|autumn|names?|(?:mon|tues|wednes|thurs"
    r"|fri|satur|sun)day)\b|\b(?:money|call(?:ed)?(?: me)?|pay|paid|give|gave|get|got)\s+(?:it\s+)?back\b|\bat (?:first|last)\b"
    r"|\bfirst of all\b",
    re.IGNORECASE,
)


def flight_number_in(text: str, *, expected: bool = False) -> str | None:
    """ "ZE412" out of "ze 412". `expected` says that it was asked for, so that "412" is one too."""
    found = FLIGHT_NUMBER.search(text) or (THREE_DIGITS.search(text) if expected else None)
    return f"ZE{found[1]}" if found else None


def flight_numbers_in(text: str) -> list[str]:
    """Every one of our flight numbers, once, in the order of the text."""
    return list(dict.fromkeys(f"ZE{found[1]}" for found in FLIGHT_NUMBER.finditer(text)))


def place_among_flights(text: str) -> int | None:
    """Which of several flights: 0 for the first, the way out; -1 for the last, the way back. "Last week" is none of them."""
    words = re.findall(r"[^\W_]+", NO_PLACE.sub(" ", text.lower()))
    return next((PLACES[word] for word in words if word in PLACES), None)


def name_in(text: str, besides: Collection[str] = ()) -> list[str]:
    """The words of a message that may be a name: at most four, without what is a number, a day or plain talk.

    `besides` are words that are known to be something else, such as cities and references.
    """
    for known in besides:
        text = _however_written(known).sub(" ", text)
    text = FLIGHT_NUMBER.sub(" ", text)
    words = [word for word in WORD.findall(without_days(text)) if word.casefold() not in NOT_NAMES]
    return words if len(words) <= LONGEST_NAME else []


def answered_name(text: str, besides: Collection[str] = ()) -> list[str]:
    """The name in the answer to the question for one. Questions hold none; within a sentence one has its capital."""
    said = without_questions(text)
    left = name_in(said, besides)
    if is_bare_name(said) and len(left) == 1:
        return left
    left = [word for word in left if word.casefold().replace("’", "'") not in WHOSE]
    for known in besides:
        said = _however_written(known).sub(" ", said)
    words = WORD.findall(said)
    others = {word.casefold().replace("’", "'") for word in words if word not in left}
    if others <= AROUND_A_NAME | WHOSE:
        return left
    return [word for word in left if word[0].isupper() and word != words[0]]


def asks(text: str) -> bool:
    """It is a question, or holds one."""
    return "?" in text or QUESTION.search(text) is not None


def without_questions(text: str) -> str:
    """ "Martin, and how heavy may it be?" leaves "Martin"; a name with a question mark stays: "Martin?"."""
    left = QUESTION.sub(" ", text)
    return ENDS_AS_QUESTION.sub(lambda found: found[0] if is_bare_name(found[0].strip(" ?")) else " ", left).strip()


def words_beside(reference: str, text: str) -> list[str]:
    """What may be a name right after a reference: "for X7K2PL, name is Martin. Thanks" leaves "Martin".

    After the end of a sentence, "put her on X7K2PL? De la Peña", it is one when nothing else stands there.
    """
    found = _however_written(reference).search(text)
    if not found:
        return []
    first, *others = re.split(r"[.!?;\n]", text[found.end() :].lstrip(" ,:;-"), maxsplit=1)
    alone = others[0] if others and not first.strip() and is_bare_name(others[0]) else ""
    return name_in(alone or first.split(",")[0])


def words_before(reference: str, text: str) -> list[str]:
    """What is a name right before a reference, on its own between two signs: "a seat by the window, Martin, X7K2PL"."""
    found = _however_written(reference).search(text)
    before = re.split(r"[.!?;:,\n]", text[: found.start()].rstrip(" ,:;-"))[-1] if found else ""
    return answered_name(before)


def is_bare_name(text: str) -> bool:
    """Nothing but one to three words that may be a name."""
    name = name_in(text)
    return 0 < len(name) <= 3 and " ".join(name).casefold() == " ".join(text.casefold().split()).strip(" .,!")


def says_yes_or_no(text: str) -> bool | None:
    """What "yes, Friday" begins with; a yes with a doubt behind it is none."""
    first = WORD.search(text)
    decided = YES_OR_NO.get(first[0].casefold()) if first else None
    return None if decided and has_doubts(text) else decided


def tells_of_trouble(text: str) -> bool:
    """The customer is held up, and says so."""
    return TROUBLE.search(text) is not None


def is_about_own_flight(text: str) -> bool:
    """ "my flight", "when do we leave": not just any flight."""
    return OWN_FLIGHT.search(text) is not None


def is_follow_up(text: str) -> bool:
    """ "and tomorrow?", "what about the day after": it says only what is different from before."""
    return FOLLOW_UP.search(text) is not None and len(text.split()) <= LONGEST_FOLLOW_UP


def surnames_of(name: list[str]) -> list[str]:
    """What the surname may be in "Inès de la Peña": all of it, without words at its beginning, or at its end."""
    ends = [name[start:] for start in range(len(name))]
    beginnings = [name[:end] for end in range(len(name) - 1, 0, -1)]
    return [" ".join(words) for words in ends + beginnings]


def _however_written(known: str) -> re.Pattern[str]:
    """ "X7K2PL" is "x7k 2pl" as well, and "Fort-de-France" is "fort de france"."""
    signs = r"[\W_]{0,2}".join(re.findall(r"[^\W_]", known))
    return re.compile(rf"(?<!\w){signs}(?!\w)", re.IGNORECASE)
