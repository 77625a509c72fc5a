"""Words that name a request and mean its opposite: "please don't cancel it", "take the wheelchair off again". Pure.

What a message is about is learned from examples, and a "not" among its words moves its meaning little: "change my name" and
"don't change my name" are 0.91 of 1 alike. So grammar says what the examples (data/nlu/unwanted.yml) cannot. Only an order or a
wish with a "not" before a deed counts, never a fact ("my miles were not added", "she can no longer walk") and never a question.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.requests.choice import DECLINED, Reading

REMOVED = "remove_extra"
SURELY = 0.8

STEMS = (
    "add alert alter amend chang check claim complain convert correct delet fil inform lodg modif modify mov notif notify open"
    " order postpon process rais re-?book re-?rout re-?schedul refund register reissu remov request reserv swap switch text touch"
    " upgrad"
)
DEED = rf"(?:cancel(?:l?(?:ing|ed|ation)|s)?|book(?:ed)?|(?:{'|'.join(STEMS.split())})(?:e|s|ies|ing|ed|ied)?)\b"
NOT = r"(?:\b(?:not|never|dont|didnt|havent|wont|doesnt|wasnt)|n['’]t)"
WANT = (
    r"\s+(?:(?:really|actually|even|ever)\s+)?(?:want(?:ed|ing)?|wish(?:ed)?|need(?:ed)?|ask(?:ed|ing)?|intend(?:ed|ing)?|plan(?:ning)?"
    r"|trying|requesting|said|say|fancy)\b"
)
# Between the "not" and the deed: who wants it, and of what. Any other word begins to tell something else.
OF_WHAT = (
    r"(?:\s+(?:i|we|you|me|us|it|this|that|them|my|our|the|a|an|any|to|for|of|on|in|be|being|have|get|really|actually|even|ever|just|dare"
    r"|want|wanted|wants|flights?|bookings?|tickets?|trip|reservation|dates?|seats?|names?|meals?|bags?))*\s+"
)
# What an order or a wish may begin with.
POLITELY = (
    r"^\W*(?:(?:please|pls|plz|kindly|but|and|so|ok|okay|oh|no|hey|hi|hello|just|now|then|also|sorry|can|could|would|will|may|you|i|we"
    r"|i['’]d|we['’]d|i['’]m|we['’]re|like|love|want|wanna|need|wish|have|how|do|to|let['’]?s|actually|must|rather"
    r"|make sure(?: you)?|whatever you do)\W+)*"
)
NOT_TO_BE_DONE = re.compile(
    rf"{POLITELY}(?<!\byou\s)(?:do\s+not|don['’]?t|never){OF_WHAT}{DEED}"  # "please don't cancel my flight"
    rf"|{NOT}{WANT}{OF_WHAT}{DEED}"  # "I never said I wanted to cancel"
    rf"|\b(?:i|we)\s+(?:never|didn['’]?t|did\s+not)\s+(?:(?:cancel|order|request)(?:l?ed)?|ask(?:ed)?\s+for)\b"
    rf"|\b(?:and|but|please|better)\s+not\s+(?:to\s+)?{DEED}"
    rf"|\bno\s+(?:need|wish|reason|intention)\s+(?:to|of|for){OF_WHAT}{DEED}"
    rf"|\brather\s+(?:not|you\s+did\s*n['’]?o?t){OF_WHAT}{DEED}"
    rf"|(?:\b(?:am|are)|['’][mr]e?)\s+not\s+(?:add|book|cancel|chang|check|claim|complain|mov|order|rebook)l?ing\b"
    rf"|\b(?:nobody|no\s+one|nothing)(?:['’]s)?(?:\s+(?:is|to|be|should|must|wants?|asked))*\s+{DEED}",
    re.IGNORECASE,
)
NEEDED = r"(?:need|want|require|wish|bring|tak|com|travel|necessary)(?:e|s|ed|ing)?\b"
NO_MORE = r"\b(?:any\s?more|any\s+longer|after\s+all|now)\b"
TO_GO = re.compile(
    rf"{POLITELY}(?:cancel|remove|delete|drop(?!\s+(?:off|me|us))|scrap|bin|withdraw|stop|mute|silence|unsubscribe|deactivate|disable"
    r"|get\s+rid\s+of|give\s+up|(?:take|turn|switch|leave)\b.{1,80}\b(?:off|out)|(?:turn|switch)\s+off)\b"
    r"|\b(?:like|want|need|have|get)\b.{1,60}\b(?:cancell?ed|removed|deleted|(?:taken|switched|turned)\s+off)\b"
    r"|(?:\bnot|n['’]t)\s+(?:be\s+)?(?:needed|necessary|required)\b"
    rf"|\bno\s+longer\s+{NEEDED}"
    rf"|(?:\b(?:not|dont|wont|isnt|arent)|n['’]t)\b[^.;]{{0,60}}\b{NEEDED}.{{0,60}}{NO_MORE}"
    rf"|\bno(?:\s+\w+){{1,3}}\s+(?:(?:is|are)\s+)?(?:needed|necessary|required\b|{NO_MORE})",
    re.IGNORECASE,
)
A_QUESTION = re.compile(r"\b(?:why|if|unless|whether|what|how come|in case|or)\b", re.IGNORECASE)


def as_meant(reading: Reading, wishes: Collection[str], extras: Collection[str]) -> Reading:
    """The reading, with what is said to be unwanted as such. `extras` are the requests that add something to a booking."""
    if reading.intent in extras and _orders(TO_GO, reading.text):
        return replace(reading, intent=REMOVED, confidence=1.0)
    if reading.intent in wishes and "?" not in reading.text and _orders(NOT_TO_BE_DONE, reading.text):
        return replace(reading, intent=DECLINED, confidence=1.0)
    return reading


def parts_as_meant(parts: Sequence[Reading], wishes: Collection[str], extras: Collection[str]) -> list[Reading]:
    """The parts as meant. What one of them turns round, no other asks for less surely: "I'd hate to lose it, don't cancel it"."""
    meant = [as_meant(part, wishes, extras) for part in parts]
    pairs = zip(parts, meant, strict=True)
    turned = {_named(part): (part.confidence, now) for part, now in pairs if now is not part or _declines(now)}
    return [_turned_too(now, *turned[now.intent]) if now.intent in turned else now for now in meant]


def _named(part: Reading) -> str:
    """The request that it names, whatever it says about it."""
    return part.otherwise if part.intent == DECLINED else part.intent


def _declines(part: Reading) -> bool:
    return part.intent == DECLINED and _orders(NOT_TO_BE_DONE, part.text)


def _turned_too(part: Reading, confidence: float, meant: Reading) -> Reading:
    return replace(part, intent=meant.intent, confidence=1.0) if part.confidence < confidence else part


def unless_unwanted(whole: Reading, parts: Sequence[Reading], wishes: Collection[str]) -> Reading:
    """The whole, which is not about what one part surely does not want and no other one asks for."""
    unwanted = [part for part in parts if part.intent in (DECLINED, REMOVED) and part.confidence >= SURELY]
    if not unwanted or whole.intent not in wishes or any(part.intent == whole.intent for part in parts):
        return whole
    return replace(whole, intent=unwanted[0].intent, confidence=unwanted[0].confidence, understanding=unwanted[0].understanding)


def _orders(pattern: re.Pattern[str], text: str) -> bool:
    """Not after "why", "if" and the like."""
    found = pattern.search(text)
    return found is not None and not A_QUESTION.search(text, 0, found.end())
