"""Which parts of a message hold a request, and with which one to begin. Pure.

A message may ask for two things, or say one thing in the middle of a long story. The parts are read one by one, like messages of
their own; what they say about the same thing is one request, and what is no request (a name, a reference) belongs to all of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

LONG = 240  # characters, from which on the parts know better than the whole (the embedding reads some 500)
SURE = 0.5
SURE_IN_A_STORY = 0.9  # of a long message, where much only sounds like a wish
# Of a frequent question beside something else. Of 939 own and held-out messages with several parts none that asks one question
# becomes two, and eight of ten pairs of held-out questions are both found.
SURE_OF_A_QUESTION = 0.8
SURE_OF_A_THING = 0.8
QUESTION = "faq"
# "My son is allergic to peanuts, can he have a special meal" and "a voucher, how do I pay with it" ask nothing besides.
ASKS_NOTHING_BESIDES = re.compile(
    r"\W*(?:(?:and|but|so|because|since|as)\W+)*(?:my|our|his|her|their|i|we|he|she|they|it|i['’]m|i['’]ve|we['’]re|we['’]ve)\b"
    r"(?!\W+(?:(?:also|just|still|only|would|['’]d|really)\W+)*(?:d\s+)?(?:want|need|like|love|wish|wonder|have\s+to\s+know))[^?]*"
    r"|.*\b(?:it|that|this|them|those|one)\W*",
    re.IGNORECASE | re.DOTALL,
)
# Saying one's name corrects none.
NAMES_SOMEBODY = re.compile(
    r"\W*(?:(?:my|the|our|last|family|its|it['’]s|and)\W+)*(?:sur)?name(?:['’]s|\W+is)?\W+[^\W\d]+(?:[\s'’-]+[^\W\d]+){0,3}\W*",
    re.IGNORECASE,
)
DECLINED = "decline_deed"
SMALL_TALK = {"greet", "thank", "goodbye", "solved", "not_solved", "ask_capabilities", "bot_challenge"}
# What a message is taken for as a whole, and still may hold a request ("Hello! …", "Don't cancel it, move it to Friday").
GIVES_WAY = {"nlu_fallback", *SMALL_TALK, DECLINED, ""}
# Outside of a task these give way too; within one they are the answer.
GIVES_WAY_OUTSIDE = GIVES_WAY | {"affirm", "deny", "correct", "cancel_task", "repeat", "ask_why"}
ELSEWHERE = "out_of_scope"
# Facts that every request of the message may need.
FACTS = {"booking_reference", "name", "email", "phone"}


@dataclass(frozen=True)
class Reading:
    """A part, or the whole, as the classifier read it, with its second guess (`otherwise`). `span` is where it stands; `entities`
    are as the extractor wrote them; `question` is the likeliest frequent question, "faq/liquids". `is_thing`: one of several
    that were named under one verb.
    """

    text: str
    intent: str
    confidence: float
    span: tuple[int, int] = (0, 0)
    entities: Sequence[dict[str, Any]] = ()
    understanding: dict[str, Any] | None = None
    otherwise: str = ""
    question: str = ""
    is_thing: bool = False

    @property
    def states_a_fact(self) -> bool:
        return any(entity["entity"] in FACTS for entity in self.entities)

    def is_request(self, wishes: Collection[str], sure: float = SURE) -> bool:
        return self.intent in wishes and self.confidence >= sure and not NAMES_SOMEBODY.fullmatch(self.text)

    def is_question(self, sure: float = SURE_OF_A_QUESTION) -> bool:
        """Surely a frequent question, which has an answer of its own whatever else the message says."""
        surely = (self.understanding or {}).get("confidence", self.confidence) >= sure
        return self.intent == QUESTION and bool(self.question) and surely and not ASKS_NOTHING_BESIDES.fullmatch(self.text)


@dataclass
class Request:
    """One thing that the customer wants: its intent and the words that belong to it."""

    intent: str
    readings: list[Reading] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(reading.text for reading in self.readings)

    @property
    def entities(self) -> list[dict[str, Any]]:
        return [entity for reading in self.readings for entity in reading.entities]

    @property
    def surest(self) -> Reading:
        asking = (reading for reading in self.readings if reading.intent == self.intent)
        return max(asking, key=lambda reading: reading.confidence)


def as_bare_things(each: Sequence[tuple[Reading, Reading]], whole: Reading, wishes: Collection[str]) -> list[Reading]:
    """The things without articles. One that says little alone is what the whole is about, if no other is: "refund plus hotel"."""
    unsure = [alone for alone, _ in each if not _surely_asks(alone, wishes)]
    if len(unsure) != 1 or not whole.is_request(wishes, SURE_OF_A_THING):
        return as_things(each, wishes)
    meant = replace(unsure[0], intent=whole.intent, confidence=whole.confidence)
    return as_things([(meant, meant) if alone is unsure[0] else (alone, alone) for alone, _ in each], wishes)


def as_things(each: Sequence[tuple[Reading, Reading]], wishes: Collection[str]) -> list[Reading]:
    """The things under one verb as readings of their own, if each surely is another wish; none of them otherwise.

    Each is read alone and with the verb before it. What means the same thing twice ("a meal for my wife and a meal for my son"),
    or nothing that we do ("my wife and my son"), stays together.
    """
    both_sure = all(_surely_asks(alone, wishes) and _surely_asks(carried, wishes) for alone, carried in each)
    meant = {_wanted(alone) for alone, _ in each}
    agree = all(_wanted(alone) == _wanted(carried) for alone, carried in each)
    return [replace(alone, is_thing=True) for alone, _ in each] if both_sure and agree and len(meant) == len(each) else []


def _surely_asks(part: Reading, wishes: Collection[str]) -> bool:
    return part.is_question() or part.is_request(wishes, SURE_OF_A_THING)


def _wanted(part: Reading) -> str:
    return part.question if part.intent == QUESTION else part.intent


def questions_in(parts: Sequence[Reading], *, long: bool = False) -> dict[str, list[Reading]]:
    """The frequent questions that the parts ask, in order, each with what asks it."""
    found: dict[str, list[Reading]] = {}
    for part in parts:
        if part.is_question(SURE_IN_A_STORY if long else SURE_OF_A_QUESTION):
            found.setdefault(part.question, []).append(part)
    return found


def beside_the_whole(whole: Reading, parts: Sequence[Reading], wishes: Collection[str]) -> list[Reading]:
    """The parts, of which one that is read less surely than the whole is about the same as the whole.

    "My flight was cancelled, please put me on another one" tells why, and does not ask for the choices first.
    """
    if not whole.is_request(wishes):
        return list(parts)
    return [_about_the_whole(part, whole) if part.is_request(wishes) and not part.is_thing else part for part in parts]


def requests_in(parts: Sequence[Reading], wishes: Collection[str], *, long: bool = False) -> list[Request]:
    """The requests in the order in which they were made.

    What is no request itself goes with the one before it, and a fact with all of them; of a `long` story only the facts count.
    """
    found: dict[str, Request] = {}
    facts = [part for part in parts if part.states_a_fact and not part.is_request(wishes)]
    before: Request | None = None
    for part in parts:
        if part.is_request(wishes, SURE_IN_A_STORY if long else SURE):
            before = found.setdefault(part.intent, Request(part.intent))
            before.readings.append(part)
        elif before and part not in facts and not long:
            before.readings.append(part)
    for request in found.values():
        request.readings += facts
    return list(found.values())


def with_the_whole(whole: Reading, parts: Sequence[Reading], found: list[Request], wishes: Collection[str]) -> list[Request]:
    """The whole may ask for what no part says as surely alone ("what's my gate and when do I fly back")."""
    if not found or not whole.is_request(wishes) or any(request.intent == whole.intent for request in found):
        return found
    if any(part.is_thing for part in parts):
        return found  # they were named one by one
    spoken_for = [part for request in found for part in request.readings if part.intent == request.intent]
    left = [replace(part, intent=whole.intent, confidence=whole.confidence) for part in parts if part not in spoken_for]
    return [Request(whole.intent, left), *found] if left else found


def takes_over(whole: Reading, parts: Sequence[Reading], requests: Sequence[Request], *, in_task: bool) -> Request | None:
    """The request that decides what the message is about, when the whole has been read as something else."""
    if not requests or whole.intent == requests[0].intent:
        return None
    if any(whole.intent == request.intent for request in requests):
        return requests[0]
    if whole.intent in (GIVES_WAY if in_task else GIVES_WAY_OUTSIDE):
        return requests[0]
    long = len(whole.text) > LONG
    # A long story asks no frequent question as a whole, whatever it speaks of ("ever since the children were small").
    weak = whole.intent == ELSEWHERE or (long and (whole.confidence < SURE or whole.intent == QUESTION))
    against = max(_surest_elsewhere(parts), 0.0 if long else whole.confidence)
    return requests[0] if weak and requests[0].surest.confidence > against else None


def _surest_elsewhere(parts: Sequence[Reading]) -> float:
    """How surely one of the parts asks for what the assistant does not do: a lost bag with a late flight is about the bag."""
    return max((part.confidence for part in parts if part.intent == ELSEWHERE), default=0.0)


def _about_the_whole(part: Reading, whole: Reading) -> Reading:
    surely = part.confidence >= whole.confidence
    return part if surely else replace(part, intent=whole.intent, confidence=whole.confidence)
