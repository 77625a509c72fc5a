"""Flight numbers and booking references in what a customer wrote. Pure: text in, findings out.

Whether a reference exists is for the database to say. Here only the shape counts: six letters and digits, of both kinds. What is
put together of words and numbers is none, with a gap or without: "14june", "15-inch", "2x23kg", "for 350".
"""

import re

from bot import vocabulary
from bot.entities.finding import Finding
from bot.entities.labels import BOOKING, THINGS, is_called

FLIGHT_NUMBER = "flight_number"
BOOKING_REFERENCE = "booking_reference"
REFERENCE_LENGTH = 6

# As plain beside a number as an ordinary word: what is counted, days, and little words that the vocabulary is no judge of.
SHORT_WORDS = frozenset(
    """
    am an as at be by do go he hi if in is it its me my no of ok on or pls so thx to up us we
    and bag bed box car cat day dog for kid leg man max men not old one pod red row the two way wks
    st nd rd th pm h hr hrs min mins mn sec secs yr yrs jan feb mar apr may jun jul aug sep sept oct nov dec
    kg kgs lb lbs gr ml cl cm cms mm km kms mi ft gb mb pc pcs pax adt gbp eur usd xcd bbd bds bbds cad chf kr
    """.split()  # noqa: SIM905  a word list reads better than a list of strings
)
SHORTEST_WORD, SHORTEST_BESIDE_A_NUMBER = 3, 4  # letters; of shorter ones half are in the vocabulary
CHUNK = re.compile(r"[^\W_]+")
RUNS = re.compile(r"\d+|[^\W\d_]+")
RUNS_AFTER_ORDINALS = re.compile(r"\d+(?:st|nd|rd|th)|\d+|[^\W\d_]+", re.IGNORECASE)
MEASURE = re.compile(r"\d*x\d*|\d+(?:x\d+){1,2}(?:g|kg|cm|mm)|(?:row|seat|gate|room)\d+[a-l]", re.IGNORECASE)

WORD = re.compile(r"(?<![\w@./£$€])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?![\w@])")
NUMBER_OF_ITS_KIND = re.compile(r"[a-z]+-\d+|\d+-[a-z]+", re.IGNORECASE)  # "C-20931", "RF-5567": a case, a receipt
SPELLED = re.compile(r"(?=(?<![\w@])([a-z0-9](?:[\s.,_–-]{0,2}[a-z0-9]){5})(?![\w@]))", re.IGNORECASE)  # they may overlap
OF_ANOTHER_AIRLINE = re.compile(r"(?<![A-Za-z0-9])(?!(?:EU|EC|UK)261)([A-Z]{2})(\d{2,4})(?![A-Za-z0-9])")  # EU261 is a law
NO_UNIT = (
    r"(?![\w/:%€£$-]|[.,]\d|\s*(?:[%€£$]|(?:eur|euros?|usd|gbp|xcd|dollars?|pounds?|quid|bucks|min|minutes?|hours?|days?|people"
    r"|passengers?|miles|kms?|kgs?|kilos?)\b))"
)
AFTER_FLIGHT = re.compile(rf"\bflights?\s+(?:(?:number|no|nr)\b\.?\s*)?#?(\d{{3}}){NO_UNIT}", re.IGNORECASE)
BARE_FLIGHT_NUMBER = re.compile(rf"(?<![\w/.:€£$-])(\d{{3}}){NO_UNIT}", re.IGNORECASE)
NO_FLIGHT_BEFORE = re.compile(
    r"\b(?:paid|pay|paying|costs?|charged?|spent|price|row|seat|gate|room)\W+(?:\w+\W+){0,2}$", re.IGNORECASE
)


def find(text: str, airlines: tuple[str, ...], asked_for: str | None = None) -> list[Finding]:
    """Everything found, in the order of the text. `asked_for` is the slot that the assistant has just asked for, if any."""
    asked = asked_for == BOOKING_REFERENCE
    if asked and (answer := answered_reference(text)):
        return [answer]
    flights = flight_numbers(text, airlines) or (bare_flight_number(text, airlines) if asked_for == FLIGHT_NUMBER else [])
    references = booking_references(text) or spelled_reference(text, asked=asked)
    return sorted([*flights, *(found for found in references if not found.overlaps(flights))], key=lambda finding: finding.start)


def flight_numbers(text: str, airlines: tuple[str, ...]) -> list[Finding]:
    """Our own numbers in any spelling (`ze 412`, `ZE-0412`, `flight 412`), other airlines' only in capitals and without a gap
    (`BA117`)."""
    ours = re.compile(rf"(?<![A-Za-z0-9])({'|'.join(airlines)})[\s#.–-]{{0,3}}0?(\d{{2,4}})(?![A-Za-z0-9])", re.IGNORECASE)
    found = {match.start(): match for pattern in (OF_ANOTHER_AIRLINE, ours) for match in pattern.finditer(text)}
    named = [Finding(FLIGHT_NUMBER, f"{m[1]}{m[2]}".upper(), m.start(), m.end()) for m in found.values()]
    return named + [_ours(airlines, match) for match in AFTER_FLIGHT.finditer(text)]


def bare_flight_number(text: str, airlines: tuple[str, ...]) -> list[Finding]:
    """`412` is a flight number only as the answer to the question for one."""
    numbers = (match for match in BARE_FLIGHT_NUMBER.finditer(text) if not NO_FLIGHT_BEFORE.search(text, 0, match.start()))
    return [_ours(airlines, match) for match in numbers][:1]


def booking_references(text: str) -> list[Finding]:
    """Those that stand in the text as they are, perhaps with a hyphen."""
    return [
        Finding(BOOKING_REFERENCE, _signs(match[0]), match.start(), match.end())
        for match in WORD.finditer(text)
        if _has_the_shape(match[0])
        and not (_is_plain(match[0]) or NUMBER_OF_ITS_KIND.fullmatch(match[0]) or is_called(text, match.start(), THINGS))
    ]


def spelled_reference(text: str, *, asked: bool) -> list[Finding]:
    """`K4T 9WQ`, `K,4,T,9,W,Q`: one with gaps, when it was asked for or a word like "booking" announces it."""
    spelled = [
        found
        for found in SPELLED.finditer(text)
        if _has_the_shape(found[1])
        and not (_is_plain(found[1]) or _holds_a_word(found[1], shouted=text.isupper()))
        and (asked or is_called(text, found.start(), BOOKING))
    ]
    if not spelled:
        return []
    best = max(spelled, key=lambda found: sum(map(str.isdigit, found[1])))
    return [Finding(BOOKING_REFERENCE, _signs(best[1]), best.start(1), best.end(1))]


def answered_reference(text: str) -> Finding | None:
    """An answer that is nothing but the reference, perhaps with gaps: `X7K 2PL`, `x 7 k 2 p l`, `12able`."""
    answer = text.strip(" .!,'\"")
    in_one = answer.isalnum()
    if not _has_the_shape(answer) or re.search(r"[^\w\s.,-]", answer) or (_is_plain(answer) and not in_one):
        return None
    start = text.index(answer)
    return Finding(BOOKING_REFERENCE, _signs(answer), start, start + len(answer))


def _ours(airlines: tuple[str, ...], match: re.Match[str]) -> Finding:
    return Finding(FLIGHT_NUMBER, f"{airlines[0]}{match[1]}", match.start(1), match.end(1))


def _has_the_shape(text: str) -> bool:
    signs = _signs(text)
    return len(signs) == REFERENCE_LENGTH and not (signs.isdigit() or signs.isalpha())


def _signs(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def _is_plain(text: str) -> bool:
    """Nothing but numbers, words and measures: "14june", "15-inch", "2x23kg", "5thmay"."""
    return all(
        chunk.isdigit()
        or _is_word(chunk)
        or MEASURE.fullmatch(chunk)
        or any(all(map(_is_counted, runs.findall(chunk))) for runs in (RUNS, RUNS_AFTER_ORDINALS))
        for chunk in CHUNK.findall(text)
    )


def _holds_a_word(text: str, *, shouted: bool) -> bool:
    """Capitals are no word among small letters: "my ref is CAR 4X2"."""
    return any(_is_word(chunk) and (shouted or not chunk.isupper()) for chunk in CHUNK.findall(text))


def _is_counted(run: str) -> bool:
    return run[0].isdigit() or (len(run) >= SHORTEST_BESIDE_A_NUMBER and _is_word(run)) or run.lower() in SHORT_WORDS


def _is_word(chunk: str) -> bool:
    word = chunk.lower()
    return word in SHORT_WORDS or (len(word) >= SHORTEST_WORD and vocabulary.is_ordinary(word))
