"""What is said about an open question itself: "where do I find that?", "what does it look like?", "I lost it".

It is no answer and no miss: the help for this question is given, and the question stays.
"""

import re
from collections.abc import Mapping
from difflib import get_close_matches

from actions import reading
from actions.conversation import Dialogue, Slot
from actions.explaining import explain
from actions.reply import Reply

IT = (
    r"(?:it|that|this|one|them|those|these"
    r"|(?:the|my)\ (?:thing|number|code|papers?|ticket|reference|booking\ (?:number|reference|code)|letter|e-?mail|documents?"
    r"|details))"
)
SEEK = r"(?:find|see|get|look|look for|look up|check|read|locate|know|tell|find out)"
BEFORE = re.compile(
    r"^\W*(?:(?:sorry|hm+|ok|okay|but|and|well|oh|hi|hey|hello|um+|uh|er|wait|so|no(?! (?:idea|clue))|please|pls|honestly"
    r"|actually|i'?m afraid|i am afraid|i'?m sorry|oh dear|dear|excuse me|pardon|may i ask"
    r"|(?:(?:could|can|would) you )?(?:kindly )?tell me)\b\W*)+"
)
AFTER = re.compile(
    r"(?:\W+(?:please|pls|though|tho|tbh|honestly|exactly|sorry|any ?more|right now|at the moment|then|now|anyway|from|lol"
    r"|dear|my dear|sir"
    r"|madam|if i may ask|if you don'?t mind|on earth|i'?m afraid))+\W*$"
)
WHY = re.compile(
    rf"why (?:(?:do|would|must|should) )?(?:you|i|we) (?:need|want|ask|have to|give|tell|say)\b.{{0,30}}"
    rf"|what (?:do )?you need {IT} for|why {IT}|what for|why|what'?s {IT} for"
)
ASKS = re.compile(
    rf"""where
    |where(?:'?s|\ is|\ are)\ {IT}(?:\ (?:written|printed|found|located|to\ be\ found))?
    |where\ (?:(?:do|can|could|would|will|should|might)\ (?:i|we)|(?:i|we)\ (?:can|could|may|might)|to)\ {SEEK}(?:\ {IT})?
    |how\ (?:(?:do|can|could|would|will|should|shall)\ (?:i|we)|am\ i\ supposed\ to|to)
        \ (?:{SEEK}|measure|weigh|work)(?:\ {IT})?(?:\ out)?
    |what(?:'?s|\ is|\ are)\ {IT}(?:\ supposed\ to\ (?:be|mean))?
    |what\ (?:do|does|did)\ (?:you|{IT})\ mean(?:\ (?:by|with)\ {IT})?
    |what\ (?:does|should|would|will)\ {IT}\ look\ like|how\ (?:does|should|would)\ {IT}\ look(?:\ like)?
    |what\ (?:should|shall|do|can|must|am)\ i\ (?:supposed\ to\ )?(?:put|say|write|type|enter|answer|give(?:\ you)?)
        (?:\ (?:in\ )?(?:here|there))?
    |which(?:\ one(?:\ is\ {IT}|\ do\ you\ mean)?)?|which\ ones?\ are\ there
    |what\ (?:are\ (?:the|my)\ (?:options|choices)|can\ i\ choose)
    |(?:i\ )?(?:don'?t|do\ not)\ (?:understand|get)\ (?:the\ question|what\ you\ (?:mean|want|need|are\ asking))
    |(?:(?:can|could)\ you\ )?(?:give\ me|show\ me|do\ you\ have)?\ ?an\ example|for\ example|like\ what|such\ as(?:\ what)?""",
    re.VERBOSE,
)
WITH_ME = r"(?:\ (?:(?:on|with|near|by)\ (?:me|us)|to\ hand|at\ hand|handy|here|ready|nearby|in\ front\ of\ me))?"
LACKS = re.compile(
    rf"""(?:(?:i|we)\ )?(?:(?:really|honestly|just|actually)\ )?(?:don'?t|do\ not)\ (?:(?:really|actually)\ )?
        (?:know|remember|recall|have|see)
        (?:\ (?:{IT}|any
        |(?:how\ (?:heavy|much|big)|what|when|which)\ [\w']+(?:\ [\w']+){{0,3}}
        |(?:where|what)\ {IT}\ is|which(?:\ (?:one|{IT}\ is))?|where\ to\ look|(?:where|how)\ to\ find\ {IT}))?{WITH_ME}
    |(?:(?:i|we)(?:\ have|'?ve)?\ )?(?:lost|forgot|forgotten|deleted|mislaid|misplaced)\ {IT}
    |(?:(?:i|we)\ )?(?:can'?t|cannot|can\ not|couldn'?t|could\ not)\ (?:find|see|remember|recall|locate|tell)
        (?:\ {IT})?(?:\ anywhere)?
    |(?:(?:i|we)\ )?(?:haven'?t|have\ not)\ (?:got|found)\ (?:{IT}|any){WITH_ME}|(?:(?:i|we)\ )?haven'?t\ (?:a\ clue|any\ idea)
    |(?:(?:i|we)(?:\ have|'?ve)?\ (?:got\ )?)?no\ (?:idea|clue)(?:\ (?:where|what|which)\ {IT}\ is)?
    |(?:dunno|idk)(?:\ (?:where|what|which)\ {IT}\ is)?
    |(?:i'?m\ |i\ am\ )?not\ (?:sure|certain)(?:\ (?:where|what|which)\ {IT}\ is)?
    |it(?:'?s|\ is|\ has)?\ (?:gone|lost|missing)""",
    re.VERBOSE,
)
# What else a question may be asked about.
OF_THE_SLOT: Mapping[Slot, re.Pattern[str]] = {
    Slot.BOOKING_REFERENCE: re.compile(
        r"\b(?:is (?:it|that) (?:on|in|the)\b|(?:it|that) the (?:number|code)\b|without (?:it|one|that|a (?:reference|code))\b"
        r"|(?:use|give you|take) (?:my|the) (?:name|ticket|e-?mail))"
    ),
    Slot.SURNAME: re.compile(
        r"\b(?:mine|whose|which (?:sur|last |family )?name|who (?:booked|made|paid)|maiden|married|husband|wife|partner"
        r"|(?:first |sur|last |family )name|passenger|traveller|booker|father|mother|son|daughter|friend|either of us|any of us)"
    ),
    Slot.CODE: re.compile(r"\b(?:which (?:address|e-?mail|number)|where did (?:you|it)|how long)\b"),
}
# How it is typed in a hurry, and the words of which others are slips.
SHORT = {
    "u": "you", "y": "why", "r": "are", "ur": "your", "wat": "what", "wot": "what", "wut": "what", "wats": "what's",
    "wots": "what's", "whats": "what's", "wheres": "where's", "wer": "where", "hav": "have", "kno": "know", "dnt": "don't",
    "dont": "don't", "cant": "can't", "doesnt": "doesn't", "havent": "haven't", "havnt": "haven't", "shud": "should",
    "wud": "would", "cud": "could", "im": "i'm", "da": "the", "dis": "this", "dat": "that", "ive": "i've", "n": "and", "2": "to",
}  # fmt: skip
WORDS = """
    where what which why find need number code have know remember should would could write enter look mean understand question
    example options choices don't haven't lost forgot forgotten paper ticket reference booking written heavy weigh weight measure
    supposed certain idea clue that this
""".split()  # noqa: SIM905  a word list reads better than a list of strings
NEARLY, SHORTEST, MOST_WORDS = 0.78, 4, 16
# A doubt here is heard as one about the deed (actions/consent.py).
DECISIONS = {Slot.CONFIRMED, Slot.CHANGE_CONFIRMED}


def help_with_question(dialogue: Dialogue, reply: Reply, *, own_words: bool) -> bool:
    """Tells about the open question if the message asks about it. `own_words`: whatever is said otherwise is an answer to it."""
    if dialogue.asked is None or dialogue.pressed:
        return False
    said = _bare(dialogue.text)
    if not any(words.fullmatch(said) for words in (WHY, ASKS, LACKS)):
        said = _bare(as_spelled(dialogue.text))
    if WHY.fullmatch(said):
        explain(dialogue, reply)
    elif ASKS.fullmatch(said) or _of_the_slot(dialogue) or (_is_lacking(said, dialogue) and not own_words):
        _tell_about(dialogue, reply)
    else:
        return False
    return True


def as_spelled(text: str) -> str:
    """ "y u need that", "wher do i find it" in whole words, where they are near to those with which one asks."""
    words = _plain(text).split()
    if len(words) > MOST_WORDS:
        return text
    return " ".join(_whole(word, before) for word, before in zip(words, ["", *words], strict=False))


def _whole(word: str, before: str) -> str:
    bare = word.strip("?!.,")
    if bare in {"4", "no"} and before in {"what", "wat", "wot", "i", "to"}:
        return {"4": "for", "no": "know"}[bare]
    near = get_close_matches(bare, WORDS, 1, NEARLY) if len(bare) >= SHORTEST and bare not in WORDS else []
    return SHORT.get(bare) or (near[0] if near else word)


def _is_lacking(said: str, dialogue: Dialogue) -> bool:
    return dialogue.asked not in DECISIONS and LACKS.fullmatch(said) is not None


def _of_the_slot(dialogue: Dialogue) -> bool:
    """ "Is it on my ticket?", "mine or my wife's?": a question that gives nothing."""
    pattern, details = OF_THE_SLOT.get(dialogue.asked or Slot.CONFIRMED), dialogue.details
    if pattern is None or details.references or details.names or not reading.asks(dialogue.text):
        return False
    left = reading.without_questions(dialogue.text)
    names_somebody = dialogue.asked == Slot.SURNAME and bool(reading.answered_name(left))
    return not names_somebody and pattern.search(_plain(dialogue.text)) is not None


def _tell_about(dialogue: Dialogue, reply: Reply) -> None:
    of_the_task = f"utter_about_{(dialogue.task or '').removesuffix('_form')}_{dialogue.asked}"
    reply.say(reply.first_of(of_the_task, f"utter_about_{dialogue.asked}", f"utter_why_{dialogue.asked}", "utter_why_question"))


def _bare(text: str) -> str:
    """Without what goes before and after a question, and without its marks."""
    said = BEFORE.sub("", _plain(text)) or _plain(text)
    return " ".join(re.sub(r"[^\w' -]", " ", AFTER.sub("", said)).split())


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())
