"""A yes or a no to what is about to be written to the records.

A deed is done on a clear yes and nothing else. With a condition, a question, a "wait" or anything else beside it, it is
asked for again; a no stops, also one that negates the deed ("don't cancel it").
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import lru_cache

from actions.conversation import Dialogue

DECISIONS = {"affirm": True, "deny": False}
REFUSALS = {"deny", "decline_deed"}
# What a word says about the question, one letter each, so that a message is a short text of them: "ok no" is "yn".
YES, NO, DOUBT, DEED, FILLER, OTHER = "yndvfo"
# Small letters, without accents. The last letter may be drawn out: "yesss".
WORDS = {
    YES: """
        yes, yeah, yea, yeh, yep, yup, yh, ye, y, yah, yas, aye, ok, okay, okey, k, aight, alright, all right, sure
        sure thing, for sure, certainly, definitely, absolutely, of course, by all means, indeed, exactly, agree, agreed
        accept, accepted, confirm, confirmed, correct, that's right, thats right, that is right, go on, ok go, go ahead
        go right ahead, go for it, keep going, carry on, do it, do that, do so, do this, please do, proceed, continue, mhm
        mhmm, mm hm, mm hmm, uh huh, fine, great, perfect, lovely, cool, brilliant, excellent, wonderful, nice, sounds good
        that works, works for me, oui, ouais, wi, si, sim, ja, jawohl, claro, d'accord, de acuerdo, affirmative, deal, you bet
        looks good, very well, i accept the price
    """,
    NO: """
        no, nope, nah, nay, not, never, don't, dont, won't, wont, shouldn't, mustn't, n, nuh, nuh uh, uh uh, neither, none
        no way, never mind, nevermind, nvm, keep, leave, forget, stop, skip, don't think so, dont think so, non, nein, nao
        nee, not at all
    """,
    DOUBT: """
        but, if, only, unless, except, without, until, till, although, though, or, otherwise, as long as, wait, hold on
        hold up, hang on, moment, sec, second, minute, min, let me, think, thinking, maybe, perhaps, possibly, probably, might
        depends, suppose, guess, wonder, wondering, confused, unsure, not sure, not certain, no idea, no clue, don't know
        dont know, do not know, dunno, idk, don't understand, dont understand, do not understand, not a problem, no problem
        no worries, not bad, all good, i'm good, im good, i'm fine, im fine, i'm ok, im ok, we're good, later, before, first
        instead, how, what, what's, whats, when, where, which, who, why, why not, whether, sure that, sure it, sure about
        sure you, sure this, you sure, hm, hmm
    """,
    # It may stand beside a yes or a no and changes nothing of it.
    FILLER: """
        please, pls, plz, thanks, thank, you, thx, ty, cheers, ta, it, it's, its, that, that's, thats, that'd, this, them
        these, those, the, my, our, me, us, we, i, i'd, i'll, i'm, let's, lets, want, like, love, to, would, will, be, is, are
        for, and, then, now, just, too, with, yet, rather, right, away, very, much, really, oh, ah, um, uh, er, hey, man, mate
        sir, madam, good, happy, by me, any, anymore, any more, hell, on second thoughts, svp, merci, danke, gracias, bitte
        obrigado, obrigada, for your help, so much, a lot
    """,
    # What any yes may be about. Each request has a word of its own as well: "cancel_booking".
    DEED: "do, go, book, pay, send",
}
ALSO_CALLED = {
    "bring_pet": {"add"}, "bring_sports_equipment": {"add"}, "cancel_cooling_off": {"take"}, "change_flight_date": {"move"},
    "change_route": {"move"}, "choose_seat": {"take"}, "make_complaint": {"pass"}, "notify_me": {"tell"}, "order_meal": {"add"},
    "rebook_disruption": {"move"}, "request_refund": {"refund"}, "undo_change": {"put"}, "undo_earlier": {"put"},
}  # fmt: skip
WHAT = {"booking", "flight", "trip"}  # said beside the word for the deed: "yes, cancel my flight"
PICTURES = {YES: "👍👌✅✔☑💯🆗", NO: "👎❌🛑⛔✋🙅🚫✖", DOUBT: "🤔🤷🤨😕🧐😐❓❔"}
QUESTION = re.compile(
    r"\?|(?:^|[,.;!]|\b(?:and|ok|okay|yes|yeah|yep|so|sure|right|well|then)\b)\s*"
    r"(?:(?:is|are|was|were|does|did|can|could|will|would|should|shall|may|am|has)\s+(?:i|you|we|they|he|she|it|that|this|there|the|my)"
    r"|(?:do|have)\s+(?:i|you|we|they))\b"
)
# "Wait", "make it" and the like correct whatever follows them; after a mere "no" it must be a number or a day.
CORRECTION = re.compile(
    r"\W*(?:(?:oh|ah|hm+|um+|sorry|oops|actually|wait)\W+)*(?:no+|nope|nah|not? (?:that|this))\b\W*"
    r"(?P<outright>(?:(?:wait|hang on|hold on|i mean(?:t)?|make (?:it|that)|change (?:it|that) to|rather|correction)\b\W*)+)?"
    r"(?:(?:sorry|actually|oops|i mean(?:t)?|let'?s say|better)\b\W*)*"
)
NAMES_A_VALUE = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\btomorrow\b"
)
LONGEST_VALUE = 6  # words
# "The 15th, not the 5th": what it is not refuses nothing.
NOT_THE_OTHER = re.compile(
    r"(?<=\w)[\s,;-]+(?:and |but )?not (?:on |at |for )?(?:the |a |an |my )?[\w@.:-]+(?: (?:of )?[a-z]+)?\W*$"
)
# It tells why not: "no wait, that is too much".
COMPLAINS = re.compile(
    r"\b(?:too|expensive|dear|much money|cheaper|can'?t|cannot|couldn'?t|afford|ask|changed? my mind|cancel|first|already)\b|\?"
)
NEGATED_DEED = re.compile(f"[^{DOUBT}{YES}]*{NO}{FILLER}*[{DEED}{YES}]")
DEED_AGAIN = re.compile(f"{FILLER}*{DEED}+{FILLER}[{FILLER}{DEED}]*")


def decision(dialogue: Dialogue, intent: str) -> bool | None:
    """Whether the customer wants what was asked about, which is the request `intent`; None when that is not clear."""
    if dialogue.pressed:
        return DECISIONS.get(dialogue.intent)
    said = _said(dialogue.text, intent)
    if corrects(dialogue.text):
        return None
    if _refuses(said) or _puts_off(said, dialogue):
        return False
    if DOUBT in said or asks(dialogue.text):
        return None
    if _agrees(said) or _wishes(said, dialogue, intent):
        return True
    return False if dialogue.intent in REFUSALS or said.endswith(NO) else None


def corrects(text: str) -> bool:
    """ "No wait, the 14th", "no, make it two": what comes behind the no says something else instead, and refuses nothing."""
    found = CORRECTION.match(_plain(text))
    if found is None:
        return False
    behind = NOT_THE_OTHER.sub(" ", _plain(text)[found.end() :])
    said = _said(behind)
    if OTHER not in said or NO in said or COMPLAINS.search(behind):
        return False
    return bool(found["outright"]) or (NAMES_A_VALUE.search(behind) is not None and len(said) <= LONGEST_VALUE)


def has_doubts(text: str) -> bool:
    """There is a condition in it, a question, a "wait"."""
    return DOUBT in _said(text) or asks(text)


def asks(text: str) -> bool:
    return QUESTION.search(_plain(text)) is not None


def _refuses(said: str) -> bool:
    """ "ok no", "hang on no", "no, leave it", "please don't cancel it, I only asked"."""
    alone = NO in said and OTHER not in said and (DOUBT not in said or (said.endswith(NO) and YES not in said))
    return alone or said.startswith(NO) or NEGATED_DEED.match(said) is not None


def _puts_off(said: str, dialogue: Dialogue) -> bool:
    """ "Maybe another time". "Yeah go on" is heard as that, too."""
    return dialogue.intent == "not_now" and YES not in said and not asks(dialogue.text)


def _agrees(said: str) -> bool:
    return YES in said and NO not in said and OTHER not in said


def _wishes(said: str, dialogue: Dialogue, intent: str) -> bool:
    """ "Cancel it" when it was asked whether to cancel ("cancel" alone may mean the conversation); "I'd be happy with that"."""
    heard = dialogue.intent == "affirm" and dialogue.band == "sure"
    if DEED_AGAIN.fullmatch(said):
        return heard or dialogue.intent == intent
    return heard and set(said) == {FILLER}


def _said(text: str, intent: str = "") -> str:
    """What each word says about the question."""
    words = [found[0] for found in _pattern().finditer(_plain(text))]
    deed, *about = intent.split("_")
    own = {deed} | ALSO_CALLED.get(intent, set())
    if own.intersection(words):
        own |= {*about, *WHAT}
    return "".join(_meaning(word, own) for word in words)


def _meaning(word: str, own: Collection[str]) -> str:
    if word in own or word.removesuffix("s") in own:
        return DEED
    known = _meanings()
    return known.get(word) or known.get(re.sub(r"(\w)\1+$", r"\1", word)) or OTHER


def _plain(text: str) -> str:
    """Small letters without accents; "uh-huh" is two words."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("’", "'").replace("-", " "))
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


@lru_cache(maxsize=1)
def _meanings() -> Mapping[str, str]:
    words = {word.strip(): kind for kind, listed in WORDS.items() for word in listed.replace("\n", ",").split(",")}
    return words | {picture: kind for kind, pictures in PICTURES.items() for picture in pictures}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """The longest phrase that is known, a picture, or one word."""
    phrases = sorted((known for known in _meanings() if " " in known), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b|[{''.join(PICTURES.values())}]|\w+(?:'\w+)*")
