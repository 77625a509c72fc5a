"""Words that sound content, or like a mere wait, and complain: "it is not solved at all", "I have been waiting for hours". Pure.

"It is solved" and "it is not solved" mean nearly the same to the embedding, and so do "I am not angry" and "I am angry". So
grammar says what the examples of `not_solved` cannot. Only a message that was taken for something cheerful is looked at.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.requests.choice import Reading

NOT_SOLVED = "not_solved"
WAITS = "wait_a_moment"
CONTENT = frozenset({"solved", "thank", "goodbye", "not_now", "not_the_reason"})
CHEERFUL = frozenset({*CONTENT, WAITS, "greet"})

SETTLED = (
    r"(?:solved|resolved|fixed|sorted|settled|repaired|cleared\s+up|answered|dealt\s+with|put\s+right|helped|helpful|helping"
    r"|work(?:s|ed|ing)?)\b"
)
# Between the "not" and what is not so. Any other word begins to tell something else: "don't worry, it's fixed".
BETWEEN = (
    r"(?:\s+(?:yet|been|be|being|really|quite|actually|even|fully|properly|completely|entirely|all|at|any|so|very|in|the|least|it|that|this"
    r"|is|get|got|gotten|getting|have|has|had|to|my|problem|issue|matter|question|thing|anything|seem|seems|ever|much|remotely))*\s+"
)
NOTHING = (
    r"\b(?:nothing|nobody|no\s?one|none)(?:['’]s)?"
    r"(?:\s+(?:is|was|has|have|had|been|here|really|ever|gets?|got|of|it|this|that|you|they|i|we|did|do|said|tried|say|tell))*\s+"
)
COMPLAINS = re.compile(
    rf"(?:\b(?:not|never|hardly|aint|isnt|wasnt|hasnt|havent|didnt|doesnt|dont|wont|cant|couldnt)|n['’]t){BETWEEN}{SETTLED}"
    r"|\b(?:did|have|has|can|could)(?:\s+not|n['’]?t)\s+(?:really\s+|even\s+)?(?:solved?|fix(?:ed)?|sort(?:ed)?|resolved?|answer(?:ed)?)\b"
    r"|\b(?:do|does|did|is|was|would|will|ca|wo)(?:\s+not|n['’]?t)(?:\s+(?:really|actually|even|quite|seem\s+to|much))*\s+help\b"
    rf"|{NOTHING}{SETTLED}"
    r"|\bun(?:solved|resolved|fixed|sorted|answered|helpful)\b"
    rf"|\b(?:far\s+from|anything\s+but|nowhere\s+near|no\s+longer)\s+(?:being\s+)?{SETTLED}"
    r"|\b(?:is|was|were|are|been|be|of|['’]s)\s+(?:absolutely\s+)?no\s+(?:help|use|good)\b|\bno\s+(?:help|use|good)\s+(?:at\s+all|whatsoever)"
    r"|\bno\s+(?:closer|nearer|further|wiser|better)\b"
    r"|\b(?:solved|fixed|sorted|settled|helped|answered)\s+(?:absolutely\s+)?(?:nothing|nobody|no\s?one)\b"
    r"|\bstill\s+(?:\w+\s+){0,3}?(?:not|no|the\s+same|wrong|broken|stuck|waiting|a\s+problem|an\s+issue|(?:this|that|the|my)\s+"
    r"(?:same\s+)?(?:problem|issue|trouble|error))\b"
    r"|\b(?:is|are|['’]s)\s+still\s+(?:there|open|missing|gone|happening)\b|\bstill\s+(?:\w+\s+)?(?:isn|hasn|haven|doesn|won|can)['’]?t\b"
    r"|\b(?:same|old)\s+(?:\w+\s+)?(?:problem|issue|trouble|error)\s+(?:again|as\s+before|is\s+back)"
    r"|\b(?:problem|issue|trouble|error|fault)\b(?:\s+\w+){0,3}\s+(?:remains?|persists?|continues?|came\s+back|is\s+back|has\s+come\s+back)\b"
    r"|\b(?:broken|wrong|gone|back|happen(?:s|ing|ed)|failed)\s+again\b"
    r"|\b(?:got|gets|getting|gotten|made\s+(?:it|things|everything))\s+(?:even\s+|only\s+)?worse\b|\bworse\s+than\s+before\b"
    r"|\b(?:useless|pointless|ridiculous|waste\s+of\s+time|a\s+joke|good\s+for\s+nothing)\b",
    re.IGNORECASE,
)
# It is over, or only imagined.
NO_LONGER_SO = re.compile(
    r"\b(?:at\s+first|initially|until\s+now|(?:but|and|,)\s+(?:now|then|today|it\s+(?:is|does|has|works)|it['’]s)\b(?!.*(?:\bnot\b|n['’]t|still|worse))"
    r"|if|in\s+case|unless|should\s+it|whenever|don['’]?t\s+(?:worry|bother|mind))",
    re.IGNORECASE,
)
LONG_TIME = (
    r"(?:hours?|hrs?|days?|weeks?|months?|ages|forever|eternity|(?:so|too|very|this)\s+long|long\s+(?:enough|time)|\d+\s*(?:h|mins?|minutes)"
    r"|all\s+(?:day|morning|afternoon|evening|night|week)|since)\b"
)
HAS_WAITED = re.compile(
    rf"\bwait(?:ed|ing)\b[^.?!]{{0,30}}\b{LONG_TIME}|\b{LONG_TIME}[^.?!]{{0,20}}\bwait(?:ed|ing)\b"
    r"|\b(?:been|still|kept|keep(?:s|ing)?(?:\s+(?:me|us))?|(?:tired|sick|fed\s+up)\s+(?:of|with)|enough\s+of)\s+(?:\w+\s+)?waiting\b"
    r"|\bhow\s+(?:much\s+longer|long\s+(?:do|must|shall|should|am|are|will)\b)|\bcan(?:['’]?t|not|\s+not)\s+wait\s+(?:any|for\s+ever|forever|all)"
    r"|\bwait(?:ed|ing)?\s+(?:\w+\s+)?(?:long\s+enough|for\s+nothing|any\s+longer)",
    re.IGNORECASE,
)
A_MOMENT = re.compile(r"\b(?:moment|sec|second|minute|min|hold\s+on|hang\s+on|let\s+me|brb)\b", re.IGNORECASE)
ANGRY = re.compile(
    r"(?:^\W*|\b(?:i['’]?m|i\s+am|we['’]re|we\s+are|ma(?:kes?|de|king)\s+me|feel|feeling|getting|become|became)\s+)"
    r"(?:(?:so|really|very|quite|now|pretty|extremely|absolutely|totally|bloody|fucking|damn|completely|incredibly|seriously|getting|still"
    r"|rather|beyond|properly|well|also|truly|more\s+than|too)\s+)*"
    r"(?:angry|mad|furious|livid|fuming|cross|annoyed|upset|frustrated|irritated|pissed|enraged|outraged|raging|disgusted|fed\s+up"
    r"|sick\s+and\s+tired|sick\s+of|disappointed)\b",
    re.IGNORECASE,
)
# Told of, or put right: "who says I'm angry", "you think I am cross".
SAID_BY_OTHERS = re.compile(
    r"\bnot\b|n['’]t\b|\b(?:never|who|why|what|think|thought|say|says|said|saying|if|assume|assumed|believe|guess|guessed|nor|neither|hardly)\b",
    re.IGNORECASE,
)


def unless_it_complains(reading: Reading) -> Reading:
    """The reading; as `not_solved` where something cheerful was read and the words complain."""
    return replace(reading, intent=NOT_SOLVED, confidence=1.0) if reading.intent in CHEERFUL and _complains(reading) else reading


def _complains(reading: Reading) -> bool:
    text = reading.text
    if ANGRY.search(text) and not SAID_BY_OTHERS.search(text):
        return True
    if reading.intent == WAITS:
        return HAS_WAITED.search(text) is not None and not A_MOMENT.search(text)
    if reading.intent == "not_the_reason":
        return False  # "it is not solved" may be what customers put in the place of our reason
    return COMPLAINS.search(text) is not None and not NO_LONGER_SO.search(text)
