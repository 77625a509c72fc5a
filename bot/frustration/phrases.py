"""What customers write when they want a person, are upset, insult the assistant, correct it, or are content.

Text is tidied first (`tidy`), so the patterns are in lower case with plain apostrophes and without repeated letters or marks.
Swearing is told apart by its target: "you stupid bot" is about the assistant, "where the hell is my bag" is only emphasis.
"""

import re
from functools import lru_cache

PERSON = (
    r"(?:humans?(?: beings?)?|persons?|people|agents?|advis[eo]rs?|operators?|representatives?|reps?|someone|somebody|anyone|anybody|"
    r"supervisor|manager|staff|colleagues?|employee|real one|live chat|customer (?:service|care|support)|the (?:desk|counter|team))"
)
DETERMINERS = (
    r"(?:(?:an?|the|any|some|one of|your|actual|real|live|proper|human|flesh and blood|of|phone|service|support|customer|care) )*"
)
TALK = r"(?:talk(?:ing)?|speak(?:ing)?|chat(?:ting)?|connect(?:ed)?|put me through|transfer(?:red)?|pass(?:ed)? (?:me )?on|get through|hand me over|escalate)"
WANT = r"(?:i (?:just |really |only )?(?:want|need|demand|prefer|require)|i(?:'d| would) (?:rather|like|prefer|love)|give me|get me|let me|may i have|can i (?:get|have|please have)|could i (?:get|have)|i wish|bring me|send me to)"

ASKS_FOR_PERSON = (
    rf"\b{TALK}\b.{{0,20}}?\b(?:to|with|through to|me to|onto)\b {DETERMINERS}{PERSON}\b",
    rf"\b{WANT}\b(?! (?:to )?(?:add|book|bring|change|remove)).{{0,16}}?\b{DETERMINERS}(?:human(?: being)?|person|agent|adviser|advisor|operator|representative|rep|supervisor|manager)\b(?! (?:on|to) (?:my|the|our) booking)",
    rf"\b(?:is|are) there (?!only|just|more).{{0,12}}?{DETERMINERS}{PERSON}\b.{{0,25}}\b(?:talk|speak|chat|help|there|available|free)",
    rf"\b(?:is there|isn't there) {DETERMINERS}(?:human|person|real one|agent|adviser)(?: there| here| around| available)?\s*\?*$",
    r"^(?:(?:a|an|the|real|live|actual|please|now|just|human|ok|hi|hello|hey|yes|yeah|no)[,.]? )*(?:human|person|agent|operator|representative|adviser|advisor|human being|real person|customer service)(?: (?:please|now|pls|plz|asap))*[!.?]*$",
    r"\b(?:not|no more|instead of|rather than|enough of|tired of|sick of) (?:an? |this |talking to (?:an? |this )?|you )?(?:bot|robot|machine|computer|chatbot|automated)\b",
    r"\b(?:don't|dont|do not|won't|refuse to)(?: want)?(?: to)? (?:talk|speak|chat|deal)(?:ing)? (?:to|with) (?:an? |this )?(?:bots?|robots?|machines?|computers?|chatbots?)\b",
    r"\b(?:someone|somebody|anyone|anybody) (?:real|human|alive|who (?:can|understands|knows|actually)|(?:i|to) (?:can )?(?:talk|speak))",
    rf"\b(?:can|could|may|will|would) (?:a|an|any|some|the)? ?{DETERMINERS}(?:human(?: being)?|person|agent|adviser|advisor|colleague|supervisor|manager|someone|somebody)\b.{{0,20}}\b(?:help|call|take over|look|ring|contact|assist|deal|handle)",
    r"\bring me (?:back|up)|\bcall me (?:back|please)?\b(?=.*\b(?:human|person|someone|adviser|agent)\b)",
)
# Taken out of a message before a wish is looked for, so that "Are you human? I want a human" still holds one.
NO_WISH_FOR_A_PERSON = (
    rf"\b(?:don't|do not|dont|no) (?:want|need)(?: to (?:talk|speak))?(?: to| with)? {DETERMINERS}{PERSON}",
    rf"\b(?:no need (?:for|to (?:talk|speak) to)|without(?: talking to)?|rather not (?:talk|speak) to) {DETERMINERS}{PERSON}\b",
    rf"\b(?:are|r) (?:you|u)(?: an?| really| actually| even)* {DETERMINERS}{PERSON}\b",
    rf"\b(?:am i|is this|are these) (?:talking|speaking|chatting)?(?: to| with)? ?{DETERMINERS}{PERSON}\b",
)

POOR = r"(?:useless|stupid|dumb|thick|rubbish|pathetic|crap|shit(?:ty)?|hopeless|incompetent|clueless|brainless|worthless|moronic|idiotic|daft|bloody|fucking|garbage|trash|dense|terrible|awful|worst|joke|waste of (?:space|time))"
NOUN = r"(?:idiots?|morons?|imbeciles?|dumbass|arsehole|asshole|bastards?|cretin|muppet|twat|wanker|prick|dickhead|clown|dimwit|numpty|piece of (?:shit|crap|junk))"
ASSISTANT = r"(?:bot|robot|chatbot|machine|assistant|computer|programme?|thing|piece of software|chat)"
INSULTS = (
    rf"\b(?:you|u|ya)(?:'re| are| r|re)?(?: (?:a|an|just|so|all|really|such|absolutely|completely|totally|the|fucking|bloody|complete|total))* (?:{POOR}|{NOUN})\b",
    rf"\b{POOR}(?: (?:fucking|bloody|little|stupid))* {ASSISTANT}\b",
    rf"\b(?:this|that|the) {ASSISTANT} is(?: (?:so|just|really|absolutely|completely|totally|fucking|bloody|a|an|the))* {POOR}\b",
    rf"^(?:(?:you|what|an?|such|bloody|fucking|complete|total|absolute) )*{NOUN}\b",
    r"\b(?:fuck|screw|sod) (?:you|u|off)\b|\bpiss off\b|\bgo to hell\b|\bf ?off\b|\bstfu\b|\bshut up\b|\byou suck\b|\bu suck\b|\byou stink\b|\bi hate (?:you|this (?:bot|chatbot|robot|thing|assistant))\b",
    r"\bare you (?:stupid|dumb|thick|deaf|an idiot|brain ?dead|even listening|kidding me|having a laugh)\b",
    r"\b(?:useless|stupid|dumb|idiotic|brainless|worthless|pathetic)[!. ]*$(?<!not stupid)",
)
STRONG_COMPLAINTS = (
    r"\b(?:this|that|it)(?:'s| is| has been)(?: (?:so|just|really|absolutely|completely|totally|beyond|fucking|bloody|an?|utterly|frankly|getting))* (?:useless|ridiculous|a joke|unacceptable|a disgrace|disgraceful|pathetic|absurd|insane|a nightmare|a shambles|outrageous|bullshit|bollocks|stupid|terrible service|appalling|hopeless|infuriating|maddening|a farce|a waste of (?:my )?time)",
    r"\b(?:fed up|sick of (?:this|it|you)|sick and tired|had (?:it|enough)|enough is enough|losing (?:my )?patience|lost (?:my )?patience|running out of patience|waste of (?:my )?time|wasting my time|at my wit'?s end|doing my head in|driving me (?:mad|crazy|nuts|up the wall))\b",
    r"\b(?:you(?:'re| are)?|this is|it's|it is)(?: \w+){0,2} (?:not (?:helping|listening|understanding)|no help|going (?:round )?in circles)|\bgoing (?:round )?(?:and round )?in circles\b|\byou (?:don't|do not|never|can't) (?:understand|listen|get it|help)(?: (?:me|anything))?\b|\bwhy (?:don't|can't|won't) you (?:understand|listen|help|just)\b",
    r"\bi(?:'m| am) (?:so |really |very |absolutely |getting )*(?:furious|angry|livid|fuming|raging|mad|outraged|disgusted)\b|\bi am pissed\b|\bpissed off\b",
    r"\bthanks for nothing\b|\bgreat,? just great\b|\bwell done,? (?:genius|sherlock)\b|\bslow clap\b|\bbrilliant,? (?:another|more|again)\b|\boh (?:great|brilliant|wonderful|fantastic),? (?:another|again|more|the same)\b",
    r"\b(?:worst|terrible|appalling|disgusting|shocking|horrendous) (?:service|airline|customer|experience|company|chat)\b|\bnever (?:flying|fly|book(?:ing)?) (?:with )?(?:you|this airline)\b",
    r"^(?:\W*for (?:fuck|fucks|fuck's|god|gods|god's|goodness|heaven's|heavens|christ|christ's|pete's) ?'?s? ?sake)\b|\bffs\b",
)
MILD_COMPLAINTS = (
    r"\b(?:annoy(?:ed|ing)|frustrat(?:ed|ing)|upset|disappoint(?:ed|ing)|not happy|unhappy|not impressed|irritat(?:ed|ing)|unbelievable|seriously\?|come on|not good enough|hopeless|shambles|not acceptable)\b",
    r"\bhow many times\b|\bhow much longer\b|\bstill (?:not|nothing|no (?:answer|help))\b|\bthis isn't (?:working|helping)\b|\bthis is not (?:working|helping)\b|\b(?:doesn't|does not|not) (?:work|help(?:ing|ful)?)(?: at all)?[!.]*$|\bnothing works\b|\bforget it\b.*\buseless\b",
    r"\b(?:sigh|argh+|ugh+|grr+|jeez|omg)\b|\bfor the (?:third|fourth|fifth|last|umpteenth|hundredth) time\b",
)
EMPHASIS = (
    r"\b(?:what|where|when|why|how|who) the (?:hell|fuck|heck|bloody hell|f)\b|\b(?:wtf|bloody hell|damn it|dammit|goddamn|fucking|fuck|shit|bloody)\b",
)
CORRECTIONS = (
    r"\b(?:that's|thats|that is|this is) (?:not|wrong|incorrect)(?! (?:a )?(?:problem|bad|what i expected but))",
    r"\b(?:not|isn't|wasn't) what i (?:said|asked|meant|wanted|want|typed|wrote)\b|\bi (?:didn't|did not|never) (?:say|ask|mean|want|said|asked)\b",
    r"\bi(?:'ve| have)? (?:already |just )*(?:said|told you|gave you|answered|explained|asked)\b(?! (?:my|her|him|them|the crew))|\bas i said\b|\bi already\b|\bread (?:what i (?:wrote|said)|my (?:message|question))\b",
    r"\byou (?:got|have got|'ve got) (?:it|that|this|me)(?: all)? wrong\b|\byou (?:misunderstood|misread|misheard)\b|\bno,? (?:i (?:said|asked|meant)|not (?:that|the))\b|^(?:no )?wrong\b|\bthat isn't (?:right|it|mine)\b",
)
MENDS_OWN_WORDS = (
    r"\b(?:sorry|oops|my (?:mistake|bad)|apologies|actually|i meant to)\b|\bmy (?:mistake|error|fault)\b|\bi (?:mistyped|misspelt|made a (?:typo|mistake))\b",
)
CONTENT = (
    r"\b(?:thanks?|thank you|thx|ta|cheers|much appreciated|appreciate it|grateful)\b(?! for nothing)",
    r"\b(?:that worked|it worked|works now|all (?:done|sorted|good|set)|sorted|solved|problem solved|got it now|perfect|brilliant|excellent|lovely|fantastic|wonderful|that's (?:great|perfect|better|it|right|all)|spot on|very helpful|that helps|that helped)\b",
)
# Replies of an assistant that did not understand: needed where only texts are known, not the intents.
ASSISTANT_DID_NOT_UNDERSTAND = (
    r"\b(?:i )?(?:did not|didn't|don't|do not|could not|couldn't|am not sure i|not sure i) (?:quite )?(?:understand|catch|get) |\brephrase\b|\bi am (?:not sure|unsure)\b",
)
# Words on which a typo is forgiven when looking for a wish for a person. Shorter ones are too close to others.
FORGIVEN = (
    "human",
    "person",
    "agent",
    "operator",
    "representative",
    "adviser",
    "advisor",
    "supervisor",
    "manager",
    "speak",
    "someone",
    "real",
)
NOT_A_TYPO = frozenset(
    [
        "humans",
        "humane",
        "persons",
        "agents",
        "agency",
        "operators",
        "operate",
        "operates",
        "operated",
        "speaks",
        "spear",
        "peak",
        "speaker",
        "steak",
        "sneak",
        "bespeak",
        "areal",
        "ream",
        "reap",
        "rear",
        "deal",
        "heal",
        "meal",
        "seal",
        "teal",
        "veal",
        "zeal",
        "read",
        "urgent",
        "agenda",
        "managers",
        "manage",
        "managed",
        "advise",
        "advised",
        "reason",
        "prison",
        "parson",
        "some",
        "one",
        "someones",
    ]
)


@lru_cache(maxsize=8192)
def tidy(text: str) -> str:
    """Lower case, plain apostrophes, no letter more than twice and no mark more than once in a row."""
    text = text.lower().replace("’", "'").replace("‘", "'").strip()
    text = re.sub(r"([a-z])\1{2,}", r"\1\1", text)
    text = re.sub(r"([!?.,])[!?.,\s]*(?=[!?.,])", "", text)
    return re.sub(r"\s+", " ", text)


@lru_cache(maxsize=32)
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def says(patterns: tuple[str, ...], text: str) -> bool:
    """Whether the (not yet tidied) text holds one of the patterns."""
    return _compiled(patterns).search(tidy(text)) is not None


@lru_cache(maxsize=8192)
def wishes_for_a_person(text: str) -> bool:
    """An explicit wish for a person, also inside a longer message and with a typo in the words that carry it."""
    mended = " ".join(_mended(word) for word in tidy(text).split())
    return _compiled(ASKS_FOR_PERSON).search(_compiled(NO_WISH_FOR_A_PERSON).sub(" ", mended)) is not None


@lru_cache(maxsize=8192)
def _mended(word: str) -> str:
    core = word.strip("!?.,;:'\"()")
    if len(core) < 4 or core in FORGIVEN or core in NOT_A_TYPO or not core.isalpha():
        return word
    close = next((known for known in FORGIVEN if len(known) > 4 and one_slip_apart(core, known)), None)
    return word.replace(core, close) if close else word


def one_slip_apart(word: str, known: str) -> bool:
    """One letter missing, too many, wrong, or two neighbours swapped (Damerau 1964)."""
    if abs(len(word) - len(known)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(len(word), len(known)))
    rest, expected = word[start:], known[start:]
    swapped = rest[:2] == expected[:2][::-1] and rest[2:] == expected[2:]
    return rest[1:] == expected or rest == expected[1:] or rest[1:] == expected[1:] or swapped
